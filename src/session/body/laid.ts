// Bodies on their way to being laid out: the first lines are there at once, the rest comes between keys or when it is asked for.
// The last few are kept, so that going back and forth between two ways to see a body does not lay it out again.
import {isComing} from '../../audit/coming.ts';
import type {Json} from '../../audit/event.ts';
import type {Work} from '../slices.ts';
import {type Laying, layBody} from './body.ts';
import type {BodyLine, BodyOptions} from './types.ts';

/** Lines that are made when they are asked for, however few are there: two milliseconds. Small bodies are whole with it. */
const AT_ONCE = 2000;

/** The same of a body that is still coming, whose values have to be read and masked for it: some screens. */
const AT_ONCE_COMING = 400;

/** Steps that may bring no line for it, where lines wait for a body that is still coming. */
const IDLE_AT_ONCE = 32;

/** A class because the lines and what is left to do change together. */
export class Laid implements Work {
  readonly #laying: Laying;
  #done = false;

  constructor(value: Json, options: BodyOptions) {
    this.#laying = layBody(value, options);
    this.reach(isComing(value) ? AT_ONCE_COMING : AT_ONCE);
  }

  /** As far as they are there; they only become more. */
  get lines(): readonly BodyLine[] {
    return this.#laying.rows.lines;
  }

  get total(): number {
    return this.#laying.rows.lines.length;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Whether a line stands for more than it shows, as far as it is known. */
  get hasFolds(): boolean {
    return this.#laying.rows.hasFolds;
  }

  readonly run = (end: number): void => {
    while (!this.#done && performance.now() < end) this.#step();
  };

  /** Has the first `count` lines, unless that are too many more than there are. */
  reach(count: number): void {
    const most = Math.min(count, this.total + AT_ONCE);
    for (let idle = 0; !this.#done && this.total < most && idle < IDLE_AT_ONCE; ) {
      const before = this.total;
      this.#step();
      if (this.total === before) idle++;
    }
  }

  #step(): void {
    this.#done = this.#laying.steps.next().done === true;
  }
}

/** A line with its spans and what it knows of its value, as measured on bodies of many short lines. */
const BYTES_A_LINE = 320;
/** Of all that is kept, the newest left out. */
export const MOST_BYTES = 64 * 1024 * 1024;
const MOST_KEPT = 8;

type Kept = {readonly value: Json; readonly options: BodyOptions; readonly laid: Laid};
/** The one asked for last comes first. */
let kept: readonly Kept[] = [];

const sameOptions = (a: BodyOptions, b: BodyOptions): boolean =>
  a.format === b.format && a.wrap === b.wrap && a.folded === b.folded && a.unfolded === b.unfolded;

/** How much is held for bodies that are not the one asked for last, in bytes. */
export const bytesKept = (): number => kept.slice(1).reduce((sum, {laid}) => sum + laid.total * BYTES_A_LINE, 0);

/** The lines of `value`; the same object for the same value and options, while it is kept. */
export function laidBody(value: Json, options: BodyOptions): Laid {
  const known = kept.find(each => each.value === value && sameOptions(each.options, options));
  if (known !== undefined && known === kept[0]) return known.laid;
  const entry = known ?? {value, options, laid: new Laid(value, options)};
  kept = [entry, ...kept.filter(each => each !== known)].slice(0, MOST_KEPT);
  while (kept.length > 1 && bytesKept() > MOST_BYTES) kept = kept.slice(0, -1);
  return entry.laid;
}

/** Once an event is left nothing of it is held here. */
export const forgetBodies = (): void => {
  kept = [];
};
