// auditIDs: nearly all are UUIDs, kept as 16 bytes; what a client chose instead is kept as it is.
import {LinkColumn, SEGMENT_BITS} from './column.ts';
import type {RowId} from './row-set.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const hex = (word: number) => word.toString(16).padStart(8, '0');

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

export class AuditIdColumn {
  readonly #words = [new LinkColumn(), new LinkColumn(), new LinkColumn(), new LinkColumn()] as const;
  /** Rows whose auditID is no UUID; their first word is its hash. */
  readonly #others = new Map<RowId, string>();
  #size = 0;

  push(id: string): void {
    const words = wordsOf(id);
    this.append(Uint32Array.from(words ?? [hashText(id), 0, 0, 0]), words === undefined ? [[0, id]] : []);
  }

  /** Four words a row; `others` are the auditIDs that are no UUID, by their row among those appended. */
  append(words: Uint32Array, others: readonly (readonly [row: number, auditID: string])[]): void {
    for (const [row, id] of others) this.#others.set(this.#size + row, id);
    this.#words.forEach((column, i) => {
      column.appendStrided(words, i, 4);
    });
    this.#size += words.length / 4;
  }

  at(row: RowId): string {
    const other = this.#others.get(row);
    if (other !== undefined) return other;
    const [a, b, c, d] = [0, 1, 2, 3].map(i => hex(this.#words[i as 0]!.at(row))) as [string, string, string, string];
    return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
  }

  /** Equal auditIDs have equal hashes. */
  hashAt(row: RowId): number {
    return (this.#words[0].at(row) ^ Math.imul(this.#words[3].at(row), 0x9e3779b1)) >>> 0;
  }

  equal(a: RowId, b: RowId): boolean {
    return (
      this.#words[0].at(a) === this.#words[0].at(b) &&
      this.#words[1].at(a) === this.#words[1].at(b) &&
      this.#words[2].at(a) === this.#words[2].at(b) &&
      this.#words[3].at(a) === this.#words[3].at(b) &&
      this.#others.get(a) === this.#others.get(b)
    );
  }

  /** A test for one auditID that reads no string. */
  tester(id: string): (row: RowId) => boolean {
    const words = wordsOf(id);
    if (words === undefined) return row => this.#others.get(row) === id;
    return row =>
      this.#words[0].at(row) === words[0] &&
      this.#words[1].at(row) === words[1] &&
      this.#words[2].at(row) === words[2] &&
      this.#words[3].at(row) === words[3] &&
      !this.#others.has(row);
  }

  /** Frees a full segment. */
  free(segment: number): void {
    for (const words of this.#words) words.free(segment);
    for (const row of this.#others.keys()) if (row >>> SEGMENT_BITS === segment) this.#others.delete(row);
  }

  get bytes(): number {
    return this.#words.reduce((sum, words) => sum + words.bytes, 0) + this.#others.size * 100;
  }
}
