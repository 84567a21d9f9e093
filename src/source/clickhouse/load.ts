// Events into the recommended table, in batches. What is there already is not written again: so a load that broke off is begun
// anew and goes on, and logs that overlap come once.
import {setTimeout as sleep} from 'node:timers/promises';
import {fieldOf} from '../../audit/fields.ts';
import type {Engine} from './engine.ts';
import {ident, type Sql, sql, texts} from './sql.ts';
import {digestOf, rowOf, type Stored} from './stored.ts';
import {moment} from './translate.ts';

/** Events and characters of a batch: some seconds of a server's work at most. */
const BATCH_EVENTS = 10_000;
const BATCH_CHARS = 32 * 2 ** 20;

/** A server refuses to write to more partitions at once than 100; ours are days. */
const BATCH_DAYS = 60;

/** Waits before a batch is tried again, in milliseconds. */
const RETRIES: readonly number[] = [1000, 2000, 5000, 15_000];

const DAY = 86_400e6;

const timeOf = ({event}: Stored): number => {
  const time = fieldOf('stageTimestamp').read(event);
  return typeof time === 'number' ? time : 0;
};

/** Digests of the events of a batch that the table has. */
async function presentOf(engine: Engine, table: Sql, batch: readonly Stored[]): Promise<ReadonlySet<string>> {
  const times = batch.map(timeOf);
  const ids = [...new Set(batch.map(({event}) => event.auditID))];
  const time = ident('time');
  const rows = await engine.query(
    sql`SELECT DISTINCT hex(MD5(${ident('event')})) FROM ${table} WHERE ${time} >= ${moment(Math.min(...times))} AND ${time} <= ${moment(Math.max(...times))} AND ${ident('audit_id')} IN ${texts(ids)}`,
  );
  return new Set(rows.map(([digest]) => String(digest)));
}

/** Parts of a batch, none of which lies in too many days. */
function byDays(batch: readonly Stored[]): readonly (readonly Stored[])[] {
  const days = new Map<number, Stored[]>();
  for (const stored of batch) {
    const day = Math.floor(timeOf(stored) / DAY);
    const known = days.get(day) ?? [];
    days.set(day, known);
    known.push(stored);
  }
  if (days.size <= BATCH_DAYS) return [batch];
  const all = [...days.values()];
  return Array.from({length: Math.ceil(all.length / BATCH_DAYS)}, (_, i) =>
    all.slice(i * BATCH_DAYS, (i + 1) * BATCH_DAYS).flat(),
  );
}

export type Written = {readonly written: number; readonly present: number};

/** Writes a batch, as far as it is not there. @throws Error of the server */
async function writeBatch(
  engine: Engine,
  table: Sql,
  batch: readonly Stored[],
  signal?: AbortSignal,
): Promise<Written> {
  const present = await presentOf(engine, table, batch);
  const fresh = new Map<string, Stored>();
  for (const stored of batch) {
    const digest = digestOf(stored);
    if (!present.has(digest)) fresh.set(digest, stored);
  }
  for (const part of byDays([...fresh.values()]))
    if (part.length > 0) await engine.insert(table, part.map(rowOf), signal);
  return {written: fresh.size, present: batch.length - fresh.size};
}

export type LoaderOptions = {
  readonly signal?: AbortSignal;
  /** Told of what failed, and in how many milliseconds it is tried again. */
  readonly onRetry?: (reason: string, ms: number) => void;
  readonly retries?: readonly number[];
};

/** A class because the batch under way, and what was written before it, change together. */
export class Loader {
  written = 0;
  /** Events that were there, or came twice. */
  present = 0;
  readonly #engine: Engine;
  readonly #table: Sql;
  readonly #options: LoaderOptions;
  #batch: Stored[] = [];
  #chars = 0;

  constructor(engine: Engine, table: Sql, options: LoaderOptions = {}) {
    this.#engine = engine;
    this.#table = table;
    this.#options = options;
  }

  /** @throws Error of the server, after it was tried some times */
  async add(stored: Stored): Promise<void> {
    this.#batch.push(stored);
    this.#chars += stored.text.length;
    if (this.#batch.length >= BATCH_EVENTS || this.#chars >= BATCH_CHARS) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#chars = 0;
    if (batch.length === 0) return;
    const {written, present} = await this.#tried(batch);
    this.written += written;
    this.present += present;
  }

  /** Whether a batch that failed was written nobody knows: each time what is there is looked up again. */
  async #tried(batch: readonly Stored[]): Promise<Written> {
    const {signal, onRetry, retries = RETRIES} = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        return await writeBatch(this.#engine, this.#table, batch, signal);
      } catch (error) {
        const wait = retries[attempt];
        if (wait === undefined || signal?.aborted === true) throw error;
        onRetry?.(error instanceof Error ? error.message : String(error), wait);
        await sleep(wait, undefined, signal === undefined ? {} : {signal});
      }
    }
  }
}
