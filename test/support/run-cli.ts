// Commands run in this process, with captured output instead of a terminal.
import {existsSync} from 'node:fs';
import type {Io, Out} from '../../src/cli/io.ts';
import {ReaderGone} from '../../src/cli/io.ts';
import {run} from '../../src/cli/run.ts';
import {TEN_PAST} from './events.ts';

export type Ran = {readonly code: number; readonly out: string; readonly err: string};

type Setting = {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  /** The reader goes away after so many writes. */
  readonly writes?: number;
};

export async function runCli(
  argv: readonly string[],
  {isTerminal = false, columns, writes = Number.POSITIVE_INFINITY}: Setting = {},
): Promise<Ran> {
  const said = {out: '', err: ''};
  let left = writes;
  const out: Out = {
    isTerminal,
    columns,
    async write(text) {
      if (left-- <= 0) throw new ReaderGone();
      said.out += text;
    },
  };
  const err: Out = {
    isTerminal: false,
    columns: undefined,
    async write(text) {
      said.err += text;
    },
  };
  const io: Io = {
    out,
    err,
    stdin: process.stdin,
    stdout: process.stdout,
    env: {},
    stdinHasData: false,
    now: () => TEN_PAST,
    // A node without an API server, whatever this machine is.
    nodeRoot: new URL('.', import.meta.url).pathname,
  };
  return {code: await run(argv, '9.9.9', io, existsSync), ...said};
}
