// Work that takes long, cut where it may rest: whoever runs it decides how much is done before something else has its turn.

/** Yields wherever it may rest, returns its result. Between two rests lies well under a millisecond of usual data. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
