// Opens the files of one rotated set, as far as they are audit logs and can matter for the time asked for.
import {stat} from 'node:fs/promises';
import {codeOf} from './blocks.ts';
import {complaintAbout} from './complaint.ts';
import type {FindOptions, Skipped} from './find.ts';
import {Chain} from './follow-chain.ts';
import {HeldFile} from './held-file.ts';
import {fileInput, type OpenInput} from './input.ts';
import {type Marks, marksOf} from './marks.ts';
import type {Problem} from './problems.ts';
import {isMiddle, openAt, type Seam, seamOf} from './seams.ts';
import type {FileSet, Member} from './siblings.ts';
import {type Content, type Look, look} from './sniff.ts';
import {beginsAfter, endsBefore, extentOf, firstTime, isAsked, lastLineEnd, rangeOf} from './span.ts';

/** What came of one file. `isLog`: it is skipped because of its time only. */
export type Taken = {
  readonly input?: OpenInput;
  readonly problem?: Problem;
  readonly skipped?: Skipped;
  readonly isLog?: boolean;
};

type How = {
  /** The member that the user named: it is read whatever it looks like. */
  readonly named?: string;
  readonly failure: (path: string, error: unknown) => Promise<Problem>;
};

type Opened = {readonly file: HeldFile; readonly seen: Look};
type Result = Taken | Opened;

const isOpened = (result: Result): result is Opened => 'file' in result;

/** Files opened at once; each is held from then on. */
const AT_ONCE = 16;

/** Opens the members of `set`, in their order. Never throws. */
export async function takeSet(set: FileSet, options: FindOptions, how: How): Promise<readonly Taken[]> {
  const results: Result[] = [];
  for (let at = 0; at < set.members.length; at += AT_ONCE) {
    const some = set.members.slice(at, at + AT_ONCE);
    results.push(...(await Promise.all(some.map((member, i) => takeMember(set, at + i, member, options, how)))));
  }
  const seams = isAsked(options) ? [] : await seamsOf(results, set.members);
  const taken: Taken[] = [];
  let newerBegins: number | undefined;
  for (const [i, result] of results.entries()) {
    if (!isOpened(result)) {
      taken.push(result);
      continue;
    }
    const begins = isAsked(options) ? await firstTime(result.file, result.seen.isGzip) : undefined;
    const between = {newer: seams[i - 1], older: seams[i]};
    taken.push(await narrowed(set, set.members[i]!, result, options, how, begins, newerBegins, between));
    newerBegins = begins;
    const twin = set.members[i]!.twin;
    if (twin !== undefined) taken.push({skipped: {path: twin, reason: `${set.members[i]!.path} holds the same`}});
  }
  const rotated = new Set(set.members.filter(member => member.rotated !== undefined).map(({path}) => path));
  const others = taken.some(({input}) => input !== undefined && rotated.has(input.name));
  return others ? taken.map(withoutEmptyFile) : taken;
}

/** A log is empty just after it was rotated. */
const withoutEmptyFile = (taken: Taken): Taken =>
  taken.input !== undefined && taken.problem?.code === 'EMPTY_FILE' ? {input: taken.input} : taken;

async function takeMember(set: FileSet, i: number, member: Member, options: FindOptions, how: How): Promise<Result> {
  const older = set.members[i + 1]?.rotated?.rotatedAt;
  const reason = endsBefore(member.rotated?.rotatedAt, options) ?? beginsAfter(older, options);
  const isKept = member.rotated === undefined && options.follow === true;
  if (reason !== undefined && !isKept) return {skipped: {path: member.path, reason}, isLog: true};
  try {
    return await openMember(member, how, set.members.length > 1);
  } catch (error) {
    const gone = codeOf(error) === 'ENOENT' && member.path !== how.named;
    if (!gone) return {problem: await how.failure(member.path, error)};
    // It was compressed since the directory was read; so its twin is whole now.
    const {twin, ...rest} = member;
    if (twin !== undefined) return takeMember(set, i, {...rest, path: twin}, options, how);
    // Bytes that are no UTF-8 are replaced in names, which then lead nowhere.
    const reason = member.path.includes('\uFFFD')
      ? 'its name is no UTF-8: rename it, or pipe it into `audit-tui -`'
      : 'it was removed';
    return {skipped: {path: member.path, reason}};
  }
}

async function openMember(member: Member, how: How, hasSiblings: boolean): Promise<Result> {
  const {path} = member;
  // To open a pipe would wait for its writer.
  if (path !== how.named && !(await stat(path)).isFile()) return {skipped: {path, reason: 'it is not a regular file'}};
  const file = await HeldFile.open(path);
  try {
    const seen = await file.with(fd => look(fd, file.stats.size));
    const complaint = complaintAbout(path, seen);
    const refusal = path === how.named ? undefined : refusalOf(member, seen, file.stats.size, hasSiblings);
    if (complaint?.code !== 'NOT_TEXT' && refusal === undefined) return {file, seen};
    file.close();
    if (path === how.named || (complaint !== undefined && isPacked(seen.content) && member.rotated !== undefined)) {
      return complaint === undefined ? {} : {problem: complaint};
    }
    return {skipped: {path, reason: refusal ?? 'it is not an audit log'}};
  } catch (error) {
    file.close();
    throw error;
  }
}

const isPacked = (content: Content) => content === 'zstd' || content === 'bzip2' || content === 'xz';

/** Why an empty file is skipped. */
export const EMPTY = 'it is empty';

/** Why a file that was not named, but found, is not read. */
function refusalOf({rotated}: Member, {content, isGzip}: Look, size: number, hasSiblings: boolean): string | undefined {
  if (content === 'events') return undefined;
  if (content === 'empty') {
    // An empty log beside what was rotated from it; a compressed file that breaks off at once.
    const isOfSet = rotated === undefined ? hasSiblings : isGzip && size > 0;
    return isOfSet ? undefined : EMPTY;
  }
  return rotated !== undefined && content === 'unknown' ? undefined : 'it is not an audit log';
}

async function narrowed(
  set: FileSet,
  member: Member,
  {file, seen}: Opened,
  options: FindOptions,
  how: How,
  begins: number | undefined,
  newerBegins: number | undefined,
  between: {readonly newer: Seam | undefined; readonly older: Seam | undefined},
): Promise<Taken> {
  const {path, rotated} = member;
  const {size} = file.stats;
  const isPlain = !seen.isGzip;
  const isKept = rotated === undefined && options.follow === true && isPlain;
  try {
    const reason = isKept
      ? undefined
      : await reasonToSkip(file, isPlain, rotated?.rotatedAt, options, begins, newerBegins);
    if (reason !== undefined) {
      file.close();
      return {skipped: {path, reason}, isLog: true};
    }
    const whole = {start: between.older?.start ?? 0, end: between.newer?.end ?? size};
    const range = isPlain && isAsked(options) ? await rangeOf(file, size, options) : whole;
    const end = isKept ? await wholeEnd(file, Math.min(range.end, await lastLineEnd(file, size))) : range.end;
    const marks = isKept ? await marksOf(file, end) : undefined;
    const chain = marks === undefined ? undefined : await learntChain(path, file, marks);
    const kind = seen.isGzip ? 'gzip' : 'plain';
    const facts = {
      name: path,
      kind,
      set: set.live,
      rotatedAt: rotated?.rotatedAt,
      ...range,
      end,
      linesBefore: between.older?.lines,
      rest: between.newer?.rest,
      marks,
      chain,
    } as const;
    const input = fileInput(file, {...facts, start: isPlain ? Math.min(range.start, end) : range.start});
    const problem = path === how.named ? complaintAbout(path, seen) : undefined;
    return problem === undefined ? {input} : {input, problem};
  } catch (error) {
    file.close();
    return {problem: await how.failure(path, error)};
  }
}

/** A line of a container that goes on is left to be followed. */
const wholeEnd = async (file: HeldFile, end: number): Promise<number> => (await openAt(file, end))?.start ?? end;

/** Between each member and the one before it in time. */
async function seamsOf(results: readonly Result[], members: readonly Member[]): Promise<readonly (Seam | undefined)[]> {
  const seams: (Seam | undefined)[] = [];
  for (const [i, newer] of results.entries()) {
    const older = results[i + 1];
    if (older === undefined || !isOpened(newer) || !isOpened(older) || !newer.seen.mayGoOn) {
      seams.push(undefined);
      continue;
    }
    const fileOf = ({file, seen}: Opened, at: number) => ({file, isGzip: seen.isGzip, name: members[at]!.path});
    const after = seams.at(-1);
    const seam = await seamOf(fileOf(newer, i), fileOf(older, i + 1), after).catch(() => undefined);
    // What ends a line that an older file begins is read with that one.
    if (seam !== undefined && isMiddle(after)) seams[i - 1] = {start: after.start, lines: after.lines, end: 0};
    // The file may have changed meanwhile.
    const isOff = seam !== undefined && seams.at(-1)?.rest !== undefined && seam.start > (after?.end ?? Infinity);
    seams.push(isOff ? undefined : seam);
  }
  return seams;
}

/** Learnt now, because what is rotated while the files are read is to be followed. */
async function learntChain(path: string, file: HeldFile, marks: Marks): Promise<Chain> {
  const chain = new Chain(path);
  await chain.learn({id: file.id, marks, mtimeMs: file.stats.mtimeMs});
  return chain;
}

async function reasonToSkip(
  file: HeldFile,
  isPlain: boolean,
  rotatedAt: number | undefined,
  options: FindOptions,
  begins: number | undefined,
  newerBegins: number | undefined,
): Promise<string | undefined> {
  if (!isAsked(options)) return undefined;
  const seen = isPlain ? await extentOf(file, file.stats.size, begins) : {from: begins, to: newerBegins};
  return beginsAfter(seen.from, options) ?? (rotatedAt === undefined ? endsBefore(seen.to, options) : undefined);
}
