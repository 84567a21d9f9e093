// Kinds of requests of identities, and what was counted of them: in typed arrays, for there may be very many.

import type {Stage} from '../../audit/event.ts';
import type {FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns, TallyColumns} from '../../source/columns.ts';
import type {Seen} from './seen.ts';
import {grown, SeenRows} from './seen-rows.ts';

/** What a kind of request is told by. */
export type Kind = {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly sub: string;
  readonly ns: string;
};

export type Traits = Kind & {
  /** Of a request for no resource its path; '' where it is not told apart, or there is none. */
  readonly name: string;
  /** An address that it came from. */
  readonly ip: string;
};

const KEY = ['user', 'verb', 'resource', 'sub', 'ns', 'name'] as const satisfies readonly (keyof Traits)[];

/** Of a word that the source holds as well: its places in an array and a map, about. */
const WORD_BYTES = 56;

/** Numbers for words of several fields. */
export class Words {
  readonly #all: string[] = [''];
  readonly #codes = new Map([['', 0]]);

  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    this.#codes.set(word, this.#all.length);
    return this.#all.push(word) - 1;
  }

  find(word: string): number | undefined {
    return this.#codes.get(word);
  }

  at(code: number): string {
    return this.#all[code]!;
  }

  get bytes(): number {
    return this.#all.length * WORD_BYTES;
  }
}

/** A class because kinds and their counts have the same numbers. */
export class WishRows implements Iterable<readonly [number: number, wish: Traits & Seen]> {
  readonly #stage: (code: number) => FieldValue;
  readonly #words: Words;
  readonly #most: number;
  readonly #ids: TupleIds;
  readonly #seen: SeenRows;
  /** A word for each. */
  #ips = new Uint32Array(16);
  readonly #key = new Uint32Array(KEY.length);

  /** @param numbers those by which it is filled with `addAs`: kinds have the same ones here */
  constructor(columns: Columns, words: Words, most: number, numbers?: WishRows) {
    this.#stage = columns.values('stage');
    this.#words = words;
    this.#most = most;
    this.#ids = numbers === undefined ? new TupleIds(KEY.map(() => 2 ** 32)) : numbers.#ids;
    this.#seen = new SeenRows(columns);
  }

  /** Numbers are below it. */
  get size(): number {
    return this.#seen.size;
  }

  /** The number of what was counted. */
  find(traits: Traits): number | undefined {
    for (const [i, name] of KEY.entries()) {
      const code = this.#words.find(traits[name]);
      if (code === undefined) return undefined;
      this.#key[i] = code;
    }
    return this.#ids.find(this.#key);
  }

  /** Adds what stands at a place of columns whose first field is the stage, unless there are too many kinds. */
  add(traits: Traits, counts: TallyColumns, at: number): void {
    if (counts.from[at]! > counts.to[at]!) return;
    for (const [i, name] of KEY.entries()) this.#key[i] = this.#words.codeOf(traits[name]);
    if (this.#ids.size >= this.#most && this.#ids.find(this.#key) === undefined) return;
    this.addAs(this.#ids.idOf(this.#key), traits, counts, at);
  }

  addAs(number: number, {ip}: Traits, counts: TallyColumns, at: number): void {
    const [from, to] = [counts.from[at]!, counts.to[at]!];
    if (from > to) return;
    if (!this.#seen.has(number)) {
      this.#ips = grown(this.#ips, number + 1);
      this.#ips[number] = this.#words.codeOf(ip);
    }
    const stage = this.#stage(counts.keys[0]![at]!) as Stage;
    const events = counts.events.subarray(counts.starts[at], counts.starts[at + 1]);
    this.#seen.add(number, stage, counts.counts[at]!, [from, to], events);
  }

  keyOf(number: number): Traits {
    const [user = '', verb = '', resource = '', sub = '', ns = '', name = ''] = KEY.map((_, i) =>
      this.#words.at(this.#ids.codeAt(number, i)),
    );
    return {user, verb, resource, sub, ns, name, ip: this.#words.at(this.#ips[number] ?? 0)};
  }

  get(number: number): (Traits & Seen) | undefined {
    return this.#seen.has(number) ? {...this.#seen.seen(number), ...this.keyOf(number)} : undefined;
  }

  *[Symbol.iterator](): Iterator<readonly [number: number, wish: Traits & Seen]> {
    for (let number = 0; number < this.size; number++) {
      const wish = this.get(number);
      if (wish !== undefined) yield [number, wish];
    }
  }

  *values(): Iterable<Traits & Seen> {
    for (const [, wish] of this) yield wish;
  }

  /** Words not included. */
  get bytes(): number {
    return this.#ids.bytes + this.#seen.bytes + this.#ips.byteLength;
  }
}

/** The first time of each kind. */
export class FirstTimes {
  readonly #words: Words;
  readonly #ids = new TupleIds(KEY.slice(0, -1).map(() => 2 ** 32));
  #times = new Float64Array(16);

  constructor(words: Words) {
    this.#words = words;
  }

  add(kind: Kind, time: Micros): void {
    const {size} = this.#ids;
    const id = this.#ids.idOf(Uint32Array.from(this.#texts(kind), text => this.#words.codeOf(text)));
    this.#times = grown(this.#times, id + 1);
    this.#times[id] = id < size ? Math.min(time, this.#times[id]!) : time;
  }

  of(kind: Kind): Micros | undefined {
    const codes = this.#texts(kind).map(text => this.#words.find(text));
    if (codes.includes(undefined)) return undefined;
    const id = this.#ids.find(Uint32Array.from(codes as readonly number[]));
    return id === undefined ? undefined : this.#times[id];
  }

  get bytes(): number {
    return this.#ids.bytes + this.#times.byteLength;
  }

  #texts({user, verb, resource, sub, ns}: Kind): readonly string[] {
    return [user, verb, resource, sub, ns];
  }
}
