// Numbers for combinations of codes: a hash table without an object a row.

/** So many combinations have a slot each, found without a hash. */
const MOST_SLOTS = 1 << 16;

/** Room for more combinations is made by this factor: what is reserved for nothing is held as well. */
const GROWTH = 1.5;

/** Combinations that there is room for at first: a power of two. */
const FIRST = 64;

/** Tuples of codes and a number for each distinct one, in the order in which they come. */
export class TupleIds {
  readonly #width: number;
  /** Codes of each place of a tuple are below its size, where slots go by that. */
  readonly #sizes: readonly number[] | undefined;
  /** The tuples one after the other. */
  #codes: Uint32Array;
  /** 1 + number of the tuple; 0 is free. By hash at most half full, and its length is a power of two. */
  #slots: Uint32Array;
  #size = 0;

  /** @param sizes what codes are below, for each place of a tuple */
  constructor(sizes: readonly number[]) {
    this.#width = sizes.length;
    const all = sizes.reduce((product, size) => product * size, 1);
    const isDirect = all <= MOST_SLOTS;
    this.#sizes = isDirect ? sizes : undefined;
    this.#slots = new Uint32Array(isDirect ? all : FIRST * 2);
    this.#codes = new Uint32Array(FIRST * this.#width);
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** What stands at a place of the tuple of a number. */
  codeAt(id: number, place: number): number {
    return this.#codes[id * this.#width + place]!;
  }

  /** The number of the tuple that begins at `from`. */
  idOf(codes: Uint32Array, from = 0): number {
    const slot = this.#slotOf(codes, from);
    const known = this.#slots[slot]!;
    return known === 0 ? this.#add(codes, from, slot) : known - 1;
  }

  /** Its number, if it has one. */
  find(codes: Uint32Array, from = 0): number | undefined {
    const known = this.#slots[this.#slotOf(codes, from)]!;
    return known === 0 ? undefined : known - 1;
  }

  get bytes(): number {
    return this.#codes.byteLength + this.#slots.byteLength;
  }

  /** Where the tuple is, or may be put. */
  #slotOf(codes: Uint32Array, from: number): number {
    if (this.#sizes !== undefined) return this.#directSlot(this.#sizes, codes, from);
    const mask = this.#slots.length - 1;
    let slot = this.#hash(codes, from) & mask;
    while (this.#slots[slot] !== 0 && !this.#equals(this.#slots[slot]! - 1, codes, from)) slot = (slot + 1) & mask;
    return slot;
  }

  #directSlot(sizes: readonly number[], codes: Uint32Array, from: number): number {
    let slot = 0;
    for (let i = 0; i < sizes.length; i++) slot = slot * sizes[i]! + codes[from + i]!;
    return slot;
  }

  #hash(codes: Uint32Array, from: number): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < this.#width; i++) hash = Math.imul(hash ^ codes[from + i]!, 0x01000193);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #equals(id: number, codes: Uint32Array, from: number): boolean {
    const at = id * this.#width;
    for (let i = 0; i < this.#width; i++) if (this.#codes[at + i] !== codes[from + i]) return false;
    return true;
  }

  #add(codes: Uint32Array, from: number, slot: number): number {
    const id = this.#size++;
    this.#slots[slot] = id + 1;
    if ((id + 1) * this.#width > this.#codes.length) {
      const grown = new Uint32Array(Math.ceil((this.#codes.length / this.#width) * GROWTH) * this.#width);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    for (let i = 0; i < this.#width; i++) this.#codes[id * this.#width + i] = codes[from + i]!;
    if (this.#sizes === undefined && this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = this.#hash(this.#codes, id * this.#width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}
