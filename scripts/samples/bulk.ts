// Large logs for benchmarks, with the sizes and cardinalities of a busy cluster. Events are put together from strings that
// are already JSON: encoding each from objects would take minutes. The same seed and size give the same bytes.
import {closeSync, openSync, writeSync} from 'node:fs';
import type {Micros} from '../../src/audit/time.ts';
import {LONGEST, requests} from './bulk-request.ts';
import {at, MS, SECOND} from './cluster.ts';
import {Random} from './random.ts';
import type {Line} from './record.ts';

/** `metadata`: no bodies, about 1 KB an event. `mixed`: a quarter of the events have bodies, some of 200 KB. */
export const MIXES = ['metadata', 'mixed'] as const;
export type Mix = (typeof MIXES)[number];

/** The size is reached or passed by less than one event. */
export type BulkOptions = {
  readonly path: string;
  readonly seed: number;
  readonly mix: Mix;
} & ({readonly bytes: number} | {readonly events: number});

/** Requests a second, on average. */
const RATE = 130;
const STEP: Micros = SECOND / RATE;
const START = at('06:00:00');
/** As in real logs: one line in a hundred is written late, by less than this. */
const LATE_SHARE = 0.01;
const LATEST: Micros = 70 * MS;
const WRITE_BUFFER_BYTES = 1 << 20;

/** Lines that are still to be written, by the step in which they fall: near ones in a ring, the ends of watches in a map. */
class Schedule {
  readonly #ring: Line[][] = Array.from({length: Math.ceil((LONGEST + LATEST) / STEP) + 2}, () => []);
  readonly #far = new Map<number, Line[]>();

  /** `time` must not lie before the step that was taken last. */
  put(time: Micros, line: Line, now: number): void {
    const step = Math.floor((time - START) / STEP);
    if (step - now < this.#ring.length) this.#ring[step % this.#ring.length]!.push({time, text: line.text});
    else if (this.#far.has(step)) this.#far.get(step)!.push({time, text: line.text});
    else this.#far.set(step, [{time, text: line.text}]);
  }

  /** The lines of one step in order of time; they are forgotten here. */
  take(step: number): Line[] {
    const near = this.#ring[step % this.#ring.length]!;
    const lines = [...near, ...(this.#far.get(step) ?? [])];
    near.length = 0;
    this.#far.delete(step);
    return lines.sort((a, b) => a.time - b.time);
  }
}

/**
 * Writes a log of at least `bytes`, or of `events`, to `path`, replacing what is there.
 * @returns what was written. Throws the system's error if the file cannot be.
 */
export function bulk(options: BulkOptions): {readonly events: number; readonly bytes: number} {
  const random = new Random(`bulk ${options.seed} ${options.mix}`);
  const next = requests(options.mix, random);
  const schedule = new Schedule();
  const maxBytes = 'bytes' in options ? options.bytes : Number.POSITIVE_INFINITY;
  const maxEvents = 'events' in options ? options.events : Number.POSITIVE_INFINITY;

  const file = openSync(options.path, 'w');
  let events = 0;
  let bytes = 0;
  let buffered = '';
  const flush = () => {
    // All of it is ASCII, so a character is a byte.
    const chunk = Buffer.from(buffered, 'latin1');
    for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
    buffered = '';
  };
  const isFull = () => bytes >= maxBytes || events >= maxEvents;

  try {
    for (let step = 0; !isFull(); step++) {
      const received = START + Math.ceil(step * STEP) + Math.floor(random.unit() * (STEP - 1));
      for (const line of next(received)) {
        const late = random.chance(LATE_SHARE) ? random.int(0, LATEST) : 0;
        schedule.put(line.time + late, line, step);
      }
      for (const {text} of schedule.take(step)) {
        if (isFull()) break;
        events++;
        bytes += text.length;
        buffered += text;
      }
      if (buffered.length >= WRITE_BUFFER_BYTES) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return {events, bytes};
}
