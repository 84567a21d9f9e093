// The executable alone in an empty root: every command, the explorer in a pseudo-terminal, a log that grows. Afterwards the root
// holds what it held before.
import {appendFileSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {bulk} from '../../scripts/samples/bulk.ts';
import {event} from '../support/events.ts';
import {canChroot, EmptyRoot, untestable} from '../support/executable.ts';
import {ROOT, TestTerminal, version} from '../support/terminal.ts';
import {LOGS, RUNS} from './runs.ts';

/** Enough for workers: src/source/open.ts. */
const MANY_BYTES = 26 * 2 ** 20;
const NEWLINE = 10;

/** What a command was asked to write. */
const WRITES: Readonly<Record<string, string>> = {bundle: 'incident'};

describe.skipIf(untestable !== undefined)(`the executable (${untestable ?? 'made from this src'})`, () => {
  describe.skipIf(!canChroot)(
    `in an empty root${canChroot ? '' : ' (skipped: only the superuser can have one)'}`,
    () => {
      let root: EmptyRoot;
      let before: readonly string[];
      let terminal: TestTerminal | undefined;

      beforeAll(() => {
        root = new EmptyRoot();
        root.put(`${ROOT}${LOGS}`, LOGS);
        before = root.listing();
      });
      afterAll(() => root.remove());
      afterEach(() => {
        if (terminal?.exit === undefined) terminal?.kill();
        terminal = undefined;
        expect(root.listing()).toEqual(before);
      });

      const start = (...argv: readonly string[]): TestTerminal => {
        const [command, args] = root.command(...argv);
        terminal = new TestTerminal(command, args, {columns: 120, rows: 40});
        return terminal;
      };

      test('it is this version', () => {
        expect(root.run('--version')).toEqual({code: 0, out: `audit-tui ${version()}\n`});
      });

      test.each(Object.entries(RUNS))('%s', (name, {args, code, says}) => {
        const ran = root.run(...args);
        expect(ran.out).toMatch(says);
        expect(ran.code).toBe(code);
        const written = WRITES[name];
        if (written !== undefined) rmSync(join(root.path, written), {recursive: true});
        expect(root.listing()).toEqual(before);
      });

      test('the explorer opens logs, filters and shows bodies', async () => {
        const t = start(LOGS);
        await t.shows(/row [\d,]+ of 2,\d\d\d/);
        await t.type('/verb:delete name:webapp-pod\r', 'row 1 of 1');
        await t.type('\r', 'alice@example.com');
        t.write('\x03');
        expect(await t.exited()).toBe(0);
      });

      describe('with a log that grows', () => {
        const line = (at: number) =>
          `${JSON.stringify(event({auditID: `grown-${at}`, verb: 'watch', requestURI: `/r/${at}`}))}\n`;
        const path = () => join(root.path, 'audit.log');
        let without: readonly string[];
        beforeEach(() => {
          without = before;
          appendFileSync(path(), line(1));
          before = root.listing();
        });
        afterEach(() => {
          rmSync(path());
          before = without;
        });

        test('it follows', async () => {
          const t = start('/audit.log');
          await t.shows('row 1 of 1');
          appendFileSync(path(), line(2));
          before = root.listing();
          await t.shows('row 2 of 2');
          t.write('\x03');
          expect(await t.exited()).toBe(0);
        });
      });

      test('a log of many blocks is scanned by its workers', async () => {
        const name = 'many.log';
        await bulk({seed: 1, bytes: MANY_BYTES, mix: 'metadata', path: join(root.path, name)});
        const many = root.listing();
        const {code, out} = root.run('query', '', `/${name}`, '-o', 'count');
        expect(root.listing()).toEqual(many);
        const lines = readFileSync(join(root.path, name)).reduce(
          (count, byte) => count + (byte === NEWLINE ? 1 : 0),
          0,
        );
        rmSync(join(root.path, name));
        expect(code).toBe(0);
        // Events are joined to requests.
        expect(Number(out)).toBeGreaterThan(lines / 3);
      });
    },
  );
});
