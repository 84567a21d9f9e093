import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bursts, isPrivate, networkOf, programOf} from '../../../../src/rules/findings/rules/windows.ts';

const at = (...moments: readonly number[]) => moments.map(time => ({time}));
const found = (moments: readonly number[], least: number, within: number) =>
  bursts(at(...moments), least, within).map(burst => burst.map(({time}) => time));

describe('bursts', () => {
  test.each<[name: string, moments: readonly number[], bursts: readonly (readonly number[])[]]>([
    ['too few', [1, 2], []],
    ['enough', [1, 2, 3], [[1, 2, 3]]],
    ['too slow', [1, 10, 20], []],
    ['one that goes on', [1, 2, 3, 4, 5, 6, 7], [[1, 2, 3, 4, 5, 6, 7]]],
    [
      'two of them',
      [1, 2, 3, 50, 51, 52],
      [
        [1, 2, 3],
        [50, 51, 52],
      ],
    ],
  ])('%s', (_name, moments, expected) => {
    expect(found(moments, 3, 5)).toEqual(expected);
  });

  test('hold every moment that is in a dense stretch, and no other', () => {
    const moments = fc.array(fc.nat({max: 60}), {maxLength: 30}).map(list => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(moments, list => {
        const isDense = (time: number) =>
          list.some(start => {
            const inside = list.filter(other => other >= start && other <= start + 5);
            return inside.length >= 3 && time >= start && time <= start + 5;
          });
        expect(found(list, 3, 5).flat()).toEqual(list.filter(isDense));
      }),
    );
  });
});

test.each([
  ['10.1.2.3', '10.1'],
  ['::ffff:10.1.2.3', '10.1'],
  ['2001:db8:1:2::3', '2001:db8:1'],
  ['2001:DB8:1::3', '2001:db8:1'],
  ['fd00::5', 'fd00:0:0'],
  ['fd00::2:0:17', 'fd00:0:0'],
  ['fd00:10::5', 'fd00:10:0'],
  ['::1', '0:0:0'],
  ['nowhere', 'nowhere'],
])('the network of %s is %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test.each([
  ['kubectl/v1.34.1 (linux)', 'kubectl'],
  ['curl', 'curl'],
  ['', ''],
])('the program of "%s" is "%s"', (agent, program) => {
  expect(programOf(agent)).toBe(program);
});

test.each([
  ['10.1.2.3', true],
  ['11.1.2.3', false],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['192.169.1.1', false],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['169.254.1.1', true],
  ['127.0.0.1', true],
  ['203.0.113.66', false],
  ['::ffff:10.1.2.3', true],
  ['::ffff:203.0.113.66', false],
  ['::1', true],
  ['fd00::5', true],
  ['fe80::1', true],
  ['2001:db8::1', false],
  ['', false],
])('%s is private: %s', (ip, is) => {
  expect(isPrivate(ip)).toBe(is);
});
