// Long work between keys: run for some milliseconds at a time, with a turn of the loop in between, and dropped when its result
// is not wanted any more.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Steps} from '../audit/steps.ts';

/** How long work goes on before keys have their turn, in milliseconds. */
export const SLICE_MS = 4;

/** Work whose result is there a piece at a time, and what is there of it can be used. */
export type Work = {
  readonly done: boolean;
  /** Goes on until `end`, a moment of `performance.now()`, or until it is done. */
  readonly run: (end: number) => void;
};

/** @throws the reason of `signal` once that is aborted. */
export async function inSlices<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await nextTurn();
    signal?.throwIfAborted();
  }
}
