import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FieldName} from '../../src/audit/fields.ts';
import {CSV_FORMAT, csvRecord} from '../../src/export/csv.ts';
import {exported, HEALTH, HOSTILE, PIPE, SCALE, TERMINAL} from './items.ts';

/** A reader of RFC 4180 written for these tests. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else for (; at < text.length && text[at] !== ',' && text[at] !== '\r'; at++) cell += text[at];
    records.at(-1)!.push(cell);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      if (at < text.length) records.push([]);
    }
  }
  return records;
}

const fields: readonly FieldName[] = ['stageTimestamp', 'verb', 'user.groups', 'responseStatus.code', 'took'];

describe('csv', () => {
  test('has a header, times to the microsecond, lists by semicolon, durations with their unit', async () => {
    expect(await exported(CSV_FORMAT, [SCALE, HEALTH], {...PIPE, fields})).toBe(
      'time,verb,group,code,took_us\r\n' +
        '2026-11-20T10:02:11.031007Z,patch,devs;ops,200,31007\r\n' +
        '2026-11-20T10:02:12.000000Z,get,,,\r\n',
    );
  });

  test('the usual columns', async () => {
    expect((await exported(CSV_FORMAT, [])).trim()).toBe(
      'time,verb,code,user,resource,sub,ns,name,path,took_us,priority,rule,output',
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=1'])('%j does not become a formula', text => {
    const [[cell]] = parseCsv(csvRecord([text], false)) as [[string]];
    expect(cell).toBe(`'${text}`);
  });

  test('numbers of ours stay numbers', () => {
    expect(csvRecord([-5, 1.5, null], false)).toBe('-5,1.5,\r\n');
  });

  test('reads back as it was', () => {
    const cell = fc.string({unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', '=', ';', 'ü')});
    fc.assert(
      fc.property(fc.array(fc.array(cell, {minLength: 2, maxLength: 2}), {minLength: 1}), records => {
        const text = records.map(record => csvRecord(record, false)).join('');
        const expected = records.map(record => record.map(text => (/^[=\r\n]/.test(text) ? `'${text}` : text)));
        expect(parseCsv(text)).toEqual(expected);
      }),
    );
  });

  test('bytes stay verbatim in a pipe, and a record is one line on a terminal', async () => {
    const only = {fields: ['userAgent'] as const};
    expect(await exported(CSV_FORMAT, [HOSTILE], {...PIPE, ...only})).toContain('\u009b31m\u202egpj\u200b\nsecond');
    expect(await exported(CSV_FORMAT, [HOSTILE], {...TERMINAL, ...only})).toBe(
      'agent\n␛]0;x␇‹U+009B›31m‹U+202E›gpj‹U+200B›␊second\n',
    );
  });
});
