import {describe, expect, test} from 'vitest';
import {TOP_FORMATS, type TopOptions, type TopRow, topCsv, topJson, topTable} from '../../src/export/top.ts';
import {EVIL} from './items.ts';

const ROWS: readonly TopRow[] = [
  {key: {verb: 'get', user: 'alice'}, count: 75, failed: 3, p50: 1200, p90: 31_000, p99: 1_250_000},
  {key: {verb: 'watch', user: null}, count: 5, failed: 0, p50: null, p90: null, p99: null},
];
const OPTIONS: TopOptions = {by: ['user', 'verb'], total: 100, toTerminal: false, reveal: false};

describe('top', () => {
  test('table shows shares and latencies for reading', () => {
    expect(topTable(ROWS, OPTIONS)).toBe(
      [
        'user   verb   count  share  failed    p50   p90    p99',
        'alice  get       75  75.0%       3  1.2ms  31ms  1.25s',
        '-      watch      5   5.0%       0      -     -      -',
        '',
      ].join('\n'),
    );
  });

  test('csv has whole microseconds', () => {
    expect(topCsv(ROWS, OPTIONS)).toBe(
      'user,verb,count,failed,p50_us,p90_us,p99_us\r\nalice,get,75,3,1200,31000,1250000\r\n,watch,5,0,,,\r\n',
    );
  });

  test('json is exactly the promised array, keys in the order asked for', () => {
    const text = topJson(ROWS, OPTIONS);
    expect(JSON.parse(text)).toEqual(ROWS);
    expect(text.split('\n')[1]).toBe(
      '{"key":{"user":"alice","verb":"get"},"count":75,"failed":3,"p50":1200,"p90":31000,"p99":1250000},',
    );
    expect(topJson([], OPTIONS)).toBe('[]\n');
  });

  test('values past those of the index are no value, also where a client is called so', () => {
    const rest = {count: 5, failed: 0, p50: null, p90: null, p99: null};
    const rows: readonly TopRow[] = [
      {key: {user: '(other values)', verb: 'get'}, ...rest},
      {key: {user: {other: true}, verb: 'get'}, ...rest},
    ];
    expect(JSON.parse(topJson(rows, OPTIONS)).map((row: TopRow) => row.key.user)).toEqual([
      '(other values)',
      {other: true},
    ]);
    expect(topTable(rows, OPTIONS)).toMatch(/\(other values\) {2}get/);
    expect(topCsv(rows, OPTIONS)).toContain('(other values),get,5');
  });

  test('of nothing the table is its header', () => {
    expect(topTable([], {...OPTIONS, total: 0}).split('\n')).toHaveLength(2);
  });

  test.each(TOP_FORMATS)('$name masks, and is safe on a terminal', ({doc, print}) => {
    expect(doc).toMatch(/\.$/);
    const rows: TopRow[] = [{...ROWS[0]!, key: {agent: `${EVIL} Bearer abc123`}}];
    const text = print(rows, {...OPTIONS, by: ['agent'], toTerminal: true});
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]|abc123/);
    expect(print(rows, {...OPTIONS, by: ['agent'], reveal: true})).toContain('abc123');
  });

  test('the table is cut to the terminal', () => {
    const rows: TopRow[] = [{...ROWS[0]!, key: {user: 'u'.repeat(300), verb: 'get'}}];
    const lines = topTable(rows, {...OPTIONS, toTerminal: true, width: 80}).split('\n');
    expect(lines[1]).toHaveLength(80);
  });
});
