// Very many requests as they were counted, in typed arrays: what a log holds of them costs some bytes each, and no object.
import type {Stage} from '../../audit/event.ts';
import type {Micros} from '../../audit/time.ts';
import type {Columns} from '../../source/columns.ts';
import {isEnd, rankOf, type Seen, SomeEvents, stagesSeen} from './seen.ts';

/** Events kept of a row, at most. */
const MOST_EVENTS = 32;

const FIRST = 16;
/** In place of a cell. */
const NONE = 0;

/** Less than double: what is reserved for nothing is held as well. */
const GROWTH = 1.25;

/** As long as it has to be, at least; what is new is 0. */
export function grown<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  old: T,
  size: number,
): T {
  if (size <= old.length) return old;
  const all = new (old.constructor as new (length: number) => T)(Math.max(size, Math.ceil(old.length * GROWTH)));
  all.set(old);
  return all;
}

/** A class because its arrays grow together. Rows have the numbers that whoever fills it gives, from 0 on. */
export class SeenRows {
  readonly #columns: Columns;
  /** Events that ended a request; those that began a stream. */
  #ended = new Uint32Array(FIRST);
  #started = new Uint32Array(FIRST);
  /** Of other stages, by their rank: rules that speak of stages count them. */
  readonly #others = new Map<number, number[]>();
  #from = new Float64Array(FIRST);
  #to = new Float64Array(FIRST);
  #size = 0;
  /** Numbers of events in cells, those of a row in a chain: the first cell of each row, and the one behind each cell. */
  #first = new Uint32Array(FIRST);
  #kept = new Uint8Array(FIRST);
  #event = new Uint32Array(FIRST);
  #behind = new Uint32Array(FIRST);
  #cells = 1;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** Rows are numbered below it. */
  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    return row < this.#size && this.#kept[row] !== 0;
  }

  from(row: number): Micros {
    return this.#from[row]!;
  }

  /** Adds what was counted of one stage. */
  add(
    row: number,
    stage: Stage,
    count: number,
    [from, to]: readonly [from: Micros, to: Micros],
    events: Uint32Array,
  ): void {
    this.#reserve(row + 1);
    const isNew = !this.has(row);
    if (isEnd(stage)) this.#ended[row]! += count;
    else if (stage === 'ResponseStarted') this.#started[row]! += count;
    else this.#addOther(row, rankOf(stage), count);
    this.#from[row] = isNew ? from : Math.min(this.#from[row]!, from);
    this.#to[row] = isNew ? to : Math.max(this.#to[row]!, to);
    // Whatever was added, the row is there.
    if (isNew) this.#kept[row] = 1;
    for (let i = 0; i < events.length && this.#kept[row]! <= MOST_EVENTS; i++) this.#keep(row, events[i]!);
  }

  #addOther(row: number, rank: number, count: number): void {
    const counts = this.#others.get(row) ?? [];
    counts[rank] = (counts[rank] ?? 0) + count;
    this.#others.set(row, counts);
  }

  #keep(row: number, event: number): void {
    const cell = this.#cells++;
    this.#event = grown(this.#event, this.#cells);
    this.#behind = grown(this.#behind, this.#cells);
    this.#event[cell] = event;
    this.#behind[cell] = this.#first[row]!;
    this.#first[row] = cell;
    this.#kept[row]!++;
  }

  #reserve(size: number): void {
    this.#size = Math.max(this.#size, size);
    this.#ended = grown(this.#ended, size);
    this.#started = grown(this.#started, size);
    this.#from = grown(this.#from, size);
    this.#to = grown(this.#to, size);
    this.#first = grown(this.#first, size);
    this.#kept = grown(this.#kept, size);
  }

  /** What was seen of a row, as an object. */
  seen(row: number): Seen {
    const stages = stagesSeen(this.#others.get(row), this.#started[row]!, this.#ended[row]!);
    const events: number[] = [];
    for (let cell = this.#first[row]!; cell !== NONE; cell = this.#behind[cell]!) events.push(this.#event[cell]!);
    const samples = [new SomeEvents(this.#columns, events.reverse())];
    return {stages, from: this.#from[row]!, to: this.#to[row]!, samples};
  }

  get bytes(): number {
    const arrays = [
      this.#ended,
      this.#started,
      this.#from,
      this.#to,
      this.#first,
      this.#kept,
      this.#event,
      this.#behind,
    ];
    return arrays.reduce((sum, {byteLength}) => sum + byteLength, 0);
  }
}
