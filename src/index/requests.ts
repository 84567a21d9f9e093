// Joins the events of one request. They share auditID and requestReceivedTimestamp, in whatever order they arrive; auditID
// alone is not enough, because clients choose it and an aggregated API server logs the same one again.
import {LinkColumn} from './column.ts';
import {type ChunkRequests, isLaterThan, requestHash} from './join.ts';
import {GrowingSet, type RowId, type RowSet} from './row-set.ts';
import type {Table} from './table.ts';

const FREE = 0;
/** A slot whose request has been dropped: probing goes on past it. */
const GONE = 0xffffffff;
/** Share of the slots that may be taken. */
const FULL = 0.7;

/**
 * The rows of a request form a ring through `#next`. `#slots` is an open-addressing hash table of pairs: row + 1 of the latest
 * event of each request, and its hash, so that probing and growing read no column.
 */
export class Requests {
  readonly #table: Table;
  readonly #next = new LinkColumn();
  readonly #latest = new GrowingSet();
  #slots = new Uint32Array(2 << 12);
  #count = 0;
  /** Slots that are not free. */
  #used = 0;
  #duplicates = 0;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Number of requests. */
  get count(): number {
    return this.#count;
  }

  /** Events that were there already: the same request, stage and time. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** The latest event of each request, of the first `size` rows. */
  latest(size: number): RowSet {
    return this.#latest.snapshot(size);
  }

  /** Adds the rows of a chunk, which have just been appended to the table from `first` on. Rows come in ascending order. */
  append(first: RowId, {next, latest, hashes, duplicates}: ChunkRequests): void {
    this.expect(latest.length);
    this.#next.append(next, first);
    this.#duplicates += duplicates;
    const slots = this.#slots;
    for (let i = 0; i < latest.length; i++) {
      const row = first + latest[i]!;
      const hash = hashes[i]!;
      const slot = this.#find(row, hash);
      const head = slots[slot]! - 1;
      if (head === FREE - 1) {
        slots[slot] = row + 1;
        slots[slot + 1] = hash;
        this.#latest.add(row);
        this.#count++;
        this.#used++;
      } else if (this.#join(row, head)) slots[slot] = row + 1;
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

  /** Makes room for so many more requests at once. */
  expect(more: number): void {
    if (this.#used + more <= this.#room) return;
    let factor = 1;
    // Where many slots are those of dropped requests, clearing them is enough; but not if it would soon have to be done again.
    while (this.#count + more > this.#room * factor * 0.75) factor *= 2;
    this.#resize(factor);
  }

  /** Takes a row out of its request, before its columns are freed. */
  drop(row: RowId): void {
    const slot = this.#find(row, this.#hash(row));
    const head = this.#slots[slot]! - 1;
    this.#latest.delete(row);
    const others = this.rowsOf(row).filter(other => other !== row);
    const latest = others.at(-1);
    if (latest === undefined) {
      this.#slots[slot] = GONE;
      this.#count--;
      return;
    }
    let before = row;
    while (this.#next.at(before) !== row) before = this.#next.at(before);
    this.#next.set(before, this.#next.at(row));
    if (head !== row) return;
    this.#slots[slot] = latest + 1;
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

  /** Of the rows in `set`, the latest of each request. */
  latestOf(set: RowSet): RowSet {
    const words = set.words.slice();
    const latest = this.#latest;
    for (let i = 0; i < words.length; i++) {
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
    return this.#next.bytes + this.#latest.bytes + this.#slots.byteLength;
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

  /** Requests for which there is room. */
  get #room(): number {
    return (this.#slots.length / 2) * FULL;
  }

  /** Where the pair of the request of `row` is: taken by one of its events, or free. */
  #find(row: RowId, hash: number): number {
    const {auditID} = this.#table;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const taken = slots[slot]!;
      if (taken === FREE) return slot;
      if (slots[slot + 1] !== hash || taken === GONE || !auditID.equal(taken - 1, row)) continue;
      if (this.#table.received(taken - 1) === this.#table.received(row)) return slot;
    }
  }

  #hash(row: RowId): number {
    const {first, last} = this.#table.auditID.endsOf(row);
    return requestHash(first, last, this.#table.received(row) ?? Number.NaN);
  }

  /** Leaves out the slots whose requests have been dropped: where these are many, no more room is needed (factor 1). */
  #resize(factor: number): void {
    const old = this.#slots;
    const slots = new Uint32Array(old.length * factor);
    const mask = slots.length - 1;
    for (let i = 0; i < old.length; i += 2) {
      const taken = old[i]!;
      if (taken === FREE || taken === GONE) continue;
      const hash = old[i + 1]!;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== FREE) slot = (slot + 2) & mask;
      slots[slot] = taken;
      slots[slot + 1] = hash;
    }
    this.#slots = slots;
    this.#used = this.#count;
  }
}
