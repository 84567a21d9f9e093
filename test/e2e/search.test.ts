// Searching in the built program, keys as they are typed.
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

async function open(size: Size): Promise<TestTerminal> {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, `${ROOT}sample-logs`], size);
  terminals.push(terminal);
  await terminal.shows(/row [\d,]+ of 2,\d\d\d/);
  return terminal;
}

/** Keys: & "&follow=true" Enter Enter → → → → n */
test.each(SIZES)('what stands escaped in the file is found as it is typed, at $columns x $rows', async size => {
  const t = await open(size);
  t.write('&');
  await t.shows('search');
  t.write('"&follow=true"');
  await t.shows(/"&follow=true" +Enter finds/);
  t.write('\r');
  await t.shows('Searched on from the first row.');
  t.write('\r');
  await t.shows('Summary');
  // To the last tab, which is Raw.
  for (let tab = 0; tab < 5; tab++) t.write('\x1b[C');
  await t.shows(/1 match |match 1 of 1/);
  await t.type('n', 'match 1 of 1');
  await t.shows('\\u0026follow=true');
});

/** Keys: & verb:escalate Enter, then & and the name of the pod, Enter, n, Esc */
test('no row goes away, and what is not there is said', async () => {
  const t = await open(SIZES[0]!);
  t.write('&');
  t.write('verb:escalate');
  await t.shows('Enter finds');
  await t.type('\r', 'No row here matches verb:escalate');
  t.write('&');
  t.write('name:webapp-pod verb:delete');
  await t.shows(/verb:delete +Enter finds/);
  await t.type('\r', 'Searched on from the first row.');
  await t.type('j', /& name:webapp-pod verb:de… +row [\d,]+ of 2,\d\d\d/);
});

/** Keys: 4 & alise Enter Esc */
test.each(SIZES)('a user is found in the facet although misspelt, at $columns x $rows', async size => {
  const t = await open(size);
  await t.type('4', 'User');
  await t.type('&', / & +User/);
  t.write('alise');
  await t.shows(/alice/);
  await t.type('\r', 'user:alice@example.com');
  t.write('\x1b');
  await t.shows(/✓ alice@example/);
});
