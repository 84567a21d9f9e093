// The first time that somebody did something to each of very many things, and the last.
import type {Micros} from '../../audit/time.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns} from '../../source/columns.ts';
import type {FirstMoment} from './memory.ts';
import {Moments} from './moments.ts';
import {grown} from './seen-rows.ts';

/** User, namespace and name among MOMENT. */
const KEY = [0, 2, 3] as const;

/** A class because moments and their keys have the same numbers. */
export class Firsts implements Iterable<readonly [string, readonly FirstMoment[]]> {
  readonly #ids = new TupleIds(KEY.map(() => 2 ** 32));
  readonly #moments: Moments;
  #lasts = new Float64Array(16);
  /** Things of each user, by the code of the user. */
  readonly #counts = new Map<number, number>();
  readonly #most: number;
  readonly #key = new Uint32Array(KEY.length);

  /** @param most things of one user */
  constructor(columns: Columns, most: number) {
    this.#moments = new Moments(columns);
    this.#most = most;
  }

  /** @param codes of MOMENT */
  add(codes: readonly number[], [time, last]: readonly [first: Micros, last: Micros], event: number): void {
    for (const [i, place] of KEY.entries()) this.#key[i] = codes[place]!;
    const known = this.#ids.find(this.#key);
    if (known !== undefined) {
      if (time < this.#moments.time(known)) this.#moments.set(known, codes, time, event);
      this.#lasts[known] = Math.max(this.#lasts[known]!, last);
      return;
    }
    const count = this.#counts.get(codes[0]!) ?? 0;
    if (count >= this.#most) return;
    this.#counts.set(codes[0]!, count + 1);
    const place = this.#ids.idOf(this.#key);
    this.#moments.set(place, codes, time, event);
    this.#lasts = grown(this.#lasts, place + 1);
    this.#lasts[place] = last;
  }

  /** By user. */
  *[Symbol.iterator](): Iterator<readonly [string, readonly FirstMoment[]]> {
    const places = Array.from({length: this.#moments.size}, (_, place) => place);
    for (const [user, own] of Map.groupBy(places, place => this.#moments.text(place, 0)))
      yield [user, own.map(place => Object.assign(this.#moments.at(place), {last: this.#lasts[place]!}))];
  }

  get bytes(): number {
    return this.#ids.bytes + this.#moments.bytes + this.#lasts.byteLength;
  }
}
