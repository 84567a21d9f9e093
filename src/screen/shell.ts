// The shell around update(): holds the one session, runs its effects, and tells the screen once per turn that it changed.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Action} from '../session/action.ts';
import type {Ask, Effect, Slot} from '../session/ask.ts';
import {actionOf} from '../session/keymap.ts';
import {type Box, PANES} from '../session/layout.ts';
import {placeOf} from '../session/place.ts';
import {layout, type Session} from '../session/session.ts';
import {update} from '../session/update.ts';
import type {Source} from '../source/source.ts';
import type {MouseEvent} from './key-stream.ts';
import {answer, PATIENCE_MS} from './runner.ts';

type Running = {readonly request: number; readonly ask: Ask; readonly stop: AbortController};

/** What the world does for the shell: everything that is no question to the source. */
export type Host = {
  readonly quit: () => void;
  readonly suspend: () => void;
  /** An error of ours, not of the input. */
  readonly crash: (error: unknown) => void;
};

/** News of the source are looked at so often at most, in milliseconds: every time the rows are asked for anew. */
const NEWS_MS = 200;

/** As terminals scroll their own text. */
const WHEEL_LINES = 3;

const isInside = (box: Box | undefined, x: number, y: number): boolean =>
  box !== undefined && x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** A class because session, running questions and listeners change together. */
export class Shell {
  #session: Session;
  readonly #source: Source;
  readonly #host: Host;
  readonly #running = new Map<Slot, Running>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #telling = false;
  #news: NodeJS.Timeout | undefined;
  #lastNews = 0;
  readonly #unsubscribe: () => void;

  constructor(source: Source, session: Session, host: Host, now: () => number = () => Date.now() * 1000) {
    this.#source = source;
    this.#session = session;
    this.#host = host;
    this.#now = now;
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
  };

  /** A key by its name; in a line of text what means nothing else is typed. */
  readonly press = (key: string, text?: string): void => {
    const place = placeOf(this.#session);
    const action = actionOf(place, key);
    if (action !== undefined) this.dispatch(action);
    else if (text !== undefined && (place === 'filter' || place === 'help')) this.dispatch({type: 'type', text});
  };

  /** The wheel moves what is under it, a click goes there; a second one on the same row opens it. */
  readonly mouse = ({kind, by, x, y}: MouseEvent): void => {
    const session = this.#session;
    if (session.overlay !== undefined) {
      if (kind === 'wheel') this.dispatch({type: 'move/by', by: by! * WHEEL_LINES});
      return;
    }
    const boxes = layout(session);
    const pane = PANES.find(name => isInside(boxes[name], x, y));
    if (pane === undefined || session.filter.edit !== undefined) return;
    if (kind === 'wheel') {
      if (pane !== session.focus) this.dispatch({type: 'focus/pane', pane});
      this.dispatch({type: 'move/by', by: by! * WHEEL_LINES});
      return;
    }
    const before = session.table.cursor;
    this.dispatch({type: 'point', pane, line: y - boxes[pane]!.y});
    const isSame = session.focus === pane && this.#session.table.cursor === before && y > boxes[pane]!.y;
    if (isSame && pane === 'table') this.dispatch({type: 'open'});
    if (pane === 'facets') this.dispatch({type: 'open'});
  };

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#news);
    for (const {stop} of this.#running.values()) stop.abort();
    this.#running.clear();
    this.#listeners.clear();
  }

  /** However much happens in one turn of the loop, the screen is drawn once. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #hear(): void {
    if (this.#news !== undefined) return;
    const wait = Math.max(0, this.#lastNews + NEWS_MS - performance.now());
    this.#news = setTimeout(() => {
      this.#news = undefined;
      this.#lastNews = performance.now();
      this.dispatch({type: 'source/changed', about: this.#source.about()});
    }, wait);
  }

  #run(effect: Effect): void {
    switch (effect.kind) {
      case 'ask':
        this.#ask(effect);
        return;
      case 'forget':
        this.#forget(effect.slot);
        return;
      case 'quit':
        this.#host.quit();
        return;
      case 'suspend':
        this.#host.suspend();
        return;
    }
  }

  #forget(slot: Slot): void {
    this.#running.get(slot)?.stop.abort();
    this.#running.delete(slot);
  }

  #ask({slot, request, ask, delayMs}: Extract<Effect, {kind: 'ask'}>): void {
    this.#forget(slot);
    const running: Running = {request, ask, stop: new AbortController()};
    this.#running.set(slot, running);
    this.#answer(slot, running, delayMs).catch(this.#host.crash);
  }

  async #answer(slot: Slot, running: Running, delayMs: number | undefined): Promise<void> {
    const {request, ask, stop} = running;
    const isWanted = () => this.#running.get(slot) === running;
    if (delayMs !== undefined) {
      await new Promise(resolve => setTimeout(resolve, delayMs));
      if (!isWanted()) return;
    }
    let action: Action;
    try {
      const told = await answer(this.#source, ask, {signal: stop.signal, patienceMs: PATIENCE_MS});
      action = {type: 'answer', slot, request, answer: told};
    } catch (error) {
      action = {type: 'refused', slot, request, reason: reasonOf(error)};
    }
    // A source may answer without a turn of the loop; keys and signals must get theirs between any two answers.
    await nextTurn();
    if (!isWanted()) return;
    this.#running.delete(slot);
    this.dispatch(action, ask);
  }
}
