// Work that is done once for all who ask for it.
import type {Steps} from '../audit/steps.ts';

/** Each who asks takes it further when it is their turn; whoever comes later begins where the others are. */
export class Shared<T> {
  readonly #work: Steps<T>;
  #done: (() => T) | undefined;

  constructor(work: Steps<T>) {
    this.#work = work;
  }

  *through(): Steps<T> {
    let done = this.#result();
    for (; done === undefined; done = this.#result()) yield;
    return done();
  }

  /** After another step. */
  #result(): (() => T) | undefined {
    if (this.#done !== undefined) return this.#done;
    try {
      const {done, value} = this.#work.next();
      if (done === true) this.#done = () => value;
    } catch (error) {
      this.#done = () => {
        throw error;
      };
    }
    return this.#done;
  }
}
