// Whether writing waits for the terminal. Node lets it: a terminal that takes nothing, behind a connection that hangs or in a
// client that is stopped, would hold up everything, signals too. Without waiting, what was not taken is kept by the stream.
import type {WriteStream} from 'node:tty';

/** What libuv has for it; other runtimes and other streams have nothing. */
type Handle = {readonly setBlocking?: (on: boolean) => void};

export function setBlocking(stdout: WriteStream, on: boolean): void {
  const {_handle: handle} = stdout as unknown as {readonly _handle?: Handle};
  handle?.setBlocking?.(on);
}
