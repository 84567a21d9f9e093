// Edits of commands, read again: whatever a unit, a script or a list looks like, the arguments are those that were meant.
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {applyEdits} from '../../src/host/fix/apply.ts';
import type {Edit} from '../../src/host/fix/edit.ts';
import {isFlag} from '../../src/host/fix/edit.ts';
import type {Look} from '../../src/host/places/look.ts';
import {lookForK3s} from '../../src/host/places/rancher.ts';
import {lookForStaticPods} from '../../src/host/places/static-pod.ts';
import {lookForUnits} from '../../src/host/places/systemd.ts';
import {ChangedRoot, Root} from '../../src/host/root.ts';
import type {Arg} from '../../src/host/server.ts';
import {runs} from '../support/runs.ts';
import {MANIFEST, makeTree, removeTrees} from './trees.ts';

afterAll(removeTrees);

const UNIT = '/etc/systemd/system/kube-apiserver.service';
const K3S = '/etc/systemd/system/k3s.service';
const CONFIG = '/etc/rancher/k3s/config.yaml';
const base = new Root(makeTree({[UNIT]: '', [K3S]: '', [CONFIG]: '', [MANIFEST]: ''}));

/** Flags and values as they stand, some of them twice, with what is none of ours between. */
const anyArgs = fc.array(
  fc.constantFrom(
    'audit-log-path=/var/log/a.log',
    'audit-log-path=/b',
    'audit-log-path=/c d.log',
    'audit-log-maxage=3',
    'audit-log-maxage=30',
    'audit_log_maxage=7',
    'audit-log-max-size=1',
    'audit-log-truncate-enabled=true',
    'v=2',
    'my-audit-log-path=/x',
    'x=a b',
  ),
  {maxLength: 8},
);

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('flag' as const),
    name: fc.constantFrom('audit-log-path', 'audit-log-maxage', 'audit-log-maxbackup'),
    value: fc.constantFrom('/new/x.log', '30', 'a,b'),
  }),
  fc.record({kind: fc.constant('once' as const), name: fc.constantFrom('audit-log-path', 'audit-log-maxage')}),
  fc.constant({kind: 'rename flag' as const, from: 'audit-log-max-size', to: 'audit-log-maxsize'}),
  fc.constant({kind: 'remove flag' as const, name: 'audit-log-max-size'}),
);

const eols = fc.constantFrom('\n', '\r\n');

type Form = {
  readonly name: string;
  readonly file: string;
  readonly look: (root: Root) => Look;
  /** Texts that give the arguments. */
  readonly text: (args: readonly string[]) => fc.Arbitrary<string>;
};

/** Words with a blank or a continued line between each two. */
const joined = (words: readonly string[], indent: string) =>
  fc
    .array(fc.constantFrom(' ', ` \\\n${indent}`), {minLength: words.length, maxLength: words.length})
    .map(gaps => words.map((word, i) => (i === 0 ? word : gaps[i] + word)).join(''));

const quoted = (word: string) =>
  fc.constantFrom(
    ...(word.includes(' ') ? [] : [word, word, word]),
    `'${word}'`,
    `"${word}"`,
    word.replace(/=(.*)$/, "='$1'"),
  );

const quotedItem = (item: string) => fc.constantFrom(item, `'${item}'`, `"${item}"`);

/** A flag in a script that may stand in double quotes. */
const inScript = (arg: string) =>
  fc.constantFrom(
    ...(arg.includes(' ') ? [] : [`--${arg}`, `--${arg}`, `--${arg}`]),
    `'--${arg}'`,
    `--${arg.replace(/=(.*)$/, "='$1'")}`,
  );

/** Its value in a word of its own, or not. */
const inWords = (arg: string) =>
  fc.oneof(
    {weight: 3, arbitrary: quoted(`--${arg}`)},
    arg.includes('enabled')
      ? quoted(`--${arg}`)
      : fc.tuple(...[`--${arg.split('=')[0]}`, arg.split('=')[1]!].map(quoted)).chain(words => joined(words, '  ')),
  );

const k3sWords = (args: readonly string[]) =>
  fc
    .tuple(
      ...args.map(arg =>
        fc
          .tuple(fc.constantFrom('', '--'), fc.boolean())
          .chain(([dashes, isSplit]) =>
            isSplit
              ? fc.tuple(quoted('--kube-apiserver-arg'), quoted(dashes + arg)).map(words => [...words])
              : quoted(`--kube-apiserver-arg=${dashes}${arg}`).map(word => [word]),
          ),
      ),
    )
    .map(words => words.flat());

const FORMS: readonly Form[] = [
  {
    name: 'a unit',
    file: UNIT,
    look: lookForUnits,
    text: args =>
      fc
        .tuple(...args.map(inWords))
        .chain(words => joined(['/usr/bin/kube-apiserver', ...words], '  '))
        .map(command => `[Service]\nExecStart=${command}\nRestart=always\n`),
  },
  {
    name: 'a script in a unit',
    file: UNIT,
    look: lookForUnits,
    text: args =>
      fc
        .tuple(...args.map(inScript))
        .chain(words => joined(['exec', '/usr/bin/kube-apiserver', ...words, '>>/var/log/x.log'], '    '))
        .map(script => `[Service]\nExecStart=/bin/sh -c "${script}"\nRestart=always\n`),
  },
  {
    name: 'a script in a manifest',
    file: MANIFEST,
    look: lookForStaticPods,
    text: args =>
      fc
        .tuple(...args.map(inScript))
        .chain(words => joined(['exec', 'kube-apiserver', ...words, '1>>/var/log/x.log'], '  '))
        .chain(script =>
          fc.constantFrom(
            `kind: Pod\nspec:\n  containers:\n  - command:\n    - /bin/sh\n    - -c\n    - |\n${script.replaceAll(/^/gm, '      ')}\n`,
            `kind: Pod\nspec:\n  containers:\n  - command: [sh, -c, ${JSON.stringify(script)}] # all\n`,
          ),
        ),
  },
  {
    name: 'a unit of k3s',
    file: K3S,
    look: lookForK3s,
    text: args =>
      k3sWords(args)
        .chain(words => joined(['/usr/local/bin/k3s', 'server', ...words], '    '))
        .map(command => `[Service]\nExecStart=${command}\n`),
  },
  {
    name: 'a list of k3s',
    file: CONFIG,
    look: lookForK3s,
    text: args =>
      fc
        .tuple(...args.map(quotedItem))
        .chain(items =>
          fc.constantFrom(
            `# ours\nkube-apiserver-arg: [${items.join(', ')}]\ntoken: x\n`,
            items.length === 0
              ? 'token: x\n'
              : `kube-apiserver-arg:\n${items.map(item => `  - ${item} # why\n`).join('')}token: x\n`,
          ),
        ),
  },
];

/** A flag and the value behind it as one. */
const texts = (args: readonly Arg[]): readonly string[] =>
  args.flatMap(({text}, i) => {
    const before = args[i - 1]?.text;
    if (before?.startsWith('--') === true && !before.includes('=') && !text.startsWith('--')) return [];
    const next = args[i + 1]?.text;
    const value = text.includes('=') || next === undefined || next.startsWith('--') ? '' : `=${next}`;
    return [(text + value).replaceAll('_', '-')];
  });

/** The arguments that an edit is to give; a flag that is new may stand anywhere. */
function meant(args: readonly string[], edit: Edit): readonly string[] | undefined {
  const last = (name: string) => args.findLastIndex(arg => isFlag(arg, name));
  switch (edit.kind) {
    case 'flag': {
      const said = `--${edit.name}=${edit.value}`;
      const at = last(edit.name);
      return at === -1 ? [...args, said] : args.with(at, said);
    }
    case 'once':
      return args.filter((arg, i) => !isFlag(arg, edit.name) || i === last(edit.name));
    case 'rename flag': {
      const at = last(edit.from);
      return at === -1 ? undefined : args.with(at, args[at]!.replace(edit.from, edit.to));
    }
    case 'remove flag': {
      const at = last(edit.name);
      // Given more than once, it goes as often as it is told.
      return at === -1 || args.filter(arg => isFlag(arg, edit.name)).length > 1 ? undefined : args.toSpliced(at, 1);
    }
    default:
      return undefined;
  }
}

/** Nothing that would be left to its user: each with its value, in one word, without quotes inside. */
const isPlain = (args: readonly Arg[], source: string): boolean =>
  !source.includes("='") &&
  args.every(({text}) => text.includes('=') && !text.includes(' ') && source.includes(text.replace(/^--/, '')));

describe.each(FORMS)('of $name', ({file, look, text}) => {
  test('an edit gives the arguments that were meant, and leaves what it is not about', () => {
    let edits = 0;
    const cases = anyArgs.chain(args => fc.tuple(text(args), anyEdit, eols));
    fc.assert(
      fc.property(cases, ([source, edit, eol]) => {
        const before = source.replaceAll('\n', eol);
        const root = new ChangedRoot(base, new Map([[file, before]]));
        const server = look(root).servers.find(one => one.file === file || one.form === 'rancher');
        if (server === undefined) throw new Error(`nothing found in ${before}`);
        const {changes, undone} = applyEdits(root, server, [edit]);
        const wanted = meant(texts(server.args), edit);
        if (edit.kind === 'flag' && isPlain(server.args, before))
          expect({before, undone}).toEqual({before, undone: []});
        if (wanted === undefined || undone.length > 0) return;
        edits++;
        const after = new ChangedRoot(
          base,
          new Map([[file, before], ...changes.map(change => [change.file, change.after] as const)]),
        );
        const got = texts(look(after).servers.find(one => one.file === server.file)!.args);
        const isNew = edit.kind === 'flag' && !server.args.some(({text: arg}) => isFlag(arg, edit.name));
        expect({before, args: isNew ? got.toSorted() : got}).toEqual({
          before,
          args: isNew ? wanted.toSorted() : wanted,
        });
        for (const change of changes)
          if (change.before?.includes('\r\n') === true) expect(change.after.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      {numRuns: runs(150)},
    );
    // What is left to its user is the exception.
    expect(edits).toBeGreaterThan(40);
  });
});

const SH = (args: string) => `[Service]\nExecStart=/bin/sh -c "exec kube-apiserver ${args}"\n`;
const K3S_SERVER = '[Service]\nExecStart=/usr/local/bin/k3s server --kube-apiserver-arg=';

test.each<[claim: string, file: string, look: Form['look'], before: string, edit: Edit, after: string | undefined]>([
  [
    'a flag of a script that is so already, in quotes, is not given once more',
    UNIT,
    lookForUnits,
    SH("--audit-log-maxage='30'"),
    {kind: 'flag', name: 'audit-log-maxage', value: '30'},
    undefined,
  ],
  [
    'a script is left to its user where the value would stay at the program',
    UNIT,
    lookForUnits,
    SH("--audit-log-max-size='1'"),
    {kind: 'remove flag', name: 'audit-log-max-size'},
    undefined,
  ],
  [
    'a flag of k3s whose name ends with it is another one',
    K3S,
    lookForK3s,
    `${K3S_SERVER}audit-log-path=/a --kube-apiserver-arg=my-audit-log-path=/x\n`,
    {kind: 'flag', name: 'audit-log-path', value: '/b'},
    `${K3S_SERVER}audit-log-path=/b --kube-apiserver-arg=my-audit-log-path=/x\n`,
  ],
])('%s', (_claim, file, look, before, edit, after) => {
  const root = new ChangedRoot(base, new Map([[file, before]]));
  const server = look(root).servers.find(one => one.file === file || one.form === 'rancher');
  const {changes, undone} = applyEdits(root, server, [edit]);
  expect(changes.map(change => change.after)).toEqual(after === undefined ? [] : [after]);
  expect(undone).toEqual(after === undefined ? [edit] : []);
});
