// When code is compiled: the executable's runtime can be told. Node.js has nothing of it, and needs nothing.

/** As far as it is used here: https://bun.com/reference/bun/unsafe/setJITPolicy */
type Runtime = {readonly Bun?: {readonly unsafe?: {readonly setJITPolicy?: (scale: number) => void}}};

/**
 * The executable starts with its compiler held back (START_SCALE in scripts/package/compile.ts): most of what a start runs is run
 * once, and to compile it takes a processor from it. From here on code is compiled as soon as usual.
 */
export function startIsOver(): void {
  (globalThis as Runtime).Bun?.unsafe?.setJITPolicy?.(1);
}
