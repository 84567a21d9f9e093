// The canvas that is put into Ink, checked against Ink's own: the same cells, whatever is drawn.
import headless from '@xterm/headless';
import fc from 'fast-check';
import {expect, test} from 'vitest';
// Ink does not export its canvas.
import InkOutput from '../../../node_modules/ink/build/output.js';
import {type Canvas, type CanvasClass, fastCanvas} from '../../../src/screen/ink/output.ts';

const Own = InkOutput as CanvasClass;

/** Counts how often it is fallen back to. */
let fallbacks = 0;
const Fast = fastCanvas(
  class extends Own {
    constructor(size: {readonly width: number; readonly height: number}) {
      super(size);
      fallbacks++;
    }
  },
);

const COLUMNS = 30;
const ROWS = 8;

/** What a terminal makes of it: text and looks of all cells. */
async function shown(output: string): Promise<string> {
  const terminal = new headless.Terminal({cols: COLUMNS, rows: ROWS, allowProposedApi: true, convertEol: true});
  await new Promise<void>(resolve => terminal.write(output, resolve));
  return Array.from({length: ROWS}, (_, y) => {
    const line = terminal.buffer.active.getLine(y)!;
    return Array.from({length: COLUMNS}, (_, x) => {
      const cell = line.getCell(x)!;
      const look = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.getFgColor()].join();
      return `${cell.getChars() || ' '}${cell.getWidth()} ${look}`;
    }).join('|');
  }).join('\n');
}

type Draw = (canvas: Canvas) => void;

const drawn = (Class: CanvasClass, draws: readonly Draw[]) => {
  const canvas = new Class({width: COLUMNS, height: ROWS});
  for (const draw of draws) draw(canvas);
  return canvas.get();
};

const TEXTS = [
  'plain text',
  'a',
  '…│▇',
  '漢字',
  'é',
  '\x1b[1mbold\x1b[0m rest',
  '\x1b[7;31minverse\x1b[0m',
  '\x1b[36mopen',
  '  ',
  '',
  'two\nlines',
  '👍 ok',
  'z\u200bw',
  '\x1b[2m│\x1b[0m\n\x1b[2m│\x1b[0m',
];
const none = {transformers: []};
const write = fc
  .tuple(fc.integer({min: -1, max: COLUMNS}), fc.integer({min: -1, max: ROWS}), fc.constantFrom(...TEXTS))
  .map(
    ([x, y, text]): Draw =>
      canvas =>
        canvas.write(x, y, text, none),
  );
const clip = fc.tuple(fc.nat(10), fc.integer({min: 10, max: COLUMNS}), fc.nat(3), fc.integer({min: 3, max: ROWS})).map(
  ([x1, x2, y1, y2]): Draw =>
    canvas =>
      canvas.clip({x1, x2, y1, y2}),
);
/** Half of the frames are as ours are: whole texts inside the screen. */
const tame = fc
  .tuple(fc.constantFrom(0, 15), fc.nat(ROWS - 1), fc.constantFrom(...TEXTS.filter(text => !text.includes('\n'))))
  .map(
    ([x, y, text]): Draw =>
      canvas =>
        canvas.write(x, y, text, none),
  );

test('the same cells as of Ink', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.array(fc.oneof(write, clip), {maxLength: 8}), fc.array(tame, {maxLength: 14})),
      async draws => {
        const [ours, own] = [drawn(Fast, draws), drawn(Own, draws)];
        expect(ours.height).toBe(own.height);
        expect(await shown(ours.output)).toBe(await shown(own.output));
      },
    ),
    {numRuns: 150},
  );
});

test('transformers are applied, line by line', () => {
  const draws: Draw[] = [
    canvas => canvas.write(2, 1, 'one\ntwo', {transformers: [(line, index) => `${index}${line}`]}),
  ];
  expect(drawn(Fast, draws)).toEqual(drawn(Own, draws));
});

test.each<[claim: string, draws: readonly Draw[], isOurs: boolean]>([
  [
    'panes beside each other',
    [c => c.write(0, 0, '\x1b[1mleft\x1b[0m', none), c => c.write(10, 0, 'right …', none)],
    true,
  ],
  ['a menu over all of a line', [c => c.write(3, 2, 'under', none), c => c.write(0, 2, 'over all of it', none)], true],
  [
    'inside of what is cut',
    [c => c.clip({x1: 0, x2: COLUMNS, y1: 0, y2: ROWS}), c => c.write(0, 7, 'last', none)],
    true,
  ],
  ['over a part of a text', [c => c.write(0, 0, 'under all', none), c => c.write(3, 0, 'over', none)], false],
  ['a style that goes on', [c => c.write(0, 0, '\x1b[1mopen', none)], false],
  ['cut', [c => c.clip({x1: 0, x2: 3, y1: 0, y2: ROWS}), c => c.write(0, 0, 'too long', none)], false],
])('%s is drawn without Ink: %3$s', (_, draws, isOurs) => {
  fallbacks = 0;
  drawn(Fast, draws);
  expect(fallbacks === 0).toBe(isOurs);
});
