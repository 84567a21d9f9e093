// What comes after a file that was rotated away: the files that were rotated since, oldest first, and then the log itself. They are
// found by their names; the file that is left is found by its identity or, once it is compressed or copied, by its beginning.
import {stat} from 'node:fs/promises';
import {gunzipSync, constants as zlib} from 'node:zlib';
import {codeOf} from './blocks.ts';
import {type FileId, HeldFile, isSameId} from './held-file.ts';
import {readAt} from './input.ts';
import {isMarked, isSameHead, type Marks} from './marks.ts';
import {isGzip} from './read-stream.ts';
import {compareAge} from './rotated.ts';
import {type Member, rotatedBeside} from './siblings.ts';

const HEAD = 16 * 1024;

/** The file that is left. */
export type Left = {
  /** Undefined if it was truncated and has no copy. */
  readonly id: FileId | undefined;
  readonly marks: Marks;
  /** When it was last written, in milliseconds since the epoch. */
  readonly mtimeMs: number;
};

export type Next = {
  readonly file: HeldFile;
  /** A rotated file; undefined for the log itself. */
  readonly member?: Member;
  readonly isGzip: boolean;
  /** Where the file that is left is now. */
  readonly former?: string;
};

type Seen = Member & {readonly id: FileId; readonly key: string; readonly mtimeMs: number};

const keyOf = (stats: {dev: number; ino: number; birthtimeMs: number}) =>
  `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;

/** The rotated files of the log at `path`, newest first, as they were found last. */
export class Chain {
  readonly #path: string;
  /** Files that were denied are not tried again. */
  readonly #unreadable = new Set<string>();
  /** Files that were there before the file that is followed was rotated. */
  #known: ReadonlySet<string> = new Set();

  constructor(path: string) {
    this.#path = path;
  }

  /** What is there now was there before, unless `left` was rotated already. */
  async learn(left: Left): Promise<void> {
    const members = await this.#look();
    const place = await this.#placeOf(left, members);
    const after = place === -1 ? [] : membersAfter(left, place, members);
    this.#know(members.filter(member => !after.includes(member)));
  }

  /**
   * The file to read after `left`. `live` is the log itself, if it is another file: it was opened before this is called. Undefined
   * if there is none yet, or if it cannot be told and `mayGuess` is false. @throws Denied, once for each file that is not to be read.
   */
  async next(left: Left, live: HeldFile | undefined, mayGuess: boolean): Promise<Next | undefined> {
    const members = await this.#look();
    const place = await this.#placeOf(left, members);
    if (place === -1 && !mayGuess) return undefined;
    const after = membersAfter(left, place, members).filter(
      ({key}) => !this.#known.has(key) && !this.#unreadable.has(key),
    );
    const member = after[0];
    const former = place === -1 ? {} : {former: members[place]!.path};
    if (member === undefined) {
      if (live === undefined) return undefined;
      this.#know(members);
      return {file: live, isGzip: false, ...former};
    }
    const file = await this.#open(member);
    if (file === undefined) return undefined;
    this.#know(members.filter(other => other === member || !after.includes(other)));
    return {file, member, isGzip: isGzip(await beginning(file, 2)), ...former};
  }

  /** A plain copy of a file that was truncated at `marks`, which is `end`; or a compressed one. */
  async copyOf(end: number, marks: Marks): Promise<{readonly file: HeldFile; readonly isGzip: boolean} | undefined> {
    for (const member of await this.#look()) {
      if (this.#unreadable.has(member.key)) continue;
      const file = await this.#open(member);
      if (file === undefined) continue;
      const head = await beginning(file, HEAD);
      const packed = isGzip(head);
      const isCopy = isSameHead(packed ? unpacked(head) : head, marks);
      if (isCopy && (packed || file.stats.size < end || (await isMarked(file, end, marks))))
        return {file, isGzip: packed};
      file.close();
    }
    return undefined;
  }

  #know(members: readonly Seen[]): void {
    this.#known = new Set(members.map(({key}) => key));
  }

  async #look(): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    for (const member of await rotatedBeside(this.#path).catch(() => [])) {
      const stats = await stat(member.path).catch(() => undefined);
      if (stats?.isFile() === true) {
        seen.push({...member, id: {dev: stats.dev, ino: stats.ino}, key: keyOf(stats), mtimeMs: stats.mtimeMs});
      }
    }
    return seen;
  }

  async #placeOf({id, marks}: Left, members: readonly Seen[]): Promise<number> {
    if (id === undefined) return -1;
    const place = members.findIndex(member => isSameId(member.id, id));
    if (place !== -1) return place;
    for (const [i, member] of members.entries()) {
      if (!member.path.endsWith('.gz') || this.#unreadable.has(member.key)) continue;
      const file = await this.#open(member);
      if (file === undefined) continue;
      const head = await beginning(file, HEAD);
      file.close();
      if (isSameHead(unpacked(head), marks)) return i;
    }
    return -1;
  }

  /** Undefined if it is gone by now. @throws Denied the first time it is not to be read. */
  async #open(member: Seen): Promise<HeldFile | undefined> {
    try {
      return await HeldFile.open(member.path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      this.#unreadable.add(member.key);
      throw new Denied(member.path, codeOf(error));
    }
  }
}

/** Members that can only have come after `left`, which is at `place` among them: oldest first. */
function membersAfter({mtimeMs}: Left, place: number, members: readonly Seen[]): readonly Seen[] {
  const kind = members[place]?.rotated?.kind;
  return members
    .filter((member, i) => {
      const isNewer = member.rotated?.kind === kind ? i < place : i !== place;
      return isNewer && member.mtimeMs >= mtimeMs - 1000;
    })
    .sort((a, b) => (a.rotated!.kind === b.rotated!.kind ? compareAge(b.rotated!, a.rotated!) : a.mtimeMs - b.mtimeMs));
}

/** A rotated file cannot be read; what is after it can. */
export class Denied extends Error {
  readonly path: string;
  readonly code: string;
  constructor(path: string, code: string) {
    super(path);
    this.path = path;
    this.code = code;
  }
}

async function beginning(file: HeldFile, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, await readAt(file, bytes, 0));
}

function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, {finishFlush: zlib.Z_SYNC_FLUSH});
  } catch {
    return Buffer.alloc(0);
  }
}
