// Whatever is written for a difference, a terminal that obeys it shows the same cells as one that was sent everything.
import headless from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {paintFrame} from '../../../src/screen/frame/paint-frame.ts';
import {blankRow, type Row, rowOf} from '../../../src/screen/frame/row.ts';
import {Styles} from '../../../src/screen/frame/styles.ts';
import {runs} from '../../support/runs.ts';

type Terminal = InstanceType<typeof headless.Terminal>;

const terminal = (columns: number, rows: number): Terminal =>
  new headless.Terminal({cols: columns, rows, allowProposedApi: true});

const written = (to: Terminal, bytes: string): Promise<void> => new Promise(resolve => to.write(bytes, resolve));

/** Text and all attributes of every cell. */
function cellsOf(of: Terminal): readonly string[] {
  const buffer = of.buffer.active;
  return Array.from({length: of.rows}, (_, y) => {
    const line = buffer.getLine(buffer.baseY + y)!;
    return Array.from({length: of.cols}, (_, x) => {
      const cell = line.getCell(x)!;
      const look = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline(), cell.isStrikethrough()];
      return `${cell.getChars() || ' '}${cell.getWidth()}${look.map(Boolean).map(Number).join('')}${cell.getFgColorMode()}:${cell.getFgColor()}`;
    }).join('|');
  });
}

const rowsOf = (texts: readonly string[], columns: number, styles: Styles): readonly Row[] =>
  texts.map(text => (text === '' ? blankRow(columns) : rowOf(text, columns, styles)));

/** Draws the screens one after the other, by differences and whole; both terminals must agree after each. */
async function agree(screens: readonly (readonly string[])[], columns: number, rows: number): Promise<void> {
  const [ours, plain] = [terminal(columns, rows), terminal(columns, rows)];
  const styles = new Styles();
  let shown: readonly Row[] | undefined;
  for (const screen of screens) {
    const next = rowsOf(screen, columns, styles);
    await written(ours, paintFrame(shown, next, columns, styles));
    await written(plain, paintFrame(undefined, next, columns, styles));
    shown = next;
    expect(cellsOf(ours)).toEqual(cellsOf(plain));
  }
}

const COLUMNS = 24;
const ROWS = 9;

const SGR = [
  '1',
  '2',
  '22',
  '7',
  '27',
  '4',
  '24',
  '9',
  '29',
  '31',
  '36',
  '39',
  '0',
  '',
  '1;36',
  '33;2',
  '38;5;200',
  '44',
  '49',
];
const TEXTS = ['a', 'bc', ' ', '     ', '…', '│', '▇', '漢', '한글', 'é', 'e\u0301', '👍', '👨‍👩‍👧', 'x'];
const piece = fc.oneof(
  {weight: 3, arbitrary: fc.constantFrom(...TEXTS.slice(0, 9))},
  {weight: 2, arbitrary: fc.constantFrom(...SGR).map(params => `\x1b[${params}m`)},
);
const oddPiece = fc.constantFrom(...TEXTS);

/** Cut to the width of the screen, as panes do. */
function fitted(pieces: readonly string[]): string {
  let cells = 0;
  let text = '';
  for (const each of pieces) {
    const width = each.startsWith('\x1b')
      ? 0
      : [...each].reduce((sum, char) => sum + (/[漢한글👍👨👩👧]/u.test(char) ? 2 : 1), 0);
    if (cells + width > COLUMNS) break;
    cells += width;
    text += each;
  }
  return text;
}

/** Where the pieces end before the screen does, the last columns have something of their own, as a pane beside another has. */
const filled = (pieces: readonly string[], last: string): string => {
  const text = fitted(pieces);
  const cells = fitted([...pieces, ...' '.repeat(COLUMNS)]).length - text.length;
  return cells === 0 ? text : `${text}${' '.repeat(cells - 1)}${last}`;
};

const pieces = fc.array(piece, {maxLength: 20});
const line = fc.oneof(
  pieces.map(fitted),
  fc.tuple(pieces, fc.constantFrom('│', 'x', '1', '▇')).map(all => filled(...all)),
);
const oddLine = fc.array(oddPiece, {maxLength: 8}).map(fitted);
const screen = fc.array(fc.oneof({weight: 8, arbitrary: line}, {weight: 1, arbitrary: oddLine}), {
  minLength: ROWS,
  maxLength: ROWS,
});

/** What an explorer does to a screen: its lines move, one is changed, or all are others. */
const step = fc.oneof(
  fc.record({kind: fc.constant('scroll' as const), by: fc.integer({min: -4, max: 4}), top: fc.nat(ROWS), fill: screen}),
  fc.record({kind: fc.constant('line' as const), at: fc.nat(ROWS - 1), text: line}),
  fc.record({kind: fc.constant('new' as const), screen}),
);

describe('differences', () => {
  test('give the same cells as writing everything', async () => {
    await fc.assert(
      fc.asyncProperty(screen, fc.array(step, {maxLength: 6}), async (first, steps) => {
        const screens = [first];
        for (const each of steps) {
          const before = screens.at(-1)!;
          if (each.kind === 'new') screens.push(each.screen);
          else if (each.kind === 'line') screens.push(before.with(each.at, each.text));
          else screens.push(before.map((text, y) => (y < each.top ? text : (before[y + each.by] ?? each.fill[y]!))));
        }
        await agree(screens, COLUMNS, ROWS);
      }),
      {numRuns: runs(50)},
    );
  });

  const numbered = (from: number, columns = 80, rows = 24) =>
    Array.from({length: rows}, (_, y) =>
      `${((from + y) * 7919) % 1000} ${'abcdefgh'.repeat(9).slice((from + y) % 8)}`.padEnd(columns),
    );

  test.each<[claim: string, before: readonly string[], next: readonly string[], most: number]>([
    ['a line more at the end', numbered(100), numbered(101), 120],
    ['a line more at the start', numbered(100), numbered(99), 120],
    ['a row that gets the cursor', numbered(1), numbered(1).with(3, `\x1b[7m${numbered(1)[3]}\x1b[27m`), 110],
    ['one cell', numbered(1), numbered(1).with(5, numbered(1)[5]!.replace('abc', 'abd')), 12],
    ['nothing', numbered(1), numbered(1), 0],
  ])('%s takes few bytes', (_, before, next, most) => {
    const styles = new Styles();
    const bytes = paintFrame(rowsOf(before, 80, styles), rowsOf(next, 80, styles), 80, styles);
    expect(bytes.length).toBeLessThanOrEqual(most);
  });

  test('a header and a column beside lines that move stay where they are', async () => {
    const side = (y: number) => `facet ${y}`.padEnd(12);
    const screenAt = (from: number) => [
      'header'.padEnd(80),
      ...Array.from({length: 22}, (_, y) => `${side(y)}│ ${from + y} some text of a row of the table`.padEnd(80)),
      `row ${from}`.padEnd(80),
    ];
    await agree([screenAt(1), screenAt(2), screenAt(5), screenAt(4), screenAt(400)], 80, 24);
  });
});
