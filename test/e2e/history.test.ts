// What an object looked like before, in the built program, keys as they are typed.
import {afterEach, test} from 'vitest';
import {FIRST, PROGRAM, ROOT, type Size, TestTerminal} from '../support/terminal.ts';

const SIZES: readonly Size[] = [
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
];
let terminals: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});

/** The program with one row of that filter under the cursor. */
async function open(size: Size, filter: string, rows: RegExp): Promise<TestTerminal> {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, `${ROOT}sample-logs`], size);
  terminals.push(terminal);
  await terminal.shows(/row [\d,]+ of 2,\d\d\d/);
  terminal.write('/');
  await terminal.shows('use it');
  terminal.write(filter);
  await terminal.shows(filter);
  await terminal.type('\r', rows);
  return terminal;
}

describeSizes('what the binding to cluster-admin was before it was deleted', async size => {
  // Keys: / name:metrics-reader-admin Enter H
  const t = await open(size, 'name:metrics-reader-admin', /row 4 of 4/);
  await t.type('H', 'History of');
  await t.shows(/10:15:32[^\n]* delete/);
  await t.shows('The last state known:');
  await t.shows('− roleRef.name: cluster-admin');
});

describeSizes('the pod that was deleted and is there again: two lives', async size => {
  // Keys: / name:webapp-pod verb:delete Enter H j Enter H Esc
  const t = await open(size, 'name:webapp-pod verb:delete', /row 1 of 1/);
  await t.type('H', '2 lives');
  await t.shows(/− 10:02:11/);
  await t.shows(/\+ 10:21:10[^\n]*created anew/);
  await t.type('j', 'First state seen.');
  await t.type('\r', 'An event of the history. H goes back to it.');
  await t.type('H', '2 lives');
  await t.type('\x1b', 'Summary');
});

describeSizes('a deployment: what a patch set, and who read it', async size => {
  // Keys: / name:ledger-api verb:patch Enter g H j R
  const t = await open(size, 'name:ledger-api verb:patch', /row 3 of 3/);
  t.write('g');
  await t.type('H', 'spec.replicas 2 → 3');
  await t.type('j', '− 2');
  await t.shows('+ 3');
  await t.type('R', / reads?[, ]/);
});

describeSizes('what the server changed of what it was sent, or why that is not known', async size => {
  // Keys: / verb:delete name:webapp-pod Enter Enter D
  const t = await open(size, 'name:webapp-pod verb:delete', /row 1 of 1/);
  await t.type('\r', 'Summary');
  await t.type('D', /cannot be compared|sends no request body|was not logged/);
});

function describeSizes(claim: string, run: (size: Size) => Promise<void>): void {
  test.each(SIZES)(`${claim}, at $columns x $rows`, run);
}
