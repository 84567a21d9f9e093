// The rotated files of a log that is followed, as they are at one moment: names move while they are looked at.
import type {Stats} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {gunzipSync, constants as zlib} from 'node:zlib';
import {codeOf} from './blocks.ts';
import {complaintAbout, problemOf} from './complaint.ts';
import {type FileId, HeldFile} from './held-file.ts';
import {readAt} from './input.ts';
import type {Problem} from './problems.ts';
import {isGzip} from './read-stream.ts';
import {withoutPacking} from './rotated.ts';
import {type Member, rotatedBeside} from './siblings.ts';
import type {Content} from './sniff.ts';

/** So many bytes of a file, compressed or not, are enough for its marks. */
const HEAD = 16 * 1024;
/** Looks at names that move, and milliseconds between them. */
const TRIES = 6;
const TRIES_MS = 3;

export type Seen = Member & {
  readonly id: FileId;
  /** Of a file whatever its name: an inode is used again. */
  readonly key: string;
  readonly mtimeMs: number;
  readonly size: number;
};

/** Names were moved while they were looked at. */
class Moved extends Error {}

/** A rotated file cannot be read; what is after it can. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** Something has the name of a log that is followed. */
export function noFile(path: string, stats: Stats): Problem {
  const what = stats.isDirectory() ? 'a directory' : 'no file';
  return problemOf('NOT_READABLE', path, `${path} is ${what} by now: it is followed again once it is a file.`);
}

/** A file of a log that may not, or cannot, be opened. */
export function denied(path: string, code: string): Problem {
  if (code === 'EACCES' || code === 'EPERM') {
    return problemOf('NO_PERMISSION', path, `No permission to read ${path}: run it with sudo.`);
  }
  const why = code === 'ELOOP' ? 'is a symbolic link that leads in a circle' : `cannot be opened (${code})`;
  return problemOf('NOT_READABLE', path, `${path} ${why}.`);
}

function keyOf(path: string, {dev, ino, birthtimeMs, mtimeMs, size}: Stats): string {
  // A packed file never grows.
  const written = withoutPacking(path) === path ? '' : `:${mtimeMs}:${size}`;
  return `${dev}:${ino}:${birthtimeMs}${written}`;
}

async function seenOf(member: Member): Promise<(Seen & {readonly isFile: boolean}) | undefined> {
  const stats = await stat(member.path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const {dev, ino, mtimeMs, size} = stats;
  return {...member, id: {dev, ino}, key: keyOf(member.path, stats), mtimeMs, size, isFile: stats.isFile()};
}

/** All members at one moment, newest first: as soon as two looks in a row see the same, names were not being moved meanwhile. */
async function membersOf(path: string): Promise<readonly Seen[]> {
  let before = '';
  for (let tries = 1; ; tries++) {
    const members = await rotatedBeside(path).catch(() => []);
    const seen = (await Promise.all(members.map(seenOf))).filter(one => one !== undefined);
    const now = seen.map(({path: at, key}) => `${at} ${key}`).join('\n');
    if ((now === before && seen.length === members.length) || seen.length + members.length === 0 || tries === TRIES) {
      return seen.filter(({isFile}) => isFile);
    }
    if (tries > 1) await sleep(TRIES_MS);
    before = now;
  }
}

/** Does `act` with the members of the log at `path`, anew if names moved meanwhile; undefined if they do not stop to. */
export async function withMembers<T>(
  path: string,
  act: (members: readonly Seen[]) => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await act(await membersOf(path));
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await sleep(TRIES_MS);
    }
  }
  return undefined;
}

const OTHER_PACKING: readonly (readonly [ending: string, content: Content])[] = [
  ['.zst', 'zstd'],
  ['.bz2', 'bzip2'],
  ['.xz', 'xz'],
];

/** By what it is compressed, if not by gzip: then nothing can be read of it. */
export const otherPacking = ({path}: Member): Content | undefined =>
  OTHER_PACKING.find(([ending]) => path.endsWith(ending))?.[1];

/** @throws Refused if it is not to be read; an internal error that `withMembers` takes if it has another name by now. */
export async function openMember(member: Seen): Promise<HeldFile> {
  const packing = otherPacking(member);
  if (packing !== undefined) throw new Refused(complaintAbout(member.path, {content: packing})!);
  let file: HeldFile;
  try {
    file = await HeldFile.open(member.path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Moved();
    throw new Refused(denied(member.path, codeOf(error)));
  }
  if (keyOf(member.path, file.stats) === member.key) return file;
  file.close();
  throw new Moved();
}

/** How a member begins, unpacked; nothing if that cannot be read. @throws as `openMember`, if it has another name by now. */
export async function beginningOf(member: Seen): Promise<Buffer> {
  if (otherPacking(member) !== undefined) return Buffer.alloc(0);
  const file = await open(member.path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new Moved();
    return undefined;
  });
  if (file === undefined) return Buffer.alloc(0);
  try {
    if (keyOf(member.path, await file.stat()) !== member.key) throw new Moved();
    return await beginning(file.fd);
  } finally {
    await file.close();
  }
}

/** How a file begins, unpacked. */
export async function beginning(file: HeldFile | number): Promise<Buffer> {
  const bytes = Buffer.alloc(HEAD);
  const head = bytes.subarray(0, await readAt(file, bytes, 0));
  return isGzip(head) ? unpacked(head) : head;
}

function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, {finishFlush: zlib.Z_SYNC_FLUSH});
  } catch {
    return Buffer.alloc(0);
  }
}
