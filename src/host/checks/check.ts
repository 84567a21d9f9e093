// What a check is, and what it says.
import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';

export type Verdict = 'sound' | 'warning' | 'failed' | 'cannot tell';

/** From the worst to the best. */
export const VERDICTS: readonly Verdict[] = ['failed', 'warning', 'cannot tell', 'sound'];

/** Lines for what is no file of the node. */
export type Elsewhere = {
  /** As in "Put into WHERE:". */
  readonly where: string;
  readonly lines: readonly string[];
};

export type Remedy = {
  /** One sentence for what no file can be made to say. */
  readonly todo?: string;
  readonly edits?: readonly Edit[];
  /** Lines for a shell, as root. */
  readonly run?: readonly string[];
  readonly elsewhere?: Elsewhere;
};

export type Outcome = {
  readonly verdict: Verdict;
  /** What was found: one sentence. Names of files and flags in it are as they were read. */
  readonly found: string;
  readonly remedy?: Remedy;
  /** It cannot be told because this user may not read something. */
  readonly isUnread?: boolean;
};

export type CheckSpec = {
  readonly id: string;
  readonly about: 'server' | 'policy' | 'log' | 'rotation' | 'webhook';
  /** Its answer is yes when it is sound. */
  readonly question: string;
  /** Of a fault. A check may give a milder one. */
  readonly severity: 'failed' | 'warning';
  /** For the docs: what comes of it. */
  readonly why: string;
  /** For the docs: what to do. */
  readonly remedy: string;
  /** undefined where there is nothing to check. */
  readonly check: (facts: Facts) => Outcome | undefined;
};

export const sound = (found: string): Outcome => ({verdict: 'sound', found});
export const failed = (found: string, remedy: Remedy = {}): Outcome => ({verdict: 'failed', found, remedy});
export const warning = (found: string, remedy: Remedy = {}): Outcome => ({verdict: 'warning', found, remedy});
export const unsure = (found: string, remedy?: Remedy): Outcome => ({
  verdict: 'cannot tell',
  found,
  ...(remedy === undefined ? {} : {remedy}),
});
/** Also where it may not be read, which the exit code tells. */
export const unread = (found: string): Outcome => ({verdict: 'cannot tell', found, isUnread: true});
