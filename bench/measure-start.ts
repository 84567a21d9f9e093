// From exec to the screen, in a pseudo-terminal, with a log as argument: the program under Node.js, the executable if it was made,
// and lnav if it is installed, in turns, so that a machine that slows down does so for all of them.
import {existsSync, readFileSync, statSync} from 'node:fs';
import pty from '@lydell/node-pty';
import {EXECUTABLE} from '../test/support/executable.ts';
import {BIN, NODE} from '../test/support/terminal.ts';
import {runTimed} from './child.ts';

/** Milliseconds since exec, medians; memory in bytes, the most so far when the rows were there. */
export type Start = {
  readonly name: string;
  readonly frame: number;
  readonly rows: number;
  /** Of the main thread until then: what it would take on a machine with nothing else to do. */
  readonly busy: number;
  readonly memory: number;
  readonly version: number;
  readonly bytes: number;
};

type Program = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What is written once a whole frame is there. */
  readonly frame: string;
  /** What is written once requests are there. */
  readonly rows: RegExp;
  readonly file: string;
};

type Run = {readonly frame: number; readonly rows: number; readonly busy: number; readonly memory: number};

/** A folder with lnav's description of audit logs. */
const LNAV = new URL('lnav', import.meta.url).pathname;
const END_OF_FRAME = '\x1b[?2026l';
/** The time of day of the newest request. lnav has a clock of its own, so there it is a name in a line of the log. */
const [TIME, NAME] = [/\d\d:\d\d:\d\d/, /system:\w+/];
const LIMIT_MS = 30_000;
const NO_RUN: Run = {frame: Number.NaN, rows: Number.NaN, busy: Number.NaN, memory: Number.NaN};

const read = (path: string): string => readFileSync(path, 'utf8');

/** What a process has used by now. */
function used(pid: number): Pick<Run, 'busy' | 'memory'> {
  const busy = Number(read(`/proc/${pid}/task/${pid}/schedstat`).split(' ')[0]) / 1e6;
  const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return {busy, memory: Number(kib) * 1024};
}

/** Looks at what is written when it is written: to look again and again would take a processor from what is measured. */
function once({command, args, frame, rows}: Program, log: string): Promise<Run> {
  return new Promise(resolve => {
    let output = '';
    let run = NO_RUN;
    const env = {...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8'} as Record<string, string>;
    delete env.CI;
    const start = performance.now();
    const terminal = pty.spawn(command, [...args, log], {name: 'xterm-256color', cols: 120, rows: 40, env});
    const limit = setTimeout(() => terminal.kill('SIGKILL'), LIMIT_MS);
    terminal.onData(data => {
      const now = performance.now() - start;
      output += data;
      if (!Number.isNaN(run.rows)) return;
      if (Number.isNaN(run.frame) && output.includes(frame)) run = {...run, frame: now};
      if (Number.isNaN(run.frame) || !rows.test(output)) return;
      run = {...run, rows: now, ...used(terminal.pid)};
      terminal.kill('SIGKILL');
    });
    terminal.onExit(() => {
      clearTimeout(limit);
      resolve(run);
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

async function programs(): Promise<readonly Program[]> {
  const lnav = ['/usr/bin/lnav', '/usr/local/bin/lnav', '/opt/homebrew/bin/lnav'].find(path => existsSync(path));
  return [
    ...(existsSync(EXECUTABLE)
      ? [{name: 'executable', command: EXECUTABLE, args: [], frame: END_OF_FRAME, rows: TIME, file: EXECUTABLE}]
      : []),
    {
      name: `Node ${process.versions.node}`,
      command: NODE,
      args: [BIN],
      frame: END_OF_FRAME,
      rows: TIME,
      file: 'dist/audit-tui.js',
    },
    ...(lnav === undefined
      ? []
      : [{name: 'lnav', command: lnav, args: ['-I', LNAV], frame: '\x1b[', rows: NAME, file: lnav}]),
  ];
}

/** Takes turns `runs` times. The log must be in the page cache. */
export async function starts(log: string, runs: number): Promise<readonly Start[]> {
  const all = await programs();
  const measured = all.map((): Run[] => []);
  const versions = all.map((): number[] => []);
  for (let i = 0; i < runs; i++) {
    for (const [at, program] of all.entries()) {
      measured[at]!.push(await once(program, log));
      const asked = program.name === 'lnav' ? ['-V'] : [...program.args, '--version'];
      versions[at]!.push((await runTimed(program.command, asked))?.ms ?? Number.NaN);
    }
  }
  return all.map(({name, file}, at) => {
    const of = (key: keyof Run) => median(measured[at]!.map(run => run[key]));
    return {
      name,
      frame: of('frame'),
      rows: of('rows'),
      busy: of('busy'),
      memory: of('memory'),
      version: median(versions[at]!),
      bytes: statSync(file).size,
    };
  });
}
