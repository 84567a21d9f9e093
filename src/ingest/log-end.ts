// Where a log ends in time, without reading it: what "15m ago" counts from when parts of it are to be left out unread.
import type {Micros} from '../audit/time.ts';
import {type FindOptions, findInputs} from './find.ts';
import type {OpenInput} from './input.ts';
import {extentOf} from './span.ts';

const isRotated = (input: OpenInput): boolean => input.set !== undefined && input.set !== input.name;

/** Of one input; `undefined` if that takes reading it: a stream, a compressed file whose name does not say it. */
async function endOf({bytes, kind, rotatedAt}: OpenInput): Promise<Micros | undefined> {
  if (bytes.from === 'stream' || kind !== 'plain') return rotatedAt;
  // Any first time will do: the clock may have been set back, then the survey of the file finds the latest.
  return (await extentOf(bytes.file, bytes.size, 0)).to;
}

/**
 * The newest stageTimestamp of what is at `paths`, or a little after it. What was rotated from a log is older than the log.
 * @returns undefined where one of them does not tell. Never throws.
 */
export async function logEnd(
  paths: readonly string[],
  options: Pick<FindOptions, 'stdin'> = {},
): Promise<Micros | undefined> {
  if (paths.includes('-')) return undefined;
  const {inputs} = await findInputs(paths, {...options, rotated: false});
  try {
    const ends: (Micros | undefined)[] = [];
    for (const input of inputs) {
      const end = await endOf(input).catch(() => undefined);
      if (end !== undefined || !isRotated(input)) ends.push(end);
    }
    const known = ends.filter(end => end !== undefined);
    return known.length < ends.length || known.length === 0 ? undefined : Math.max(...known);
  } finally {
    for (const input of inputs) await input.close();
  }
}
