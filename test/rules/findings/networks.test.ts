import fc from 'fast-check';
import {expect, test} from 'vitest';
import {inNetwork} from '../../../src/rules/findings/networks.ts';

test.each<[network: string, ip: string, is: boolean]>([
  ['10.0.3.0/24', '10.0.3.17', true],
  ['10.0.3.0/24', '10.0.4.17', false],
  ['10.0.3.99/24', '10.0.3.17', true],
  ['10.0.0.0/8', '::ffff:10.200.1.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.5/32', '10.0.0.5', true],
  ['10.0.0.5/32', '10.0.0.4', false],
  ['0.0.0.0/0', '203.0.113.66', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:DB9::1', false],
  ['fd00:10:244::/48', 'fd00:10:244:1::5', true],
  ['::1/128', '::1', true],
  ['10.0.0.0/8', 'nowhere', false],
])('in %s is %s: %s', (network, ip, is) => {
  expect(inNetwork(network)!(ip)).toBe(is);
});

test.each([
  '10.0.3.0',
  '10.0.3/24',
  '10.0.3.0/33',
  '10.0.3.256/24',
  'a/24',
  '2001:db8::/129',
  '1:2:3/48',
  '1::2::3/48',
  '10.*',
  '/8',
])('%s is no network', text => {
  expect(inNetwork(text)).toBeUndefined();
});

test('an address is in every network of its beginning, and of no other', () => {
  const part = fc.nat({max: 255});
  fc.assert(
    fc.property(
      fc.tuple(part, part, part, part),
      fc.tuple(part, part, part, part),
      fc.nat({max: 32}),
      (a, b, length) => {
        const number = (parts: readonly number[]) => parts.reduce((sum, one) => sum * 256 + one, 0);
        const size = 2 ** (32 - length);
        const isSame = Math.floor(number(a) / size) === Math.floor(number(b) / size);
        expect(inNetwork(`${a.join('.')}/${length}`)!(b.join('.'))).toBe(isSame);
      },
    ),
  );
});
