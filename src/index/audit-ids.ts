// auditIDs: nearly all are UUIDs, kept as 16 bytes; what a client chose instead is kept as it is.
import {SEGMENT_BITS, SEGMENT_MASK, SEGMENT_ROWS} from './column.ts';
import type {RowId} from './row-set.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Digits as characters. */
const HEX = Uint8Array.from('0123456789abcdef', digit => digit.charCodeAt(0));

/** Where the eight digits of each word stand in a UUID. */
const PLACES = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
] as const;

/** A UUID being written: a text put together from pieces would hold them all, for as long as somebody has it. */
const TEXT = Buffer.alloc(36, '-');

/** 32 bits of any string; FNV-1a. Collisions only cost a comparison. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The four words of a UUID in its usual lower-case form, or `undefined`. */
export function wordsOf(id: string): readonly [number, number, number, number] | undefined {
  if (id.length !== 36 || !UUID.test(id)) return undefined;
  return [
    Number.parseInt(id.slice(0, 8), 16),
    Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16),
    Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16),
    Number.parseInt(id.slice(28), 16),
  ];
}

/** Shared by the segments that have been freed. */
const NO_IDS = new Uint32Array(4 * SEGMENT_ROWS);

/** Four words a row, side by side: comparing two auditIDs touches two places of memory. */
export class AuditIdColumn {
  readonly #segments: Uint32Array[] = [];
  /** Rows whose auditID is no UUID; their first word is its hash, the others are 0. */
  readonly #others = new Map<RowId, string>();
  #size = 0;

  push(id: string): void {
    const words = wordsOf(id);
    this.append(Uint32Array.from(words ?? [hashText(id), 0, 0, 0]), words === undefined ? [[0, id]] : []);
  }

  /** Four words a row; `others` are the auditIDs that are no UUID, by their row among those appended. */
  append(words: Uint32Array, others: readonly (readonly [row: number, auditID: string])[]): void {
    for (const [row, id] of others) this.#others.set(this.#size + row, id);
    for (let from = 0; from < words.length; ) {
      const place = 4 * (this.#size & SEGMENT_MASK);
      if (place === 0) this.#segments.push(new Uint32Array(4 * SEGMENT_ROWS));
      const count = Math.min(words.length - from, 4 * SEGMENT_ROWS - place);
      this.#segments.at(-1)!.set(words.subarray(from, from + count), place);
      this.#size += count / 4;
      from += count;
    }
  }

  at(row: RowId): string {
    const other = this.#others.get(row);
    if (other !== undefined) return other;
    const place = 4 * (row & SEGMENT_MASK);
    const words = this.#wordsAt(row);
    for (let word = 0; word < 4; word++) {
      const bits = words[place + word]!;
      const digits = PLACES[word]!;
      for (let i = 0; i < 8; i++) TEXT[digits[i]!] = HEX[(bits >>> (28 - 4 * i)) & 15]!;
    }
    return TEXT.toString('latin1');
  }

  /** Its first and its last word. */
  endsOf(row: RowId): {readonly first: number; readonly last: number} {
    const words = this.#wordsAt(row);
    const place = 4 * (row & SEGMENT_MASK);
    return {first: words[place]!, last: words[place + 3]!};
  }

  equal(a: RowId, b: RowId): boolean {
    const x = this.#wordsAt(a);
    const y = this.#wordsAt(b);
    const i = 4 * (a & SEGMENT_MASK);
    const j = 4 * (b & SEGMENT_MASK);
    if (x[i] !== y[j] || x[i + 1] !== y[j + 1] || x[i + 2] !== y[j + 2] || x[i + 3] !== y[j + 3]) return false;
    return this.#others.size === 0 || this.#others.get(a) === this.#others.get(b);
  }

  /** A test for one auditID that reads no string. */
  tester(id: string): (row: RowId) => boolean {
    const words = wordsOf(id);
    if (words === undefined) return row => this.#others.get(row) === id;
    const [a, b, c, d] = words;
    return row => {
      const at = this.#wordsAt(row);
      const i = 4 * (row & SEGMENT_MASK);
      return at[i] === a && at[i + 1] === b && at[i + 2] === c && at[i + 3] === d && !this.#others.has(row);
    };
  }

  /** Frees a full segment. */
  free(segment: number): void {
    this.#segments[segment] = NO_IDS;
    for (const row of this.#others.keys()) if (row >>> SEGMENT_BITS === segment) this.#others.delete(row);
  }

  get bytes(): number {
    const words = this.#segments.reduce((sum, segment) => sum + (segment === NO_IDS ? 0 : segment.byteLength), 0);
    return words + this.#others.size * 100;
  }

  #wordsAt(row: RowId): Uint32Array {
    return this.#segments[row >>> SEGMENT_BITS]!;
  }
}
