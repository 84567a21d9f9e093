// Inputs into a store: read to their end, newest block first, or followed as they grow.
import {cutFile} from '../ingest/cut-file.ts';
import {follow} from '../ingest/follow.ts';
import {type OpenInput, readInput} from '../ingest/read.ts';
import {Flow} from './flow.ts';
import type {Pool} from './pool.ts';
import type {Store} from './store.ts';

/** In bytes. */
export type BlockSizes = {readonly first: number; readonly others: number};

/** Blocks for a pool of workers: big enough that cutting and merging cost little, small enough to be merged between frames. */
export const WORKER_BLOCKS: BlockSizes = {first: 128 * 1024, others: 2 * 1024 * 1024};
/** Blocks scanned on this thread, between keys and frames. */
export const INLINE_BLOCKS: BlockSizes = {first: 256 * 1024, others: 512 * 1024};

/** From so many bytes of a log one can tell how many requests are in the rest. */
const SAMPLE_BYTES = 2 * 1024 * 1024;

export type Loading = {
  /** Files of one log in the order of time; of equal times, the lower rank comes first. */
  readonly rank: number;
  readonly pool: Pool;
  /** Called after each block. */
  readonly changed: () => void;
  readonly signal: AbortSignal;
};

/** How an input is read to its end. */
export type Reading = Loading & {
  readonly sizes: BlockSizes;
  /** Of a file that is cut, no more than the newest block with events is read before this is settled. */
  readonly hold?: Promise<void>;
};

/** Has one input scanned to its end. @throws Error of the system if it cannot be read */
export async function loadInput(
  store: Store,
  input: OpenInput,
  {rank, pool, sizes, changed, signal, hold}: Reading,
): Promise<void> {
  const stats = store.inputs.of(input);
  const expect = expectation(store, input);
  const flow = new Flow(
    pool,
    (block, scanned, consumed) => {
      if (signal.aborted) return;
      store.take(input, block, rank, scanned);
      stats.bytes = Math.max(stats.bytes, consumed);
      expect(stats.bytes);
      changed();
    },
    input.mtimeMs * 1000,
  );
  await addAll(store, input, flow, {sizes, signal, hold: hold && Promise.race([hold, aborted(signal)])});
  await flow.drained();
  if (signal.aborted) return;
  if (input.size !== undefined) stats.bytes = input.size;
  stats.state = 'read';
  // Of a part whose beginning was left out, nobody knows which line it begins with.
  const {bytes} = input;
  const linesBefore = bytes.from === 'stream' || bytes.start === 0 ? 0 : bytes.linesBefore;
  for (let line = 0; line < (linesBefore ?? 0); line++) store.lines.addSkipped(input, 0);
  if (linesBefore !== undefined) store.lines.finish(input);
  changed();
}

/** Once enough of a plain file has been read, makes room for the requests of its rest. */
function expectation(store: Store, {kind, size}: OpenInput): (bytes: number) => void {
  const before = store.requests.count;
  let isDone = kind !== 'plain' || size === undefined;
  return bytes => {
    if (isDone || bytes <= SAMPLE_BYTES) return;
    store.requests.expect(Math.ceil(((store.requests.count - before) / bytes) * (size! - bytes)));
    isDone = true;
  };
}

async function addAll(
  store: Store,
  input: OpenInput,
  flow: Flow,
  {sizes, signal, hold}: Pick<Reading, 'sizes' | 'signal'> & {readonly hold: Promise<void> | undefined},
): Promise<void> {
  const {bytes} = input;
  if (bytes.from !== 'file' || input.kind !== 'plain') return addUncut(store, input, bytes, flow, signal);
  let held = hold;
  for await (const cut of cutFile(input, bytes, sizes)) {
    if ('rest' in cut) {
      const {end} = cut.rest;
      return addUncut(store, input, {...bytes, end}, flow, signal, bytes.end - end);
    }
    await flow.addCut(cut);
    if (held !== undefined && cut.consumed < bytes.end - bytes.start) {
      await flow.drained();
      if (store.events > 0) {
        await held;
        held = undefined;
      }
    }
    if (signal.aborted) return;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });

/** Those `bytes` that cannot be cut without being read: other framings, gzip, standard input. So many `before` have been read. */
async function addUncut(
  store: Store,
  input: OpenInput,
  bytes: OpenInput['bytes'],
  flow: Flow,
  signal: AbortSignal,
  before = 0,
): Promise<void> {
  for await (const read of readInput(input, {bytes, signal})) {
    if ('problem' in read) {
      store.addProblem(read.problem);
      if (read.problem.code === 'LINE_TOO_LONG') store.lines.addSkipped(input, read.problem.at.offset);
      continue;
    }
    await flow.addBytes(read.block, read.bytes, before + read.consumed);
    if (signal.aborted) return;
  }
}

/**
 * Adds what is written to a log from now on, through rotation and truncation. Ends when `signal` is aborted.
 * @param opened is told of the inputs that come up, which are to be closed by whoever closes the others
 */
export async function followInput(
  store: Store,
  first: OpenInput,
  {rank, pool, changed, signal, opened}: Loading & {readonly opened: (input: OpenInput) => void},
): Promise<void> {
  if (first.bytes.from !== 'file') return;
  let input = first;
  store.inputs.of(input).state = 'following';
  for await (const item of follow(input, {from: first.bytes.end, path: input.name, signal})) {
    if ('problem' in item) store.addProblem(item.problem);
    else if ('block' in item) {
      const {block, bytes} = item;
      pool.scan({kind: 'bytes', bytes, framing: block.framing}, scanned => store.take(input, block, rank, scanned));
      store.inputs.of(input).bytes += bytes.length;
    } else {
      store.inputs.of(input).state = 'read';
      input = 'rotated' in item ? item.rotated : item.truncated;
      opened(input);
      store.inputs.of(input).state = 'following';
      store.lines.finish(input);
    }
    changed();
  }
}
