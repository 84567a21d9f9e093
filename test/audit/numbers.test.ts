import {describe, expect, test} from 'vitest';
import {bytesText, counted, countText, grouped, percent} from '../../src/audit/numbers.ts';

describe('numbers as people read them', () => {
  test.each([0, 7, 999, 1000, 12_345, 999_999, 1_204_331, 2 ** 53 - 1, -1234])('%i in groups', count => {
    expect(grouped(count)).toBe(count.toLocaleString('en-US'));
  });

  test.each<[count: number, one: string, many: string | undefined, text: string]>([
    [0, 'event', undefined, '0 events'],
    [1, 'event', undefined, '1 event'],
    [1204, 'event', undefined, '1,204 events'],
    [1, 'entry', 'entries', '1 entry'],
    [2, 'entry', 'entries', '2 entries'],
  ])('%i %s', (count, one, many, text) => {
    expect(counted(count, one, many)).toBe(text);
  });

  test.each<[count: number, text: string]>([
    [987, '987'],
    [9876, '9,876'],
    [98_765, '98.8k'],
    [999_949, '1000k'],
    [999_950, '1.00M'],
    [1_204_331, '1.20M'],
    [5e9, '5.00G'],
  ])('%i in little room', (count, text) => {
    expect(countText(count)).toBe(text);
  });

  test.each<[bytes: number, text: string]>([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [862e6, '862 MB'],
    [1.21e9, '1.21 GB'],
    [999_999, '1.00 MB'],
  ])('%i bytes', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test.each<[done: number, text: string]>([
    [-1, '0%'],
    [0.5, '50%'],
    [0.9999, '99%'],
    [1, '99%'],
  ])('%d done', (done, text) => {
    expect(percent(done)).toBe(text);
  });
});
