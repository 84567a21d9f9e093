// The Policy tab of the built program.
import {afterEach, test} from 'vitest';
import {FIRST, PROGRAM, ROOT, TestTerminal} from '../support/terminal.ts';

let terminal: TestTerminal | undefined;
afterEach(() => {
  if (terminal !== undefined && terminal.exit === undefined) terminal.kill();
});

/** Keys: W */
test('the policy beside the log explains the request under the cursor', async () => {
  terminal = new TestTerminal(PROGRAM, [...FIRST, `${ROOT}sample-logs`], {columns: 80, rows: 24});
  await terminal.shows(/row [\d,]+ of 2,\d\d\d/);
  await terminal.type('W', /Rule \d+ of 16 decides: level/);
  await terminal.shows('The log agrees.');
  await terminal.shows('found beside the log');
});
