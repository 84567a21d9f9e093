// Source: all that the session, the rules and the commands know of data. The local index implements it,
// and so will a remote engine: everything is asynchronous, cancellable, paged by place, and says when it is not whole.
import type {AuditEvent, Stage} from '../audit/event.ts';
import type {FieldName, FieldValue} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import type {Group} from '../index/groups.ts';
import type {TallyField} from '../index/tally.ts';
import type {SourceRef} from '../ingest/source-ref.ts';
import type {Expr} from '../query/ast.ts';
import type {Columns} from './columns.ts';

/** Which rows are asked for. */
export type View = {
  readonly where: Expr;
  /** stageTimestamp in [from, to). */
  readonly from?: Micros;
  readonly to?: Micros;
  /**
   * `latest`: one row a request, its latest stage; where `where` names the stage, the latest of the events that match.
   * `all`: every event is a row.
   */
  readonly stages: 'latest' | 'all';
};

export type {Group, TallyField};

/** Names one event for as long as the source is open. auditID alone would not: stages share it and clients choose it. */
export type EventId = {
  readonly time: Micros;
  readonly auditID: string;
  readonly stage: Stage;
  /** Opaque; tells equal ones apart. */
  readonly place: string;
};

/** Ties are broken by time, then by place, so that pages never skip or repeat. */
export type Order = {readonly field: FieldName; readonly descending: boolean};

export const TIME_ORDER: Order = {field: 'stageTimestamp', descending: false};

export type Row = {
  readonly id: EventId;
  /** The stages that the source has of this row's request, in their order. */
  readonly stages: readonly Stage[];
  /** One for each field asked for. */
  readonly cells: readonly FieldValue[];
};

/** Events of equal values counted together. */
export type Tally = {
  /** A value for each field asked for, in that order; a list is one value. */
  readonly key: readonly FieldValue[];
  readonly count: number;
  /** Of these: code 400 and above, or a panic. */
  readonly failed: number;
  /** As they stand in the input. */
  readonly bytes: number;
  /** The least and the greatest stageTimestamp; absent where none of them has one. */
  readonly from?: Micros;
  readonly to?: Micros;
  /** Some of them, spread evenly; all if they are few. */
  readonly samples: readonly EventId[];
};

/** Why an answer is not whole yet. Asking again goes on where it stopped. */
export type Partial = {readonly why: 'loading' | 'searching' /** 0 to 1 */; readonly done: number};

/** `partial` is absent when the answer is exact and final. */
export type Told<T> = T & {readonly partial?: Partial; readonly approx?: boolean};

export type Call = {
  readonly signal?: AbortSignal;
  /** How long to work before answering with what there is; for ever if absent. */
  readonly patienceMs?: number;
};

export type TallyCall = Call & {
  /**
   * Combinations besides which nobody wants any, of the fields asked for, in their order; others may come all the same. '' is an
   * absent value, `undefined` stands for any.
   */
  readonly among?: readonly (readonly (string | undefined)[])[];
};

export type Page = {
  readonly rows: readonly Row[];
  /** How many rows of the view lie before the first one, where that is known. */
  readonly index?: number;
  /** Rows of the whole view. */
  readonly total: number;
  /** Of these, how many stand last because the index does not hold the value by which they are to be sorted. */
  readonly unsorted?: number;
};

export type RowsQuery = {
  readonly order: Order;
  /**
   * Where the page starts: an event or a moment (the latter in time order only). An event outside the view stands for
   * its place in the order. Forward pages start at it, backward pages end before it. Absent: the first or the last page.
   */
  readonly at?: EventId | Micros;
  readonly back?: boolean;
  readonly limit: number;
  readonly cells: readonly FieldName[];
};

export type FacetValue = {
  /** undefined: the rows without a value. */
  readonly value: string | undefined;
  readonly count: number;
};

export type Facet = {
  readonly field: FieldName;
  /** Most frequent first, then by value. */
  readonly values: readonly FacetValue[];
  /** Distinct values, those past the asked-for top included. */
  readonly distinct: number;
};

export type Bar = {
  readonly count: number;
  /** Of these: code 400 and above, or a panic. */
  readonly failed: number;
};

export type Histogram = {
  /** Start of the first bar. */
  readonly from: Micros;
  /** Width of a bar. */
  readonly step: Micros;
  readonly bars: readonly Bar[];
};

export type Problem = {
  readonly code: string;
  readonly reason: string;
  readonly at: SourceRef;
  /** What stands there, secrets masked, safe for a terminal, not all of it if it is long; absent where it is about a whole input. */
  readonly text?: string;
};

export type ProblemCount = {
  readonly code: string;
  /** What the code means, in a few words. */
  readonly title: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly Problem[];
};

/** What was read of one input. */
export type InputReport = {
  readonly name: string;
  readonly kind: 'plain' | 'gzip' | 'stdin';
  /** Read so far, as on disk. */
  readonly bytes: number;
  readonly lines?: number;
  readonly events: number;
  /** Events by input form, most frequent first. */
  readonly forms: readonly {readonly form: string; readonly count: number}[];
  /** First and last stageTimestamp. */
  readonly from?: Micros;
  readonly to?: Micros;
  readonly state: 'reading' | 'read' | 'following' | 'skipped' | 'failed';
  /** Why it was skipped. */
  readonly note?: string;
};

/** Something about the whole that a reader should know: a few words. */
export type Note = {
  readonly kind: 'gap' | 'overlap' | 'duplicates' | 'dropped' | 'remote';
  readonly text: string;
  /** For the header, where it has to be seen at all times. */
  readonly short?: string;
  /** Of a gap the last time before it and the first after it. */
  readonly from?: Micros;
  readonly to?: Micros;
};

/** What a source may be without: what files have besides events, alerts of Falco, events as they were logged. */
export type Lack = 'files' | 'alerts' | 'bodies';

export type About = {
  /** As in the header: `/var/log/kubernetes/audit.log +9`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly events: number;
  /** Rows where each request is one; alerts are rows of their own. */
  readonly requests: number;
  /** Of `events`, how many are alerts of Falco; absent where there are none. */
  readonly alerts?: number;
  readonly bytes: {readonly read: number; readonly total?: number};
  readonly loading: boolean;
  /** Of all events so far. */
  readonly extent?: {readonly from: Micros; readonly to: Micros};
  readonly problems: readonly ProblemCount[];
  /** Whether new events come in as they are written. */
  readonly following?: boolean;
  readonly inputs?: readonly InputReport[];
  /** Why nobody should ask for every event, one sentence: what has to see all of them is not done then. */
  readonly costly?: string;
  /** What is not here, each with why, one sentence. */
  readonly lacks?: {readonly [what in Lack]?: string};
  /** Fields of which nothing is known here: to ask for them is a SourceFailure. */
  readonly unknown?: readonly FieldName[];
  readonly notes?: readonly Note[];
};

export type EventDetail = {
  /** As logged: nothing is masked here. */
  readonly event: AuditEvent;
  /** The event as it stands in the file, or as JSON where a wrapper held it. */
  readonly raw: string;
  /** The input form that it was read from. */
  readonly form: string;
  readonly at: SourceRef;
};

/** An input as it was when it was indexed: what evidence has to name. */
export type Original = {
  readonly name: string;
  readonly kind: InputReport['kind'];
  readonly state: 'reading' | 'read' | 'following';
  /** As the file system has it now; absent for streams, and where it does not say any more. */
  readonly file?: {readonly size: number; readonly mtimeMs: number; readonly dev: number; readonly ino: number};
  /** Bytes from the beginning of the file to where the index ends; absent for streams. */
  readonly indexed?: number;
  /** Where the index begins, if parts were left out. */
  readonly from?: number;
  /**
   * These bytes, from the descriptor that was opened; absent for what cannot be read again.
   * @throws Error if they are gone
   */
  readonly bytes?: (signal?: AbortSignal) => AsyncIterable<Uint8Array>;
};

/** What a source cannot do, or did not: one clear sentence for whoever asked, safe for a terminal. Anything else is a defect. */
export class SourceFailure extends Error {}

export interface Source {
  /** What is here now. Cheap; while loading it grows. */
  about(): About;
  /** Calls back after `about` changed, at most some times a second. Returns the way to stop. */
  onChange(listener: () => void): () => void;
  rows(view: View, query: RowsQuery, call?: Call): Promise<Told<Page>>;
  /** `top` values a field; a facet leaves out its own terms of the filter. */
  facets(
    view: View,
    fields: readonly FieldName[],
    top: number,
    call?: Call,
  ): Promise<Told<{readonly facets: readonly Facet[]}>>;
  /** About `bars` bars over the view's window, or the extent of what there is. */
  histogram(view: View, bars: number, call?: Call): Promise<Told<Histogram>>;
  /** Most frequent first, then by key. A row counts for each element of a list among its fields. */
  groups(view: View, by: readonly FieldName[], call?: Call): Promise<Told<{readonly groups: readonly Group[]}>>;
  /** A tally for each combination of values that occurs, in no order, with so many samples or some more. */
  tally(
    view: View,
    by: readonly TallyField[],
    samples: number,
    call?: TallyCall,
  ): Promise<Told<{readonly tallies: readonly Tally[]}>>;
  /** @throws Error if the file behind it can no longer be read. */
  event(id: EventId, call?: Call): Promise<EventDetail>;
  /**
   * As `event`, for looking at it: bodies of megabytes may still be coming (audit/coming.ts). Absent where all of an event is
   * there at once.
   */
  opening?(id: EventId, call?: Call): Promise<EventDetail>;
  /**
   * Several events, to look for something in them: their numbers may be rounded. `undefined` where one can no longer be read.
   * Absent where that is no quicker than one by one.
   */
  events?(ids: readonly EventId[], call?: Call): Promise<readonly (AuditEvent | undefined)[]>;
  /** Absent where that would be no less than rows and tallies; then `columnsOf` makes them of those. */
  readonly columns?: Columns;
  /**
   * Several events, each as `event` gives it, in the order of their ids. `undefined` where one can no longer be read. Absent where
   * that is no quicker than one by one.
   */
  details?(ids: readonly EventId[], call?: Call): AsyncIterable<EventDetail | undefined>;
  /** All events of its request, in the order of the stages. */
  related(id: EventId, cells: readonly FieldName[], call?: Call): Promise<readonly Row[]>;
  /** What was read, to be hashed; absent where a source has no files. */
  originals?(): Promise<readonly Original[]>;
  close(): Promise<void>;
}
