// Strings interned once: a column keeps a code a row, and a filter looks at each distinct value once.

/** Interns strings. Map and array always agree; code 0 means absent. */
export class Dictionary {
  readonly values: string[] = [''];
  readonly #codes = new Map<string, number>();

  codeOf(value: string): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.values.length);
    return this.values.push(value) - 1;
  }

  /** The code of a value already interned, or `undefined`. */
  find(value: string): number | undefined {
    return this.#codes.get(value);
  }

  get size(): number {
    return this.values.length;
  }
}

/** Interns whole lists, such as the groups of a user: few distinct ones occur. Code 0 means absent or empty. */
export class ListDictionary {
  readonly lists: (readonly string[])[] = [[]];
  readonly #codes = new Map<string, number>();

  codeOf(list: readonly string[]): number {
    if (list.length === 0) return 0;
    const key = list.length === 1 ? list[0]! : JSON.stringify(list);
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    this.#codes.set(key, this.lists.length);
    return this.lists.push(list) - 1;
  }

  get size(): number {
    return this.lists.length;
  }
}
