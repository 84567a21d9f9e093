// Opens files as a Source. Reading starts at once, newest file first, and goes on while questions are answered.

import {Store} from '../index/store.ts';
import {findInputs} from '../ingest/find.ts';
import type {OpenInput} from '../ingest/read.ts';
import {LocalSource} from './local.ts';
import type {Source} from './source.ts';

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
    for (const input of order) {
      if (stop.signal.aborted) return;
      await store.load(input, inputs.length - order.indexOf(input), news.call, stop.signal);
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
