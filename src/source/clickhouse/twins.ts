// Whether a request has two events of one stage. An API server writes each stage once, so that of a finished request the last stage
// is the latest event; what is in a table twice, or was changed on its way and sent again, is not so.
import type {Cells} from './engine.ts';
import type {Asking, Jobs} from './jobs.ts';
import type {Layout} from './layout.ts';
import {type Sql, sql} from './sql.ts';
import {isLast} from './view.ts';

/** Looking again takes no more than this share of the time. */
const SHARE = 1 / 20;

/** Events whose request has another one of the same stage, or has them of two last stages, or of none that there is. */
export const twinsQuery = (layout: Layout): Sql => {
  const {table, where, request, stage} = layout;
  const last = isLast(layout);
  const once = (test: Sql) => sql`uniqExactIf(${request}, ${test})`;
  const alone = sql`${once(last)} + ${once(sql`${stage} = 'ResponseStarted'`)} + ${once(sql`${stage} = 'RequestReceived'`)}`;
  return sql`SELECT count() - (${alone}) AS __n FROM ${table} WHERE ${where}`;
};

const areSome = (rows: readonly Cells[]): boolean => Number(rows[0]?.[0] ?? 0) > 0;

/** A class because what is known, since when and the question under way change together. */
export class Twins {
  /** Undefined until it is known. What came in since the last look counts as the rest. */
  known: boolean | undefined;
  readonly #jobs: Jobs;
  readonly #layout: Layout;
  readonly #onChange: () => void;
  #isLooking = false;
  #rest = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange told when what was known is so no more */
  constructor(jobs: Jobs, layout: Layout, onChange: () => void) {
    this.#jobs = jobs;
    this.#layout = layout;
    this.#onChange = onChange;
  }

  /** Whether there are any; where nobody can tell, there may be. @throws AbortError if it is not wanted any more */
  async areThere(call?: Asking): Promise<boolean> {
    if (this.known !== undefined) return this.known;
    this.#look();
    try {
      return areSome(await this.#jobs.ask(twinsQuery(this.#layout), call));
    } catch (error) {
      if (call?.signal?.aborted === true) throw error;
      // What keeps it from being known is told by the question that waits for it.
      return true;
    }
  }

  /** As `areThere`, but waits for no longer than this; then how far it is, from 0 to 1. */
  async within(ms: number, call?: Asking): Promise<boolean | number> {
    if (this.known !== undefined) return this.known;
    this.#look();
    const answer = await this.#jobs.askFor(twinsQuery(this.#layout), ms, call).catch(() => undefined);
    return typeof answer === 'number' ? answer : this.areThere(call);
  }

  /** The table has changed. */
  renew(): void {
    if (this.known === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#look();
      },
      Math.max(0, this.#rest - performance.now()),
    ).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** Goes on also when nobody waits for it any more: the next question does. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const start = performance.now();
    this.#jobs
      .ask(twinsQuery(this.#layout))
      .then(rows => {
        const before = this.known;
        this.known = areSome(rows);
        if (before !== undefined && before !== this.known) this.#onChange();
      })
      .catch(() => undefined)
      .finally(() => {
        const end = performance.now();
        this.#rest = end + (end - start) / SHARE;
        this.#isLooking = false;
      });
  }
}
