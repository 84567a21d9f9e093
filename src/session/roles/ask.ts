// The roles that somebody needs for what the log holds, as a question, and the answer, which is text already: answer.ts gives it.
import type {Expansion} from '../../rules/rbac/grants.ts';
import type {Subject} from '../../rules/rbac/subject.ts';
import type {Partial} from '../../source/source.ts';
import type {Scroll} from '../session.ts';

export type RolesAsk = {
  readonly kind: 'roles';
  readonly subject: Subject;
  /** What was refused is covered too. */
  readonly denied: boolean;
  readonly expansions: readonly Expansion[];
};

export type RolesAnswer = {
  readonly kind: 'roles';
  /** Sentences, each safe for a terminal. */
  readonly head: readonly string[];
  /** Safe for a terminal; '' if there is nothing to grant. */
  readonly yaml: string;
  /** Looked at for it: the more, the longer it took. */
  readonly requests: number;
  /** The log is still read: there is nothing yet. */
  readonly partial?: Partial;
};

export const ROLES_SLOTS = ['roles'] as const satisfies readonly RolesAsk['kind'][];

export type RolesOverlay = {
  readonly kind: 'roles';
  readonly asked: RolesAsk;
  readonly scroll: Scroll;
  readonly told: RolesAnswer | undefined;
  /** Why there is no answer. */
  readonly failed: string | undefined;
  /** Events of the log when what is told was asked for. */
  readonly events: number;
  /** Events of the log when it was asked for anew, while the answer is waited for. */
  readonly renewing?: number | undefined;
};
