import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
const FILES: Readonly<Record<string, string>> = {
  'sound.yaml': `${HEAD}- level: Request\n  resources: [{group: rbac.authorization.k8s.io}]\n- level: Metadata\n`,
  'info.yaml': `${HEAD}- level: Metadata\n`,
  'warning.yaml': `${HEAD}- level: Metadata\n  verbs: ["*"] # all\n- level: None\n  users: ["a*"]\n- level: Metadata\n`,
  'error.yaml': `${HEAD}- level: Nope\n`,
  'group.yaml': `${HEAD}- level: Request\n  resources: [{group: "*"}]\n  verbs: ["delete"]\n- level: Metadata\n`,
  'hostile.yaml': `${HEAD}- level: Metadata\n  verbs: ["\u202e\u009b*"] # \u202e\n- level: Metadata\n`,
  'config-map.yaml': `kind: ConfigMap\ndata:\n  p.yaml: |\n    ${`${HEAD}- level: None\n`.trimEnd().replaceAll('\n', '\n    ')}\n`,
  'long.json': JSON.stringify({
    kind: 'ConfigMap',
    data: {a: 'x'.repeat(500), p: `${HEAD}- level: Nope\n`, z: 'y'.repeat(500)},
  }),
};

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-check-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(at(name), text);
});
afterAll(() => rmSync(folder, {recursive: true}));

const check = (...args: string[]) => runCli(['policy', 'check', ...args]);

describe('the exit status', () => {
  test.each<[names: string[], code: number]>([
    [['sound.yaml'], 0],
    [['info.yaml'], 0],
    [['warning.yaml'], 1],
    [['sound.yaml', 'warning.yaml'], 1],
    [['error.yaml', 'warning.yaml'], 2],
    [['nowhere.yaml'], 2],
    [['nowhere.yaml', 'sound.yaml'], 2],
  ])('of %j is %i', async (names, code) => {
    for (const format of ['text', 'json', 'sarif'])
      expect((await check('-o', format, ...names.map(at))).code).toBe(code);
  });

  test('a wrong version is a usage error', async () => {
    expect(await check('--kubernetes-version', 'new', at('sound.yaml'))).toEqual({
      code: 2,
      out: '',
      err: 'audit-tui: --kubernetes-version takes a version such as 1.30, not "new"\n',
    });
  });

  test('an old version makes an error of what it does not know', async () => {
    const codes = await Promise.all(['1.35', '1.36'].map(version => check('-k', version, at('group.yaml'))));
    expect(codes.map(({code}) => code)).toEqual([2, 0]);
  });
});

describe('--skip', () => {
  test('leaves out what is meant so', async () => {
    const {code, out} = await check('--skip', 'glob, rbac-without-bodies', at('warning.yaml'));
    expect([code, out.replaceAll(folder, 'F')]).toEqual([0, 'F/warning.yaml: 3 rules, sound\n']);
  });

  test.each<[names: string, message: string]>([
    ['globb', '--skip: there is no check "globb"; did you mean glob?'],
    ['level', '--skip: level is an error, which is always told'],
  ])('%s is refused', async (names, message) => {
    expect(await check('--skip', names, at('warning.yaml'))).toEqual({
      code: 2,
      out: '',
      err: `audit-tui: ${message}\n`,
    });
  });
});

describe('text', () => {
  test('has the place, the line with the token marked, why once, and what to write', async () => {
    const {out} = await check(at('warning.yaml'));
    expect(out.replaceAll(folder, 'F')).toContain(
      'F/warning.yaml:5:11: warning: "*" is compared as it stands: verbs know no wildcards. [glob]\n' +
        '    5 |   verbs: ["*"] # all\n' +
        '      |           ^^^\n' +
        '    Users, groups, verbs,',
    );
    expect(out).toContain('    Leave verbs out: a rule without verbs takes them all.\n');
    expect(out.split('Users, groups, verbs,')).toHaveLength(2);
    expect(out).toMatch(/warning.yaml: 3 rules, 2 warnings, 1 to know\n$/);
  });

  test('of a sound policy is one line', async () => {
    const {out} = await check(at('sound.yaml'));
    expect(out.replaceAll(folder, 'F')).toBe('F/sound.yaml: 2 rules, sound\n');
  });

  test('a policy inside is named', async () => {
    const {out} = await check(at('config-map.yaml'));
    expect(out.replaceAll(folder, 'F')).toContain(
      'F/config-map.yaml:7:14: warning: No rule logs anything. [logs-nothing]',
    );
    expect(out).toMatch(/config-map.yaml, data\["p.yaml"\]: 1 rule, 1 warning\n$/);
  });

  test('nothing in it acts on a terminal', async () => {
    const {out} = await check(at('hostile.yaml'));
    expect(out).toContain('‹U+202E›');
    expect(out).not.toMatch(/[\u202e\u009b]/);
  });

  test.each([40, 80])('of a long line shows the part that matters, within %i columns', async columns => {
    const {out} = await runCli(['policy', 'check', at('long.json')], {isTerminal: true, columns});
    const all = out.split('\n');
    const [line = '', marks = ''] = all.slice(all.findIndex(text => text.startsWith('    1 |')));
    // The path of the file is one word.
    expect(all.slice(1, -2).filter(text => text.length > columns)).toEqual([]);
    expect(line).toMatch(/^ {4}1 \| ….*…$/);
    expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('Nope');
  });
});

describe('json', () => {
  test('is a list of findings', async () => {
    const {out} = await check('-o', 'json', at('warning.yaml'));
    const [first] = (JSON.parse(out) as {check: string}[]).filter(finding => finding.check === 'glob');
    expect(first).toEqual({
      file: at('warning.yaml'),
      line: 5,
      column: 11,
      endColumn: 14,
      severity: 'warning',
      check: 'glob',
      ruleIndex: 0,
      title: expect.any(String),
      message: '"*" is compared as it stands: verbs know no wildcards.',
      why: expect.any(String),
      write: 'Leave verbs out: a rule without verbs takes them all.',
    });
  });

  test('of a sound policy is an empty one', async () => {
    expect((await check('-o', 'json', at('sound.yaml'))).out).toBe('[]\n');
  });
});

test('sarif is a log of all files', async () => {
  const {out} = await check('-o', 'sarif', at('warning.yaml'), at('error.yaml'));
  const {version, runs} = JSON.parse(out);
  expect([version, runs.length]).toEqual(['2.1.0', 1]);
  const uris = runs[0].results.map(
    (result: {locations: [{physicalLocation: {artifactLocation: {uri: string}}}]}) =>
      result.locations[0].physicalLocation.artifactLocation.uri,
  );
  expect(new Set(uris).size).toBe(2);
});
