// Child process: the questions of a screen over very many events, as the explorer asks them: in slices, newest first, with a
// timer beside them that stands for keys. Prints JSON.
import {EVERYTHING, type Expr} from '../src/query/ast.ts';
import {PATIENCE_MS} from '../src/screen/questions.ts';
import {answer} from '../src/screen/runner.ts';
import type {Ask} from '../src/session/ask.ts';
import {FACETS} from '../src/session/session.ts';
import {openLocal} from '../src/source/open.ts';
import {type Source, TIME_ORDER, type View} from '../src/source/source.ts';

type Timed = {
  /** Milliseconds to the answer, and the longest that a key would have waited meanwhile. */
  readonly ms: number;
  readonly wait: number;
  /** Of them the time that this process had a processor: on a busy machine that is less. */
  readonly cpu: number;
};

/** A log, read to its end. Ten million events take more than a quarter of a small machine's memory. */
async function opened(path: string): Promise<Source> {
  const source = await openLocal([path], {maxMemory: 8 * 2 ** 30});
  await new Promise<void>(resolve => {
    const look = () => {
      if (!source.about().loading) resolve();
    };
    source.onChange(look);
    look();
  });
  return source;
}

/** How long the loop was held up while `work` ran. */
async function timed(work: () => Promise<unknown>): Promise<Timed> {
  let wait = 0;
  let isOver = false;
  let last = performance.now();
  const beat = () => {
    const now = performance.now();
    wait = Math.max(wait, now - last);
    last = now;
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const {user, system} = process.cpuUsage(cpu);
  isOver = true;
  beat();
  return {ms, wait, cpu: (user + system) / 1000};
}

const fieldIn = (name: 'verb' | 'objectRef.resource', ...values: string[]): Expr => ({
  kind: 'in',
  field: {kind: 'field', name},
  values,
});
const MANY: Expr = {kind: 'not', of: {kind: 'like', field: {kind: 'field', name: 'user.username'}, glob: 'system:*'}};
const FEW: Expr = {
  kind: 'and',
  of: [fieldIn('verb', 'delete'), fieldIn('objectRef.resource', 'pods', 'secrets'), MANY],
};

const questions = (view: View): {readonly [name in 'filter' | 'facets' | 'histogram']: Ask} => ({
  filter: {kind: 'window', view, order: TIME_ORDER, open: {kind: 'last', limit: 120}},
  facets: {kind: 'facets', view, fields: FACETS.map(({name}) => name), top: 8},
  histogram: {kind: 'histogram', view, bars: 174},
});

async function screen(source: Source, where: Expr) {
  const asks = questions({where, stages: 'latest'});
  const ask = (what: Ask) => timed(() => answer(source, what, {patienceMs: PATIENCE_MS}));
  return {filter: await ask(asks.filter), facets: await ask(asks.facets), histogram: await ask(asks.histogram)};
}

const [path, small] = process.argv.slice(2);
// The code is warm, as it is once a log has been loaded.
const other = await opened(small!);
for (const where of [EVERYTHING, MANY, FEW, EVERYTHING, FEW, MANY]) await screen(other, where);
await other.close();

const source = await opened(path!);
const everything = await screen(source, EVERYTHING);
const many = await screen(source, MANY);
const few = await screen(source, FEW);
const undone = await screen(source, EVERYTHING);
console.log(JSON.stringify({events: source.about().events, everything, many, few, undone}));
await source.close();
process.exit(0);
