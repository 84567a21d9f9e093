import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Hits, traitsIn} from '../../../src/rules/findings/hits.ts';
import {requestsIn, TRAITS, whoOf} from '../../../src/rules/findings/seen.ts';
import {fakeColumns, fakeRows, fakeText} from '../../support/fake-columns.ts';

/** Codes of TRAITS; the stage is one of two that end a request. */
const codes = fc.tuple(fc.nat(1), ...TRAITS.slice(1).map(() => fc.nat(2))) as fc.Arbitrary<number[]>;
const trait = (row: readonly number[], name: (typeof TRAITS)[number]) =>
  fakeText(name, row[TRAITS.indexOf(name)]!) || undefined;

const whoIn = (row: readonly number[]) =>
  whoOf({
    user: trait(row, 'user.username'),
    ip: trait(row, 'sourceIP'),
    ns: trait(row, 'objectRef.namespace'),
    name: trait(row, 'objectRef.name'),
  });

describe('what a rule found', () => {
  test('is told by who did it, equal requests as one', () => {
    fc.assert(
      fc.property(fc.array(codes, {maxLength: 60}), rows => {
        const hits = new Hits(fakeColumns());
        const {cells, events} = fakeRows(rows);
        for (const [at, row] of rows.entries())
          hits.add(cells, at, row[0] === 0 ? 'ResponseComplete' : 'Panic', 1, [at, at], events.subarray(at, at + 1));
        const expected = [...Map.groupBy(rows, whoIn)].map(([who, all]) => [
          who,
          [
            ...Map.groupBy(all, row =>
              TRAITS.slice(1)
                .map(name => trait(row, name) ?? '')
                .join(' '),
            ),
          ].map(([key, same]) => [key, same.length]),
        ]);
        const told = [...hits.byWho()].map(([who, all]) => [
          who,
          all.map(hit => {
            const {user, as, ip, verb, resource, sub, ns, name, code} = hit;
            return [
              [user, as, ip, verb, resource, sub, ns, name, code].map(value => value ?? '').join(' '),
              requestsIn(hit),
            ];
          }),
        ]);
        expect(told).toEqual(expected);
      }),
    );
  });

  test('things of one kind of request cost less than a hundred bytes each', () => {
    const hits = new Hits(fakeColumns());
    const rows = Array.from({length: 10_000}, (_, i) => TRAITS.map(name => (name === 'objectRef.name' ? i + 1 : 1)));
    const {cells, events} = fakeRows(rows);
    for (const at of rows.keys()) hits.add(cells, at, 'ResponseComplete', 1, [at, at], events.subarray(at, at + 1));
    expect(hits.bytes / rows.length).toBeLessThan(100);
  });
});

test('lists of what is allowed see who, where and from which address', () => {
  const row = TRAITS.map((_, i) => i + 1);
  expect(traitsIn(fakeColumns(), fakeRows([row]).cells, 0)).toEqual({
    user: trait(row, 'user.username'),
    namespace: trait(row, 'objectRef.namespace'),
    address: trait(row, 'sourceIP'),
  });
});
