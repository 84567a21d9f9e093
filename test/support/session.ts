// Drives a session without a screen: keys by name, answers of a source when the test says so.
import type {AuditEvent} from '../../src/audit/event.ts';
import {formatMicroTime} from '../../src/audit/time.ts';
import {answer} from '../../src/screen/runner.ts';
import type {Action} from '../../src/session/action.ts';
import type {Ask, Effect} from '../../src/session/ask.ts';
import {workOf} from '../../src/session/body/work.ts';
import {actionOf} from '../../src/session/keymap.ts';
import type {Size} from '../../src/session/layout.ts';
import {placeOf} from '../../src/session/place.ts';
import {initialSession, type Session} from '../../src/session/session.ts';
import {update} from '../../src/session/update.ts';
import type {Source} from '../../src/source/source.ts';
import {event, TEN_PAST} from './events.ts';

type Pending = Extract<Effect, {kind: 'ask'}>;

export class Driver {
  session: Session;
  readonly #source: Source;
  /** Questions not answered yet, in the order in which they were asked. */
  pending: Pending[] = [];
  readonly others: Effect[] = [];
  /** Keys come before a big body is laid out, and none of it is unless `work` is called. */
  isBusy = false;

  constructor(source: Source, size: Size = {columns: 120, rows: 40}) {
    this.#source = source;
    this.session = initialSession(size, source.about(), TEN_PAST + 3600e6);
    this.act({type: 'start'});
  }

  act(action: Action, original?: Ask): this {
    const {session, effects} = update(this.session, action, original);
    this.session = session;
    for (const effect of effects) {
      if (effect.kind === 'ask') this.pending.push(effect);
      else if (effect.kind !== 'forget') this.others.push(effect);
    }
    return this.isBusy ? this : this.work();
  }

  /** Does what is left to do for the screen, as the shell does between keys; `end` is a moment of performance.now(). */
  work(end = Infinity): this {
    for (let work = workOf(this.session); work !== undefined; work = workOf(this.session)) {
      work.run(end);
      this.session = update(this.session, {type: 'detail/worked'}).session;
      if (end < Infinity) break;
    }
    return this;
  }

  /** Keys by their names, words by `text:…`. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const text = key.startsWith('text:') ? key.slice(5) : undefined;
      const action = text === undefined ? actionOf(placeOf(this.session), key) : ({type: 'type', text} as const);
      if (action !== undefined) this.act(action);
    }
    return this;
  }

  /** Answers what is asked, what that leads to included. */
  async settle(): Promise<this> {
    for (let rounds = 0; this.pending.length > 0; rounds++) {
      if (rounds > 50) throw new Error('it never stops asking');
      await this.answerOne(this.pending[0]!);
    }
    return this;
  }

  async answerOne(asked: Pending): Promise<void> {
    this.pending = this.pending.filter(other => other !== asked);
    try {
      const told = await answer(this.#source, asked.ask, {});
      this.act({type: 'answer', slot: asked.slot, request: asked.request, answer: told}, asked.ask);
    } catch (error) {
      this.act({type: 'refused', slot: asked.slot, request: asked.request, reason: (error as Error).message});
    }
  }

  /** auditID of the row under the cursor. */
  get current(): string | undefined {
    return this.session.table.rows[this.session.table.cursor]?.id.auditID;
  }

  get ids(): readonly string[] {
    return this.session.table.rows.map(row => row.id.auditID);
  }
}

/** `count` finished requests a second apart, auditIDs `r0`, `r1`, …; `vary` changes each. */
export const requests = (
  count: number,
  vary: (place: number) => Partial<AuditEvent> = () => ({}),
  from = 0,
): readonly AuditEvent[] =>
  Array.from({length: count}, (_, at) => {
    const place = from + at;
    return event({
      auditID: `r${place}`,
      requestReceivedTimestamp: formatMicroTime(TEN_PAST + place * 1e6 - 5000),
      stageTimestamp: formatMicroTime(TEN_PAST + place * 1e6),
      ...vary(place),
    });
  });
