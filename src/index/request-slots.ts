// Finds the request of an event by its hash: a hash table in 256 parts, each of which grows by itself and at a fill of its own,
// so that adding a chunk never waits for all of it to be copied.
import type {RowId} from './row-set.ts';

const FREE = 0;
const PARTS = 256;
/** Pairs of a part that holds something, and of one that has grown once. */
const SMALLEST = 16;
const SMALL = 128;

/** Of nothing: one pair, which stays free. */
const EMPTY = new Uint32Array(2);

/** Fills at which parts grow lie between these, so that they take turns. */
const LEAST_FULL = 0.5;
const FULLEST = 0.78;
const fillOf = (part: number): number => LEAST_FULL * (FULLEST / LEAST_FULL) ** ((part + 1) / PARTS);
/** Parts are not filled evenly. */
const SLACK = 1.1;

/** Where probing begins in a part: places of pairs, in the order of the lower 24 bits of the hash. */
const homeOf = (hash: number, length: number): number => (((hash & 0xffffff) * (length / 2 ** 25)) | 0) << 1;
const after = (slot: number, length: number): number => (slot + 2 === length ? 0 : slot + 2);
/** How far one comes after another, going round. */
const distance = (from: number, to: number, length: number): number => (to < from ? to - from + length : to - from);

/** What `fetch` read, so that no compiler leaves the reading out. */
export let fetched = 0;

/**
 * Each part is an open-addressing table of pairs: row + 1 of the latest event of a request, and its hash, so that probing and
 * growing read no column. The part is the highest byte of the hash.
 */
export class RequestSlots {
  readonly #isSame: (a: RowId, b: RowId) => boolean;
  readonly #parts: Uint32Array[] = Array<Uint32Array>(PARTS).fill(EMPTY);
  readonly #counts = new Uint32Array(PARTS);
  /** How many each part may hold. */
  readonly #rooms = new Uint32Array(PARTS);
  /** Requests of each part, as far as one can tell. */
  #expected = 0;
  #size = 0;
  #bytes = 0;

  /** `isSame`: whether two rows of one hash are of one request. */
  constructor(isSame: (a: RowId, b: RowId) => boolean) {
    this.#isSame = isSame;
  }

  /** Number of requests. */
  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** So many requests will be there, as far as one can tell: parts that grow have room for them at once. */
  expect(requests: number): void {
    this.#expected = (requests / PARTS) * SLACK;
  }

  /**
   * Looks at where `claim` will begin for each of these hashes: the memory of many places is fetched at a time, that of one
   * after the other is waited for.
   */
  fetch(hashes: Uint32Array): void {
    let sum = 0;
    for (let i = 0; i < hashes.length; i++) {
      const hash = hashes[i]!;
      const slots = this.#parts[hash >>> 24]!;
      sum += slots[homeOf(hash, slots.length)]!;
    }
    fetched = sum;
  }

  /** The latest event of the request of `row`; it is `row` itself, from now on, if there was none. */
  claim(row: RowId, hash: number): RowId {
    const part = hash >>> 24;
    const slots = this.#parts[part]!;
    const slot = this.#slotOf(slots, row, hash);
    const taken = slots[slot]!;
    if (taken !== FREE) return taken - 1;
    this.#size++;
    if (this.#counts[part]!++ < this.#rooms[part]!) put(slots, slot, row, hash);
    else this.#putGrown(part, row, hash);
    return row;
  }

  /** The latest event of the request of `row`; undefined if there is none. */
  latest(row: RowId, hash: number): RowId | undefined {
    const slots = this.#parts[hash >>> 24]!;
    const taken = slots[this.#slotOf(slots, row, hash)]!;
    return taken === FREE ? undefined : taken - 1;
  }

  /** The request of this hash whose latest event was `from`, which must be there, has `to` instead. */
  replace(from: RowId, hash: number, to: RowId): void {
    const slots = this.#parts[hash >>> 24]!;
    slots[slotWith(slots, from, hash)] = to + 1;
  }

  /** Takes out the request of this hash whose latest event is `row`, which must be there. */
  delete(row: RowId, hash: number): void {
    const slots = this.#parts[hash >>> 24]!;
    const {length} = slots;
    let hole = slotWith(slots, row, hash);
    // What was pushed on from its place by others comes back to it, so that probing ends at the first free slot.
    for (let slot = after(hole, length); slots[slot] !== FREE; slot = after(slot, length)) {
      const home = homeOf(slots[slot + 1]!, length);
      if (distance(home, slot, length) < distance(hole, slot, length)) continue;
      slots[hole] = slots[slot]!;
      slots[hole + 1] = slots[slot + 1]!;
      hole = slot;
    }
    slots[hole] = FREE;
    this.#counts[hash >>> 24]!--;
    this.#size--;
  }

  /** Where the pair of the request of `row` is: taken by one of its events, or free. */
  #slotOf(slots: Uint32Array, row: RowId, hash: number): number {
    const {length} = slots;
    for (let slot = homeOf(hash, length); ; slot = after(slot, length)) {
      const taken = slots[slot]!;
      if (taken === FREE || (slots[slot + 1] === hash && this.#isSame(taken - 1, row))) return slot;
    }
  }

  #putGrown(part: number, row: RowId, hash: number): void {
    const old = this.#parts[part]!;
    const slots = new Uint32Array(2 * this.#nextSize(part, old.length / 2));
    for (let i = 0; i < old.length; i += 2) {
      const taken = old[i]!;
      if (taken !== FREE) put(slots, freeSlot(slots, old[i + 1]!), taken - 1, old[i + 1]!);
    }
    put(slots, freeSlot(slots, hash), row, hash);
    this.#parts[part] = slots;
    this.#rooms[part] = Math.floor((slots.length / 2) * fillOf(part));
    this.#bytes += slots.byteLength - (old === EMPTY ? 0 : old.byteLength);
  }

  /** Pairs of a part that is too small. The big step comes when parts take turns over thousands of requests already. */
  #nextSize(part: number, pairs: number): number {
    if (pairs < SMALL) return pairs < SMALLEST ? SMALLEST : SMALL;
    return Math.max(pairs * 2, Math.ceil(this.#expected / fillOf(part)));
  }
}

function put(slots: Uint32Array, slot: number, row: RowId, hash: number): void {
  slots[slot] = row + 1;
  slots[slot + 1] = hash;
}

function freeSlot(slots: Uint32Array, hash: number): number {
  const {length} = slots;
  let slot = homeOf(hash, length);
  while (slots[slot] !== FREE) slot = after(slot, length);
  return slot;
}

/** Where the pair with this row is, which must be there. */
function slotWith(slots: Uint32Array, row: RowId, hash: number): number {
  const {length} = slots;
  let slot = homeOf(hash, length);
  while (slots[slot] !== row + 1) slot = after(slot, length);
  return slot;
}
