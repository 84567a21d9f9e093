// Very many moments in typed arrays, and lists of them: what somebody did to what, when, by the codes of the source.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import type {EventId} from '../../source/source.ts';
import type {Moment} from './memory.ts';
import {textOf} from './seen.ts';
import {grown} from './seen-rows.ts';

/** The fields of a moment, in the order of its codes. */
export const MOMENT = [
  'user.username',
  'sourceIP',
  'objectRef.namespace',
  'objectRef.name',
] as const satisfies readonly FieldName[];

/** Of a list's name and its place in a map, about. */
const NAME_BYTES = 120;

const WIDTH = MOMENT.length;
const FIRST = 16;

/** The codes of a row of columns that begin with MOMENT. */
export const codesOf = (cells: readonly Uint32Array[], row: number): readonly number[] => [
  cells[0]![row]!,
  cells[1]![row]!,
  cells[2]![row]!,
  cells[3]![row]!,
];

/** What codes of each field of MOMENT stand for, '' for nothing. */
type Texts = readonly ((code: number) => string)[];

const textsOf = (columns: Columns): Texts =>
  MOMENT.map(name => {
    const value = columns.values(name);
    return code => textOf(value(code));
  });

/** One of them as an object, whose id is made when it is asked for: of most nobody does. */
class OneMoment implements Moment {
  readonly user: string;
  readonly ip: string;
  readonly ns: string;
  readonly name: string;
  readonly time: Micros;
  readonly #columns: Columns;
  readonly #event: number;

  constructor(columns: Columns, text: (field: number) => string, time: Micros, event: number) {
    this.user = text(0);
    this.ip = text(1);
    this.ns = text(2);
    this.name = text(3);
    this.time = time;
    this.#columns = columns;
    this.#event = event;
  }

  get id(): EventId {
    return this.#columns.id(this.#event);
  }
}

/** A class because its arrays grow together. */
export class Moments {
  readonly #columns: Columns;
  readonly #texts: Texts;
  #codes = new Uint32Array(FIRST * WIDTH);
  #times = new Float64Array(FIRST);
  #events = new Uint32Array(FIRST);
  #size = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#texts = textsOf(columns);
  }

  get size(): number {
    return this.#size;
  }

  /** Puts a moment at a place, which is one of those that are there or the next. @param codes of MOMENT */
  set(place: number, codes: readonly number[], time: Micros, event: number): void {
    this.#size = Math.max(this.#size, place + 1);
    this.#codes = grown(this.#codes, this.#size * WIDTH);
    this.#times = grown(this.#times, this.#size);
    this.#events = grown(this.#events, this.#size);
    for (let i = 0; i < WIDTH; i++) this.#codes[place * WIDTH + i] = codes[i]!;
    this.#times[place] = time;
    this.#events[place] = event;
  }

  /** Puts a row of columns that begin with MOMENT behind all that is there. */
  push({events, times, cells}: RowColumns, row: number): void {
    this.set(this.#size, codesOf(cells, row), times[row]!, events[row]!);
  }

  time(place: number): Micros {
    return this.#times[place]!;
  }

  /** The value of a field of MOMENT. */
  text(place: number, field: number): string {
    return this.#texts[field]!(this.#codes[place * WIDTH + field]!);
  }

  at(place: number): Moment {
    return new OneMoment(this.#columns, field => this.text(place, field), this.#times[place]!, this.#events[place]!);
  }

  /** All of them, as they were put in. */
  all(): readonly Moment[] {
    return Array.from({length: this.#size}, (_, place) => this.at(place));
  }

  get bytes(): number {
    return this.#codes.byteLength + this.#times.byteLength + this.#events.byteLength;
  }
}

/** Moments by a name, each list in the order in which it was filled. */
export class MomentLists implements Iterable<readonly [string, readonly Moment[]]> {
  readonly #texts: Texts;
  readonly #moments: Moments;
  readonly #lists = new Map<string, number>();
  /** Of each list the first and the last moment and how many there are; behind each moment the next of its list. */
  #ends = new Uint32Array(FIRST * 3);
  #behind = new Uint32Array(FIRST);
  readonly #most: number;

  /** @param most of one list */
  constructor(columns: Columns, most: number) {
    this.#texts = textsOf(columns);
    this.#moments = new Moments(columns);
    this.#most = most;
  }

  /** @param nameOf by the values of MOMENT, which it asks for by their place */
  push(nameOf: (text: (field: number) => string) => string, {events, times, cells}: RowColumns, row: number): void {
    const name = nameOf(field => this.#texts[field]!(cells[field]![row]!));
    const place = this.#moments.size;
    const known = this.#lists.get(name);
    const list = known ?? this.#lists.size;
    if (known === undefined) {
      this.#lists.set(name, list);
      this.#ends = grown(this.#ends, (list + 1) * 3);
      this.#ends[list * 3] = place;
    } else if (this.#ends[list * 3 + 2]! >= this.#most) return;
    this.#moments.set(place, codesOf(cells, row), times[row]!, events[row]!);
    this.#behind = grown(this.#behind, place + 1);
    if (known !== undefined) this.#behind[this.#ends[list * 3 + 1]!] = place;
    this.#ends[list * 3 + 1] = place;
    this.#ends[list * 3 + 2]!++;
  }

  get(name: string): readonly Moment[] | undefined {
    const list = this.#lists.get(name);
    return list === undefined ? undefined : this.#listOf(list);
  }

  #listOf(list: number): readonly Moment[] {
    const count = this.#ends[list * 3 + 2]!;
    let place = this.#ends[list * 3]!;
    return Array.from({length: count}, () => {
      const moment = this.#moments.at(place);
      place = this.#behind[place]!;
      return moment;
    });
  }

  *[Symbol.iterator](): Iterator<readonly [string, readonly Moment[]]> {
    for (const [name, list] of this.#lists) yield [name, this.#listOf(list)];
  }

  get bytes(): number {
    return this.#moments.bytes + this.#ends.byteLength + this.#behind.byteLength + this.#lists.size * NAME_BYTES;
  }
}
