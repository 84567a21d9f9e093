// The tab Diff on its way: bodies of megabytes are compared between keys, and until then the tab says so.
import type {AuditEvent} from '../../audit/event.ts';
import type {Steps} from '../../audit/steps.ts';
import {span} from '../line.ts';
import type {Work} from '../slices.ts';
import {answerSteps} from './answer.ts';
import type {AnswerLine} from './answer-line.ts';

const UNDER_WAY: readonly AnswerLine[] = [{line: [span('comparing request and response…', 'dim')]}];

/** Steps that are made at once, about a millisecond: most bodies are compared with them. */
const AT_ONCE = 8;

/** A class because the lines and what is left to do change together. */
export class AnswerContent implements Work {
  readonly #steps: Steps<readonly AnswerLine[]>;
  #lines = UNDER_WAY;
  #done = false;

  /** @param whyNot why the event has no such body, in a sentence */
  constructor(event: AuditEvent, width: number, whyNot: (which: 'request' | 'response') => string) {
    this.#steps = answerSteps(event, width, whyNot);
    for (let i = 0; i < AT_ONCE && !this.#done; i++) this.#step();
  }

  get total(): number {
    return this.#lines.length;
  }

  get done(): boolean {
    return this.#done;
  }

  readonly run = (end: number): void => {
    while (!this.#done && performance.now() < end) this.#step();
  };

  readonly at = (from: number, count: number): readonly AnswerLine[] => this.#lines.slice(from, from + count);

  #step(): void {
    const step = this.#steps.next();
    if (step.done !== true) return;
    this.#done = true;
    this.#lines = step.value;
  }
}
