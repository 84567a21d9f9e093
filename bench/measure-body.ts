// Child process: opening, searching and comparing bodies of megabytes, by keys in a real shell without a terminal. A frame is
// the lines of the detail and of the footer; a turn is what happens between two chances for a key. Prints JSON.
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Shell} from '../src/screen/shell.ts';
import {workOf} from '../src/session/body/work.ts';
import {detailLines} from '../src/session/panes/detail.ts';
import {footerLine} from '../src/session/panes/footer.ts';
import {initialSession, type Session} from '../src/session/session.ts';
import {openLocal} from '../src/source/open.ts';

type Timed = {
  /** Milliseconds from the key until what it asks for is first drawn, and until nothing is left to do. */
  readonly first: number;
  readonly total: number;
  /** As `first`, by the processor. */
  readonly cpu: number;
  /** The longest that a key would have waited meanwhile, by the processor: how busy the machine is does not count. */
  readonly wait: number;
};

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const {user, system} = process.threadCpuUsage(since);
  return (user + system) / 1000;
};

const [path] = process.argv.slice(2);
const source = await openLocal([path!], {});
const size = {columns: 120, rows: 40};
const fail = (error: unknown): never => {
  throw error;
};
const shell = new Shell(source, initialSession(size, source.about(), Date.now() * 1000), {
  quit: () => undefined,
  suspend: () => undefined,
  crash: fail,
});
const draw = () => {
  detailLines(shell.session);
  footerLine(shell.session);
};
shell.subscribe(draw);

const isBusy = (session: Session): boolean =>
  Object.keys(session.asked).length > 0 || session.about.loading || workOf(session) !== undefined;

/** Keys, one a turn. `isFirst` is asked once the last one is pressed. */
async function timed(keys: readonly string[], isFirst: (session: Session) => boolean): Promise<Timed> {
  let [start, first, wait, cpu] = [performance.now(), 0, 0, 0];
  let pressed = process.threadCpuUsage();
  for (let turn = 0; turn < keys.length || isBusy(shell.session) || first === 0; turn++) {
    const mark = process.threadCpuUsage();
    const key = keys[turn];
    if (key !== undefined) {
      start = performance.now();
      pressed = process.threadCpuUsage();
      shell.press(key, key.length === 1 ? key : undefined);
    }
    await nextTurn();
    const turnMs = cpuMs(mark);
    wait = Math.max(wait, turnMs);
    if (process.env.BENCH_TURNS !== undefined && turnMs > 8) console.error(`  a turn of ${turnMs} ms`);
    if (first !== 0 || turn + 1 < keys.length || !isFirst(shell.session)) continue;
    first = performance.now() - start;
    cpu = cpuMs(pressed);
  }
  return {first, total: performance.now() - start, wait, cpu};
}

const at = (text: string) => (session: Session) =>
  detailLines(session).some(({line}) => line.some(part => part.text.includes(text)));

const told: {[name: string]: Timed} = {};
const step = async (name: string, keys: readonly string[], isFirst: (session: Session) => boolean) => {
  if (process.env.BENCH_TURNS !== undefined) console.error(name);
  told[name] = await timed(keys, isFirst);
};

shell.dispatch({type: 'start'});
await timed([], session => session.table.rows.length > 0);
// The code is warm, as it is once some events were looked at.
await timed(['k', 'enter'], session => session.detail.loaded !== undefined);
for (const keys of [
  ['right'],
  ['right', 'right'],
  ['right', 'right'],
  ['left', 'left', 'left', 'left', 'left'],
  ['q', 'j'],
])
  await timed(keys, () => true);

const isThere = (session: Session) => session.detail.wait === undefined;
await step('open the event', ['enter'], session => session.detail.loaded !== undefined);
await step('its request body', ['right'], at('part-0'));
await step('wrapped otherwise, its last line', ['w', 'G'], isThere);
await step('first search', ['g', '&', ...'10.0.9.99', 'enter'], isThere);
await step('tab Diff', ['right', 'right'], at('spec.part'));
await step('tab Raw', ['right', 'right'], at('"kind"'));
await step('history of its object', ['H'], session => (session.history?.history?.steps.length ?? 0) > 0);
await timed(['esc', 'q', 'k'], () => true);
// Another such event, in the tab that was open last: from there to its request.
const pages = Array.from({length: 300}, () => 'pagedown');
await step('300 pages while it comes', ['enter', 'v', ...pages], session => session.detail.loaded !== undefined);
console.log(JSON.stringify({steps: told}));
shell.close();
await source.close();
process.exit(0);
