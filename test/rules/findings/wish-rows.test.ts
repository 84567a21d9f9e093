import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {requestsIn} from '../../../src/rules/findings/seen.ts';
import {FirstTimes, type Traits, WishRows, Words} from '../../../src/rules/findings/wish-rows.ts';
import {type FakeTally, fakeColumns, fakeTallies} from '../../support/fake-columns.ts';

const columns = fakeColumns({stage: ['', 'ResponseComplete']});

const word = fc.constantFrom('', 'a', 'b', 'secrets');
const traits: fc.Arbitrary<Traits> = fc.record({
  user: word,
  verb: word,
  resource: word,
  sub: word,
  ns: word,
  name: word,
  ip: fc.constantFrom('10.0.0.1', '10.0.0.2'),
});

const keyOf = ({ip: _, ...rest}: Traits) => JSON.stringify(Object.values(rest));
const tallyAt = (time: number): FakeTally => ({key: [1], count: 1, from: time, to: time, events: [time]});

describe('kinds of requests', () => {
  test('are counted together, each with the first address, up to so many of them', () => {
    fc.assert(
      fc.property(fc.array(traits, {maxLength: 60}), fc.integer({min: 1, max: 9}), (all, most) => {
        const rows = new WishRows(columns, new Words(), most);
        const counts = fakeTallies(all.map((_, time) => tallyAt(time)));
        for (const [at, one] of all.entries()) rows.add(one, counts, at);
        const expected = [...Map.groupBy(all, keyOf).values()].slice(0, most);
        expect(
          [...rows.values()].map(wish => {
            const {user, verb, resource, sub, ns, name, ip} = wish;
            return [{user, verb, resource, sub, ns, name, ip}, requestsIn(wish)];
          }),
        ).toEqual(expected.map(same => [same[0], same.length]));
        for (const [number, same] of expected.entries()) expect(rows.find(same[0]!)).toBe(number);
      }),
    );
  });

  test('rows by the numbers of others hold those alone that were added', () => {
    const words = new Words();
    const refused = new WishRows(columns, words, 10);
    const allowed = new WishRows(columns, words, 10, refused);
    const one = (name: string, ip: string): Traits => ({
      user: 'u',
      verb: 'get',
      resource: '',
      sub: '',
      ns: '',
      name,
      ip,
    });
    const counts = fakeTallies([1, 2, 3].map(tallyAt));
    refused.add(one('/a', '10.0.0.1'), counts, 0);
    refused.add(one('/b', '10.0.0.1'), counts, 1);
    allowed.addAs(refused.find(one('/b', ''))!, one('/b', '10.0.0.9'), counts, 2);
    expect([...allowed].map(([number, {name, ip, from}]) => [number, name, ip, from])).toEqual([
      [1, '/b', '10.0.0.9', 3],
    ]);
    expect([allowed.get(0), refused.get(1)?.ip]).toEqual([undefined, '10.0.0.1']);
  });

  test('what has no time is not counted', () => {
    const rows = new WishRows(columns, new Words(), 10);
    const never = fakeTallies([{...tallyAt(1), from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY}]);
    rows.add({user: 'u', verb: 'get', resource: '', sub: '', ns: '', name: '', ip: ''}, never, 0);
    expect([...rows]).toEqual([]);
  });
});

test('the first time of a kind is the least', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(traits, fc.nat(99)), {maxLength: 40}), traits, (all, other) => {
      const times = new FirstTimes(new Words());
      for (const [kind, time] of all) times.add(kind, time);
      const kindOf = ({user, verb, resource, sub, ns}: Traits) => JSON.stringify([user, verb, resource, sub, ns]);
      const groups = Map.groupBy(all, ([kind]) => kindOf(kind));
      for (const [, same] of groups) expect(times.of(same[0]![0])).toBe(Math.min(...same.map(([, time]) => time)));
      if (!groups.has(kindOf(other))) expect(times.of(other)).toBeUndefined();
    }),
  );
});
