// Which files, and which bytes of a file, cannot matter when only some time is asked for. All of it errs on the side of reading:
// a log is in the order of its stageTimestamps only nearly, and in batch mode events are written up to half a minute late.
import {gunzipSync, constants as zlib} from 'node:zlib';
import {formatMicroTime, type Micros, parseMicroTime} from '../audit/time.ts';
import type {HeldFile} from './held-file.ts';
import {readAt} from './input.ts';
import {framingOf} from './lines.ts';
import {readRecord} from './record.ts';

/** Both ends included. */
export type Span = {readonly since?: Micros | undefined; readonly until?: Micros | undefined};

/** How far a file may be out of order. */
const SLACK: Micros = 60e6;

const HEAD = 64 * 1024;
/** Read around each end of the range for nothing, at most. */
const GRAIN = 2 ** 20;
/** Longest stretch in which an event with a time is looked for. */
const FAR = 8 * 2 ** 20;
/** Parts of a file at whose borders it is asked for the time. */
const PLACES = 8;
/** Records that are looked at for one with a time. */
const TRIES = 200;

const second = (time: Micros) => `${formatMicroTime(time).slice(0, 19)}Z`;

export const isAsked = ({since, until}: Span): boolean => since !== undefined || until !== undefined;

/** Why a file of which all events are before `end` need not be read, if so. */
export const endsBefore = (end: Micros | undefined, {since}: Span): string | undefined =>
  end !== undefined && since !== undefined && end + SLACK < since
    ? `it ends at ${second(end)}, before the time asked for`
    : undefined;

/** Why a file of which all events are after `begin` need not be read, if so. */
export const beginsAfter = (begin: Micros | undefined, {until}: Span): string | undefined =>
  begin !== undefined && until !== undefined && begin - SLACK > until
    ? `it begins at ${second(begin)}, after the time asked for`
    : undefined;

function timeOf(line: string): Micros | undefined {
  const times = readRecord(line).items.flatMap(({stageTimestamp}) => parseMicroTime(stageTimestamp ?? '') ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

async function part(file: HeldFile, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, await readAt(file, bytes, from));
}

/** stageTimestamp of the first event, if it is near the beginning. */
export async function firstTime(file: HeldFile, isGzip: boolean): Promise<Micros | undefined> {
  const head = await part(file, 0, HEAD);
  const text = (isGzip ? unpacked(head) : head).toString('utf8');
  const lines = text.split('\n', TRIES);
  for (const line of lines) {
    const time = timeOf(line);
    if (time !== undefined) return time;
  }
  return undefined;
}

function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, {finishFlush: zlib.Z_SYNC_FLUSH});
  } catch {
    return Buffer.alloc(0);
  }
}

/** The latest stageTimestamp near the end. */
async function lastTime(file: HeldFile, size: number): Promise<Micros | undefined> {
  for (let length = HEAD; ; length *= 4) {
    const from = Math.max(0, size - length);
    const lines = (await part(file, from, size - from)).toString('utf8').split('\n');
    const times = (from === 0 ? lines : lines.slice(1)).flatMap(line => timeOf(line) ?? []);
    if (times.length > 0) return times.reduce((a, b) => Math.max(a, b));
    if (from === 0 || length >= FAR) return undefined;
  }
}

type Probe = {readonly start: number; readonly time: Micros};

/** Finds the range of a file by asking a few places for their times. */
class Bisection {
  readonly #file: HeldFile;
  readonly #size: number;
  readonly #probes: Probe[] = [];

  constructor(file: HeldFile, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /**
   * The last record known to be before the first one that `isPast`, and the first one known to be past it. `undefined` for either
   * if there is none such; for both if the file does not say.
   */
  async border(isPast: (time: Micros) => boolean): Promise<{before?: number; past?: number} | undefined> {
    let [low, high] = [0, this.#size];
    let found: {before?: number; past?: number} = {};
    while (high - low > GRAIN) {
      const middle = Math.floor((low + high) / 2);
      const probe = await this.#probe(middle);
      if (probe === undefined) return undefined;
      if (isPast(probe.time)) {
        high = middle;
        found = {...found, past: probe.start};
      } else {
        low = probe.start + 1;
        found = {...found, before: probe.start};
      }
    }
    return found;
  }

  /** Asks places all over the file. */
  async survey(): Promise<readonly Micros[]> {
    for (let n = 1; n < PLACES; n++) await this.#probe(Math.floor((n / PLACES) * this.#size));
    return this.#probes.map(({time}) => time);
  }

  /** Whether times never went back from one probe to a later one. */
  get isOrdered(): boolean {
    const probes = this.#probes.toSorted((a, b) => a.start - b.start);
    return probes.every((probe, i) => i === 0 || probe.time >= probes[i - 1]!.time - SLACK);
  }

  /** The first record with a time that begins at or after `at`. */
  async #probe(at: number): Promise<Probe | undefined> {
    const from = Math.max(0, at - 1);
    for (let length = HEAD; length <= FAR; length *= 4) {
      const bytes = await part(this.#file, from, Math.min(length, this.#size - from));
      const probe = firstProbe(bytes, from);
      if (probe !== undefined) {
        this.#probes.push(probe);
        return probe;
      }
      if (from + length >= this.#size) return undefined;
    }
    return undefined;
  }
}

/** Of the whole lines in `bytes`, which are those at `from`. */
function firstProbe(bytes: Buffer, from: number): Probe | undefined {
  let start = from === 0 ? 0 : bytes.indexOf(10) + 1;
  if (start === 0 && from > 0) return undefined;
  for (let n = 0; n < TRIES; n++) {
    const end = bytes.indexOf(10, start);
    if (end === -1) return undefined;
    const time = timeOf(bytes.toString('utf8', start, end));
    if (time !== undefined) return {start: from + start, time};
    start = end + 1;
  }
  return undefined;
}

/** Times between which all events of a plain file are; `undefined` where it does not say. `first` is its first time. */
export async function extentOf(
  file: HeldFile,
  size: number,
  first: Micros | undefined,
): Promise<{readonly from: Micros | undefined; readonly to: Micros | undefined}> {
  const last = await lastTime(file, size);
  if (first === undefined || last === undefined) return {from: undefined, to: undefined};
  // The clock may have been set back in between.
  const times = [first, last, ...(await new Bisection(file, size).survey())];
  return {from: Math.min(...times), to: Math.max(...times)};
}

/** The bytes of a plain file that may hold events of `span`: begins and ends between records. */
export async function rangeOf(
  file: HeldFile,
  size: number,
  {since, until}: Span,
): Promise<{readonly start: number; readonly end: number}> {
  const whole = {start: 0, end: size};
  if (framingOf((await part(file, 0, HEAD)).toString('utf8')) !== 'lines') return whole;
  const bisection = new Bisection(file, size);
  const first = since === undefined ? {} : await bisection.border(time => time >= since - SLACK);
  const last = until === undefined ? {} : await bisection.border(time => time > until + SLACK);
  await bisection.survey();
  if (!bisection.isOrdered) return whole;
  const [start, end] = [first?.before ?? 0, last?.past ?? size];
  return start <= end ? {start, end} : whole;
}

/** Past the last newline before `size`; 0 if there is none. */
export async function lastLineEnd(file: HeldFile, size: number): Promise<number> {
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - HEAD);
    const newline = (await part(file, from, end - from)).lastIndexOf(10);
    if (newline !== -1) return from + newline + 1;
    end = from;
  }
  return 0;
}
