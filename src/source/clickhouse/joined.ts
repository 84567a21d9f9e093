// One row a request, by whichever way costs least and is right for what is in the table.
import {fieldsOf} from '../../query/ast.ts';
import type {Note, View} from '../source.ts';
import type {Asking, Jobs} from './jobs.ts';
import type {Layout} from './layout.ts';
import type {News} from './news.ts';
import type {Sql} from './sql.ts';
import {isCheap} from './translate.ts';
import {Twins} from './twins.ts';
import {type Joining, viewCondition} from './view.ts';

/** Whether a table has two events of one stage of a request is not looked for among more: it takes more memory than a server gives. */
export const EXACT_EVENTS = 20_000_000;

/** A class because what is known of the table and how its rows are asked for change together. */
export class Joined {
  readonly #layout: Layout;
  readonly #news: News;
  readonly #twins: Twins;
  readonly #exactEvents: number;

  constructor(jobs: Jobs, layout: Layout, news: News, exactEvents: number) {
    this.#layout = layout;
    this.#news = news;
    this.#exactEvents = exactEvents;
    this.#twins = new Twins(jobs, layout, () => news.tell());
    news.onChange(() => this.#twins.renew());
  }

  close(): void {
    this.#twins.close();
  }

  /** The rows of a view. @throws Unsupported */
  async where(view: View, call?: Asking): Promise<Sql> {
    return this.#as(view, this.#joiningNow(view) ?? ((await this.#twins.areThere(call)) ? 'weights' : 'stages'));
  }

  /** As `where`, if it is known so soon, or how far the server is with what has to be known first, from 0 to 1. @throws Unsupported */
  async whereWithin(view: View, ms: number, call?: Asking): Promise<Sql | number> {
    const joining = this.#joiningNow(view);
    if (joining !== undefined) return this.#as(view, joining);
    const areThere = await this.#twins.within(ms, call);
    return typeof areThere === 'number' ? areThere : this.#as(view, areThere ? 'weights' : 'stages');
  }

  /** Marks answers about a view whose requests may be told apart wrongly. */
  approx({stages}: View): {readonly approx?: boolean} {
    return stages === 'latest' && this.#areTooMany ? {approx: true} : {};
  }

  get notes(): readonly Note[] {
    if (!this.#areTooMany) return [];
    const text =
      'of so many events requests are told apart by their stages alone: an event that is in the table twice counts twice';
    return [{kind: 'remote', text}];
  }

  get #areTooMany(): boolean {
    return this.#news.events > this.#exactEvents;
  }

  #as(view: View, joining: Joining): Sql {
    return viewCondition(view, this.#layout, joining);
  }

  /** As far as it needs no look at all of the table: a filter that leaves few requests has their events compared. */
  #joiningNow(view: View): Joining | undefined {
    if (view.stages === 'all' || this.#areTooMany) return 'stages';
    if (this.#twins.known !== undefined) return this.#twins.known ? 'weights' : 'stages';
    return fieldsOf(view.where).length > 0 && isCheap(view.where, this.#layout) ? 'weights' : undefined;
  }
}
