// The program's entry: gives a run the real process, and turns what went wrong into one sentence.
import {existsSync, fstatSync} from 'node:fs';
import {setPriority} from 'node:os';
import {visible} from '../audit/visible.ts';
import {EXIT} from './exit.ts';
import {type Io, outOf} from './io.ts';
import {run} from './run.ts';

/** Set by the build. */
declare const __VERSION__: string;

function stdinHasData(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}

const io: Io = {
  out: outOf(process.stdout),
  err: outOf(process.stderr),
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
  stdinHasData: stdinHasData(),
  now: () => Date.now() * 1000,
};

function fail(error: unknown): void {
  // The explorer has a listener of its own, which gives the terminal back first.
  if (process.listenerCount('uncaughtException') > 1) return;
  const reason = error instanceof Error ? error.message : String(error);
  const stack = process.env.AUDIT_TUI_DEBUG === '1' && error instanceof Error ? `${error.stack}\n` : '';
  process.stderr.write(
    `audit-tui: internal error: ${visible(reason)}. Please report it; AUDIT_TUI_DEBUG=1 adds the details.\n${stack}`,
  );
  process.exit(EXIT.internal);
}

// On a control-plane node everything else is more urgent.
try {
  setPriority(10);
} catch {
  // Where it may not be lowered it stays as it is.
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exitCode = await run(process.argv.slice(2), __VERSION__, io, existsSync);
// A held terminal or pipe must not keep the process alive once its work is done.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
