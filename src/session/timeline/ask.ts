// What a timeline asks of the source, and how it is answered: pages of rows, events for their credentials, uses of one.
import {
  type Call,
  type EventId,
  type Partial,
  type Row,
  type Source,
  TIME_ORDER,
  type View,
} from '../../source/source.ts';
import {TIMELINE_CELLS} from './gather.ts';
import {
  type Credential,
  type CredentialFact,
  factOf,
  issuingView,
  MOST_USES,
  type Uses,
  usesOf,
  usesView,
} from './tokens.ts';

export type TimelineAsk =
  /** A page in the order of time, from the first row on or after the one of `at`. */
  | {readonly kind: 'timeline'; readonly view: View; readonly at?: EventId; readonly limit: number}
  | {readonly kind: 'credentials'; readonly ids: readonly EventId[]}
  | {readonly kind: 'uses'; readonly of: Credential};

export const TIMELINE_SLOTS = ['timeline', 'credentials', 'uses'] as const satisfies readonly TimelineAsk['kind'][];

type Honest = {readonly partial?: Partial};

export type TimelineAnswer =
  | (Honest & {
      readonly kind: 'timeline';
      readonly rows: readonly Row[];
      readonly total: number;
      /** No row lies beyond these. */
      readonly last: boolean;
    })
  | {
      readonly kind: 'credentials';
      readonly facts: readonly CredentialFact[];
      /** Events that can no longer be read. */
      readonly unread: number;
    }
  | (Honest & {readonly kind: 'uses'; readonly of: Credential; readonly uses: Uses});

export const isTimelineAsk = (ask: {readonly kind: string}): ask is TimelineAsk =>
  (TIMELINE_SLOTS as readonly string[]).includes(ask.kind);

/** @throws Error of the source, or an AbortError once `call.signal` is aborted. */
export async function answerTimeline(source: Source, ask: TimelineAsk, call: Call): Promise<TimelineAnswer> {
  const rows = (view: View, query: {readonly at?: EventId; readonly back?: boolean; readonly limit: number}) =>
    source.rows(view, {...query, order: TIME_ORDER, cells: TIMELINE_CELLS}, call);
  switch (ask.kind) {
    case 'timeline': {
      const {view, at, limit} = ask;
      // A page starts at its anchor, which was in the page before.
      const page = await rows(view, {...(at === undefined ? {} : {at}), limit: at === undefined ? limit : limit + 1});
      const fresh = at === undefined ? page.rows : page.rows.filter(({id}) => id.place !== at.place);
      const {partial} = page;
      return {
        kind: 'timeline',
        rows: fresh,
        total: page.total,
        last: fresh.length < limit,
        ...(partial === undefined ? {} : {partial}),
      };
    }
    case 'credentials': {
      const facts: CredentialFact[] = [];
      let unread = 0;
      for (const id of ask.ids) {
        try {
          facts.push(factOf(id, (await source.event(id, call)).event));
        } catch (error) {
          call.signal?.throwIfAborted();
          if (!(error instanceof Error)) throw error;
          unread++;
        }
      }
      return {kind: 'credentials', facts, unread};
    }
    case 'uses': {
      const view = usesView(ask.of);
      const first = await rows(view, {limit: MOST_USES});
      const isMore = first.total > MOST_USES;
      const last = isMore
        ? await rows(view, {back: true, limit: Math.min(MOST_USES, first.total - MOST_USES)})
        : undefined;
      // One that is no token was issued by nobody whom the log knows.
      const isToken = ask.of.credential.startsWith('JTI=');
      const issuing = isToken ? await rows(issuingView(ask.of), {limit: 1}) : undefined;
      const partial = first.partial ?? issuing?.partial;
      return {
        kind: 'uses',
        of: ask.of,
        uses: usesOf([...first.rows, ...(last?.rows ?? [])], first.total, issuing?.rows[0]),
        ...(partial === undefined ? {} : {partial}),
      };
    }
  }
}
