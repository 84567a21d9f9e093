// Terms that need the event itself: bodies, arbitrary paths, free text. Events are read again from where they lie, newest
// block first, within a given patience; what is known is remembered, so that asking again goes on where it stopped.

import type {Block} from '../ingest/block.ts';
import {readRecord} from '../ingest/record.ts';
import type {Expr} from '../query/ast.ts';
import {compileMatcher, textPrefilter} from '../query/evaluate.ts';
import type {Term} from './filter.ts';
import {emptySet, forEachRow, intersect, type RowId, type RowSet, resized, subtract} from './row-set.ts';
import type {Table} from './table.ts';

/** Three-valued: rows in neither set do not match. */
export type Answer = {readonly yes: RowSet; readonly unknown: RowSet};

/** Says when to stop working and answer with what there is. */
export type Deadline = {readonly isBounded: boolean; readonly passed: () => boolean};

const decoder = new TextDecoder();

/** Rows looked at between two looks at the clock. */
const STRIDE = 16;

/** Where fewer than one row in so many is asked for, rows are read one by one instead of the whole block. */
const SPARSE = 8;

/** How the API server begins an event. In other forms the event is not what stands in the line, so the line rejects nothing. */
const AS_WRITTEN = '{"kind":"Event"';

/** `question` is the number of the last one that asked for it. */
type Known = {looked: RowSet; yes: RowSet; question: number};

/** So many terms are remembered whatever they are, and those of so many of the latest questions, which may have more. */
const REMEMBERED = 8;

/** One record, parsed once for all its items. */
export class RecordReader {
  readonly #table: Table;
  #block = -1;
  #length = 0;
  #bytes: Uint8Array | undefined;
  #recordKey = '';
  #record: ReturnType<typeof readRecord> | undefined;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The text of the record of `row`. `dense`: many rows of this block will be read. */
  text(row: RowId, dense: boolean): string {
    const place = this.#table.place(row);
    const block = this.#table.blockOf(row);
    const bytes = dense ? this.#whole(block, place.block) : undefined;
    const record = bytes?.subarray(place.offset, place.offset + place.length);
    return decoder.decode(record ?? place.block.read(place.offset, place.offset + place.length));
  }

  /** All bytes of a block; undefined if only parts of it can be read. */
  #whole(number: number, block: Block): Uint8Array | undefined {
    // A block that is followed grows.
    if (this.#block === number && this.#length === block.length) return this.#bytes;
    this.#block = number;
    this.#length = block.length;
    try {
      // A copy: what a block gives is shared, and slice() of a Buffer would be too.
      this.#bytes = new Uint8Array(block.read());
    } catch {
      this.#bytes = undefined;
    }
    return this.#bytes;
  }

  event(row: RowId, text: string) {
    const place = this.#table.place(row);
    const key = `${this.#table.blockOf(row)}:${place.offset}`;
    if (key !== this.#recordKey || this.#record === undefined) {
      this.#record = readRecord(text, this.#table.near(row));
      this.#recordKey = key;
    }
    return this.#record.items[place.item];
  }
}

/** Told once a block whose rows cannot be searched any more, and why. */
export type OnUnreadable = (block: number, reason: string) => void;

export class EventSearch {
  readonly #table: Table;
  readonly #onUnreadable: OnUnreadable;
  readonly #unreadable = new Set<number>();
  readonly #known = new Map<string, Known>();
  readonly #reader: RecordReader;
  /** Each question has a deadline of its own. */
  #deadline: Deadline | undefined;
  #question = 0;

  constructor(table: Table, onUnreadable: OnUnreadable = () => undefined) {
    this.#table = table;
    this.#onUnreadable = onUnreadable;
    this.#reader = new RecordReader(table);
  }

  /** The rows of `care` that satisfy `term`. Works until `deadline` has passed. Rows that cannot be read are not among them. */
  look(term: Term, care: RowSet, deadline: Deadline, newestFirst: readonly number[]): Answer {
    if (deadline !== this.#deadline) this.#question++;
    this.#deadline = deadline;
    const known = this.#knownOf(term, care.size);
    let todo = subtract(care, known.looked);
    const test = this.#tester(term);
    for (const block of newestFirst) {
      if (deadline.passed()) break;
      this.#searchBlock(block, todo, test, known, deadline);
    }
    todo = subtract(care, known.looked);
    return {yes: intersect(care, known.yes), unknown: todo};
  }

  /** Forgets terms that nobody has asked for in a while: never those of a question that is still being asked. */
  #knownOf(term: Term, size: number): Known {
    const key = JSON.stringify(term);
    const old = this.#known.get(key);
    const known =
      old === undefined
        ? {looked: emptySet(size), yes: emptySet(size), question: this.#question}
        : {looked: resized(old.looked, size), yes: resized(old.yes, size), question: this.#question};
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const [oldest, {question}] of this.#known) {
      if (this.#known.size <= REMEMBERED || question > this.#question - REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return known;
  }

  #tester(term: Expr): (row: RowId, dense: boolean) => boolean {
    const matches = compileMatcher(term);
    const quick = textPrefilter(term);
    return (row, dense) => {
      const text = this.#reader.text(row, dense);
      if (text.startsWith(AS_WRITTEN) && quick?.rejects(text)) return false;
      const event = this.#reader.event(row, text);
      return event !== undefined && matches(event);
    };
  }

  #searchBlock(
    block: number,
    todo: RowSet,
    test: (row: RowId, dense: boolean) => boolean,
    known: Known,
    deadline: Deadline,
  ): void {
    const rows: RowId[] = [];
    let bytes = 0;
    const [from, to] = this.#table.rowsOfBlock(block);
    forEachRow(
      todo,
      row => {
        rows.push(row);
        bytes += this.#table.place(row).length;
      },
      from,
      Math.min(to, todo.size),
    );
    if (rows.length === 0) return;
    const dense = bytes * SPARSE > this.#table.blocks[block]!.length;
    for (let i = rows.length - 1; i >= 0; i--) {
      if (i % STRIDE === 0 && deadline.passed()) return;
      const row = rows[i]!;
      const word = row >>> 5;
      if (this.#passes(row, block, dense, test)) known.yes.words[word]! |= 1 << (row & 31);
      known.looked.words[word]! |= 1 << (row & 31);
    }
  }

  #passes(row: RowId, block: number, dense: boolean, test: (row: RowId, dense: boolean) => boolean): boolean {
    try {
      return test(row, dense);
    } catch (error) {
      if (!this.#unreadable.has(block))
        this.#onUnreadable(block, error instanceof Error ? error.message : String(error));
      this.#unreadable.add(block);
      return false;
    }
  }
}
