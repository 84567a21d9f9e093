// A tally of rows as one of events.
import type {FieldValue} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import type {RowId} from '../index/row-set.ts';
import type {RowTally} from '../index/tally.ts';
import type {EventId, Tally} from './source.ts';

/** A class because very many are made, and of most of them nobody asks for the samples. */
export class CountedTally implements Tally {
  readonly key: readonly FieldValue[];
  readonly count: number;
  readonly failed: number;
  readonly bytes: number;
  readonly from?: Micros;
  readonly to?: Micros;
  readonly #rows: readonly RowId[];
  readonly #id: (row: RowId) => EventId;

  constructor({key, count, failed, bytes, from, to, samples}: RowTally, id: (row: RowId) => EventId) {
    this.key = key;
    this.count = count;
    this.failed = failed;
    this.bytes = bytes;
    if (from !== undefined && to !== undefined) {
      this.from = from;
      this.to = to;
    }
    this.#rows = samples;
    this.#id = id;
  }

  get samples(): readonly EventId[] {
    return this.#rows.map(this.#id);
  }
}
