// Numbers for combinations of codes: a hash table without an object a row.

/** Tuples of codes and a number for each distinct one, in the order in which they come. */
export class TupleIds {
  readonly #width: number;
  /** The tuples one after the other. */
  #codes: Uint32Array;
  /** 1 + number of the tuple; 0 is free. At most half full; its length is a power of two. */
  #slots = new Uint32Array(1024);
  #size = 0;

  constructor(width: number) {
    this.#width = width;
    this.#codes = new Uint32Array(512 * width);
  }

  idOf(tuple: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(tuple, 0) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1;
      if (this.#equals(id, tuple)) return id;
    }
    return this.#add(tuple, slot);
  }

  #hash(codes: Uint32Array, from: number): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < this.#width; i++) hash = Math.imul(hash ^ codes[from + i]!, 0x01000193);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #equals(id: number, tuple: Uint32Array): boolean {
    const from = id * this.#width;
    for (let i = 0; i < this.#width; i++) if (this.#codes[from + i] !== tuple[i]) return false;
    return true;
  }

  #add(tuple: Uint32Array, slot: number): number {
    const id = this.#size++;
    if ((id + 1) * this.#width > this.#codes.length) {
      const grown = new Uint32Array(this.#codes.length * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes.set(tuple, id * this.#width);
    this.#slots[slot] = id + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
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
