import {describe, expect, test} from 'vitest';
import {isLaterThan, joinRows, requestHash} from '../../src/index/join.ts';

/** Rows of [request, stage rank, microseconds after it was received]; a request is its number and time. */
type Row = readonly [request: number, rank: number, since: number];

function join(rows: readonly Row[], others: ReadonlyMap<number, string> = new Map()) {
  // As in a buffer that comes back, the room holds anything.
  const room = () => new Uint32Array(rows.length + 3).fill(0xdeadbeef);
  return joinRows(
    rows.length,
    {
      stageTime: Float64Array.from(rows, ([request, , since]) => request * 1e6 + since),
      sinceReceived: Float64Array.from(rows, ([, , since]) => since),
      auditID: Uint32Array.from(rows.flatMap(([request]) => [request, 0, 0, request])),
    },
    row => rows[row]![1],
    others,
    {next: room(), latest: room(), hashes: room()},
  );
}

describe('joining the rows of a chunk', () => {
  test.each<[claim: string, rows: readonly Row[], latest: readonly number[], next: readonly number[]]>([
    ['nothing', [], [], []],
    ['one event', [[1, 2, 5]], [0], [0]],
    [
      'two requests',
      [
        [1, 2, 5],
        [2, 2, 5],
      ],
      [0, 1],
      [0, 1],
    ],
    [
      'two stages of one',
      [
        [1, 0, 0],
        [1, 2, 5],
      ],
      [1],
      [1, 0],
    ],
    [
      'the later stage first',
      [
        [1, 2, 5],
        [1, 0, 0],
      ],
      [0],
      [1, 0],
    ],
    [
      'two requests that overlap',
      [
        [1, 0, 0],
        [2, 0, 0],
        [1, 2, 9],
        [2, 2, 9],
      ],
      [2, 3],
      [2, 3, 0, 1],
    ],
    [
      'equal stages: the later time',
      [
        [1, 2, 9],
        [1, 2, 5],
      ],
      [0],
      [1, 0],
    ],
    [
      'equal stages and times: the later row',
      [
        [1, 2, 5],
        [1, 2, 5],
      ],
      [1],
      [1, 0],
    ],
  ])('%s', (_, rows, latest, next) => {
    const joined = join(rows);
    expect([...joined.latest]).toEqual(latest);
    expect([...joined.next]).toEqual(next);
    expect([...joined.hashes]).toEqual(
      latest.map(row => requestHash(rows[row]![0], rows[row]![0], rows[row]![0] * 1e6)),
    );
  });

  test('counts events that were there already', () => {
    expect(
      join([
        [1, 0, 0],
        [1, 2, 5],
        [1, 2, 5],
        [1, 2, 5],
        [1, 2, 6],
      ]).duplicates,
    ).toBe(2);
  });

  test('auditIDs that are no UUID are told apart by their text', () => {
    const rows: readonly Row[] = [
      [1, 0, 0],
      [1, 2, 5],
    ];
    expect(
      join(
        rows,
        new Map([
          [0, 'a'],
          [1, 'b'],
        ]),
      ).latest,
    ).toHaveLength(2);
    expect(
      join(
        rows,
        new Map([
          [0, 'a'],
          [1, 'a'],
        ]),
      ).latest,
    ).toHaveLength(1);
  });

  test('events without a time are of one request when their auditIDs are equal', () => {
    const none = Float64Array.of(Number.NaN, Number.NaN);
    const room = () => new Uint32Array(2);
    const {latest} = joinRows(
      2,
      {stageTime: none.map(() => Number.NEGATIVE_INFINITY), sinceReceived: none, auditID: new Uint32Array(8)},
      row => row,
      new Map(),
      {next: room(), latest: room(), hashes: room()},
    );
    expect([...latest]).toEqual([1]);
  });

  test('a chunk after a greater one finds nothing left of that', () => {
    join(Array.from({length: 9000}, (_, i) => [i, 0, 0] as const));
    expect([
      ...join([
        [5, 2, 1],
        [6, 2, 1],
      ]).latest,
    ]).toEqual([0, 1]);
  });
});

test.each<[later: readonly [rank: number, time: number, row: number], than: readonly [number, number, number]]>([
  [
    [2, 1, 0],
    [0, 9, 9],
  ],
  [
    [2, 9, 0],
    [2, 1, 9],
  ],
  [
    [2, 9, 1],
    [2, 9, 0],
  ],
  [
    [2, Number.NEGATIVE_INFINITY, 1],
    [2, Number.NEGATIVE_INFINITY, 0],
  ],
])('%j is later than %j', (a, b) => {
  expect(isLaterThan(...a, ...b)).toBe(true);
  expect(isLaterThan(...b, ...a)).toBe(false);
});
