// Joins the events of one request. They share auditID and requestReceivedTimestamp, in whatever order they arrive; auditID
// alone is not enough, because clients choose it and an aggregated API server logs the same one again.
import type {Steps} from '../audit/steps.ts';
import {LinkColumn} from './column.ts';
import {type ChunkRequests, isLaterThan, requestHash} from './join.ts';
import {RequestSlots} from './request-slots.ts';
import {GrowingSet, type RowId, type RowSet} from './row-set.ts';
import type {Table} from './table.ts';

/** Words of a set between two pauses: some milliseconds at most. */
const STRIDE = 1024;

/** The rows of a request form a ring through `#next`; `#slots` finds the latest of them. */
export class Requests {
  readonly #table: Table;
  readonly #next = new LinkColumn();
  readonly #latest = new GrowingSet();
  readonly #slots: RequestSlots;
  #duplicates = 0;

  constructor(table: Table) {
    this.#table = table;
    const {auditID} = table;
    this.#slots = new RequestSlots((a, b) => auditID.equal(a, b) && table.received(a) === table.received(b));
  }

  /** Number of requests. */
  get count(): number {
    return this.#slots.size;
  }

  /** Events that were there already: the same request, stage and time. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** The latest event of each request, of the first `size` rows: the same set until something changes. */
  latest(size: number): RowSet {
    return this.#latest.snapshot(size);
  }

  /** Adds the rows of a chunk, which have just been appended to the table from `first` on. Rows come in ascending order. */
  append(first: RowId, {next, latest, hashes, duplicates}: ChunkRequests): void {
    this.#next.append(next, first);
    this.#duplicates += duplicates;
    this.#slots.fetch(hashes);
    for (let i = 0; i < latest.length; i++) {
      const row = first + latest[i]!;
      const head = this.#slots.claim(row, hashes[i]!);
      if (head === row) this.#latest.add(row);
      else if (this.#join(row, head)) this.#slots.replace(head, hashes[i]!, row);
    }
  }

  /** Makes one ring of two, of which `row` and `head` are the latest. @returns whether `row` is the latest of both */
  #join(row: RowId, head: RowId): boolean {
    const met: RowId[] = [];
    let member = row;
    do {
      const isRepeated = met.some(other => this.#isAlike(member, other));
      if (!isRepeated && this.#isKnown(member, head)) this.#duplicates++;
      met.push(member);
      member = this.#next.at(member);
    } while (member !== row);
    const next = this.#next.at(row);
    this.#next.set(row, this.#next.at(head));
    this.#next.set(head, next);
    const isLater = this.#isLater(row, head);
    if (isLater) this.#latest.delete(head);
    if (isLater) this.#latest.add(row);
    return isLater;
  }

  /** So many more requests will come, as far as one can tell. */
  expect(more: number): void {
    this.#slots.expect(this.count + more);
  }

  /** Takes a row out of its request, before its columns are freed. */
  drop(row: RowId): void {
    const hash = this.#hash(row);
    const head = this.#slots.latest(row, hash);
    this.#latest.delete(row);
    const others = this.rowsOf(row).filter(other => other !== row);
    const latest = others.at(-1);
    if (latest === undefined) {
      this.#slots.delete(row, hash);
      return;
    }
    let before = row;
    while (this.#next.at(before) !== row) before = this.#next.at(before);
    this.#next.set(before, this.#next.at(row));
    if (head !== row) return;
    this.#slots.replace(row, hash, latest);
    this.#latest.add(latest);
  }

  /** Frees a full segment, all of whose rows have been dropped. */
  free(segment: number): void {
    this.#next.free(segment);
  }

  /** All rows of the request of `row`, in the order of stage, time and row. */
  rowsOf(row: RowId): readonly RowId[] {
    const rows = [row];
    for (let next = this.#next.at(row); next !== row; next = this.#next.at(next)) rows.push(next);
    return rows.length === 1 ? rows : rows.sort((a, b) => (this.#isLater(a, b) ? 1 : -1));
  }

  /** Of the rows in `set`, the latest of each request. Pauses now and then. */
  *latestOf(set: RowSet): Steps<RowSet> {
    const words = set.words.slice();
    const latest = this.#latest;
    for (let i = 0; i < words.length; i++) {
      if (i % STRIDE === 0) yield;
      let word = words[i]!;
      while (word !== 0) {
        const row = (i << 5) | (31 - Math.clz32(word & -word));
        word &= word - 1;
        if (latest.has(row)) continue;
        for (let next = this.#next.at(row); next !== row; next = this.#next.at(next)) {
          if (next < set.size && ((set.words[next >>> 5]! >>> (next & 31)) & 1) === 1 && this.#isLater(next, row)) {
            words[i]! &= ~(1 << (row & 31));
            break;
          }
        }
      }
    }
    return {size: set.size, words};
  }

  get bytes(): number {
    return this.#next.bytes + this.#latest.bytes + this.#slots.bytes;
  }

  /** Whether one of the events in the ring of `head` has the stage and time of `row`. */
  #isKnown(row: RowId, head: RowId): boolean {
    let other = head;
    do {
      if (this.#isAlike(row, other)) return true;
      other = this.#next.at(other);
    } while (other !== head);
    return false;
  }

  #isAlike(a: RowId, b: RowId): boolean {
    const {stageTime} = this.#table;
    return stageTime.at(a) === stageTime.at(b) && this.#table.stageRank(a) === this.#table.stageRank(b);
  }

  #isLater(a: RowId, b: RowId): boolean {
    const {stageTime} = this.#table;
    return isLaterThan(this.#table.stageRank(a), stageTime.at(a), a, this.#table.stageRank(b), stageTime.at(b), b);
  }

  #hash(row: RowId): number {
    const {first, last} = this.#table.auditID.endsOf(row);
    return requestHash(first, last, this.#table.received(row) ?? Number.NaN);
  }
}
