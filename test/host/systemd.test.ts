// Units as systemd reads them. The cases of splitting and of variables are those of systemd.service(5) and systemd.exec(5).
import {afterAll, describe, expect, test} from 'vitest';
import {Root} from '../../src/host/root.ts';
import {readEnvironmentFile} from '../../src/host/systemd/environment.ts';
import {readService, unitFiles} from '../../src/host/systemd/service.ts';
import {commandWords, splitValue} from '../../src/host/systemd/words.ts';
import {makeTree, removeTrees, type Tree} from './trees.ts';

afterAll(removeTrees);

const UNIT = '/etc/systemd/system/kube-apiserver.service';

describe('a value is split', () => {
  test.each<[value: string, words: string[]]>([
    ['a  b\tc', ['a', 'b', 'c']],
    ['"a b" c', ['a b', 'c']],
    ["'a b'c", ['a bc']],
    ['--x="a b"', ['--x=a b']],
    [String.raw`a\ b`, [String.raw`a\ b`]],
    [String.raw`a\x20b`, ['a b']],
    [String.raw`"a\"b"`, ['a"b']],
    [String.raw`a\\b`, ['a\\b']],
    [String.raw`\u00e9\101`, ['éA']],
    [String.raw`a\tb`, ['a\tb']],
    ['""', ['']],
  ])('%s', (value, words) => {
    expect(splitValue(value).map(({text}) => text)).toEqual(words);
  });
});

describe('a command', () => {
  const variables = new Map([
    ['ONE', {value: "'one'"}],
    ['TWO', {value: "'two two' too"}],
    ['THREE', {value: ''}],
    ['ARGS', {value: '--a=1  --b=2'}],
  ]);
  const words = (value: string) =>
    commandWords(value, 'x@y.service', variables, () => ({file: 'f'})).map(({text}) => text);
  test.each<[value: string, wanted: string[]]>([
    // The manual's own.
    ['echo $ONE $TWO $THREE', ['echo', 'one', 'two two', 'too']],
    [`echo \${ONE} \${TWO} \${THREE}`, ['echo', "'one'", "'two two' too", '']],
    [`x --p=\${ARGS}/y`, ['x', '--p=--a=1  --b=2/y']],
    ['x $ARGS', ['x', '--a=1', '--b=2']],
    ['x $NONE --v', ['x', '--v']],
    ['x a$ONE', ['x', 'a$ONE']],
    ['x $$ONE', ['x', '$ONE']],
    ['-/bin/x a', ['/bin/x', 'a']],
    ['@/bin/x name a', ['/bin/x', 'a']],
    [':/bin/x $ONE', ['/bin/x', '$ONE']],
    ['/bin/x %n %p %i %%', ['/bin/x', 'x@y.service', 'x', 'y', '%']],
  ])('%s', (value, wanted) => {
    expect(words(value)).toEqual(wanted);
  });
});

test.each<[text: string, wanted: Readonly<Record<string, string>>]>([
  ['A=1\n# B=2\n; C=3\n\n D = 4 \n', {A: '1', D: '4'}],
  ['A="x y" \nB=\'a\\b\'\n', {A: 'x y', B: 'a\\b'}],
  ['A=x \\\n  y\nB=2\n', {A: 'x   y', B: '2'}],
  ['A="x\ny"\nB=2', {A: 'x\ny', B: '2'}],
  ['A="a\\"b\\c"\n', {A: 'a"b\\c'}],
  ['A=a\\ b\n', {A: 'a b'}],
  ['A=a"b c"d\n', {A: 'ab cd'}],
  ['no equals sign\nA=1\n', {A: '1'}],
  ['A=1\r\nB=2\r\n', {A: '1', B: '2'}],
  ['1A=1\nA-B=2\n', {}],
])('an environment file %j', (text, wanted) => {
  const read = readEnvironmentFile('f', text);
  expect(Object.fromEntries([...read].map(([name, {value}]) => [name, value]))).toEqual(wanted);
});

describe('a service', () => {
  const serviceOf = (tree: Tree) => {
    const root = new Root(makeTree(tree));
    const file = unitFiles(root).get('kube-apiserver.service');
    return file === undefined ? undefined : readService(root, 'kube-apiserver.service', file).service;
  };
  const wordsOf = (tree: Tree) => serviceOf(tree)?.words.map(({text}) => text);

  test.each<[claim: string, tree: Tree, words: readonly string[] | undefined]>([
    [
      'lines go on after a backslash, comments between them count for nothing',
      {[UNIT]: '[Service]\nExecStart=/x/kube-apiserver \\\n  --a=1 \\\n# no\n; nor this\n  --b=2\nRestart=no\n'},
      ['/x/kube-apiserver', '--a=1', '--b=2'],
    ],
    [
      'a drop-in takes the command back and gives another',
      {
        [UNIT]: '[Service]\nExecStart=/x --a\n',
        [`${UNIT}.d/10-x.conf`]: '[Service]\nExecStart=\nExecStart=/y --b\n',
      },
      ['/y', '--b'],
    ],
    [
      'drop-ins go by name, whatever their directory; of one name /etc counts',
      {
        '/usr/lib/systemd/system/kube-apiserver.service': '[Service]\nExecStart=/x $V\nEnvironment=V=0\n',
        '/usr/lib/systemd/system/kube-apiserver.service.d/20.conf': '[Service]\nEnvironment=V=lib20\n',
        '/etc/systemd/system/kube-apiserver.service.d/10.conf': '[Service]\nEnvironment=V=etc10\n',
        '/usr/lib/systemd/system/kube-apiserver.service.d/10.conf': '[Service]\nEnvironment=V=lib10\nEnvironment=W=x\n',
      },
      ['/x', 'lib20'],
    ],
    [
      'of units of one name that in /etc counts',
      {
        [UNIT]: '[Service]\nExecStart=/etc-one\n',
        '/lib/systemd/system/kube-apiserver.service': '[Service]\nExecStart=/lib-one\n',
      },
      ['/etc-one'],
    ],
    [
      'files win over settings, later files over earlier ones, and a dash allows one to be absent',
      {
        [UNIT]:
          '[Service]\nExecStart=/x $A $B\nEnvironment="A=set" B=set\nEnvironmentFile=-/none\nEnvironmentFile=/etc/one\nEnvironmentFile=/etc/env.d/*.env\n',
        '/etc/one': 'A=one\n',
        '/etc/env.d/a.env': 'A=a\n',
        '/etc/env.d/b.txt': 'A=b\n',
      },
      ['/x', 'a', 'set'],
    ],
    [
      'files of a pattern, and of one that is none',
      {
        [UNIT]:
          '[Service]\nExecStart=/x $A $B\nEnvironmentFile=/etc/env.d/[a-c]?.e*\nEnvironmentFile=-/etc/[z-a]\nEnvironmentFile=-/etc/[x\n',
        '/etc/env.d/b1.env': 'A=b1\n',
        '/etc/env.d/d1.env': 'A=d1\nB=d1\n',
      },
      ['/x', 'b1'],
    ],
    ['settings of other sections count for nothing', {[UNIT]: '[Unit]\nExecStart=/x\n'}, undefined],
    ['a masked unit has no command', {[UNIT]: '-> /dev/null'}, undefined],
  ])('%s', (_claim, tree, words) => {
    expect(wordsOf(tree)).toEqual(words);
  });

  test('every argument has its line, those of variables too', () => {
    const service = serviceOf({
      [UNIT]: '[Service]\nEnvironmentFile=/etc/env\nExecStart=/x \\\n  --a=1 \\\n  $ARGS\n',
      '/etc/env': '# x\nARGS="--b=2 \\\n  --c=3"\n',
    });
    expect(service!.words.map(({text, at}) => [text, at])).toEqual([
      ['/x', {file: UNIT, line: 3}],
      ['--a=1', {file: UNIT, line: 4}],
      ['--b=2', {file: '/etc/env', line: 2}],
      ['--c=3', {file: '/etc/env', line: 3}],
    ]);
  });
});
