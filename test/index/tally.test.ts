// Tallies against counting one event after the other.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {type FieldName, fieldOf} from '../../src/audit/fields.ts';
import {parseMicroTime} from '../../src/audit/time.ts';
import {failureTest} from '../../src/index/histogram.ts';
import {fullSet} from '../../src/index/row-set.ts';
import {OTHER, type TallyField, tallyRows} from '../../src/index/tally.ts';
import {anyEvent, event} from '../support/events.ts';
import {tableOf} from '../support/table.ts';

const BY: readonly FieldName[] = ['verb', 'user.groups', 'responseStatus.code', 'objectRef.namespace'];

const never = () => {
  throw new Error('everything is indexed');
};

const tallied = (events: readonly AuditEvent[], by: readonly TallyField[] = BY, samples = 4) => {
  const {table} = tableOf(events);
  return {table, tallies: ended(tallyRows(fullSet(events.length), by, table, samples, never))};
};

const keyText = (key: readonly unknown[]) => JSON.stringify(key.map(value => value ?? null));

/** An empty list is none. */
const read = (name: FieldName, of: AuditEvent) => {
  const value = fieldOf(name).read(of);
  return typeof value === 'object' && value.length === 0 ? undefined : value;
};

/** What a generator gives at its end. */
function ended<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const {done, value} = work.next();
    if (done === true) return value;
  }
}

describe('tallyRows', () => {
  test('pauses every few thousand rows, and counts each row once', () => {
    const events = Array.from({length: 9_999}, (_, i) => event({verb: ['get', 'list', 'watch'][i % 3]!}));
    const {table} = tableOf(events);
    const work = tallyRows(fullSet(events.length), ['verb'], table, 1, never);
    expect([work.next().done, work.next().done]).toEqual([false, false]);
    expect(ended(work).map(({key, count}) => [...key, count])).toEqual([
      ['get', 3333],
      ['list', 3333],
      ['watch', 3333],
    ]);
  });

  test('counts each combination as one walk over the events does', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, {maxLength: 200}), events => {
        const {table, tallies} = tallied(events);
        const failed = failureTest(table);
        const expected = new Map<string, {count: number; failed: number; bytes: number; from: number; to: number}>();
        events.forEach((one, row) => {
          const key = keyText(BY.map(name => read(name, one)));
          const time = parseMicroTime(one.stageTimestamp!)!;
          const known = expected.get(key) ?? {count: 0, failed: 0, bytes: 0, from: time, to: time};
          known.from = Math.min(known.from, time);
          known.to = Math.max(known.to, time);
          known.count++;
          known.bytes += 100;
          if (failed(row)) known.failed++;
          expected.set(key, known);
        });
        const got = tallies.map(
          ({key, count, failed, bytes, from, to}) => [keyText(key), {count, failed, bytes, from, to}] as const,
        );
        expect(new Map(got)).toEqual(expected);
        expect(got.length).toBe(expected.size);
      }),
    );
  });

  test('more combinations than the first slots hold keep their counts', () => {
    const events = Array.from({length: 5000}, (_, i) => event({verb: `v${i % 2500}`}));
    const {tallies} = tallied(events, ['verb']);
    expect(tallies.length).toBe(2500);
    expect(tallies.every(({count}) => count === 2)).toBe(true);
    expect(tallies[7]!.key).toEqual(['v7']);
  });

  test('samples are its own rows, all if they are few, else spread from the first on', () => {
    const events = Array.from({length: 1000}, (_, i) => event({verb: i % 100 === 0 ? 'rare' : 'get'}));
    const {tallies} = tallied(events, ['verb'], 8);
    const of = (verb: string) => tallies.find(({key}) => key[0] === verb)!.samples;
    expect(of('rare')).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(of('get').length).toBeGreaterThanOrEqual(8);
    expect(of('get').length).toBeLessThan(16);
    expect(of('get').at(-1)).toBeGreaterThan(800);
    expect(of('get').every(row => row % 100 !== 0)).toBe(true);
  });

  test('events without a time leave no span', () => {
    const {tallies} = tallied([event({stageTimestamp: 'yesterday'})], ['verb']);
    expect(tallies.map(({from, to}) => [from, to])).toEqual([[undefined, undefined]]);
  });

  test('of a field only the values that are asked for are told apart', () => {
    const events = ['a', 'b', 'c'].map(verb => event({verb}));
    const {tallies} = tallied(events, [{field: 'verb', only: ['b', 'z']}]);
    expect(tallies.map(({key, count}) => [key[0], count])).toEqual([
      [OTHER, 2],
      ['b', 1],
    ]);
  });

  test('of a list only the elements that are asked for count', () => {
    const events = [['a', 'b'], ['b', 'c'], ['c'], []].map(groups => event({user: {groups}}));
    const {tallies} = tallied(events, [{field: 'user.groups', only: ['b']}]);
    expect(tallies.map(({key, count}) => [key[0], count])).toEqual([
      [['b'], 2],
      [undefined, 2],
    ]);
  });

  test('of combinations nobody asks for none needs to come, and all that somebody asks for do', () => {
    const value = (name: FieldName) => (of: AuditEvent) => {
      const own = read(name, of);
      return own === undefined ? '' : String(own);
    };
    const open = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.array(anyEvent, {maxLength: 60}), fc.array(fc.tuple(fc.nat(), open)), (events, chosen) => {
        const wanted = chosen.flatMap(([i, isOpen]) => {
          const of = events[i % Math.max(1, events.length)];
          return of === undefined ? [] : [BY.map((name, at) => (isOpen[at] === true ? undefined : value(name)(of)))];
        });
        const isWanted = (key: readonly unknown[]) =>
          wanted.some(each =>
            // Lists are not told apart.
            each.every((own, at) => own === undefined || at === 1 || own === String(key[at] ?? '')),
          );
        const {table, tallies} = tallied(events);
        const few = ended(tallyRows(fullSet(events.length), BY, table, 4, never, [...wanted, ['no', '', '', '']]));
        expect(few).toEqual(tallies.filter(({key}) => isWanted(key)));
      }),
    );
  });

  test('a list is one value', () => {
    const {tallies} = tallied(
      [event({user: {groups: ['a', 'b']}}), event({user: {groups: ['a']}}), event({user: {}})],
      ['user.groups'],
    );
    expect(tallies.map(({key}) => key[0])).toEqual([['a', 'b'], ['a'], undefined]);
  });

  test('what is no column is refused', () => {
    expect(() => tallied([event()], ['requestURI'])).toThrow('Request URI cannot be counted by');
  });
});
