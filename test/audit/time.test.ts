import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMicroTime, formatTook, parseDuration, parseMicroTime} from '../../src/audit/time.ts';

describe('parseMicroTime', () => {
  test.each<[text: string, micros: number]>([
    ['1970-01-01T00:00:00.000000Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['2026-11-20T10:02:11.310000Z', 1_795_168_931_310_000],
    ['2026-11-20T10:02:11Z', 1_795_168_931_000_000],
    ['2026-11-20t10:02:11.31z', 1_795_168_931_310_000],
    ['2026-11-20 10:02:11.31Z', 1_795_168_931_310_000],
    ['2026-11-20T10:02:11.310000999Z', 1_795_168_931_310_000],
    ['2026-11-20T12:02:11.31+02:00', 1_795_168_931_310_000],
    ['2026-11-20T12:02:11.31+0200', 1_795_168_931_310_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
  ])('%s', (text, micros) => {
    expect(parseMicroTime(text)).toBe(micros);
  });

  test.each([
    '',
    'null',
    '2026-11-20',
    '2026-11-20T10:02:11',
    '2026-11-20T10:02Z',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00Z ',
    '2026-01-01T00:00:00+99:00',
  ])('%j is no time', text => {
    expect(parseMicroTime(text)).toBeUndefined();
  });

  test('gives back what formatMicroTime wrote, to the microsecond', () => {
    const until2255 = fc.integer({min: -(2 ** 52), max: Number.MAX_SAFE_INTEGER});
    fc.assert(fc.property(until2255, micros => parseMicroTime(formatMicroTime(micros)) === micros));
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), text => ['number', 'undefined'].includes(typeof parseMicroTime(text))));
  });
});

test('formatMicroTime cuts parts of a microsecond', () => {
  expect(formatMicroTime(1.75)).toBe('1970-01-01T00:00:00.000001Z');
});

describe('formatTook', () => {
  test.each<[micros: number, text: string]>([
    [0, '0µs'],
    [450, '450µs'],
    [450.4, '450µs'],
    [999.6, '1.0ms'],
    [1000, '1.0ms'],
    [9949, '9.9ms'],
    [9960, '10ms'],
    [31_234, '31ms'],
    [999_499, '999ms'],
    [999_500, '1.00s'],
    [1_250_000, '1.25s'],
    [9_996_000, '10.0s'],
    [59_949_999, '59.9s'],
    [59_950_000, '1m00s'],
    [750_000_000, '12m30s'],
    [3_599_600_000, '1h00m'],
    [11_100_000_000, '3h05m'],
    [187_200_000_000, '2d4h'],
    [-31_000, '-31ms'],
  ])('%d is %s', (micros, text) => {
    expect(formatTook(micros)).toBe(text);
  });

  test('takes at most five characters below ten minutes', () => {
    fc.assert(fc.property(fc.nat({max: 599_000_000}), micros => formatTook(micros).length <= 5));
  });

  test('never grows smaller as the time grows', () => {
    fc.assert(
      fc.property(fc.nat({max: 80_000_000_000}), fc.nat({max: 1000}), (micros, more) => {
        const shown = (value: number) => parseDuration(formatTook(value))!;
        expect(shown(micros + more)).toBeGreaterThanOrEqual(shown(micros));
      }),
    );
  });
});

describe('parseDuration', () => {
  test.each<[text: string, micros: number]>([
    ['0', 0],
    ['1s', 1e6],
    ['1.150272ms', 1150.272],
    ['16.005122724s', 16_005_122.724],
    ['1m3.2s', 63_200_000],
    ['.5s', 500_000],
    ['-1h30m', -5_400_000_000],
    ['15µs', 15],
    ['15μs', 15],
    ['1500ns', 1.5],
    ['2d', 172_800_000_000],
    ['1w', 604_800_000_000],
  ])('%s', (text, micros) => {
    expect(parseDuration(text)).toBeCloseTo(micros, 6);
  });

  test.each(['', '1', 's', '1x', '1s1', '1.s.', '--1s', '1 s', '1h-30m'])('%j is no duration', text => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
