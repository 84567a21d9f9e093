// Opens files as a Source. Reading starts at once, newest file first, and goes on while questions are answered.

import {availableParallelism} from 'node:os';
import {kernelModule} from '../index/kernel/load.ts';
import {inlinePool, type Pool, workerPool} from '../index/pool.ts';
import {type BlockSizes, INLINE_BLOCKS, Store, WORKER_BLOCKS} from '../index/store.ts';
import {findInputs} from '../ingest/find.ts';
import type {OpenInput} from '../ingest/read.ts';
import {LocalSource} from './local.ts';
import type {Source} from './source.ts';

/** Workers take a while to start: below so many bytes this thread alone is faster. */
const WORKER_BYTES = 24 * 1024 * 1024;

function poolFor(inputs: readonly OpenInput[]): {readonly pool: Pool; readonly sizes: BlockSizes} {
  const bytes = inputs.reduce((sum, input) => sum + (input.kind === 'plain' ? (input.size ?? 0) : 0), 0);
  const module = kernelModule();
  if (bytes < WORKER_BYTES) return {pool: inlinePool(module), sizes: INLINE_BLOCKS};
  return {pool: workerPool(Math.min(8, availableParallelism()), module), sizes: WORKER_BLOCKS};
}

/** Listeners hear of news this often at most, in milliseconds. */
const NEWS_MS = 100;

function nameOf(paths: readonly string[], inputs: readonly OpenInput[]): string {
  if (paths.length === 1) return paths[0] === '-' ? '(standard input)' : paths[0]!;
  const first = inputs[0]?.name ?? paths[0] ?? '';
  return inputs.length > 1 ? `${first} +${inputs.length - 1}` : first;
}

const newestFirst = (inputs: readonly OpenInput[]) => [...inputs].sort((a, b) => b.mtimeMs - a.mtimeMs);

/** Calls `tell` at most every `NEWS_MS`, but never forgets the last call. */
function throttled(tell: () => void): {readonly call: () => void; readonly flush: () => void} {
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    tell();
  };
  return {
    flush,
    call: () => {
      if (performance.now() - last >= NEWS_MS) flush();
      else timer ??= setTimeout(flush, NEWS_MS);
    },
  };
}

/** Always gives a source, if with no input that could be opened: `about().problems` say why. */
export async function openLocal(paths: readonly string[]): Promise<Source> {
  const {inputs, problems} = await findInputs(paths);
  const store = new Store();
  for (const problem of problems) store.addProblem(problem);
  const stop = new AbortController();
  let loading = inputs.length > 0;
  const sizes = inputs.map(input => input.size);
  const total = sizes.every(size => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  const state = () => ({
    loading,
    name: nameOf(paths, inputs),
    files: inputs.map(input => input.name),
    ...(total === undefined ? {} : {total}),
  });
  let source: LocalSource | undefined;
  const news = throttled(() => source?.changed());
  const load = async () => {
    const order = newestFirst(inputs);
    const {pool, sizes} = poolFor(inputs);
    try {
      for (const input of order) {
        if (stop.signal.aborted) return;
        await store.load(input, inputs.length - order.indexOf(input), pool, sizes, news.call, stop.signal);
      }
    } finally {
      pool.close();
    }
  };
  const loaded = load().finally(() => {
    loading = false;
    news.flush();
  });
  source = new LocalSource(store, state, loaded, async () => {
    stop.abort();
    await loaded.catch(() => undefined);
    for (const input of inputs) await input.close();
  });
  return source;
}
