// What was read of each input, and what that says about the log as a whole: gaps between its files, and overlaps.
import {formatMicroTime, formatTook, type Micros} from '../audit/time.ts';
import type {OpenInput} from '../ingest/read.ts';
import type {ScannedChunk} from './chunk.ts';

export type InputState = 'reading' | 'read' | 'following';

export type InputStats = {
  readonly name: string;
  readonly kind: OpenInput['kind'];
  readonly set: string | undefined;
  bytes: number;
  lines: number;
  events: number;
  readonly forms: Map<string, number>;
  /** Infinity and -Infinity without events. */
  from: Micros;
  to: Micros;
  state: InputState;
};

export type Oddity = {
  readonly kind: 'gap' | 'overlap';
  readonly text: string;
  /** Of a gap the last time before it and the first after it. */
  readonly from?: Micros;
  readonly to?: Micros;
};

/** Between the files of one log, less is nothing to speak of: out of order by so much is normal, too. */
const SLACK: Micros = 60e6;

const second = (time: Micros) => `${formatMicroTime(time).slice(0, 19)}Z`;

export class InputLog {
  readonly #stats = new Map<OpenInput, InputStats>();

  of(input: OpenInput): InputStats {
    const known = this.#stats.get(input);
    if (known !== undefined) return known;
    const {kind, set} = input;
    const stats: InputStats = {
      get name() {
        return input.name;
      },
      kind,
      set,
      bytes: 0,
      lines: 0,
      events: 0,
      forms: new Map(),
      from: Number.POSITIVE_INFINITY,
      to: Number.NEGATIVE_INFINITY,
      state: 'reading',
    };
    this.#stats.set(input, stats);
    return stats;
  }

  add(input: OpenInput, chunk: ScannedChunk): void {
    const stats = this.of(input);
    stats.lines += chunk.newlines;
    stats.events += chunk.rows;
    for (const [form, count] of chunk.forms) stats.forms.set(form, (stats.forms.get(form) ?? 0) + count);
    for (let i = 0; i < chunk.rows; i++) {
      const time = chunk.stageTime[i]!;
      if (time === Number.NEGATIVE_INFINITY) continue;
      if (time < stats.from) stats.from = time;
      if (time > stats.to) stats.to = time;
    }
  }

  /** Each input with its numbers. */
  entries(): readonly (readonly [OpenInput, InputStats])[] {
    return [...this.#stats];
  }

  all(): readonly InputStats[] {
    return [...this.#stats.values()];
  }

  /** Between the files of one rotated log that have been read whole, and between logs, such as those of several nodes. */
  oddities(): readonly Oddity[] {
    const all = this.all().filter(({set, events}) => set !== undefined && events > 0);
    const sets = [...Map.groupBy(all, ({set}) => set!).entries()];
    const within = sets.flatMap(([, set]) => {
      const files = set.filter(({state}) => state !== 'reading').toSorted((a, b) => a.from - b.from);
      return files.slice(1).flatMap((file, i) => between(lastOf(files.slice(0, i + 1)), file));
    });
    return all.some(({state}) => state === 'reading') ? within : [...within, ...among(sets.map(extentOf))];
  }
}

type Extent = {readonly name: string; readonly from: Micros; readonly to: Micros};

const firstOf = <T extends Extent>(some: readonly T[]): T => some.reduce((a, b) => (b.to < a.to ? b : a));
const lastOf = <T extends Extent>(some: readonly T[]): T => some.reduce((a, b) => (b.to > a.to ? b : a));

const extentOf = ([name, files]: readonly [string, readonly InputStats[]]): Extent => ({
  name,
  from: files.reduce((from, file) => Math.min(from, file.from), Number.POSITIVE_INFINITY),
  to: lastOf(files).to,
});

/** What several logs cover together. Two without a time in common are of different days, or the clock of a node is wrong. */
function among(logs: readonly Extent[]): readonly Oddity[] {
  const timed = logs.filter(({from, to}) => from <= to);
  if (timed.length < 2) return [];
  const first = firstOf(timed);
  const last = timed.reduce((a, b) => (b.from > a.from ? b : a));
  const common = first.to - last.from;
  const text =
    common < 0
      ? `${first.name} ends ${formatTook(-common)} before ${last.name} begins: are they from different times, or is the clock of a node wrong?`
      : `the ${timed.length} logs have the time from ${second(last.from)} to ${second(first.to)} in common`;
  return [{kind: 'overlap', text}];
}

function between(earlier: Extent, later: Extent): readonly Oddity[] {
  const quiet = later.from - earlier.to;
  if (quiet > SLACK) {
    const text = `nothing for ${formatTook(quiet)} from ${second(earlier.to)}, between ${earlier.name} and ${later.name}`;
    return [{kind: 'gap', text, from: earlier.to, to: later.from}];
  }
  if (quiet < -SLACK) {
    const text = `${earlier.name} and ${later.name} overlap by ${formatTook(-quiet)} from ${second(later.from)}: was the clock set back?`;
    return [{kind: 'overlap', text}];
  }
  return [];
}
