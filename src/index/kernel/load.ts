// The kernel, where it can run. Where it cannot, because it was not built or the CPU has no vectors, all lines take the slow
// path, and nothing else differs.
import {kernelBytes} from './bytes.ts';

let compiled: WebAssembly.Module | null | undefined;

/** Compiled once a process; it can be posted to workers. `undefined` where it cannot run. */
export function kernelModule(): WebAssembly.Module | undefined {
  if (compiled === undefined) compiled = compile();
  return compiled ?? undefined;
}

function compile(): WebAssembly.Module | null {
  const bytes = kernelBytes();
  try {
    return bytes === undefined ? null : new WebAssembly.Module(bytes);
  } catch {
    return null;
  }
}
