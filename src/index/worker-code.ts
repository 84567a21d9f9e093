// Where a worker's program is. The build replaces this module by one that holds the program as text, so that the bundle
// stays one file.

/** For `new Worker(code, {eval})`. */
export const workerCode = (): {readonly code: string | URL; readonly eval: boolean} => ({
  code: new URL('./worker.ts', import.meta.url),
  eval: false,
});
