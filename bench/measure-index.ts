// Child process: indexes a log, then asks the questions of one screen. Prints JSON.
import {FIELDS, type Field} from '../src/audit/fields.ts';
import {EVERYTHING, type Expr} from '../src/query/ast.ts';
import {openLocal} from '../src/source/open.ts';
import {type Source, TIME_ORDER} from '../src/source/source.ts';

const path = process.argv[2]!;

const held = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

function loaded(source: Source): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!source.about().loading) resolve();
    };
    source.onChange(look);
    look();
  });
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The least of five, on views that were not asked for before, so that nothing is answered from a cache. */
async function best(work: (n: number) => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5; n++) least = Math.min(least, await time(() => work(n)));
  return least;
}

const base = held();
let last = performance.now();
let longestStall = 0;
const timer = setInterval(() => {
  const now = performance.now();
  longestStall = Math.max(longestStall, now - last - 5);
  last = now;
}, 5);
const start = performance.now();
const source = await openLocal([path]);
const firstRows = await time(async () => {
  for (;;) {
    const page = await source.rows(
      {where: EVERYTHING, stages: 'latest'},
      {order: TIME_ORDER, back: true, limit: 60, cells: ['verb']},
      {patienceMs: 5},
    );
    if (page.rows.length >= 60 || !source.about().loading) return;
    await new Promise(resolve => setImmediate(resolve));
  }
});
await loaded(source);
const loadMs = performance.now() - start;
clearInterval(timer);
const about = source.about();
const heldBytes = held() - base;

const facetFields = (FIELDS as readonly Field[]).filter(field => field.facet).map(field => field.name);
const fieldIn = (name: Field['name'], ...values: string[]): Expr => ({
  kind: 'in',
  field: {kind: 'field', name},
  values,
});
const filters = (n: number): Expr => ({
  kind: 'and',
  of: [
    fieldIn('verb', 'get', 'list', String(n)),
    {kind: 'not', of: {kind: 'like', field: {kind: 'field', name: 'user.username'}, glob: 'system:*'}},
  ],
});
const page = {order: TIME_ORDER, back: true, limit: 60, cells: ['verb', 'user.username', 'objectRef.name'] as const};

const filterMs = await best(n => source.rows({where: filters(n), stages: 'latest'}, page));
const facetsMs = await best(n => source.facets({where: filters(n + 10), stages: 'latest'}, facetFields, 8));
const histogramMs = await best(n => source.histogram({where: filters(n + 20), stages: 'latest'}, 180));
const textMs = await time(() =>
  source.rows({where: {kind: 'text', text: 'no-such-text-anywhere'}, stages: 'all'}, page),
);

console.log(
  JSON.stringify({
    loadMs,
    firstRows,
    longestStall,
    bytes: about.bytes.read,
    events: about.events,
    requests: about.requests,
    filterMs,
    facetsMs,
    histogramMs,
    textMs,
    heldBytes,
  }),
);
await source.close();
