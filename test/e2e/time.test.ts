// Time and timelines in the built program on the sample incident, keys as they are typed.
import {afterEach, expect, test} from 'vitest';
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

const RUNNER = 'user:system:serviceaccount:build:ci-runner';

/** Keys: the user's name as a filter, Enter, U: was the token used from a new address? */
test.each(SIZES)('a leaked token is seen at the address that used it, at $columns x $rows', async size => {
  const t = await open(size);
  t.write('/');
  t.write(RUNNER);
  await t.type('\r', /row [\d,]+ of 65/);
  await t.type('U', /Timeline of user/);
  await t.shows('first seen: source IP 203.0.113.66');
  await t.shows(/JTI=e0aac556-\S+ +65 requests/);
  await t.shows(/203\.0\.113\.66 another source IP {2}16 requests/);
  // The token that it had issued, and where that turned up.
  await t.type('G', /JTI=f1670d0f-6bcd-4696-b4fe-e8fc9c0b40a7 +11 requests/);
  await t.type('G', /203\.0\.113\.66 {2}1 request {2}10:01:39 {2}curl/);
  // The second session, then its source IP: who else came from there.
  t.write('gj');
  await t.type('a', 'Timeline of source IP 203.0.113.66');
  await t.shows(/first seen: user system:serviceaccount:prod-namespace:release-manager/);
  await t.type('\x1b', 'Timeline of user');
  await t.type('\r', /16 of 2,\d\d\d/);
  expect(t.text).toContain('ip:203.0.113.66');
});

/** Keys: T 10:02..10:05 Enter, / ip:203.0.113.66 Enter: what was done from there between two times? */
test.each(SIZES)('a range in words is a window of the filter, at $columns x $rows', async size => {
  const t = await open(size);
  t.write('T');
  t.write('10:02..10:05');
  await t.shows('keep Fri 2026-11-20 10:02:00 UTC to before Fri 2026-11-20 10:05:00 UTC');
  await t.type('\r', 'since:2026-11-20T10:02Z');
  t.write('/');
  t.write('ip:203.0.113.66');
  await t.type('\r', /row \d of \d of|row \d of \d\b/);
  await t.shows('delete');
});

/** Press and drag in the histogram, Enter, then the wheel. */
test('a window is dragged with the mouse, kept with Enter, and the wheel zooms out of it', async () => {
  const t = await open(SIZES[1]!);
  await t.shows('09:20:00');
  const row = t.lines.findIndex(line => line.includes('09:20:00')) + 1;
  expect(row).toBeGreaterThan(0);
  const report = (code: number, x: number, end: 'M' | 'm') => t.write(`\x1b[<${code};${x};${row}${end}`);
  report(0, 60, 'M');
  await t.shows(/^11-20 09:\d\d/m);
  report(32, 90, 'M');
  await t.shows(/^marked +11-20 09:/m);
  report(0, 90, 'm');
  await t.type('\r', /since:\S+ until:\S+/);
  for (let times = 0; times < 4; times++) report(65, 75, 'M');
  await t.shows('/ to filter');
  t.write('\x1b');
  await t.shows('audit-tui');
  t.write('q');
  expect(await t.exited()).toBe(0);
  expect(t.modes).toMatchObject({alternateScreen: false, mouseTrackingMode: 'none', cursorHidden: false});
});
