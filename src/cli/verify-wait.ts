// Waiting for an event that a query finds, in a log that is followed.
import type {EventDetail, Row, Source, View} from '../source/source.ts';

/** The newest rows that are looked at for one that is new. */
const LOOKED_AT = 200;
/** So long, in milliseconds, for the answer of a request that was received. */
const ANSWER_MS = 2000;

export type Recorded = {
  /** Its latest stage. */
  readonly detail: EventDetail;
  readonly stages: readonly string[];
};

const newest = async (source: Source, view: View, limit: number): Promise<readonly Row[]> =>
  (await source.rows(view, {order: {field: 'stageTimestamp', descending: true}, limit, cells: []})).rows;

/** Resolves on the next news of the source, or after `ms`. */
function news(source: Source, ms: number): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = source.onChange(done);
    const timer = setTimeout(done, ms);
  });
}

/** Milliseconds that are left. */
export type Deadline = () => number;

export const deadlineIn = (ms: number): Deadline => {
  const end = performance.now() + ms;
  return () => end - performance.now();
};

/** Rows that are there already do not count. */
export async function seen(source: Source, view: View): Promise<ReadonlySet<string>> {
  const rows = await newest(source, view, Number.MAX_SAFE_INTEGER);
  return new Set(rows.map(({id}) => id.place));
}

/** The first row that is not in `before`, or the newest without it; undefined once the time is over. `tick` is called now and then. */
export async function awaited(
  source: Source,
  view: View,
  before: ReadonlySet<string> | undefined,
  left: Deadline,
  tick: () => Promise<void>,
): Promise<Row | undefined> {
  for (;;) {
    const rows = await newest(source, view, LOOKED_AT);
    // Looking back the latest is meant, waiting the first that comes.
    const row = before === undefined ? rows[0] : rows.findLast(({id}) => !before.has(id.place));
    if (row !== undefined) return row;
    if (left() <= 0) return undefined;
    await tick();
    await news(source, Math.min(left(), 500));
  }
}

const isFinal = (stage: string): boolean => stage === 'ResponseComplete' || stage === 'Panic';

/** The event, with its answer where that comes soon: a watch or an exec has none until it ends. */
export async function settled(source: Source, row: Row, wantsAnswer: boolean): Promise<Recorded> {
  const left = deadlineIn(ANSWER_MS);
  for (;;) {
    const related = await source.related(row.id, []);
    const last = wantsAnswer ? (related.at(-1) ?? row) : row;
    if (!wantsAnswer || isFinal(last.id.stage) || left() <= 0) {
      return {detail: await source.event(last.id), stages: related.map(({id}) => id.stage)};
    }
    await news(source, Math.max(1, Math.min(left(), 100)));
  }
}
