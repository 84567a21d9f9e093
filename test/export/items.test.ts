import {describe, expect, test} from 'vitest';
import {itemsOf, type Listing, type Walk} from '../../src/export/items.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {MemorySource} from '../support/memory-source.ts';
import {requests} from '../support/session.ts';

const listing = (more: Partial<Listing> = {}): Listing => ({
  view: {where: EVERYTHING, stages: 'latest'},
  order: TIME_ORDER,
  cells: ['verb'],
  events: false,
  ...more,
});

async function idsOf(source: MemorySource, wanted = listing(), walk: Walk = {}) {
  const told: (readonly [number, number])[] = [];
  const ids: string[] = [];
  const onProgress = (given: number, total: number) => told.push([given, total]);
  for await (const {row} of itemsOf(source, wanted, {onProgress, ...walk})) ids.push(row.id.auditID);
  return {ids, told};
}

describe('the rows of a view', () => {
  test.each([0, 1, 499, 500, 501, 1000, 1234])('%i rows come once each, in their order', async count => {
    const {ids, told} = await idsOf(new MemorySource(requests(count)));
    expect(ids).toEqual(Array.from({length: count}, (_, at) => `r${at}`));
    expect(told.at(-1)).toEqual([count, count]);
  });

  test('backwards as well', async () => {
    const {ids} = await idsOf(new MemorySource(requests(700)), listing({order: {...TIME_ORDER, descending: true}}));
    expect(ids).toEqual(Array.from({length: 700}, (_, at) => `r${699 - at}`));
  });

  test('a page that a search has not finished is asked for again', async () => {
    const source = new MemorySource(requests(10));
    source.partial = {why: 'searching', done: 0};
    setTimeout(() => {
      source.partial = undefined;
    }, 20);
    expect((await idsOf(source)).ids).toHaveLength(10);
    expect(source.calls.filter(call => call === 'rows').length).toBeGreaterThan(2);
  });

  test('events are read only where they are wanted', async () => {
    const source = new MemorySource(requests(3));
    await idsOf(source);
    expect(source.calls).not.toContain('event');
    await idsOf(source, listing({events: true}));
    expect(source.calls.filter(call => call === 'event')).toHaveLength(3);
  });

  test.each([0, 1, 500, 501, 900, 2000])('no more than a limit of %i', async limit => {
    const {ids, told} = await idsOf(new MemorySource(requests(900)), listing(), {limit});
    expect(ids.length).toBe(Math.min(limit, 900));
    expect(told.at(-1)).toEqual(limit === 0 ? undefined : [ids.length, ids.length]);
  });

  test('an event that is gone is told, and the others come; or it ends the walk', async () => {
    const source = new MemorySource(requests(3));
    const whole = source.event.bind(source);
    source.event = (id, ...rest) => (id.auditID === 'r1' ? Promise.reject(new Error('gone')) : whole(id, ...rest));
    const lost: string[] = [];
    const {ids} = await idsOf(source, listing({events: true}), {unreadable: reason => lost.push(reason)});
    expect([ids, lost]).toEqual([['r0', 'r2'], ['gone']]);
    await expect(idsOf(source, listing({events: true}))).rejects.toThrow('gone');
  });

  test('a signal ends it', async () => {
    const stop = new AbortController();
    const items = itemsOf(new MemorySource(requests(1200)), listing(), {signal: stop.signal});
    await items.next();
    stop.abort();
    await expect(items.next()).rejects.toThrow(/abort/i);
  });
});
