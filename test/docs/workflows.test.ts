// The CI files name scripts that exist, runtimes that are supported, and every check that .ci/run has.
import {globSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {RUNTIMES} from '../../scripts/runtimes.ts';

type Step = {readonly run?: string; readonly uses?: string; readonly with?: Readonly<Record<string, string>>};
type Job = {
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
  readonly strategy?: {readonly matrix: {readonly node?: readonly string[]}};
  readonly container?: {readonly image: string};
};
type Workflow = {
  readonly name: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: {readonly node: string};
};
const FILES = globSync('.github/workflows/*.yml').sort();
const read = (path: string): Workflow => parse(readFileSync(path, 'utf8')) as Workflow;
const jobs = (path: string): readonly Job[] => Object.values(read(path).jobs);
const commands = (path: string): readonly string[] =>
  jobs(path).flatMap(({steps}) => steps.flatMap(({run}) => run ?? []));

/** Names of the npm scripts that a text calls, `test` for `npm test`. */
const scriptsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, script, test]) => (script ?? test)!);

/** Whether `version`, of which a workflow may leave out the end, is one that `engines` allows, which is `>=MAJOR.MINOR`. */
function isSupported(version: string): boolean {
  const [least, found] = [manifest.engines.node.replace('>=', ''), version].map(text => text.split('.').map(Number));
  const [major, minor = Number.POSITIVE_INFINITY] = found!;
  return major! > least![0]! || (major === least![0] && minor >= least![1]!);
}

test('a CI file and one for releases are there', () => {
  expect(FILES).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml']);
});

describe.each(FILES)('%s', path => {
  test('calls scripts that exist', () => {
    const called = commands(path).flatMap(scriptsIn);
    expect(called.length).toBeGreaterThan(2);
    expect(called.filter(name => !(name in manifest.scripts))).toEqual([]);
  });

  test('checks by npm scripts, and by nothing that is not in package.json', () => {
    const known =
      /^(?:npm (?:ci|test|run) ?|(?:sudo )?apt-get (?:update|install)|test "\$GITHUB_REF_NAME"|gh release create )/;
    expect(commands(path).filter(command => !known.test(command))).toEqual([]);
  });

  test('runs npm under a Node.js that package.json allows', () => {
    const versions = jobs(path).flatMap(({steps, container}) => [
      ...steps.flatMap(step =>
        step.uses?.startsWith('actions/setup-node@') === true ? [step.with!['node-version']!] : [],
      ),
      ...(container === undefined ? [] : [/^node:([\d.]+)/.exec(container.image)![1]!]),
    ]);
    expect(versions).toHaveLength(jobs(path).length);
    expect(versions.filter(version => !isSupported(version))).toEqual([]);
  });

  test('says what it may do, and ends', () => {
    const mayWrite = Object.values(read(path).permissions).filter(access => access === 'write');
    expect(mayWrite).toHaveLength(read(path).name === 'release' ? 1 : 0);
    expect(jobs(path).filter(job => job['timeout-minutes'] === undefined)).toEqual([]);
  });
});

test('the matrix has every runtime that is tested beside ours', () => {
  const {node} = read('.github/workflows/ci.yml').jobs.runtimes!.strategy!.matrix;
  expect(node).toEqual(RUNTIMES.map(({version}) => version));
});

test('what .ci/run checks is checked there too', () => {
  // The build is part of the tests; the executable is made with all others.
  const ours = scriptsIn(readFileSync('.ci/run', 'utf8')).filter(name => name !== 'build');
  const theirs = commands('.github/workflows/ci.yml').flatMap(scriptsIn);
  expect(ours.length).toBeGreaterThan(5);
  expect([...new Set(ours)].filter(name => !theirs.includes(name))).toEqual([]);
});

test('every tool that .ci/run installs is installed for the tests there too', () => {
  const ci = readFileSync('.ci/run', 'utf8');
  const tools = [
    .../for tool in ([\w ]+);/.exec(ci)![1]!.split(' '),
    .../missing\+=\(([\w -]+)\)/.exec(ci)![1]!.split(' '),
  ];
  expect(tools).toEqual(expect.arrayContaining(['tmux', 'rpm', 'openssh-server']));
  const installs = FILES.flatMap(commands).filter(command => command.includes('apt-get install'));
  expect(installs.length).toBe(3);
  for (const install of installs) expect(tools.filter(tool => !install.split(' ').includes(tool))).toEqual([]);
});

test.each([
  ['22', true],
  ['22.15.0', true],
  ['22.14', false],
  ['20', false],
  ['24.21.0', true],
])('Node.js %s is allowed: %s', (version, is) => {
  expect(isSupported(version)).toBe(is);
});
