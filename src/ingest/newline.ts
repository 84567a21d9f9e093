// Finding newlines in bytes.

const NEWLINE = 0x0a;

/** The first newline at or after `from`, or -1. A Buffer's search is many times faster than a Uint8Array's. */
export const newlineAt = (bytes: Uint8Array, from: number): number =>
  Buffer.prototype.indexOf.call(bytes, NEWLINE, from);

/** Past the newline of the line at `from`, or `bytes.length`. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const newline = newlineAt(bytes, from);
  return newline === -1 ? bytes.length : newline + 1;
}
