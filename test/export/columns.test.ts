import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Column, cellText, columnLine, cutText, fitWidths, textWidth} from '../../src/export/columns.ts';

const COLUMNS: readonly Column[] = [
  {title: 'time', align: 'left'},
  {title: 'user', align: 'left', least: 4},
  {title: 'took', align: 'right'},
];

describe('widths', () => {
  test('are those of the widest cell or title, in columns of a terminal', () => {
    expect(fitWidths(COLUMNS, [['1', '王芳王', '31ms']])).toEqual([4, 6, 4]);
  });

  test('are cut to the terminal, the widest first and none below its least', () => {
    const rows = [['2026-11-20', 'system:serviceaccount:kube-system:x', '31ms']];
    const [time, user, took] = fitWidths(COLUMNS, rows, 40) as [number, number, number];
    expect([time, took]).toEqual([10, 4]);
    expect(time + user + took + 4).toBe(40);
    expect(fitWidths(COLUMNS, rows, 5)).toEqual([10, 4, 4]);
  });
});

describe('cutText', () => {
  test.each<[text: string, width: number, cut: string]>([
    ['alice', 5, 'alice'],
    ['alice@example.com', 6, 'alice…'],
    ['王芳王芳', 5, '王芳…'],
    ['王芳王芳', 4, '王…'],
  ])('%s in %d columns is %s', (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut);
  });

  test('is never wider than asked', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), fc.integer({min: 1, max: 20}), (text, width) => {
        expect(textWidth(cutText(cellText(text), width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('a longer cell pushes the rest aside in a pipe, and is cut on a terminal', () => {
  const cells = ['1', 'long-user', '2ms'];
  expect(columnLine(COLUMNS, [4, 5, 4], cells, false)).toBe('1     long-user   2ms\n');
  expect(columnLine(COLUMNS, [4, 5, 4], cells, true)).toBe('1     long…   2ms\n');
});
