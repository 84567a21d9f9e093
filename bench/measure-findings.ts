// Child process: all findings of very many events, beside a timer that stands for keys. Prints JSON.
import {Findings} from '../src/rules/findings/engine.ts';
import {openLocal} from '../src/source/open.ts';

const [path] = process.argv.slice(2);
const source = await openLocal([path!], {maxMemory: 8 * 2 ** 30});
await new Promise<void>(resolve => {
  const look = () => {
    if (!source.about().loading) resolve();
  };
  source.onChange(look);
  look();
});

let wait = 0;
/** The longest that a key waits for this program alone: others on the machine do not count. */
let work = 0;
let isOver = false;
let last = performance.now();
let lastCpu = process.threadCpuUsage();
const beat = () => {
  const now = performance.now();
  wait = Math.max(wait, now - last);
  last = now;
  const {user, system} = process.threadCpuUsage(lastCpu);
  work = Math.max(work, (user + system) / 1000);
  lastCpu = process.threadCpuUsage();
  if (!isOver) setImmediate(beat);
};
setImmediate(beat);
const cpu = process.cpuUsage();
const start = performance.now();
const findings = new Findings(source, {least: 'low'});
await findings.advance();
const looked = performance.now();
const {incidents} = await findings.report();
const ms = performance.now() - start;
const {user, system} = process.cpuUsage(cpu);
isOver = true;
beat();

/** Bytes of objects and arrays, once what nobody needs is gone. */
async function held(): Promise<number> {
  globalThis.gc?.();
  await new Promise(resolve => setTimeout(resolve, 100));
  globalThis.gc?.();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

// Once more, now that the source remembers what the rules ask for: what is more then is held by findings.
const before = await held();
const again = new Findings(source, {least: 'low'});
await again.advance();
const report = await again.report();
const heldBytes = (await held()) - before;
if (again.bytes === 0 || report.incidents.length !== incidents.length)
  throw new Error('the second look did not find the same');
console.log(
  JSON.stringify({
    events: source.about().events,
    findings: incidents.reduce((sum, {findings: all}) => sum + all.length, 0),
    tookMs: ms,
    reportMs: ms - (looked - start),
    wait,
    work,
    cpu: (user + system) / 1000,
    held: heldBytes,
  }),
);
await source.close();
process.exit(0);
