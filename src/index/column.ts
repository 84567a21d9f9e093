// Columns in segments of 16,384 rows: growing copies nothing, and a full segment is stored as narrow as its values allow.
//
//     row ──> segment = row >>> 14, place in it = row & 0x3fff
import type {RowId} from './row-set.ts';

export const SEGMENT_BITS = 14;
export const SEGMENT_ROWS = 1 << SEGMENT_BITS;
export const SEGMENT_MASK = SEGMENT_ROWS - 1;

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Shared by all segments in which every value is 0. */
const ZEROS = new Uint8Array(SEGMENT_ROWS);

/** Whether it is known of a segment, without looking, that every value in it is 0. */
export const isBlank = (codes: Codes): boolean => codes === ZEROS;

/** By value, shared by all segments in which every value is that one: some fields are the same for hours. */
const CONSTANTS: Uint8Array[] = [ZEROS];

const isShared = (codes: Codes): boolean => CONSTANTS[codes[0]!] === codes;

function isAll(values: Uint32Array, value: number): boolean {
  let i = 0;
  while (i < values.length && values[i] === value) i++;
  return i === values.length;
}

function narrowed(wide: Uint32Array, max: number): Codes {
  if (max === 0) return ZEROS;
  if (max <= 0xff && isAll(wide, max)) {
    CONSTANTS[max] ??= new Uint8Array(SEGMENT_ROWS).fill(max);
    return CONSTANTS[max];
  }
  if (max <= 0xff) return new Uint8Array(wide);
  if (max <= 0xffff) return new Uint16Array(wide);
  return wide.slice();
}

/** Writes `count` of `codes` from `from` on, or `map[code]` of each, to `open` at `place`. @returns the greatest written */
function fill(
  open: Uint32Array,
  place: number,
  codes: Uint32Array,
  from: number,
  count: number,
  map: Uint32Array | undefined,
): number {
  let max = 0;
  if (map === undefined) {
    for (let i = 0; i < count; i++) {
      const code = codes[from + i]!;
      open[place + i] = code;
      if (code > max) max = code;
    }
    return max;
  }
  for (let i = 0; i < count; i++) {
    const code = map[codes[from + i]!]!;
    open[place + i] = code;
    if (code > max) max = code;
  }
  return max;
}

/** Unsigned integers below 2^32, such as dictionary codes. Full segments are narrowed to 0, 1, 2 or 4 bytes a row. */
export class CodeColumn {
  readonly #sealed: Codes[] = [];
  readonly #open = new Uint32Array(SEGMENT_ROWS);
  #max = 0;
  #size = 0;

  push(code: number): void {
    const place = this.#size & SEGMENT_MASK;
    this.#open[place] = code;
    if (code > this.#max) this.#max = code;
    this.#advance(1);
  }

  /** Pushes `map[code]` for each of `codes`, or the codes themselves. */
  append(codes: Uint32Array, map?: Uint32Array): void {
    for (let from = 0; from < codes.length; ) {
      const place = this.#size & SEGMENT_MASK;
      const count = Math.min(codes.length - from, SEGMENT_ROWS - place);
      this.#max = Math.max(this.#max, fill(this.#open, place, codes, from, count, map));
      this.#advance(count);
      from += count;
    }
  }

  /** Pushes `code` `count` times. */
  appendConstant(code: number, count: number): void {
    for (let left = count; left > 0; ) {
      const place = this.#size & SEGMENT_MASK;
      const step = Math.min(left, SEGMENT_ROWS - place);
      this.#open.fill(code, place, place + step);
      if (code > this.#max) this.#max = code;
      this.#advance(step);
      left -= step;
    }
  }

  /** Seals the open segment when it is full. */
  #advance(count: number): void {
    this.#size += count;
    if ((this.#size & SEGMENT_MASK) !== 0) return;
    this.#sealed.push(narrowed(this.#open, this.#max));
    this.#max = 0;
  }

  at(row: RowId): number {
    const segment = row >>> SEGMENT_BITS;
    return (segment < this.#sealed.length ? this.#sealed[segment]! : this.#open)[row & SEGMENT_MASK]!;
  }

  /** Of the last segment only the rows below the table's size hold values. */
  segment(index: number): Codes {
    return index < this.#sealed.length ? this.#sealed[index]! : this.#open;
  }

  /** Frees a full segment: its rows read 0 from now on. */
  free(segment: number): void {
    if (segment < this.#sealed.length) this.#sealed[segment] = ZEROS;
  }

  get bytes(): number {
    return this.#sealed.reduce((sum, codes) => sum + (isShared(codes) ? 0 : codes.byteLength), this.#open.byteLength);
  }
}

/** Shared by the segments that have been freed. */
const NO_TIMES = new Float64Array(SEGMENT_ROWS).fill(Number.NEGATIVE_INFINITY);
const NO_LINKS = new Uint32Array(SEGMENT_ROWS);

/** Doubles; for times in microseconds. -Infinity is absent. */
export class DoubleColumn {
  readonly #segments: Float64Array[] = [];
  #size = 0;

  push(value: number): void {
    if ((this.#size & SEGMENT_MASK) === 0) this.#segments.push(new Float64Array(SEGMENT_ROWS));
    this.#segments[this.#size >>> SEGMENT_BITS]![this.#size & SEGMENT_MASK] = value;
    this.#size++;
  }

  append(values: Float64Array): void {
    for (let from = 0; from < values.length; ) {
      const place = this.#size & SEGMENT_MASK;
      if (place === 0) this.#segments.push(new Float64Array(SEGMENT_ROWS));
      const count = Math.min(values.length - from, SEGMENT_ROWS - place);
      this.#segments.at(-1)!.set(values.subarray(from, from + count), place);
      this.#size += count;
      from += count;
    }
  }

  at(row: RowId): number {
    return this.#segments[row >>> SEGMENT_BITS]![row & SEGMENT_MASK]!;
  }

  segment(index: number): Float64Array {
    return this.#segments[index]!;
  }

  /** Frees a full segment: its rows are absent from now on. */
  free(segment: number): void {
    this.#segments[segment] = NO_TIMES;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + (segment === NO_TIMES ? 0 : segment.byteLength), 0);
  }
}

/** Unsigned integers below 2^32 that may be changed after they were pushed. */
export class LinkColumn {
  readonly #segments: Uint32Array[] = [];
  #size = 0;

  /** Pushes `base` + each of `values`. */
  append(values: Uint32Array, base: number): void {
    for (let from = 0; from < values.length; ) {
      const place = this.#size & SEGMENT_MASK;
      if (place === 0) this.#segments.push(new Uint32Array(SEGMENT_ROWS));
      const count = Math.min(values.length - from, SEGMENT_ROWS - place);
      const segment = this.#segments.at(-1)!;
      for (let i = 0; i < count; i++) segment[place + i] = values[from + i]! + base;
      this.#size += count;
      from += count;
    }
  }

  at(row: RowId): number {
    return this.#segments[row >>> SEGMENT_BITS]![row & SEGMENT_MASK]!;
  }

  set(row: RowId, value: number): void {
    this.#segments[row >>> SEGMENT_BITS]![row & SEGMENT_MASK] = value;
  }

  /** Frees a full segment: its rows must not be set again. */
  free(segment: number): void {
    this.#segments[segment] = NO_LINKS;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + (segment === NO_LINKS ? 0 : segment.byteLength), 0);
  }
}

/** Values that nearly always fit `limit`; the others live in a map. `undefined` is kept as such. */
export class RareColumn {
  readonly #codes = new CodeColumn();
  readonly #rare = new Map<RowId, number>();
  readonly #limit: number;
  #size = 0;

  /** Values in [0, limit) take the width of `limit`. */
  constructor(limit: 0xfffe | 0xfffffffe) {
    this.#limit = limit;
  }

  push(value: number | undefined): void {
    if (value === undefined) this.#codes.push(this.#limit + 1);
    else if (value >= 0 && value < this.#limit) this.#codes.push(value);
    else {
      this.#codes.push(this.#limit);
      this.#rare.set(this.#size, value);
    }
    this.#size++;
  }

  /** Pushes all; NaN is absent. */
  append(values: Float64Array | Uint32Array): void {
    const codes = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value >= 0 && value < this.#limit) codes[i] = value;
      else if (Number.isNaN(value)) codes[i] = this.#limit + 1;
      else {
        codes[i] = this.#limit;
        this.#rare.set(this.#size + i, value);
      }
    }
    this.#codes.append(codes);
    this.#size += values.length;
  }

  at(row: RowId): number | undefined {
    const code = this.#codes.at(row);
    return code < this.#limit ? code : code === this.#limit ? this.#rare.get(row) : undefined;
  }

  /** Writes what stands at the first `count` of `places` in a segment; NaN is absent. */
  copyTo(into: Float64Array, segment: number, places: Uint16Array, count: number): void {
    const codes = this.#codes.segment(segment);
    for (let k = 0; k < count; k++) {
      const code = codes[places[k]!]!;
      into[k] = code < this.#limit ? code : (this.at((segment << SEGMENT_BITS) | places[k]!) ?? Number.NaN);
    }
  }

  /** Frees a full segment. */
  free(segment: number): void {
    this.#codes.free(segment);
    for (const row of this.#rare.keys()) if (row >>> SEGMENT_BITS === segment) this.#rare.delete(row);
  }

  get bytes(): number {
    return this.#codes.bytes + this.#rare.size * 40;
  }
}
