// What a history wants to know of the source. The shell asks for it in slices: a page of rows, then their events one by one.
import {redactSteps} from '../../audit/redact.ts';
import type {EventId, Partial, Source, View} from '../../source/source.ts';
import {TIME_ORDER} from '../../source/source.ts';
import {inSlices} from '../slices.ts';
import {addUnread} from './step.ts';
import {addSteps, type History} from './steps.ts';
import {type ObjectTarget, objectOf} from './target.ts';

export type HistoryAsk =
  /** Which object the event is about. */
  | {readonly kind: 'object'; readonly id: EventId}
  /** The requests before `at`, or the newest ones. */
  | {readonly kind: 'history'; readonly view: View; readonly at: EventId | undefined; readonly limit: number}
  /** The history with some of `ids` more. */
  | {readonly kind: 'states'; readonly history: History; readonly ids: readonly EventId[]};

export type HistoryAnswer =
  /** A sentence where it is about none. */
  | {readonly kind: 'object'; readonly target: ObjectTarget | string}
  | {
      readonly kind: 'history';
      readonly ids: readonly EventId[];
      readonly total: number;
      readonly last: boolean;
      readonly partial?: Partial;
    }
  | {readonly kind: 'states'; readonly history: History; readonly read: number};

export const HISTORY_SLOTS = ['object', 'history', 'states'] as const satisfies readonly HistoryAsk['kind'][];

export const isHistoryAsk = (ask: {readonly kind: string}): ask is HistoryAsk =>
  (HISTORY_SLOTS as readonly string[]).includes(ask.kind);

type Call = {readonly signal?: AbortSignal; readonly patienceMs?: number};

/** One event more. A file that has gone since takes only its own events with it. */
async function withEvent(source: Source, history: History, id: EventId, call: Call): Promise<History> {
  try {
    const {event} = await source.event(id, call);
    const masked = await inSlices(redactSteps(event), call.signal);
    return await inSlices(addSteps(history, id, masked.event), call.signal);
  } catch (error) {
    call.signal?.throwIfAborted();
    return addUnread(history, id, error instanceof Error ? error.message : String(error));
  }
}

/** @throws Error of the source. */
export async function answerHistory(source: Source, ask: HistoryAsk, call: Call): Promise<HistoryAnswer> {
  switch (ask.kind) {
    case 'object':
      return {kind: 'object', target: objectOf((await source.event(ask.id, call)).event)};
    case 'history': {
      const at = ask.at === undefined ? {} : {at: ask.at};
      const page = await source.rows(
        ask.view,
        {order: TIME_ORDER, ...at, back: true, limit: ask.limit, cells: []},
        call,
      );
      const partial = page.partial === undefined ? {} : {partial: page.partial};
      return {
        kind: 'history',
        ids: page.rows.map(row => row.id),
        total: page.total,
        last: page.rows.length < ask.limit,
        ...partial,
      };
    }
    case 'states': {
      const end = performance.now() + (call.patienceMs ?? Number.POSITIVE_INFINITY);
      let {history} = ask;
      let read = 0;
      do {
        const id = ask.ids[read];
        if (id === undefined) break;
        history = await withEvent(source, history, id, call);
        read++;
      } while (performance.now() < end);
      return {kind: 'states', history, read};
    }
  }
}
