import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FacetCounters} from '../../src/index/facets.ts';
import {hasRow, type RowSet} from '../../src/index/row-set.ts';
import {event} from '../support/events.ts';
import {done, setOf} from '../support/sets.ts';
import {tableOf} from '../support/table.ts';

const VERBS = ['get', 'list', 'watch', undefined];
const events = Array.from({length: 200}, (_, i) => {
  const verb = VERBS[(i * 7) % 4];
  const {verb: _verb, ...rest} = event({user: {username: `user ${i % 9}`, groups: [`g${i % 3}`, 'all']}});
  return verb === undefined ? rest : {...rest, verb};
});
const {table} = tableOf(events as never);
const size = table.size;

/** One by one. */
function plainly(set: RowSet, name: 'verb' | 'user.groups'): ReadonlyMap<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (let row = 0; row < set.size; row++) {
    if (!hasRow(set, row)) continue;
    const value = table.value(row, name);
    for (const each of Array.isArray(value) ? value : [value as string | undefined])
      counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  return counts;
}

const sets = fc
  .record({
    every: fc.integer({min: 1, max: 40}),
    from: fc.nat(size),
    to: fc.nat(size),
    until: fc.integer({min: 150, max: size}),
  })
  .map(({every, from, to, until}) => setOf(until, row => row % every === 0 || (row >= from && row < to)));

const NAMES = ['verb', 'user.groups'] as const;

test('values are counted exactly, whatever was counted before and together with whatever', () => {
  const asks = fc.record({set: sets, names: fc.subarray([...NAMES], {minLength: 1})});
  fc.assert(
    fc.property(fc.array(asks, {minLength: 1, maxLength: 6}), asked => {
      const counters = new FacetCounters();
      for (const {set, names} of asked) {
        const columns = names.map(name => table.coded.get(name)!);
        done(counters.count(set, columns, 100)).forEach(({values}, at) => {
          expect(new Map(values.map(({value, count}) => [value, count]))).toEqual(plainly(set, names[at]!));
        });
      }
    }),
  );
});

test('the most frequent values come first, then by value, however many are asked for', () => {
  const column = table.coded.get('user.username')!;
  const all = setOf(size, row => row % 3 !== 1);
  const counted = (top: number) => done(new FacetCounters().count(all, [column], top))[0]!;
  const whole = counted(1000);
  const order = [...whole.values].sort((a, b) => b.count - a.count || (a.value! < b.value! ? -1 : 1));
  expect(whole.values).toEqual(order);
  for (let top = 0; top < 12; top++) {
    expect(counted(top)).toEqual({...whole, values: order.slice(0, top)});
  }
});
