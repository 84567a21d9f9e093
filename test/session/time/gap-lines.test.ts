// Lines for gaps between the rows of the table: they are there, and no row is lost by them.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMicroTime} from '../../../src/audit/time.ts';
import {layout, type Session} from '../../../src/session/session.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {gapLine, tableRowLines} from '../../../src/session/time/gap-lines.ts';
import {bodyViews} from '../../../src/session/views.ts';
import type {InputReport} from '../../../src/source/source.ts';
import {event, TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {runs} from '../../support/runs.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';

const file = (from: number, to: number): InputReport => ({
  name: 'audit.log',
  kind: 'plain',
  bytes: 1,
  events: 1,
  forms: [],
  from,
  to,
  state: 'read',
});

/** Files of so many requests a second apart, five minutes between two files. */
function logOf(files: readonly number[]): MemorySource {
  let at = TEN_PAST;
  const inputs: InputReport[] = [];
  const events = files.flatMap((count, place) => {
    const from = at;
    const some = Array.from({length: count}, (_, row) =>
      event({auditID: `${place}-${row}`, stageTimestamp: formatMicroTime(from + row * 1e6)}),
    );
    inputs.push(file(from, from + (count - 1) * 1e6));
    at = from + (count - 1) * 1e6 + 300e6;
    return some;
  });
  const source = new MemorySource(events);
  source.inputs = inputs;
  return source;
}

const SIZE = {columns: 80, rows: 24};
const open = (files: readonly number[], size = SIZE) => new Driver(logOf(files), size).settle();

/** auditIDs on the screen, from top to bottom. */
const shown = ({session}: Driver): readonly string[] =>
  tableRowLines(session, layout(session).table!.height - 1)
    .filter(line => line.gaps === undefined)
    .map(({at}) => session.table.rows[at]!.id.auditID);

const cursorLines = (session: Session): number =>
  bodyViews(session)
    .find(({place}) => place === 'table')!
    .lines.filter(line => line.cursor !== undefined).length;

describe('a gap between two files', () => {
  test('is a line between their rows, and no row', async () => {
    const driver = await open([3, 3]);
    const lines = textOf(driver.session, 'table').map(line => line.trimEnd());
    expect(lines[4]).toMatch(/^── gap 5m00s: nothing in these files between 10:02:13 and 10:07:13 ─+$/);
    expect(lines[3]).toContain('10:02:13');
    expect(lines[5]).toContain('10:07:13');
    driver.press('up', 'up', 'up');
    expect(driver.current).toBe('0-2');
    expect(driver.session.table.total).toBe(6);
  });

  test('stands there newest first, too, and not where rows are in another order', async () => {
    const driver = await open([3, 3]);
    await driver.press('S').settle();
    expect(textOf(driver.session, 'table')[4]).toContain('gap 5m00s');
    await driver.act({type: 'sort/field', field: 'took'}).settle();
    expect(textOf(driver.session, 'table').join('\n')).not.toContain('gap');
  });

  test('stands between the rows that a filter leaves around it; several are counted together', async () => {
    const driver = await open([3, 3, 3]);
    await driver.press('/', 'text:id:0-1,2-1', 'enter').settle();
    expect(textOf(driver.session, 'table')[2]).toMatch(
      /^── 2 gaps, 10m00s in all: nothing in these files between 10:02:13 and 10:12:15 ─*$/,
    );
  });

  test('is not there while files are read', async () => {
    const source = logOf([3, 3]);
    source.loading = true;
    const driver = await new Driver(source, SIZE).settle();
    expect(textOf(driver.session, 'table').join('\n')).not.toContain('gap');
  });
});

test.each([
  [80, '── gap 5m00s: nothing in these files between 10:02:13 and 10:07:13 ─────────────'],
  [44, '── gap 5m00s: 10:02:13 – 10:07:13 ──────────'],
  [20, '── gap 5m00s ───────'],
  [8, '── gap …'],
])('in %i cells it says %s', async (width, text) => {
  const {session} = await open([3, 3]);
  expect(lineText(gapLine(session, [{from: TEN_PAST + 2e6, to: TEN_PAST + 302e6}], width))).toBe(text);
});

const files = fc.array(fc.integer({min: 1, max: 30}), {minLength: 1, maxLength: 8});
const rows = fc.integer({min: 5, max: 14});

test('whatever the gaps, every row is seen on the way by pages and by lines, and the cursor always', async () => {
  await fc.assert(
    fc.asyncProperty(files, rows, fc.constantFrom('pageup', 'ctrl-u', 'up'), async (counts, height, back) => {
      const forth = {pageup: 'pagedown', 'ctrl-u': 'ctrl-d', up: 'down'}[back];
      const total = counts.reduce((sum, count) => sum + count, 0);
      const driver = await open(counts, {columns: 80, rows: height});
      for (const key of [back, forth!]) {
        const seen = new Set(shown(driver));
        for (let presses = 0; presses <= total + 1; presses++) {
          await driver.press(key).settle();
          expectFits(driver.session);
          expect(cursorLines(driver.session)).toBe(1);
          for (const id of shown(driver)) seen.add(id);
        }
        expect(seen.size).toBe(total);
      }
    }),
    {numRuns: runs(30)},
  );
});
