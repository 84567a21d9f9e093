// The compiled kernel. Run from source it lies in dist; scripts/build.ts replaces this module by the bytes themselves.
import {readFileSync} from 'node:fs';

/** `undefined` if it was not built. */
export function kernelBytes(): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(new URL('../../../dist/kernel.wasm', import.meta.url)));
  } catch {
    return undefined;
  }
}
