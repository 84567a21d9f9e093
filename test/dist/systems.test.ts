// The executables on systems that this machine is not: alone with the C library of each, in a root that afterwards holds what it held.
import {appendFileSync, existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {SYSTEMS, type System, systemHere} from '../../scripts/package/systems.ts';
import {TARGETS} from '../../scripts/package/targets.ts';
import {event} from '../support/events.ts';
import {canChroot, EmptyRoot, executableOf, whyNot} from '../support/executable.ts';
import {GIVEN_BACK, ROOT, TestTerminal, version} from '../support/terminal.ts';
import {LOGS, RUNS} from './runs.ts';

/** An emulated processor is some twenty times slower. */
const PATIENCE_MS = 120_000;

/** Some of each kind: test/dist/root.test.ts has them all. */
const COMMANDS = ['query', 'top', 'policy explain', 'findings', 'doctor', 'man'];
const EMULATED_COMMANDS = ['query', 'doctor'];

/** Why nothing can be tested there, in a few words. */
const reason = (system: System): string | undefined =>
  whyNot(system.target) ??
  (systemHere(system) === undefined
    ? 'skipped: npm run systems fetches its C library'
    : system.emulator !== undefined && !existsSync(system.emulator)
      ? `skipped: ${system.emulator} is not here`
      : canChroot
        ? undefined
        : 'skipped: only the superuser can have another root');

test('every executable for Linux is tested on a system of its own', () => {
  const targets = TARGETS.filter(({libc}) => libc.kind !== 'macOS').map(({name}) => name);
  expect(SYSTEMS.map(({target}) => target).sort()).toEqual([...targets].sort());
});

describe.each(SYSTEMS.map(system => ({system, why: reason(system)})))('$system.name', ({system, why}) => {
  if (why !== undefined) console.log(`test/dist/systems: ${system.name} ${why}.`);
  describe.skipIf(why !== undefined)(`the executable for ${system.target} (${why ?? system.why})`, () => {
    let root: EmptyRoot;
    let before: readonly string[];
    let terminal: TestTerminal | undefined;

    beforeAll(() => {
      const {emulator} = system;
      root = new EmptyRoot({executable: executableOf(system.target), system: systemHere(system)!, emulator});
      root.put(`${ROOT}${LOGS}`, LOGS);
      before = root.listing();
    });
    afterAll(() => root.remove());
    afterEach(() => {
      if (terminal?.exit === undefined) terminal?.kill();
      terminal = undefined;
      expect(root.listing()).toEqual(before);
    });

    test('is this version', () => {
      expect(root.run('--version')).toEqual({code: 0, out: `audit-tui ${version()}\n`});
    });

    test.each(system.emulator === undefined ? COMMANDS : EMULATED_COMMANDS)('%s', {timeout: PATIENCE_MS}, name => {
      const {args, code, says} = RUNS[name]!;
      const ran = root.run(...args);
      expect(ran.out).toMatch(says);
      expect(ran.code).toBe(code);
    });

    test('explores, follows, and gives the terminal back', {timeout: PATIENCE_MS}, async () => {
      const line = (at: number) =>
        `${JSON.stringify(event({auditID: `grown-${at}`, verb: 'watch', requestURI: `/r/${at}`}))}\n`;
      const path = join(root.path, LOGS, 'grows.log');
      appendFileSync(path, line(1));
      try {
        const [command, args] = root.command(LOGS);
        terminal = new TestTerminal(command, args, {columns: 120, rows: 40});
        await terminal.shows(/row [\d,]+ of 2,111/, PATIENCE_MS);
        appendFileSync(path, line(2));
        await terminal.shows(/row [\d,]+ of 2,112/, PATIENCE_MS);
        terminal.write('/verb:delete name:webapp-pod\r');
        await terminal.shows('row 1 of 1', PATIENCE_MS);
        terminal.write('\r');
        await terminal.shows(/alice@example\.com\)? deleted/, PATIENCE_MS);
        terminal.write('\x03');
        expect(await terminal.exited(PATIENCE_MS)).toBe(0);
        expect(terminal.modes).toEqual(GIVEN_BACK);
      } finally {
        rmSync(path);
      }
      // The folder of the file has changed by its hand.
      const isFolder = (entry: string) => entry.startsWith(`${LOGS} `);
      expect(root.listing().filter(entry => !isFolder(entry))).toEqual(before.filter(entry => !isFolder(entry)));
      before = root.listing();
    });
  });
});
