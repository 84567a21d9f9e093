import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fitUser} from '../../src/session/cells.ts';
import type {Chosen} from '../../src/session/chosen.ts';
import {COLUMNS, type Column, type ColumnId} from '../../src/session/columns.ts';
import {widthOf} from '../../src/session/text/fit.ts';
import {grow, NO_WIDTHS, placeColumns, type Widths} from '../../src/session/widths.ts';

const widths: fc.Arbitrary<Widths> = fc
  .array(fc.integer({min: 1, max: 90}), {minLength: COLUMNS.length, maxLength: COLUMNS.length})
  .map(list => Object.fromEntries(COLUMNS.map((column, at) => [column.id, list[at]!])) as Widths);

describe('placing columns', () => {
  test('they fill any width exactly, each at least one cell wide', () => {
    fc.assert(
      fc.property(
        widths,
        fc.integer({min: 18, max: 300}),
        fc.constantFrom(false, true, 'year' as const),
        (natural, width, withDate) => {
          const placed = placeColumns(natural, width, withDate);
          expect(placed.reduce((sum, each) => sum + each.width, placed.length - 1)).toBe(width);
          for (const each of placed) expect(each.width).toBeGreaterThan(0);
          expect(placed[0]!.column.id).toBe('time');
        },
      ),
    );
  });

  const chosen: fc.Arbitrary<Chosen> = fc.record({
    hidden: fc
      .subarray(
        COLUMNS.map(({id}) => id),
        {maxLength: COLUMNS.length - 1},
      )
      .map(ids => new Set(ids)),
    widths: fc
      .array(fc.tuple(fc.constantFrom(...COLUMNS.map(({id}) => id)), fc.integer({min: 1, max: 300})))
      .map(pairs => Object.fromEntries(pairs)),
  });

  test('whatever is chosen, they fill the width, none that is hidden is there, and the first that has to stay is', () => {
    fc.assert(
      fc.property(
        widths,
        chosen,
        fc.integer({min: 1, max: 300}),
        fc.constantFrom(false, true, 'year' as const),
        (natural, how, width, withDate) => {
          const placed = placeColumns(natural, width, withDate, how);
          expect(placed.reduce((sum, each) => sum + each.width, placed.length - 1)).toBe(width);
          for (const each of placed) {
            expect(each.width).toBeGreaterThan(0);
            expect(how.hidden.has(each.column.id)).toBe(false);
          }
          const first = (COLUMNS as readonly Column[]).find(({id}) => !how.hidden.has(id))!;
          if (first.spare === 0) expect(placed[0]!.column.id).toBe(first.id);
        },
      ),
    );
  });

  test('a width that was given is kept to while there is room', () => {
    const how = {hidden: new Set<ColumnId>(['took']), widths: {user: 11, name: 33}};
    const placed = new Map(placeColumns(NO_WIDTHS, 160, false, how).map(({column, width}) => [column.id, width]));
    expect([placed.get('user'), placed.get('name'), placed.has('took')]).toEqual([11, 33, false]);
  });

  test.each<[width: number, ids: readonly string[]]>([
    [250, ['time', 'verb', 'code', 'user', 'resource', 'namespace', 'name', 'took', 'stages']],
    [80, ['time', 'verb', 'code', 'user', 'resource', 'namespace', 'name', 'took']],
    [40, ['time', 'verb', 'code', 'user', 'resource']],
  ])('in %i cells there are %j', (width, ids) => {
    const natural = {...NO_WIDTHS, user: 40, resource: 20, namespace: 20, name: 30};
    expect(placeColumns(natural, width, false).map(({column}) => column.id)).toEqual(ids);
  });

  test('a column never gets more than it asks for while another is cut', () => {
    const natural = {...NO_WIDTHS, user: 60, resource: 9, namespace: 11, name: 10};
    const placed = new Map(placeColumns(natural, 110, false).map(({column, width}) => [column.id, width]));
    expect(placed.get('resource')).toBe(9);
    expect(placed.get('namespace')).toBe(11);
  });

  test('nothing seen changes nothing', () => expect(grow(NO_WIDTHS, [])).toBe(NO_WIDTHS));
});

describe('users in narrow columns', () => {
  test.each([
    ['alice@example.com', 20, 'alice@example.com   '],
    ['system:serviceaccount:kube-system:coredns', 24, '…:kube-system:coredns   '],
    ['system:node:worker-1', 14, '…:worker-1    '],
    ['system:kube-scheduler', 18, '…:kube-scheduler  '],
    ['system:node:', 8, '…:node: '],
  ])('%s in %i cells', (user, width, text) => expect(fitUser(user, width)).toBe(text));

  const who = (COLUMNS as readonly Column[]).find(column => column.id === 'user')!;
  const row = (user: string, as: string) => ({
    id: {time: 1, auditID: 'a', stage: 'ResponseComplete' as const, place: '1'},
    stages: [],
    cells: ['get', 200, user, as, 'pods', undefined, undefined, undefined, undefined, undefined, 1],
  });

  test('whom they acted as is cut by itself', () => {
    const long = row('system:serviceaccount:kube-system:builder', 'system:serviceaccount:prod:release-manager');
    expect(who.fit!(long, 20)).toMatch(/^…:k\S+er→…:p\S+r +$|^…:k\S+→…:\S+er *$/);
    expect(who.fit!(row('bob', 'system:serviceaccount:prod:release-manager'), 20)).toMatch(/^bob→…/);
    expect(who.fit!(row('system:serviceaccount:kube-system:builder', 'root'), 20)).toMatch(/→root *$/);
  });

  test('it fills any width exactly', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({min: 1, max: 60}), (user, as, width) => {
        expect(widthOf(who.fit!(row(user, as), width))).toBe(width);
      }),
    );
  });
});
