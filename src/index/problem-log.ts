// Counts problems by code and keeps the first few of each as examples, so that a file of garbage costs no memory.
import {PROBLEMS, type Problem, type ProblemCode} from '../ingest/problems.ts';
import type {SourceRef} from '../ingest/source-ref.ts';

/** So many of each code. */
export const EXAMPLES = 20;

export type ProblemCount = {
  readonly code: ProblemCode;
  readonly title: string;
  readonly count: number;
  readonly examples: readonly Problem[];
};

/** A problem whose line number may only be known later. */
export type LateProblem = Omit<Problem, 'at'> & {readonly at: () => SourceRef};

export class ProblemLog {
  readonly #counts = new Map<ProblemCode, number>();
  readonly #examples = new Map<ProblemCode, LateProblem[]>();

  add(problem: LateProblem): void {
    this.#counts.set(problem.code, (this.#counts.get(problem.code) ?? 0) + 1);
    const examples = this.#examples.get(problem.code) ?? [];
    if (examples.length < EXAMPLES) this.#examples.set(problem.code, [...examples, problem]);
  }

  /** In the order of PROBLEMS, without those that did not occur. */
  counts(): readonly ProblemCount[] {
    return PROBLEMS.filter(({code}) => this.#counts.has(code)).map(({code, title}) => ({
      code,
      title,
      count: this.#counts.get(code)!,
      examples: this.#examples.get(code)!.map(({at, ...problem}) => ({...problem, at: at()})),
    }));
  }
}
