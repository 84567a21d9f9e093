// The command palette, the mouse, and how the screen looks, in a real pseudo-terminal.
import {afterEach, describe, expect, test} from 'vitest';
import {FIRST, PROGRAM, ROOT, type Size, TestTerminal, until} from '../support/terminal.ts';

const open: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of open.splice(0)) if (terminal.exit === undefined) terminal.kill();
});

async function start(size: Size, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, ...flags, `${ROOT}sample-logs`], size, {
    XDG_CONFIG_HOME: '/nowhere',
    ...env,
  });
  open.push(terminal);
  await terminal.shows(/2,110/);
  await terminal.shows('/ filter');
  return terminal;
}

const report = (t: TestTerminal, code: number, column: number, row: number) =>
  t.write(`\x1b[<${code};${column};${row}M`);

describe.each([
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
])('the palette at $columns x $rows', size => {
  test('noise is hidden by its name, and the rows are sorted by a field', async () => {
    const t = await start(size);
    await t.type(':', /: +\d+ *$/m);
    await t.type('hide leas', /^ {3}Hide leases/m);
    await t.type('\r', /-\(resource:leases/);
    await t.type(':', /● No longer hide leases/);
    await t.type('sort took', /^ {3}Sort by Took/m);
    await t.type('\r', 'Sorted by Took, descending');
  });

  test('what belongs elsewhere goes there first, and Esc changes nothing', async () => {
    const t = await start(size);
    await t.type(':', /: +\d+ *$/m);
    await t.type('mark a window', 'Start marking a window');
    await t.type('\x1b', '/ filter');
    await t.type(':', /: +\d+ *$/m);
    await t.type('tab raw', 'Open the tab Raw');
    await t.type('\r', '"auditID"');
  });
});

test('a click on the title of a column sorts by it', async () => {
  const t = await start({columns: 120, rows: 30});
  const row = t.lines.findIndex(text => / Code User /.test(text));
  report(t, 0, t.lines[row]!.indexOf('Took') + 1, row + 1);
  await t.shows('Sorted by Took, descending');
});

test('a click goes to a row, a second one opens it, the wheel moves, and of a command the second one runs it', async () => {
  const t = await start({columns: 120, rows: 30});
  await t.shows(/row [\d,]+ of 2,110/);
  report(t, 0, 60, 10);
  await until(() => !t.text.includes('row 2,110 of'), 'the cursor went to the row');
  const [, row] = /row ([\d,]+) of/.exec(t.text)!;
  report(t, 64, 60, 10);
  await until(() => !t.text.includes(`row ${row} of`), 'the wheel moved the cursor');
  report(t, 0, 60, 12);
  report(t, 0, 60, 12);
  await t.shows('Summary');
  await t.type(':', /: +\d+ *$/m);
  await t.type('theme', /: theme .*\n.*\n.*Theme light/);
  const line = t.lines.findIndex(text => text.includes('Theme light')) + 1;
  report(t, 0, 10, line);
  report(t, 0, 10, line);
  await t.shows('Summary');
  await until(() => t.output.includes('\x1b[1;38;5;25m'), 'the colours of the light theme were written');
});

test('in what lies over the panes a click goes there, a second one opens it, and the wheel scrolls', async () => {
  const t = await start({columns: 80, rows: 24});
  await t.shows(/row [\d,]+ of 2,110/);
  await t.type('!', /Findings {2}\d+ incidents/);
  await t.shows(' 1. CRITICAL');
  for (let turns = 0; turns < 6; turns++) report(t, 65, 10, 12);
  await until(() => !t.text.includes(' 1. CRITICAL'), 'the first line was scrolled away');
  const at = t.lines.findIndex(text => text.includes('had a token made')) + 1;
  report(t, 0, 30, at);
  report(t, 0, 30, at);
  await t.shows('! goes back to the findings.');
  await t.shows(/[1-9]\d? of 2,110/);
});

describe('how the screen looks', () => {
  const written = (t: TestTerminal) => t.output.replaceAll(/\x1b\[[^a-zA-Z]*[a-zA-Z]/g, '');

  test.each([
    ['asked for', ['--ascii'], {}],
    ['the locale is C', [], {LC_ALL: 'C'}],
  ])('nothing but ASCII is written where it is %s', async (_, flags, env) => {
    const t = await start({columns: 140, rows: 46}, flags, env);
    await t.type('\r', 'Summary');
    await t.type('?', 'Keys');
    await t.type('\x1b', '- Summary');
    await t.type(':', /: +\d+ *$/m);
    await t.type('\x1b', '- Summary');
    expect(written(t)).toMatch(/^[\x00-\x7f]*$/);
    await t.shows(/ v Stage +\| Time/);
  });

  test.each([
    ['dark', {COLORFGBG: '15;0'}, '\x1b[1;38;5;80m'],
    ['light', {COLORFGBG: '0;15'}, '\x1b[1;38;5;25m'],
    ['16', {}, '\x1b[1;36m'],
  ])('the theme is %s by what the terminal says', async (_, env, sequence) => {
    const t = await start({columns: 100, rows: 24}, [], env);
    expect(t.output).toContain(sequence);
  });

  test('a flag goes before what the terminal says, and none has no colour', async () => {
    const t = await start({columns: 100, rows: 24}, ['--theme', 'none'], {COLORFGBG: '15;0'});
    await t.type('\r', 'Summary');
    expect(t.output).not.toMatch(/\x1b\[[\d;]*(?<=[[;])(3\d|4\d|9\d|10\d)[\d;]*m/);
  });
});
