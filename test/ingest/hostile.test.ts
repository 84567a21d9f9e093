// Content made to take long: the time of everything that looks at it must grow with its length, not with the square of it.
import {describe, expect, test} from 'vitest';
import {firstCut, framingOf, isFramingSure, lastCut, nextRecordEnd} from '../../src/ingest/lines.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {contentOf} from '../../src/ingest/sniff.ts';
import {SAMPLE_LINE} from '../../src/ingest/wrappers/sample.ts';
import {effort} from '../support/effort.ts';
import {exactText} from '../support/record.ts';

const PARTS = [
  '\0',
  ' ',
  '\n',
  '\t',
  ',',
  '"',
  '{',
  '[',
  '}',
  '\\',
  '{"',
  '\0a',
  '\n\0',
  '{"a":',
  '{ ',
  '0',
  'a ',
  '\\"',
  '\uFEFF',
  '{}',
  ' \n',
  '"auditID"',
  '2026-11-20T10:02:11Z stdout P ',
  '2026-11-20T10:02:11Z stdout P x\n',
  '2026-11-20T10:02:11Z stderr F {\n',
  '{"log":"',
  '{"log":"x","stream":"stdout","time":""}\n',
  '2026-11-20T10:02:11Z AUDIT: id="',
  '2026-11-20T10:02:11Z AUDIT: id="a" ',
  '2026-11-20T1',
  ' AUDIT: id=',
  '{"kind":"Event","apiVersion":"audit.k8s.io/',
];
const LENGTH = 1 << 16;

/** The square of the length would take some seconds. */
const LIMIT_MS = 500;

const within = (limitMs: number, act: () => unknown) => {
  expect(effort(act)).toBeLessThan(limitMs);
};

describe.each(PARTS.map(part => [JSON.stringify(part), part.repeat(LENGTH / part.length)]))(
  '%s, again and again',
  (_name, text) => {
    test('as the beginning of a file', () => {
      within(LIMIT_MS, () => framingOf(text));
      within(LIMIT_MS, () => isFramingSure(text));
      within(LIMIT_MS, () => contentOf(Buffer.from(text)));
    });

    test('as the log of a container', () => {
      const bytes = Buffer.from(text);
      within(LIMIT_MS, () => firstCut(bytes, 'pieces'));
      within(LIMIT_MS, () => lastCut(bytes, 'pieces'));
      within(LIMIT_MS, () => {
        for (let at = 0; at < bytes.length; ) at = nextRecordEnd(bytes, at, 'pieces');
      });
    });

    test.each([
      ['alone', text],
      ['before an event', text + SAMPLE_LINE],
      ['after an event', SAMPLE_LINE + text],
      ['between braces', `{${text}}`],
      ['in a string', `{"a":"${text}`],
      ['after text', `x ${text} x`],
    ])('as a record, %s', (_place, record) => {
      within(LIMIT_MS, () => readRecord(record));
      within(LIMIT_MS, () => exactText(record, 0));
    });
  },
);

test('a string of 64 MiB is no trouble, whole or cut', () => {
  const record = SAMPLE_LINE.replace('kubectl', 'x'.repeat(1 << 26));
  expect(readRecord(record).items).toHaveLength(1);
  expect(readRecord(record.slice(0, -100)).problems.map(({code}) => code)).toEqual(['PARTIAL_LINE']);
});
