// What comes after a file that was rotated away: the files that were rotated since, oldest first, and then the log itself. They are
// found by their names; the file that is left is found by its identity or, once it is compressed or copied, by its beginning.
import {stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {gunzipSync, constants as zlib} from 'node:zlib';
import {codeOf} from './blocks.ts';
import {type FileId, HeldFile, isSameId} from './held-file.ts';
import {readAt} from './input.ts';
import {isMarked, isSameHead, type Marks, NO_MARKS} from './marks.ts';
import {isGzip} from './read-stream.ts';
import {compareAge} from './rotated.ts';
import {type Member, rotatedBeside} from './siblings.ts';

const HEAD = 16 * 1024;
/** Looks at names that move, and milliseconds between them. */
const TRIES = 5;
const TRIES_MS = 3;

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

type Seen = Member & {
  readonly id: FileId;
  readonly key: string;
  readonly mtimeMs: number;
  readonly isFile: boolean;
};

const keyOf = (stats: {dev: number; ino: number; birthtimeMs: number}) =>
  `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;

async function seenOf(member: Member): Promise<Seen | undefined> {
  const stats = await stat(member.path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const id = {dev: stats.dev, ino: stats.ino};
  return {...member, id, key: keyOf(stats), mtimeMs: stats.mtimeMs, isFile: stats.isFile()};
}

/** The rotated files of the log at `path`, newest first, as they were found last. */
export class Chain {
  readonly #path: string;
  /** Files that were denied are not tried again. */
  readonly #unreadable = new Set<string>();
  /** Files that were there before the file that is followed was rotated. */
  readonly #known = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** What is there now was there before, unless `left` was rotated already. */
  async learn(left: Left): Promise<void> {
    await this.#steady(async members => {
      const place = await this.#placeOf(left, members);
      const after = place === -1 ? [] : membersAfter(left, place, members);
      this.#know(members.filter(member => !after.includes(member)));
      return true;
    });
  }

  /**
   * The file to read after `left`. `live` is the log itself, if it is another file: it was opened before this is called. Undefined
   * if there is none yet, or if it cannot be told and `mayGuess` is false. @throws Denied, once for each file that is not to be read.
   */
  next(left: Left, live: HeldFile | undefined, mayGuess: boolean): Promise<Next | undefined> {
    return this.#steady(async members => {
      const place = await this.#placeOf(left, members);
      if (place === -1 && !mayGuess) return undefined;
      const after = this.#newAfter(left, place, members);
      const copies = await this.#copiesOf(left, live, after);
      const member = after.find(other => !copies.includes(other));
      const former = place === -1 ? {} : {former: members[place]!.path};
      if (member === undefined) {
        if (live === undefined) return undefined;
        // When the log is truncated before it is read, its copy is what comes next.
        this.#know(members.filter(other => !copies.includes(other)));
        return {file: live, isGzip: false, ...former};
      }
      const file = await this.#open(member);
      this.#know(members.filter(other => other === member || !after.includes(other)));
      return {file, member, isGzip: isGzip(await beginning(file, 2)), ...former};
    });
  }

  /** Whether something was copied away from `file`, the log, since it was come to. It shows only thus while nothing of it was read. */
  async isCopied(left: Left, file: HeldFile): Promise<boolean> {
    const found = await this.#steady(async members => {
      const after = this.#newAfter(left, -1, members);
      return (await this.#copiesOf(left, file, after)).length < after.length;
    });
    return found === true;
  }

  /** A plain copy of a file that was truncated after it was read up to `end`; or a compressed one. */
  copyOf(end: number, marks: Marks): Promise<{readonly file: HeldFile; readonly isGzip: boolean} | undefined> {
    return this.#steady(async members => {
      for (const member of members) {
        if (this.#unreadable.has(member.key)) continue;
        const file = await this.#open(member);
        const head = await beginning(file, HEAD);
        const packed = isGzip(head);
        const isCopy = isSameHead(packed ? unpacked(head) : head, marks);
        if (isCopy && (packed || file.stats.size < end || (await isMarked(file, end, marks)))) {
          return {file, isGzip: packed};
        }
        file.close();
      }
      return undefined;
    });
  }

  /** Does `act` with what is there, anew if names moved meanwhile. */
  async #steady<T>(act: (members: readonly Seen[]) => Promise<T>): Promise<T | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await act(await this.#look());
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
        await sleep(TRIES_MS);
      }
    }
    return undefined;
  }

  #newAfter(left: Left, place: number, members: readonly Seen[]): readonly Seen[] {
    return membersAfter(left, place, members).filter(member => !this.#isKnown(member));
  }

  /** Those of `members` that are copies of what was read, or of the log, made to truncate it next. */
  async #copiesOf({marks}: Left, live: HeldFile | undefined, members: readonly Seen[]): Promise<readonly Seen[]> {
    const head = live === undefined ? NO_MARKS.head : await beginning(live, HEAD);
    const copies: Seen[] = [];
    for (const member of members) {
      const file = await this.#open(member);
      const its = await beginning(file, HEAD);
      file.close();
      if (isSameHead(its, {head}) || isSameHead(its, marks)) copies.push(member);
    }
    return copies;
  }

  #isKnown(member: Seen): boolean {
    return this.#unreadable.has(member.key) || namesOf(member).some(name => this.#known.has(name));
  }

  #know(members: readonly Seen[]): void {
    for (const name of members.flatMap(namesOf)) this.#known.add(name);
  }

  /** All members as they were at one moment: while names are being moved it looks again. */
  async #look(): Promise<readonly Seen[]> {
    for (let tries = 1; ; tries++) {
      const members = await rotatedBeside(this.#path).catch(() => []);
      const seen = await Promise.all(members.map(seenOf));
      const found = seen.filter(one => one !== undefined);
      const isOneMoment = found.length === seen.length && new Set(found.map(({key}) => key)).size === found.length;
      if (isOneMoment || tries === TRIES) return found.filter(({isFile}) => isFile);
      await sleep(TRIES_MS);
    }
  }

  async #placeOf({id, marks}: Left, members: readonly Seen[]): Promise<number> {
    if (id === undefined) return -1;
    const place = members.findIndex(member => isSameId(member.id, id));
    if (place !== -1) return place;
    for (const [i, member] of members.entries()) {
      if (!member.path.endsWith('.gz') || this.#unreadable.has(member.key)) continue;
      const file = await this.#open(member);
      const head = await beginning(file, HEAD);
      file.close();
      if (isSameHead(unpacked(head), marks)) return i;
    }
    return -1;
  }

  /** @throws Moved if it has another name by now, Denied the first time it is not to be read. */
  async #open(member: Seen): Promise<HeldFile> {
    let file: HeldFile;
    try {
      file = await HeldFile.open(member.path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new Moved();
      this.#unreadable.add(member.key);
      throw new Denied(member.path, codeOf(error));
    }
    if (isSameId(file.id, member.id)) return file;
    file.close();
    throw new Moved();
  }
}

/** Names were moved while they were looked at. */
class Moved extends Error {}

/** By which it is known again: a number is another file's after the next rotation, a time stays when it is compressed. */
const namesOf = ({key, rotated}: Seen): readonly string[] =>
  rotated === undefined || rotated.kind === 'number' ? [key] : [key, rotated.plainName];

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
