import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FacetCounter} from '../../src/index/facets.ts';
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

test.each(['verb', 'user.groups'] as const)('%s is counted exactly, whatever was counted before', name => {
  fc.assert(
    fc.property(fc.array(sets, {minLength: 1, maxLength: 6}), asked => {
      const counter = new FacetCounter(table.coded.get(name)!);
      for (const set of asked) {
        const {values} = done(counter.count(set, 100));
        expect(new Map(values.map(({value, count}) => [value, count]))).toEqual(plainly(set, name));
      }
    }),
  );
});
