// PROBLEMS: one row a way in which input can fail to be an event. Nothing that was read goes uncounted.
import type {SourceRef} from './source-ref.ts';

export const PROBLEMS = [{code: 'NOT_JSON', title: 'not JSON'}] as const satisfies readonly {
  readonly code: string;
  readonly title: string;
}[];

export type ProblemCode = (typeof PROBLEMS)[number]['code'];

export type Problem = {
  readonly code: ProblemCode;
  /** One sentence: what is wrong and, where there is something, what to do. */
  readonly reason: string;
  readonly at: SourceRef;
};
