// What comes after a file that was rotated away: the files that were rotated since, oldest first, and then the log itself. What was
// read is known again by how it begins, whether it was renamed, copied or compressed meanwhile: the first event has an auditID.
import {stat} from 'node:fs/promises';
import {beginning, beginningOf, openMember, otherPacking, Refused, type Seen, withMembers} from './follow-members.ts';
import {type FileId, type HeldFile, isSameId} from './held-file.ts';
import {readAt} from './input.ts';
import {ENOUGH, isMarked, isSameHead, type Marks, printOf} from './marks.ts';
import {isGzip} from './read-stream.ts';
import {compareAge} from './rotated.ts';
import type {Member} from './siblings.ts';

/** A file that is too short to be known again may be a copy that is still being made: for so long, in milliseconds. */
const COPYING_MS = 1000;

/** The file that is left. */
export type Left = {
  /** Undefined if it was truncated and has no copy. */
  readonly id: FileId | undefined;
  /** Of what was read of it: none if nothing was. */
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

/** What is known of the rotated files of the log at `path`. */
export class Chain {
  readonly path: string;
  /** Of files that were read, or were there before: their keys, the names that they keep, how they begin, and when they were last written. */
  readonly #known = new Set<string>();
  /** Files that were refused are not tried again. */
  readonly #unreadable = new Set<string>();
  /** How files begin, by their keys and sizes. */
  readonly #prints = new Map<string, string>();
  /** When files that are too short were first seen. */
  readonly #short = new Map<string, number>();

  #isLearnt = false;

  constructor(path: string) {
    this.path = path;
  }

  get isLearnt(): boolean {
    return this.#isLearnt;
  }

  /** What is there now was there before, unless `left` was rotated already. */
  async learn(left: Left): Promise<void> {
    this.#isLearnt = true;
    await withMembers(this.path, async members => {
      const place = await this.#placeOf(left, members);
      const after = place === -1 ? [] : membersAfter(left, place, members);
      for (const member of members) if (!after.includes(member)) await this.#know(member);
    });
  }

  /**
   * The file to read after `left`. `live` is the log itself, if it is another file: it was opened before this is called. Undefined
   * if there is none yet, if there is but the log and that `canWait`, or if it cannot be told and `mayGuess` is false. @throws Refused,
   * once for each file that is not to be read.
   */
  next(
    left: Left,
    live: HeldFile | undefined,
    {mayGuess, canWait}: {readonly mayGuess: boolean; readonly canWait: boolean},
  ): Promise<Next | undefined> {
    return withMembers(this.path, async members => {
      const place = await this.#placeOf(left, members);
      if (place === -1 && !mayGuess) return undefined;
      // Rotated away since it was opened, it is one of the members, or will be with the next look.
      if (live !== undefined && !(await isAt(this.path, live.id))) return undefined;
      this.#knowRead(left);
      const [member] = await this.#newOnes(place, live, members);
      const former = place === -1 ? {} : {former: members[place]!.path};
      if (member === undefined)
        return live === undefined || canWait ? undefined : {file: live, isGzip: false, ...former};
      const file = await this.#open(member);
      await this.#know(member);
      return {file, member, isGzip: await isPacked(file), ...former};
    });
  }

  /** Whether something was rotated away before `file`, of which nothing was read, got what is in it now. */
  async hasBefore(file: HeldFile): Promise<boolean> {
    const found = await withMembers(this.path, members => this.#newOnes(-1, file, members));
    return found !== undefined && found.length > 0;
  }

  /** A plain copy of a file that was truncated after it was read up to `end`; or a compressed one. */
  copyOf(end: number, marks: Marks): Promise<{readonly file: HeldFile; readonly isGzip: boolean} | undefined> {
    return withMembers(this.path, async members => {
      for (const member of members) {
        if (this.#unreadable.has(member.key) || otherPacking(member) !== undefined) continue;
        const file = await this.#open(member);
        const packed = await isPacked(file);
        const isWhole = !packed && file.stats.size >= end;
        // Of what begins with a hole, the end must do.
        const isAlike = isSameHead(await beginning(file), marks) || (isWhole && printOf(marks.head) === undefined);
        if (isAlike && (!isWhole || (await isMarked(file, end, marks)))) {
          await this.#know(member);
          return {file, isGzip: packed};
        }
        file.close();
      }
      return undefined;
    });
  }

  /** Those that nobody has read: oldest first. Copies of what `live` holds are left alone, until it holds something else. */
  async #newOnes(place: number, live: HeldFile | undefined, members: readonly Seen[]): Promise<readonly Seen[]> {
    const its = live === undefined ? undefined : printOf(await beginning(live));
    const found: Seen[] = [];
    for (const [i, member] of members.entries()) {
      // What has a higher number is older, whatever the clock says.
      const isOlder = i > place && place !== -1 && member.rotated?.kind === 'number' && hasNumber(members[place]);
      if (isOlder || i === place || (live !== undefined && isSameId(member.id, live.id))) continue;
      if (member.size === 0 || (await this.#isKnown(member))) continue;
      const print = await this.#printOf(member);
      if (print === undefined ? this.#isDone(member) : print !== its) found.push(member);
    }
    return found.sort((a, b) =>
      a.rotated!.kind === b.rotated!.kind ? compareAge(b.rotated!, a.rotated!) : a.mtimeMs - b.mtimeMs,
    );
  }

  async #isKnown(member: Seen): Promise<boolean> {
    const {key, rotated} = member;
    if (this.#unreadable.has(key) || (isNamed(member) && this.#known.has(rotated!.plainName))) return true;
    // A number of an inode, and the time with it, may be used again at once: what is inside says more.
    const print = isWhole(member) && this.#known.has(key) ? key : await this.#printOf(member);
    if (print !== undefined) return this.#known.has(print);
    return this.#known.has(key) || this.#known.has(hasWholeSeconds(member) ? writtenIn(member) : writtenAt(member));
  }

  async #know(member: Seen): Promise<void> {
    this.#known.add(member.key).add(writtenAt(member)).add(writtenIn(member));
    if (isNamed(member)) this.#known.add(member.rotated!.plainName);
    const print = isNamed(member) || isWhole(member) ? undefined : await this.#printOf(member);
    if (print !== undefined) this.#known.add(print);
  }

  #knowRead({marks, mtimeMs}: Left): void {
    const print = printOf(marks.head);
    if (print !== undefined) this.#known.add(print);
    this.#known.add(writtenAt({mtimeMs})).add(writtenIn({mtimeMs}));
  }

  async #printOf(member: Seen): Promise<string | undefined> {
    const key = `${member.key}:${member.mtimeMs}:${member.size}`;
    const known = this.#prints.get(key);
    if (known !== undefined) return known;
    const print = printOf(await beginningOf(member));
    if (print !== undefined) this.#prints.set(key, print);
    return print;
  }

  #isDone({key, size}: Seen): boolean {
    if (size >= ENOUGH) return true;
    const since = this.#short.get(key) ?? performance.now();
    this.#short.set(key, since);
    return performance.now() - since > COPYING_MS;
  }

  async #placeOf({id, marks}: Left, members: readonly Seen[]): Promise<number> {
    const place = id === undefined ? -1 : members.findIndex(member => isSameId(member.id, id));
    const print = printOf(marks.head);
    if (place !== -1 || print === undefined) return place;
    for (const [i, member] of members.entries()) {
      if (!this.#unreadable.has(member.key) && (await this.#printOf(member)) === print) return i;
    }
    return -1;
  }

  async #open(member: Seen): Promise<HeldFile> {
    try {
      return await openMember(member);
    } catch (error) {
      if (error instanceof Refused) this.#unreadable.add(member.key);
      throw error;
    }
  }
}

const isAt = (path: string, id: FileId): Promise<boolean> =>
  stat(path).then(
    ({dev, ino}) => isSameId({dev, ino}, id),
    () => false,
  );

const hasNumber = (member: Seen | undefined): boolean => member?.rotated?.kind === 'number';

/** Whether it keeps its name when others are rotated, and when it is compressed. A number is another file's after the next rotation. */
const isNamed = ({rotated}: Seen): boolean => rotated !== undefined && rotated.kind !== 'number';

/** What is compressed is only renamed from then on. */
const isWhole = ({path}: Seen): boolean => path.endsWith('.gz') || otherPacking({path}) !== undefined;

/**
 * Programs that compress keep it, to the nanosecond (xz, zstd) or the second (bzip2). It is only for files of which nothing else can be
 * told.
 */
const writtenAt = ({mtimeMs}: {readonly mtimeMs: number}): string => `written at ${Math.floor(mtimeMs)}`;

const writtenIn = ({mtimeMs}: {readonly mtimeMs: number}): string => `written in ${Math.floor(mtimeMs / 1000)}`;

const hasWholeSeconds = ({mtimeMs}: Seen): boolean => mtimeMs % 1000 === 0;

/** Members that can only have come after `left`, which is at `place` among them. */
function membersAfter({mtimeMs}: Left, place: number, members: readonly Seen[]): readonly Seen[] {
  const kind = members[place]?.rotated?.kind;
  return members.filter((member, i) => {
    const isNewer = member.rotated?.kind === kind ? i < place : i !== place;
    return isNewer && member.mtimeMs >= mtimeMs - 1000;
  });
}

async function isPacked(file: HeldFile): Promise<boolean> {
  const bytes = Buffer.alloc(2);
  return isGzip(bytes.subarray(0, await readAt(file, bytes, 0)));
}
