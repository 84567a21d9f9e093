// Answers in columns: numbers in typed arrays instead of an object a row.
import type {FieldName, FieldValue} from '../audit/fields.ts';
import type {Call, EventId, TallyCall, Told, View} from './source.ts';

/** Tallies, one in each place of all that is here. A combination may come more than once. */
export type TallyColumns = {
  readonly size: number;
  /** A code for each tally, for each field asked for. */
  readonly keys: readonly Uint32Array[];
  readonly counts: Uint32Array;
  /** The least and the greatest stageTimestamp; from > to where none of its events has one. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Numbers of some events: those of tally `i` are [starts[i], starts[i + 1]). */
  readonly events: Uint32Array;
  readonly starts: Uint32Array;
};

/** Rows, one in each place of all that is here. */
export type RowColumns = {
  /** Numbers of the events. */
  readonly events: Uint32Array;
  /** stageTimestamp; 0 where there is none. */
  readonly times: Float64Array;
  /** A code for each row, for each field asked for. */
  readonly cells: readonly Uint32Array[];
};

/**
 * Answers in columns, for who asks about very many rows and keeps what is said. Fields are those that can be counted by. Equal
 * values of a field have one code, for as long as the source is open; 0 is that of absent ones and of empty text.
 */
export interface Columns {
  /** All rows of a view in the order of time. */
  rows(view: View, cells: readonly FieldName[], call?: Call): Promise<Told<RowColumns>>;
  /** As `Source.tally`. */
  tally(view: View, by: readonly FieldName[], samples: number, call?: TallyCall): Promise<Told<TallyColumns>>;
  /** What codes of a field stand for. */
  values(field: FieldName): (code: number) => FieldValue;
  /** The code of a text, if any answer may have one. */
  code(field: FieldName, text: string): number | undefined;
  /** Names the event of a number. */
  id(event: number): EventId;
}
