// The shell around update(): holds the one session, runs its effects, and tells the screen once per turn that it changed.
import type {Action} from '../session/action.ts';
import type {Ask, Effect} from '../session/ask.ts';
import {workOf} from '../session/body/work.ts';
import {actionOf, isTyping} from '../session/keymap.ts';
import {placeOf} from '../session/place.ts';
import type {Cell} from '../session/pointing.ts';
import type {Session} from '../session/session.ts';
import type {TakeEffect, TakeTold} from '../session/take/take.ts';
import {update} from '../session/update.ts';
import type {Source} from '../source/source.ts';
import type {MouseEvent} from './key-stream.ts';
import {Questions} from './questions.ts';

/** What the world does for the shell: everything that is no question to the source. */
export type Host = {
  readonly quit: () => void;
  readonly suspend: () => void;
  /** Everything that is on the screen, once more; absent where there is no screen. */
  readonly repaint?: () => void;
  /** The clipboard and files; `tell` is called with what came of it. */
  readonly take?: (effect: TakeEffect, tell: (told: TakeTold) => void) => void;
  /** Resolves when what changed last is on the screen; absent where there is none. */
  readonly drawn?: () => Promise<void>;
  /** An error of ours, not of the input. */
  readonly crash: (error: unknown) => void;
};

/** News of the source are looked at so often at most, in milliseconds: every time the rows are asked for anew. */
const NEWS_MS = 40;
/** While a log is loading everything changes all the time. */
const LOADING_MS = 200;

/** How often work on the detail is shown while it goes on, in milliseconds. */
const SHOW_MS = 60;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** A class because session, running questions and listeners change together. */
export class Shell {
  #session: Session;
  readonly #source: Source;
  readonly #host: Host;
  readonly #questions: Questions;
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #telling = false;
  /** Where the button of the mouse was pressed last. */
  #pressed: Cell = {x: -1, y: -1};
  /** Something changed since the last frame. */
  #isDirty = false;
  #news: NodeJS.Timeout | undefined;
  #lastNews = Number.NEGATIVE_INFINITY;
  #lastShown = 0;
  readonly #unsubscribe: () => void;

  constructor(source: Source, session: Session, host: Host, now: () => number = () => Date.now() * 1000) {
    this.#source = source;
    this.#session = session;
    this.#host = host;
    this.#now = now;
    this.#questions = new Questions(source, {
      answered: (slot, request, answer, ask) => this.dispatch({type: 'answer', slot, request, answer}, ask),
      refused: (slot, request, error) => this.dispatch({type: 'refused', slot, request, reason: reasonOf(error)}),
      drawn: () => this.#drawn(),
      crash: host.crash,
      work: end => this.#work(end),
    });
    this.#unsubscribe = source.onChange(() => this.#hear());
  }

  get session(): Session {
    return this.#session;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSession = (): Session => this.#session;

  readonly dispatch = (action: Action, original?: Ask): void => {
    const before = this.#session;
    const {session, effects} = update({...before, now: this.#now()}, action, original);
    this.#session = session;
    for (const effect of effects) this.#run(effect);
    this.#tell();
    if (workOf(session) !== undefined) this.#questions.tend();
  };

  /** A key by its name; in a line of text what means nothing else is typed. */
  readonly press = (key: string, text?: string): void => {
    const place = placeOf(this.#session);
    // Only some places mean something else with Shift.
    const action = actionOf(place, key) ?? (key.startsWith('shift-') ? actionOf(place, key.slice(6)) : undefined);
    if (action !== undefined) this.dispatch(action);
    else if (text !== undefined && isTyping(place)) this.dispatch({type: 'type', text});
  };

  readonly mouse = ({kind, by, x, y}: MouseEvent): void => {
    if (kind === 'press') this.#pressed = {x, y};
    const rest = {...(by === undefined ? {} : {by}), ...(kind === 'drag' ? {from: this.#pressed} : {})};
    this.dispatch({type: 'mouse', kind, x, y, ...rest});
  };

  /** What is left to do for the detail. It is shown from time to time: a frame costs as much as a slice. */
  #work(end: number): boolean {
    const work = workOf(this.#session);
    if (work === undefined) return false;
    work.run(end);
    if (!work.done && performance.now() < this.#lastShown + SHOW_MS) return true;
    this.#lastShown = performance.now();
    this.dispatch({type: 'detail/worked'});
    return true;
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#news);
    this.#questions.close();
    this.#listeners.clear();
  }

  /** However much happens in one turn of the loop, the screen is drawn once. */
  #tell(): void {
    this.#isDirty = true;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #hear(): void {
    if (this.#news !== undefined) return;
    const pause = this.#session.about.loading ? LOADING_MS : NEWS_MS;
    const wait = Math.max(0, this.#lastNews + pause - performance.now());
    this.#news = setTimeout(() => {
      this.#news = undefined;
      this.#lastNews = performance.now();
      this.dispatch({type: 'source/changed', about: this.#source.about()});
    }, wait);
  }

  #run(effect: Effect): void {
    switch (effect.kind) {
      case 'ask':
        this.#questions.ask(effect);
        return;
      case 'forget':
        this.#questions.forget(effect.slot);
        return;
      case 'quit':
        this.#host.quit();
        return;
      case 'suspend':
        this.#host.suspend();
        return;
      case 'repaint':
        this.#host.repaint?.();
        return;
      default:
        this.#host.take?.(effect, told => this.dispatch({type: 'take/told', told}));
        return;
    }
  }

  async #drawn(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    await this.#host.drawn?.();
  }
}
