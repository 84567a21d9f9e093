// The built program in a real pseudo-terminal: from a key to the end of its frame, and the bytes a frame takes.
import {readFileSync} from 'node:fs';
import {BIN, NODE, type Size, TestTerminal} from '../test/support/terminal.ts';

export type KeyTimes = {readonly p50: number; readonly p99: number; readonly bytes: number; readonly frames: number};
export type Session = {
  /** The cursor goes to the next row, all rows stay where they are. */
  readonly move: KeyTimes;
  /** All rows move up by one. */
  readonly scroll: KeyTimes;
  readonly filter: KeyTimes;
  readonly firstScreenMs: number;
  readonly peak: number;
  readonly longestGap: number;
};

/** Lines of the screen that are no rows, and some more. */
const REST = 12;

const END_OF_FRAME = '\x1b[?2026l';
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Resolves when a frame that began after now has ended. */
async function frame(terminal: TestTerminal, from: number, limitMs = 3000): Promise<boolean> {
  const start = performance.now();
  while (!terminal.output.slice(from).includes(END_OF_FRAME)) {
    if (performance.now() - start > limitMs) return false;
    await new Promise(resolve => setImmediate(resolve));
  }
  return true;
}

async function pressed(terminal: TestTerminal, keys: readonly string[]): Promise<KeyTimes> {
  const times: number[] = [];
  let bytes = 0;
  for (const key of keys) {
    const from = terminal.output.length;
    const start = performance.now();
    terminal.write(key);
    if (!(await frame(terminal, from))) continue;
    times.push(terminal.lastWrite - start);
    await pause(30);
    bytes += terminal.output.length - from;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return {p50: at(0.5), p99: at(0.99), bytes: Math.round(bytes / Math.max(1, times.length)), frames: times.length};
}

function peakOf(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib ?? 0) * 1024;
}

/** Opens `path`, presses keys all through the loading, then scrolls and types a filter. */
export async function session(path: string, size: Size, presses: number): Promise<Session> {
  const start = performance.now();
  const terminal = new TestTerminal(NODE, [BIN, path], size);
  try {
    await terminal.shows(/took/i, 20_000);
    const firstScreenMs = performance.now() - start;
    let longestGap = 0;
    const until = performance.now() + 120_000;
    while (/\d ?%/.test(terminal.lines[0] ?? '') && performance.now() < until) {
      const from = terminal.output.length;
      const pressedAt = performance.now();
      terminal.write('k');
      await frame(terminal, from);
      longestGap = Math.max(longestGap, performance.now() - pressedAt);
      await pause(20);
    }
    await pause(500);
    terminal.write('g');
    await pause(300);
    // Header, filter, bars, titles and footer are the rest of the lines.
    const move = await pressed(terminal, Array<string>(size.rows - REST).fill('j'));
    terminal.write('j'.repeat(REST));
    await pause(300);
    const scroll = await pressed(terminal, Array<string>(presses).fill('j'));
    terminal.write('/');
    await pause(300);
    const filter = await pressed(terminal, [...'verb:delete code:200']);
    const peak = peakOf(terminal.pid);
    terminal.write('\x03');
    await terminal.exited();
    return {move, scroll, filter, firstScreenMs, peak, longestGap};
  } finally {
    if (terminal.exit === undefined) terminal.kill();
  }
}
