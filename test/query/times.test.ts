import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {formatMicroTime, parseDuration} from '../../src/audit/time.ts';
import {durationText, parseAround, parseTime} from '../../src/query/times.ts';
import {at, NOW, UTC} from './samples.ts';

describe('on Friday 2026-11-20 at 10:15:30.5Z', () => {
  test.each<[text: string, from: string, to: string]>([
    ['15m', '2026-11-20T10:00:30.5Z', '2026-11-20T10:01:30.5Z'],
    ['0', '2026-11-20T10:15:30.5Z', '2026-11-20T10:15:30.500001Z'],
    ['now', '2026-11-20T10:15:30.5Z', '2026-11-20T10:15:30.500001Z'],
    ['10:15', '2026-11-20T10:15:00Z', '2026-11-20T10:16:00Z'],
    ['9:05', '2026-11-20T09:05:00Z', '2026-11-20T09:06:00Z'],
    ['10:16', '2026-11-19T10:16:00Z', '2026-11-19T10:17:00Z'],
    ['10:02:11.31', '2026-11-20T10:02:11.31Z', '2026-11-20T10:02:11.32Z'],
    ['11:00+02:00', '2026-11-20T09:00:00Z', '2026-11-20T09:01:00Z'],
    ['00:30+02:00', '2026-11-19T22:30:00Z', '2026-11-19T22:31:00Z'],
    ['today', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
    ['Yesterday', '2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z'],
    ['friday', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
    ['sat', '2026-11-14T00:00:00Z', '2026-11-15T00:00:00Z'],
    ['monday 10:30', '2026-11-16T10:30:00Z', '2026-11-16T10:31:00Z'],
    ['yesterdayT23:59', '2026-11-19T23:59:00Z', '2026-11-20T00:00:00Z'],
    ['2026-11-20', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2026-11-20 10:00', '2026-11-20T10:00:00Z', '2026-11-20T10:01:00Z'],
    ['2026-11-20T10:00-0530', '2026-11-20T15:30:00Z', '2026-11-20T15:31:00Z'],
    ['2026-11-20T10:02:11.123456Z', '2026-11-20T10:02:11.123456Z', '2026-11-20T10:02:11.123457Z'],
  ])('%s is from %s to %s', (text, from, to) => {
    const window = parseTime(text, UTC);
    expect(window && [formatMicroTime(window.from), formatMicroTime(window.to)]).toEqual([
      formatMicroTime(at(from)),
      formatMicroTime(at(to)),
    ]);
  });

  test.each([
    '',
    '-5m',
    '24:00',
    '10:60',
    '10:0',
    '2026-13-01',
    '2026-00-10',
    '2025-02-29',
    '2026-11-20T25:00',
    'someday',
    'mo',
    'now 10:00',
    '60000w',
    '1066-10-14',
    '2999-01-01',
    '10:00±5s',
    'constructor',
    `${'9'.repeat(400)}s`,
  ])('%s is no time', text => {
    expect(parseTime(text, UTC)).toBeUndefined();
  });

  test.each<[text: string, from: string | undefined, to?: string]>([
    ['10:02:11±5s', '2026-11-20T10:02:06Z', '2026-11-20T10:02:16Z'],
    ['2026-11-20T10:00+02:00+-1m', '2026-11-20T07:59:00Z', '2026-11-20T08:01:00Z'],
    ['now±1s', '2026-11-20T10:15:29.5Z', '2026-11-20T10:15:31.5Z'],
    ['10:02±', undefined],
    ['±5s', undefined],
    ['10:02±-5s', undefined],
    ['10:02±60000w', undefined],
  ])('around %s', (text, from, to) => {
    expect(parseAround(text, UTC)).toEqual(from === undefined ? undefined : {from: at(from), to: at(to!)});
  });
});

describe('local time', () => {
  const zone = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Europe/Berlin';
  });
  afterAll(() => {
    process.env.TZ = zone;
  });

  test.each<[text: string, from: string, hours: number]>([
    ['10:15', '2026-11-20T09:15:00Z', 1 / 60],
    ['today', '2026-11-19T23:00:00Z', 24],
    ['2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['2026-07-01T12:00', '2026-07-01T10:00:00Z', 1 / 60],
    ['2026-07-01T12:00Z', '2026-07-01T12:00:00Z', 1 / 60],
  ])('%s in Berlin begins at %s and lasts %d h', (text, from, hours) => {
    const window = parseTime(text, {now: NOW, zone: 'local'})!;
    expect(formatMicroTime(window.from)).toBe(formatMicroTime(at(from)));
    expect((window.to - window.from) / 3600e6).toBeCloseTo(hours, 9);
  });
});

test.each([0, 1, 999, 1000, 1_500_000, 2e6, 0.001, 1e-8, 1.5, 1e21, 1.2345e25, -31_000, Number.MAX_SAFE_INTEGER])(
  '%d µs are printed so that they can be read',
  micros => {
    expect(parseDuration(durationText(micros))).toBe(micros);
  },
);
