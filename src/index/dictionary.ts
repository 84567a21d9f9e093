// Strings interned once: a column keeps a code a row, and a filter looks at each distinct value once. What clients choose
// (user agents, names) must not fill the memory: past a limit new values get no code of their own, and are read from their
// event whenever they are asked for.

/** The code of values past the limit. */
export const UNINDEXED = 0xffffffff;

export type Limit = {
  readonly values: number;
  /** Of all values together. */
  readonly chars: number;
};

export const NO_LIMIT: Limit = {values: UNINDEXED - 1, chars: Number.POSITIVE_INFINITY};

/** Estimated bytes of a value besides its characters: a string, an entry of the map, one of the array. */
const VALUE_BYTES = 72;

/** Values of one field and their codes. Map and array always agree; code 0 means absent. */
class Interned<T> {
  readonly #values: T[];
  readonly #codes = new Map<string, number>();
  readonly #limit: Limit;
  #chars = 0;

  constructor(absent: T, limit: Limit) {
    this.#values = [absent];
    this.#limit = limit;
  }

  get all(): readonly T[] {
    return this.#values;
  }

  codeOf(key: string, value: T): number {
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    if (this.#values.length > this.#limit.values || this.#chars + key.length > this.#limit.chars) return UNINDEXED;
    this.#chars += key.length;
    this.#codes.set(key, this.#values.length);
    return this.#values.push(value) - 1;
  }

  /** The code of what is there. */
  find(key: string): number | undefined {
    return this.#codes.get(key);
  }

  get bytes(): number {
    return this.#chars + this.#values.length * VALUE_BYTES;
  }
}

/** Interns strings. */
export class Dictionary {
  readonly #interned: Interned<string>;

  constructor(limit: Limit = NO_LIMIT) {
    this.#interned = new Interned('', limit);
  }

  /** By code; [0] stands for absent. */
  get values(): readonly string[] {
    return this.#interned.all;
  }

  codeOf(value: string): number {
    return this.#interned.codeOf(value, value);
  }

  /** Its code, if it has one. */
  find(value: string): number | undefined {
    return this.#interned.find(value);
  }

  get size(): number {
    return this.#interned.all.length;
  }

  get bytes(): number {
    return this.#interned.bytes;
  }
}

/** Different for different lists: no JSON text of a list begins with =. */
const textOf = (list: readonly string[]): string => (list.length === 1 ? `=${list[0]}` : JSON.stringify(list));

/** Interns whole lists, such as the groups of a user: few distinct ones occur. Code 0 means absent or empty. */
export class ListDictionary {
  readonly #interned: Interned<readonly string[]>;

  constructor(limit: Limit = NO_LIMIT) {
    this.#interned = new Interned<readonly string[]>([], limit);
  }

  get lists(): readonly (readonly string[])[] {
    return this.#interned.all;
  }

  codeOf(list: readonly string[]): number {
    return list.length === 0 ? 0 : this.#interned.codeOf(textOf(list), list);
  }

  /** Its code, if it has one. */
  find(list: readonly string[]): number | undefined {
    return list.length === 0 ? 0 : this.#interned.find(textOf(list));
  }

  get size(): number {
    return this.#interned.all.length;
  }

  get bytes(): number {
    return this.#interned.bytes;
  }
}
