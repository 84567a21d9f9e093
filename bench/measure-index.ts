// Child process: indexes a log, then searches all of it. Prints JSON.
import {EVERYTHING} from '../src/query/ast.ts';
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

const base = held();
let last = performance.now();
let longestStall = 0;
const timer = setInterval(() => {
  const now = performance.now();
  longestStall = Math.max(longestStall, now - last - 5);
  last = now;
}, 5);
const start = performance.now();
const cpuBefore = process.cpuUsage();
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
const cpu = process.cpuUsage(cpuBefore);
clearInterval(timer);
const about = source.about();
const heldBytes = held() - base;

const page = {order: TIME_ORDER, back: true, limit: 60, cells: ['verb', 'user.username', 'objectRef.name'] as const};

const textMs = await time(() =>
  source.rows({where: {kind: 'text', text: 'no-such-text-anywhere'}, stages: 'all'}, page),
);

console.log(
  JSON.stringify({
    loadMs,
    // Of all threads.
    cpuMs: (cpu.user + cpu.system) / 1000,
    firstRows,
    longestStall,
    bytes: about.bytes.read,
    events: about.events,
    requests: about.requests,
    textMs,
    heldBytes,
  }),
);
await source.close();
