// Values of megabytes that are still coming: containers that have all their keys from the beginning, in their order, and whose
// values come one behind the other. Until it is there a value is `undefined`, which JSON has not.
import type {Json} from './event.ts';
import type {Steps} from './steps.ts';

/** Stands for a value until that is there. */
export const COMING = undefined as unknown as Json;

/** A class because what is left to do and whether there is any change together. */
class Coming {
  readonly #steps: Steps<unknown>;
  done = false;

  constructor(steps: Steps<unknown>) {
    this.#steps = steps;
  }

  step(): void {
    this.done ||= this.#steps.next().done === true;
  }
}

const all = new WeakMap<object, Coming>();
const growing = new WeakSet<object>();

/** The container is filled one value behind the other, and was empty at first; it stays one that did. */
export const grows = (container: object): void => {
  growing.add(container);
};
export const isGrowing = (container: object): boolean => growing.has(container);

/** `root` and what is in it is filled by `steps`. */
export const comes = (root: object, steps: Steps<unknown>): void => {
  all.set(root, new Coming(steps));
};

/** Whether something of it may be missing. Asked of the whole value, not of what is in it. */
export const isComing = (root: Json | undefined): boolean =>
  typeof root === 'object' && root !== null && all.get(root)?.done === false;

/** Does a little of what is left to do for `root`: well under a millisecond of usual data. */
export const comeOn = (root: Json): void => {
  if (typeof root === 'object' && root !== null) all.get(root)?.step();
};

/** All that is left to do for it. */
export function* arrival(root: Json | undefined): Steps<void> {
  while (isComing(root)) {
    comeOn(root!);
    yield;
  }
}

/** What is left to do until the value of a key is there. */
export function* arrivalOf(root: Json | undefined, key: string): Steps<void> {
  while (isComing(root) && (root as {readonly [key: string]: Json})[key] === COMING) {
    if (!Object.hasOwn(root as object, key)) return;
    comeOn(root!);
    yield;
  }
}
