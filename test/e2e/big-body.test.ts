// An event of megabytes: it opens, keys that come meanwhile are answered, and what they ask for is there once it can be.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {bigBodyLog} from '../../bench/big-body.ts';
import {FIRST, PROGRAM, TestTerminal, until} from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-tui-big-'));
const path = join(folder, 'big.log');
let terminal: TestTerminal;

beforeEach(() => {
  writeFileSync(path, bigBodyLog(1_500_000));
  terminal = new TestTerminal(PROGRAM, [...FIRST, path], {columns: 90, rows: 30});
});

afterEach(() => {
  terminal.kill();
  rmSync(path, {force: true});
});

const waitFor = (text: string | RegExp) => terminal.shows(text, 20_000);

/** The newest row is the second of the big ones. */
async function inBody(): Promise<void> {
  await waitFor('bundles');
  terminal.write('\r');
  await waitFor('Summary');
  await waitFor('big in prod');
  terminal.write('l');
  await waitFor('part-0:');
}

test('opens, scrolls, goes to its end, and finds', async () => {
  await inBody();
  terminal.write('jjjj');
  await waitFor(/requestObject\.metadata\.name/);
  terminal.write('G');
  await waitFor('podIP: 10.0.11.183');
  terminal.write('g');
  await waitFor('part-0:');
  terminal.write('&10.0.9.99\r');
  await waitFor(/match 1 of 1 /);
  await waitFor('podIP: 10.0.9.99');
});

test('keys that come while it is laid out are answered in their order, and G is dropped by the next one', async () => {
  await waitFor('bundles');
  // All at once, before anything of the event was read: the help is opened, read and left, then the tab is the next one.
  terminal.write('\rlG?');
  await waitFor('Keys');
  terminal.write('\x1b');
  await waitFor('part-0:');
  expect(terminal.lines.join('\n')).toContain('Request');
  terminal.write('q');
  await until(() => !terminal.text.includes('part-0:'), 'the detail is closed');
  terminal.write('q');
  await until(() => terminal.exit !== undefined, 'it ends');
  expect(terminal.exit?.code).toBe(0);
});

test('compares request and response, and the steps of its history', async () => {
  await inBody();
  terminal.write('ll');
  await waitFor(/spec\.part-0\.spec\.replicas/);
  await waitFor('− 6');
  terminal.write('H');
  await waitFor('7 writes');
  await waitFor('part-0.spec.replicas 6');
});
