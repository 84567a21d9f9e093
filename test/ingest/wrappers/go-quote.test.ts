import {describe, expect, test} from 'vitest';
import {unquote} from '../../../src/ingest/wrappers/go-quote.ts';

describe('unquote', () => {
  test.each<[quoted: string, value: string]>([
    ['""', ''],
    ['"a b"', 'a b'],
    ['"a\\"b\\\\"', 'a"b\\'],
    ['"\\a\\b\\f\\n\\r\\t\\v"', '\x07\b\f\n\r\t\v'],
    ['"\\x00\\x7f"', '\0\x7f'],
    ['"\\xff\\xc3"', '\uFFFD\uFFFD'],
    ['"\\u00ad\\U0001f600"', '\u00ad\u{1f600}'],
    ['"\\Uffffffff"', '\uFFFD'],
    ['"é☺"', 'é☺'],
    ['"\\xg1"', 'xg1'],
  ])('%s', (quoted, value) => {
    expect(unquote(`${quoted} and more`, 0)).toEqual({value, end: quoted.length});
    expect(unquote(`k=${quoted}`, 2)).toEqual({value, end: quoted.length + 2});
  });

  test.each(['', 'a', '"', '"a', '"a\\"', '"a\\'])('%j is not quoted', text => {
    expect(unquote(text, 0)).toBeUndefined();
  });
});
