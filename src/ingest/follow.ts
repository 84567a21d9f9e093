// Follows a log as it grows: through rotation, truncation and absence, giving every record once, in order.
import {counted, grouped} from '../audit/numbers.ts';
import {codeOf} from './blocks.ts';
import {Chain, type Left, type Next} from './follow-chain.ts';
import type {FollowItem, FollowOptions} from './follow-item.ts';
import {Refused} from './follow-members.ts';
import {FollowName, type Found, type There} from './follow-name.ts';
import {chunkOf, type LeftOpen} from './follow-open.ts';
import {readWhole, restOfPacked} from './follow-packed.ts';
import {Tail, type TailLimits} from './follow-tail.ts';
import {Waker} from './follow-watch.ts';
import type {FileId, HeldFile} from './held-file.ts';
import {fileInput, type OpenInput} from './input.ts';
import {type Marks, marksOf, NO_MARKS} from './marks.ts';
import type {ProblemCode} from './problems.ts';
import {LONGEST_LINE} from './read.ts';

export type {FollowItem, FollowOptions} from './follow-item.ts';

/** While there is no log, or an empty one, so many looks at it for one at the files that were rotated. */
const LOOKS_AT_CHAIN = 8;
/** After so long, in milliseconds, a JSON value needs no newline to be whole. */
const WHOLE_MS = 1000;

/** Follows `input`, a plain file. Ends only once `signal` is aborted. Never throws. */
export async function* follow(input: OpenInput, options: FollowOptions): AsyncGenerator<FollowItem> {
  if (input.bytes.from !== 'file' || input.kind !== 'plain') return;
  const {file, marks, chain} = input.bytes;
  const follower = new Follower(input, file, options, chain?.path === options.path ? chain : new Chain(options.path));
  try {
    yield* follower.items(marks);
  } finally {
    follower.close();
  }
}

class Follower {
  readonly #options: FollowOptions;
  readonly #name: FollowName;
  readonly #chain: Chain;
  readonly #waker: Waker;
  readonly #limits: TailLimits;
  #input: OpenInput;
  #file: HeldFile;
  /** Undefined once all of the file was given. */
  #tail: Tail | undefined;
  #left: Left;
  /** Of the file that is left, for the next one. */
  #open: LeftOpen | undefined;
  /** What the next input is called. */
  #why: 'rotated' | 'truncated' = 'rotated';
  /** Whether the file was come to as the log itself, not as one that was rotated already. */
  #isLog = true;
  /** Looks since the file that is followed lost its name. */
  #looks = 0;
  #grownAt = performance.now();
  /** Ends of partial records that have been complained about. */
  #toldAt = -1;
  /** Of reading; told once as long as it lasts. */
  #trouble = '';

  constructor(input: OpenInput, file: HeldFile, options: FollowOptions, chain: Chain) {
    this.#options = options;
    this.#name = new FollowName(options.path);
    this.#chain = chain;
    this.#waker = new Waker(options.path, options.pollMs ?? 40, options.signal);
    this.#limits = {longestLine: options.longestLine ?? LONGEST_LINE, signal: options.signal};
    this.#input = input;
    this.#file = file;
    this.#left = {id: file.id, marks: NO_MARKS, mtimeMs: file.stats.mtimeMs};
  }

  close(): void {
    this.#waker.close();
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async *items(marks: Marks | undefined): AsyncGenerator<FollowItem> {
    const {from} = this.#options;
    const then = marks ?? (await marksOf(this.#file, from).catch(() => NO_MARKS));
    this.#tail = new Tail(this.#input, this.#file, from, then, this.#limits);
    if (!this.#chain.isLearnt) await this.#chain.learn(this.#leftOf(this.#tail));
    while (!this.#isAborted) {
      const before: Tail | undefined = this.#tail;
      const position = before?.end;
      yield* this.#guarded(() => this.#look());
      const found = this.#tail !== before || this.#tail?.end !== position;
      if (found) this.#grownAt = performance.now();
      // After a file that is left the next one may be there already.
      if (this.#tail === before) await this.#waker.wait(found);
    }
  }

  async *#guarded(act: () => AsyncGenerator<FollowItem>): AsyncGenerator<FollowItem> {
    try {
      yield* act();
    } catch (error) {
      if (error instanceof Refused) {
        yield {problem: error.problem};
        return;
      }
      const code = codeOf(error);
      if (this.#trouble !== code) {
        this.#trouble = code;
        yield this.#problem('READ_FAILED', `${this.#input.name} cannot be read on (${code}); it is tried again.`, 0);
      }
      if (this.#tail === undefined) return;
      // The next look opens it again, if it is still to be found.
      this.#tail.file.drop();
      if (code === 'ENOENT') this.#leave(this.#tail.file.id);
    }
  }

  /** One look. The name is looked up first, so that all that was written before another file took it is read before it is left. */
  async *#look(): AsyncGenerator<FollowItem> {
    const there = yield* told(await this.#name.look(this.#left.id));
    if (this.#tail?.end === 0 && this.#isLog) {
      const isEmpty = !(await this.#tail.expect());
      const isPeriodic = this.#looks++ % LOOKS_AT_CHAIN === 0;
      if ((!isEmpty || isPeriodic) && (await this.#chain.hasBefore(this.#tail.file))) return this.#passOver(this.#tail);
      if (isEmpty && there.is === 'same') return;
    }
    if (this.#tail !== undefined) {
      const {end} = this.#tail;
      const state = yield* this.#tail.drain();
      if (this.#isAborted) return;
      // Now, not after this look: after a quiet while what has just come would be told to lack its end.
      if (this.#tail.end !== end) this.#grownAt = performance.now();
      if (state === 'truncated') {
        yield* this.#truncated(this.#tail);
        return;
      }
      yield* this.#judgePartial(this.#tail);
    }
    this.#trouble = '';
    if (there.is === 'same' && this.#tail !== undefined) {
      this.#looks = 0;
      return;
    }
    const isPeriodic = this.#looks++ % LOOKS_AT_CHAIN === 0;
    if (there.size > 0 || this.#tail === undefined || isPeriodic) yield* this.#goOn(there);
  }

  /** To the next file, if there is one. An empty log is left alone: its writer may not have found it yet. */
  async *#goOn(there: There): AsyncGenerator<FollowItem> {
    const live = there.is === 'other' ? yield* told(await this.#name.open(this.#left.id)) : undefined;
    const left = this.#tail === undefined ? this.#left : this.#leftOf(this.#tail);
    let next: Next | undefined;
    try {
      const canWait = live !== undefined && live.stats.size === 0 && this.#tail !== undefined;
      next = await this.#chain.next(left, live, {mayGuess: this.#looks > 1, canWait});
    } finally {
      if (live !== undefined && next?.file !== live) live.close();
    }
    if (next === undefined) return;
    const isGone = next.former === undefined && left.id !== undefined && left.marks.head.length > 0;
    if (this.#tail !== undefined) yield* this.#finish(this.#tail);
    if (isGone && next.member !== undefined) yield this.#missed(next.member.path);
    if (!this.#isAborted) yield* this.#enter(next);
  }

  #missed(path: string): FollowItem {
    const reason = `after byte ${grouped(this.#tail?.end ?? 0)} of ${this.#input.name}, which is gone: the oldest file since is ${path}, and what came between may have been removed unread`;
    return this.#problem('MISSED_ROTATION', reason, this.#tail?.end ?? 0);
  }

  #leftOf(tail: Tail): Left {
    return {id: this.#left.id, marks: tail.marks, mtimeMs: Math.max(tail.mtimeMs, this.#left.mtimeMs)};
  }

  /** The last of a file that was rotated away. */
  async *#finish(tail: Tail): AsyncGenerator<FollowItem> {
    yield* tail.drain();
    const isTold = this.#toldAt === tail.end;
    this.#open = tail.takeOpen();
    if (isTold) tail.forget();
    else yield* tail.rest();
  }

  async *#enter({file, member, isGzip, former}: Next): AsyncGenerator<FollowItem> {
    const set = this.#options.path;
    const name = member?.path ?? set;
    const kind = isGzip ? 'gzip' : 'plain';
    const input = fileInput(file, {name, kind, set, rotatedAt: member?.rotated?.rotatedAt});
    const open = this.#open;
    this.#open = undefined;
    if (isGzip && open !== undefined) yield chunkOf(open);
    const at = former === undefined ? {} : {former};
    yield this.#why === 'rotated' ? {rotated: input, ...at} : {truncated: input, ...at};
    this.#why = 'rotated';
    this.#input = input;
    this.#isLog = member === undefined;
    this.#looks = 0;
    this.#toldAt = -1;
    this.#left = {id: file.id, marks: NO_MARKS, mtimeMs: file.stats.mtimeMs};
    this.#tail = isGzip ? undefined : new Tail(input, file, 0, NO_MARKS, this.#limits, open);
    if (isGzip) yield* readWhole(input, this.#limits);
  }

  /** Nothing more is read from it. */
  #leave(id: FileId | undefined): void {
    if (this.#tail === undefined) return;
    this.#left = {...this.#leftOf(this.#tail), id};
    this.#tail = undefined;
    this.#looks = 1;
  }

  /** Nothing of it was read, and what it held before it was truncated comes first. Then it is come to again. */
  #passOver(tail: Tail): void {
    this.#left = {id: undefined, marks: NO_MARKS, mtimeMs: tail.mtimeMs};
    this.#open = tail.takeOpen();
    this.#why = 'truncated';
    this.#tail = undefined;
    this.#looks = 1;
  }

  async *#truncated(tail: Tail): AsyncGenerator<FollowItem> {
    // Nothing of it was read: the next look sees what became of it.
    if (tail.end === 0) return;
    const {name} = this.#input;
    this.#why = 'truncated';
    const copy = await this.#chain.copyOf(tail.end, tail.marks);
    if (copy?.isGzip === false) {
      const {size} = copy.file.stats;
      tail.file.moveTo(copy.file);
      if (size < tail.end) {
        tail.forget();
      } else {
        yield* tail.drain();
        yield* tail.rest();
      }
      this.#leave(copy.file.id);
      return;
    }
    tail.file.lose(`${name} was truncated in place, without a copy that can be read: what was at this place is gone.`);
    if (copy !== undefined) {
      yield* restOfPacked(copy.file, tail, this.#options.path, this.#limits);
      this.#leave(copy.file.id);
      return;
    }
    const lost = tail.end - tail.position;
    const also = lost === 0 ? '' : ` and ${counted(lost, 'byte')} of a record that was not whole`;
    const reason = `${name} was truncated in place after byte ${grouped(tail.end)}: what was written to it after that${also} is gone.`;
    yield this.#problem('FILE_SHRANK', reason, tail.position);
    this.#leave(undefined);
  }

  /** A record without its end that nobody goes on with. */
  async *#judgePartial(tail: Tail): AsyncGenerator<FollowItem> {
    if (tail.partial.length === 0 || this.#toldAt === tail.end) return;
    const idleMs = performance.now() - this.#grownAt;
    const {partialMs = 5000} = this.#options;
    if (idleMs < Math.min(WHOLE_MS, partialMs)) return;
    if (tail.isPartialJson) {
      yield* tail.rest();
    } else if (idleMs >= partialMs) {
      this.#toldAt = tail.end;
      const place = `byte ${grouped(tail.position)} of ${this.#input.name}`;
      const reason = `the event at ${place} breaks off after ${counted(tail.partial.length, 'byte')}, and nothing has followed yet`;
      yield this.#problem('PARTIAL_LINE', reason, tail.position);
    }
  }

  #problem(code: ProblemCode, reason: string, offset: number): FollowItem {
    return {problem: {code, reason, at: {file: this.#input.name, offset}}};
  }
}

function* told<T>({found, problem}: Found<T>): Generator<FollowItem, T> {
  if (problem !== undefined) yield {problem};
  return found;
}
