// What a command may touch of the process, so that tests can run it without one.

import type {ReadStream, WriteStream} from 'node:tty';
import {sizeOf} from '../screen/size.ts';
import {EXIT} from './exit.ts';

/** Thrown by `Out.write` when the reader has gone: for a command that is success, like for `head`. */
export class ReaderGone extends Error {}

/** Thrown by `Out.write` when nothing can be written: one sentence. */
export class WriteFailed extends Error {}

export type Out = {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined elsewhere. */
  readonly columns: number | undefined;
  /** Resolves when it is right to go on writing. @throws ReaderGone */
  write(text: string): Promise<void>;
};

export type Io = {
  readonly out: Out;
  readonly err: Out;
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard input is a pipe or a file, something to read a log from. */
  readonly stdinHasData: boolean;
  /** Microseconds. */
  readonly now: () => number;
  /** Where this node's files are: /. */
  readonly nodeRoot?: string;
};

export function outOf(stream: NodeJS.WriteStream): Out {
  let gone = false;
  let failure: WriteFailed | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') gone = true;
    else failure = new WriteFailed(`the output cannot be written (${error.code ?? error.message}).`);
    stream.emit('drain');
  });
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY === true ? sizeOf(stream).columns : undefined,
    async write(text) {
      if (gone) throw new ReaderGone();
      if (failure !== undefined) throw failure;
      if (text !== '' && !stream.write(text)) await new Promise(resolve => stream.once('drain', resolve));
      if (gone) throw new ReaderGone();
      if (failure !== undefined) throw failure;
    },
  };
}

/** Tells what is wrong on standard error. `message` is safe for a terminal. @returns the exit code of an error. */
export async function complain(message: string, io: Io): Promise<number> {
  await io.err.write(`audit-tui: ${message}\n`);
  return EXIT.error;
}
