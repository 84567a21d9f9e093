// What the session wants from outside, as data, and what comes back. The shell in screen/ runs it; update never waits.
import type {AuditEvent} from '../audit/event.ts';
import type {FieldName} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import type {Link} from '../rules/falco/join.ts';
import type {EventDetail, EventId, Facet, FacetValue, Histogram, Order, Partial, Row, View} from '../source/source.ts';

import {FINDINGS_SLOTS, type FindingsAnswer, type FindingsAsk} from './findings/ask.ts';
import {HISTORY_SLOTS, type HistoryAnswer, type HistoryAsk} from './history/ask.ts';
import {ROLES_SLOTS, type RolesAnswer, type RolesAsk} from './roles/ask.ts';
import type {TakeEffect} from './take/take.ts';
import {TIMELINE_SLOTS, type TimelineAnswer, type TimelineAsk} from './timeline/ask.ts';

/** Where a window of rows is opened. `around` an event outside the view means its place in the order. */
export type Opening =
  | {readonly kind: 'first'; readonly limit: number}
  | {readonly kind: 'last'; readonly limit: number}
  | {
      readonly kind: 'around';
      readonly at: EventId | Micros;
      readonly before: number;
      readonly after: number /** The cursor goes there, instead of staying on its row. */;
      readonly jump?: true;
    };

export type Ask =
  | FindingsAsk
  | HistoryAsk
  | RolesAsk
  | TimelineAsk
  | {readonly kind: 'window'; readonly view: View; readonly order: Order; readonly open: Opening}
  /** Rows that join the window at its end or at its start. */
  | {
      readonly kind: 'more';
      readonly view: View;
      readonly order: Order;
      readonly at: EventId;
      readonly back: boolean;
      readonly limit: number;
    }
  | {readonly kind: 'facets'; readonly view: View; readonly fields: readonly FieldName[]; readonly top: number}
  | {readonly kind: 'histogram'; readonly view: View; readonly bars: number}
  /** Values of one field, many more than its facet shows. */
  | {readonly kind: 'values'; readonly view: View; readonly field: FieldName; readonly top: number}
  | {readonly kind: 'event'; readonly id: EventId}
  /** How many rows of `base` the saved filter `name` hides, which are those of `hidden`. */
  | {readonly kind: 'share'; readonly name: string; readonly base: View; readonly hidden: View}
  | {readonly kind: 'related'; readonly id: EventId}
  /** The alerts about its request; of an alert the requests. */
  | {readonly kind: 'links'; readonly id: EventId}
  /** The nearest row of `view` after or before `at`, that one left out. */
  | {
      readonly kind: 'nearest';
      readonly view: View;
      readonly order: Order;
      /** Without it the first row, or `back` the last one. */
      readonly at?: EventId;
      readonly back: boolean;
      readonly wanted: 'failure' | 'match';
    };

/** One of each is under way at most: asking again in the same slot makes the earlier answer worthless. */
export type Slot = Ask['kind'];
export const SLOTS = [
  'window',
  'more',
  'facets',
  'histogram',
  'values',
  'event',
  'related',
  'links',
  'nearest',
  'share',
  ...FINDINGS_SLOTS,
  ...HISTORY_SLOTS,
  ...ROLES_SLOTS,
  ...TIMELINE_SLOTS,
] as const satisfies readonly Slot[];

type Honest = {readonly partial?: Partial; readonly approx?: boolean};

export type WindowAnswer = Honest & {
  readonly kind: 'window';
  readonly rows: readonly Row[];
  /** Where in `rows` the anchor is or would be; the first row of the second half. */
  readonly anchor: number;
  readonly index?: number;
  readonly total: number;
  /** Rows that stand last because the index does not hold what they are sorted by. */
  readonly unsorted?: number;
  readonly atStart: boolean;
  readonly atEnd: boolean;
};

export type Answer =
  | FindingsAnswer
  | HistoryAnswer
  | RolesAnswer
  | TimelineAnswer
  | WindowAnswer
  | (Honest & {
      readonly kind: 'more';
      readonly rows: readonly Row[];
      readonly back: boolean;
      readonly index?: number;
      readonly total: number;
      /** No row lies beyond these. */
      readonly last: boolean;
    })
  | (Honest & {readonly kind: 'facets'; readonly facets: readonly Facet[]})
  | (Honest & {readonly kind: 'histogram'; readonly histogram: Histogram})
  | (Honest & {
      readonly kind: 'values';
      readonly field: FieldName;
      readonly values: readonly FacetValue[];
      readonly distinct: number;
    })
  /** `masked`: the event as it is shown. */
  | {readonly kind: 'event'; readonly id: EventId; readonly detail: EventDetail; readonly masked?: AuditEvent}
  | {readonly kind: 'related'; readonly rows: readonly Row[]}
  | {readonly kind: 'links'; readonly id: EventId; readonly links: readonly Link[]; readonly hasAlerts: boolean}
  | (Honest & {readonly kind: 'share'; readonly hides: number; readonly of: number})
  | (Honest & {readonly kind: 'nearest'; readonly row: Row | undefined; readonly back: boolean});

export type Effect =
  | TakeEffect
  | {readonly kind: 'ask'; readonly slot: Slot; readonly request: number; readonly ask: Ask; readonly delayMs?: number}
  /** The answer in this slot is no longer wanted. */
  | {readonly kind: 'forget'; readonly slot: Slot}
  | {readonly kind: 'quit'}
  | {readonly kind: 'suspend'}
  /** The terminal does not show what it was given. */
  | {readonly kind: 'repaint'};
