// How much a log holds and how fast it grows, from the names, sizes and ends of its files: nothing is read but a first and a last event.
import {basename, dirname, join} from 'node:path/posix';
import {constants, gunzipSync} from 'node:zlib';
import {fieldOf} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {readRecord} from '../ingest/record.ts';
import {rotationsOf} from '../ingest/rotated.ts';
import type {Root} from './root.ts';

/** Where an event is looked for at an end of a file; then so much of it once more. */
const LOOK = [256 << 10, 8 << 20] as const;

export type LogFile = {
  readonly path: string;
  readonly size: number;
  readonly isPacked: boolean;
};

export type Measured = {
  /** The log itself first, if it is there, then what was rotated from it, newest first. */
  readonly files: readonly LogFile[];
  /** Bytes on disk. */
  readonly bytes: number;
  /** stageTimestamp of the first event of the oldest file, and of the last of the newest. */
  readonly first?: Micros;
  readonly last?: Micros;
  /** Bytes an hour before compression, from files that are not compressed. Absent where they span less than a minute. */
  readonly bytesPerHour?: number;
  /** How many times smaller compression makes it, where there are compressed files. */
  readonly packing?: number;
};

const MINUTE = 60e6;
const HOUR = 3600e6;

/** Of a log that has no file: nothing. */
export function measure(root: Root, log: string): Measured {
  const files = filesOf(root, log);
  const plain = files.filter(({isPacked, size}) => !isPacked && size > 0);
  const oldest = firstOf(files.toReversed(), file => firstEvent(root, file));
  const last = firstOf(plain, file => lastEvent(root, file));
  const from = firstOf(plain.toReversed(), file => firstEvent(root, file));
  const bytes = plain.reduce((sum, {size}) => sum + size, 0);
  const packing = packingOf(root, files);
  return {
    files,
    bytes: files.reduce((sum, {size}) => sum + size, 0),
    ...(oldest === undefined ? {} : {first: oldest}),
    ...(last === undefined ? {} : {last}),
    ...(from === undefined || last === undefined || last - from < MINUTE
      ? {}
      : {bytesPerHour: (bytes / (last - from)) * HOUR}),
    ...(packing === undefined ? {} : {packing}),
  };
}

function firstOf<T, R>(items: readonly T[], read: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const value = read(item);
    if (value !== undefined) return value;
  }
  return undefined;
}

function filesOf(root: Root, log: string): readonly LogFile[] {
  const directory = dirname(log);
  const listed = root.list(directory);
  if (!listed.ok) return [];
  const rotated = rotationsOf(basename(log), listed.value).map(({name}) => name);
  return [basename(log), ...rotated].flatMap(name => {
    const path = join(directory, name);
    const stat = root.stat(path);
    if (!stat.ok || stat.value.kind !== 'file') return [];
    return [{path, size: stat.value.size, isPacked: name.endsWith('.gz')}];
  });
}

const timeOf = (line: string): Micros | undefined => {
  const [event] = readRecord(line).items;
  const time = event === undefined ? undefined : fieldOf('stageTimestamp').read(event);
  return typeof time === 'number' ? time : undefined;
};

function firstEvent(root: Root, {path, isPacked}: LogFile): Micros | undefined {
  for (const length of LOOK) {
    const read = root.readBytes(path, 0, length);
    if (!read.ok) return undefined;
    const text = (isPacked ? unpackedHead(read.value) : read.value).toString('utf8');
    const time = firstOf(text.split('\n').slice(0, 50), timeOf);
    if (time !== undefined || read.value.length < length) return time;
  }
  return undefined;
}

function lastEvent(root: Root, {path}: LogFile): Micros | undefined {
  for (const length of LOOK) {
    const read = root.readBytes(path, -length, length);
    if (!read.ok) return undefined;
    // What comes before the first newline may be the rest of a line.
    const lines = read.value.toString('utf8').split('\n');
    const whole = read.value.length < length ? lines : lines.slice(1);
    const time = firstOf(whole.toReversed().slice(0, 50), timeOf);
    if (time !== undefined || read.value.length < length) return time;
  }
  return undefined;
}

function unpackedHead(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, {finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 << 20});
  } catch {
    return Buffer.alloc(0);
  }
}

/** gzip notes at its end how long the content was, modulo 4 GiB (RFC 1952). */
function packingOf(root: Root, files: readonly LogFile[]): number | undefined {
  const packed = files.filter(({isPacked, size}) => isPacked && size > 18).slice(0, 5);
  let [before, after] = [0, 0];
  for (const {path, size} of packed) {
    const tail = root.readBytes(path, -4, 4);
    if (!tail.ok || tail.value.length < 4) continue;
    const length = tail.value.readUInt32LE(0);
    if (length < size) continue;
    before += length;
    after += size;
  }
  return after === 0 ? undefined : before / after;
}
