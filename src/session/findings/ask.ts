// What deserves a look first, as a question. The rules that answer it are loaded with the first one: answer.ts.
import type {Finding, FindingRule, Report} from '../../rules/findings/finding.ts';
import type {Settings} from '../../rules/findings/settings.ts';
import type {Partial} from '../../source/source.ts';
import type {Scroll} from '../session.ts';

export type FindingsAsk = {readonly kind: 'findings'; readonly settings: Settings};

export type FindingsAnswer = {
  readonly kind: 'findings';
  /** Absent while the log is read. */
  readonly report?: Report;
  /** Findings for the record, oldest first. */
  readonly record?: readonly Finding[];
  /** All that were asked, which say why what they found matters. */
  readonly rules?: readonly FindingRule[];
  readonly partial?: Partial;
  /** Events of the log when it was begun: there may be more by now. */
  readonly events: number;
};

export const FINDINGS_SLOTS = ['findings'] as const satisfies readonly FindingsAsk['kind'][];

export type FindingsOverlay = {
  readonly kind: 'findings';
  readonly scroll: Scroll;
  readonly told: FindingsAnswer | undefined;
  /** Why there is no answer. */
  readonly failed: string | undefined;
  /** Events of the log when it was answered last. */
  readonly events: number;
};
