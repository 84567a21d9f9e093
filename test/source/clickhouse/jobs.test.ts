// Questions that the server is at: asked again they go on, and one that nobody wants is stopped.
import {describe, expect, test} from 'vitest';
import type {Cells, Engine, EngineCall} from '../../../src/source/clickhouse/engine.ts';
import {Jobs} from '../../../src/source/clickhouse/jobs.ts';
import {sql, text} from '../../../src/source/clickhouse/sql.ts';

class SlowEngine implements Engine {
  readonly calls: {
    readonly call: EngineCall;
    readonly answer: (rows: readonly Cells[]) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  query(_: unknown, call: EngineCall = {}): Promise<readonly Cells[]> {
    return new Promise((answer, fail) => this.calls.push({call, answer, fail}));
  }
  async command(): Promise<void> {}
  async insert(): Promise<void> {}
  async close(): Promise<void> {}
}

const QUERY = sql`SELECT ${text('x')}`;

describe('a question', () => {
  test('that is asked twice is asked of the server once, and its answer is kept', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const both = Promise.all([jobs.ask(QUERY), jobs.ask(QUERY)]);
    engine.calls[0]!.answer([[1]]);
    expect(await both).toEqual([[[1]], [[1]]]);
    expect(await jobs.ask(QUERY)).toEqual([[1]]);
    expect(engine.calls.length).toBe(1);
    expect(engine.calls[0]!.call.signal!.aborted).toBe(false);
  });

  test('with other values is another one', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const both = Promise.all([jobs.ask(QUERY), jobs.ask(sql`SELECT ${text('y')}`)]);
    engine.calls[0]!.answer([[1]]);
    engine.calls[1]!.answer([[2]]);
    expect(await both).toEqual([[[1]], [[2]]]);
  });

  test('that takes longer than there is patience tells how far it is, and goes on', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const first = jobs.askFor(QUERY, 1);
    engine.calls[0]!.call.onProgress!({read: 30, total: 100});
    expect(await first).toBe(0.3);
    const second = jobs.askFor(QUERY, 10_000);
    engine.calls[0]!.answer([[1]]);
    expect(await second).toEqual([[1]]);
    expect(engine.calls.length).toBe(1);
  });

  test('that its only asker gives up is refused at once and stopped', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const stop = new AbortController();
    const asked = jobs.ask(QUERY, {signal: stop.signal});
    const {signal} = engine.calls[0]!.call;
    const stopped = new Promise(resolve => signal!.addEventListener('abort', resolve));
    stop.abort();
    await expect(asked).rejects.toThrow('abort');
    await stopped;
  });

  test('that one of two askers gives up goes on for the other', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const stop = new AbortController();
    const given = jobs.ask(QUERY, {signal: stop.signal});
    const kept = jobs.ask(QUERY);
    stop.abort();
    await expect(given).rejects.toThrow('abort');
    engine.calls[0]!.answer([[1]]);
    expect(await kept).toEqual([[1]]);
  });

  test('that failed is asked again', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const first = jobs.ask(QUERY);
    engine.calls[0]!.fail(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    const second = jobs.ask(QUERY);
    engine.calls[1]!.answer([[1]]);
    expect(await second).toEqual([[1]]);
  });

  test('is asked anew once the table has changed', async () => {
    const engine = new SlowEngine();
    const jobs = new Jobs(engine);
    const first = jobs.ask(QUERY);
    engine.calls[0]!.answer([[1]]);
    await first;
    jobs.renew();
    const second = jobs.ask(QUERY);
    engine.calls[1]!.answer([[2]]);
    expect(await second).toEqual([[2]]);
  });
});
