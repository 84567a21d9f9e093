// The bundle under every version of Node.js that it is said to run under: the same output, and an explorer that gives the terminal back.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {programHere} from '../../scripts/package/runtime.ts';
import {RUNTIMES} from '../../scripts/runtimes.ts';
import {BIN, NODE, ROOT, TestTerminal} from '../support/terminal.ts';
import {LOGS, RUNS} from './runs.ts';

test('the oldest of them is the one that package.json and the program ask for', () => {
  const {engines} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {engines: {node: string}};
  const [oldest] = RUNTIMES;
  expect(`>=${oldest!.version.replace(/\.0$/, '')}`).toBe(engines.node);
});

describe.each(RUNTIMES.map(runtime => [runtime.version, programHere(runtime)] as const))(
  'Node.js %s',
  (version, program) => {
    if (program === undefined) console.log(`test/dist/runtimes: skipped, npm run runtimes fetches Node.js ${version}.`);
    let terminal: TestTerminal | undefined;
    afterEach(() => terminal?.kill());

    const run = (runtime: string, args: readonly string[]) => {
      const {status, stdout, stderr} = spawnSync(runtime, [BIN, ...args], {
        cwd: ROOT,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return {status, stdout, stderr};
    };
    const alike = Object.entries(RUNS).filter(([, {varies}]) => varies !== true);

    test.skipIf(program === undefined).each(alike)('%s prints what it prints under ours', (_, {args}) => {
      expect(run(program!, args)).toEqual(run(NODE, args));
    });

    test.skipIf(program === undefined)('explores, shows bodies, and gives the terminal back', async () => {
      terminal = new TestTerminal(program!, [BIN, LOGS], {columns: 160, rows: 48});
      await terminal.shows('2,110 requests');
      await terminal.type('/verb:delete name:webapp-pod\r', 'row 1 of 1');
      await terminal.type('\r', 'deleted');
      await terminal.type('l', /kind: +Pod|metadata:/);
      terminal.write('qq');
      expect(await terminal.exited()).toBe(0);
      expect(terminal.modes).toMatchObject({alternateScreen: false, cursorHidden: false, mouseTrackingMode: 'none'});
    });
  },
);
