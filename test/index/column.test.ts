import {describe, expect, test} from 'vitest';
import {AuditIdColumn} from '../../src/index/audit-ids.ts';
import {CodeColumn, DoubleColumn, LinkColumn, RareColumn, SEGMENT_ROWS} from '../../src/index/column.ts';

describe('a column of codes', () => {
  test.each<[claim: string, max: number, bytesPerRow: number]>([
    ['all zero costs nothing', 0, 0],
    ['below 256 costs a byte', 255, 1],
    ['below 65,536 costs two', 65_535, 2],
    ['above costs four', 65_536, 4],
  ])('%s', (_, max, bytesPerRow) => {
    const column = new CodeColumn();
    const open = column.bytes;
    for (let i = 0; i < SEGMENT_ROWS; i++) column.push(i === 77 ? max : 0);
    expect(column.bytes - open).toBe(SEGMENT_ROWS * bytesPerRow);
    column.push(5);
    expect([column.at(77), column.at(78), column.at(SEGMENT_ROWS)]).toEqual([max, 0, 5]);
  });

  test.each([1, 255])('full segments in which all is %d cost nothing', value => {
    const column = new CodeColumn();
    const open = column.bytes;
    column.appendConstant(value, 2 * SEGMENT_ROWS);
    column.append(new Uint32Array(SEGMENT_ROWS).fill(value));
    expect(column.bytes).toBe(open);
    column.appendConstant(value, SEGMENT_ROWS - 1);
    column.push(value - 1);
    expect(column.bytes - open).toBe(SEGMENT_ROWS);
    const rows = [0, SEGMENT_ROWS, 3 * SEGMENT_ROWS - 1, 4 * SEGMENT_ROWS - 2, 4 * SEGMENT_ROWS - 1];
    expect(rows.map(row => column.at(row))).toEqual([value, value, value, value, value - 1]);
  });

  test('a full segment is not disturbed by the next one', () => {
    const column = new CodeColumn();
    for (let i = 0; i < SEGMENT_ROWS * 9 + 3; i++) column.push(i % 70_001);
    for (const row of [0, 65_535, 65_536, 131_071, 131_074]) expect(column.at(row)).toBe(row % 70_001);
  });
});

describe('other columns', () => {
  test('doubles and links are read back across segments', () => {
    const [times, links] = [new DoubleColumn(), new LinkColumn()];
    for (let i = 0; i < SEGMENT_ROWS + 2; i++) {
      times.push(i / 2);
    }
    // In pieces that do not end where segments do.
    for (let i = 0; i < SEGMENT_ROWS + 2; i += 1001) {
      links.append(
        Uint32Array.from({length: Math.min(1001, SEGMENT_ROWS + 2 - i)}, (_, n) => n),
        i,
      );
    }
    links.set(SEGMENT_ROWS, 7);
    expect(times.at(SEGMENT_ROWS + 1)).toBe((SEGMENT_ROWS + 1) / 2);
    expect([links.at(SEGMENT_ROWS), links.at(SEGMENT_ROWS + 1)]).toEqual([7, SEGMENT_ROWS + 1]);
  });

  test('values that do not fit, negative ones and absent ones are kept', () => {
    for (const limit of [0xfffe, 0xfffffffe] as const) {
      const column = new RareColumn(limit);
      const values = [0, 1, limit - 1, limit, limit + 1, 2 ** 50, -3, undefined, 4];
      for (const value of values) column.push(value);
      expect(values.map((_, row) => column.at(row))).toEqual(values);
    }
  });

  test('auditIDs come back as written, UUIDs or not', () => {
    const ids = [
      '9151d8b4-1c1b-4a6e-8f1e-2f6a3b5d7c90',
      '00000000-0000-4000-8000-00000000000f',
      'mine',
      '9151D8B4-1C1B-4A6E-8F1E-2F6A3B5D7C90',
      '',
    ];
    const column = new AuditIdColumn();
    for (const id of [...ids, ...ids]) column.push(id);
    expect(ids.map((_, row) => column.at(row))).toEqual(ids);
    for (const [row, id] of ids.entries()) {
      expect(column.equal(row, row + ids.length), id).toBe(true);
      expect(column.endsOf(row)).toEqual(column.endsOf(row + ids.length));
      expect(ids.map((_, other) => column.tester(id)(other))).toEqual(ids.map(other => other === id));
      expect(ids.filter((_, other) => column.equal(row, other))).toEqual([id]);
    }
  });
});
