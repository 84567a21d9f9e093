import {describe, expect, test} from 'vitest';
import {itemsOf, type Listing} from '../../src/export/items.ts';
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

async function idsOf(source: MemorySource, wanted = listing(), signal = new AbortController().signal) {
  const told: (readonly [number, number])[] = [];
  const ids: string[] = [];
  for await (const {row} of itemsOf(source, wanted, signal, (given, total) => told.push([given, total])))
    ids.push(row.id.auditID);
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

  test('a signal ends it', async () => {
    const stop = new AbortController();
    const items = itemsOf(new MemorySource(requests(1200)), listing(), stop.signal);
    await items.next();
    stop.abort();
    await expect(items.next()).rejects.toThrow(/abort/i);
  });
});
