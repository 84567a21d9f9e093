// Why a policy treats a request as it does: the rule that decided, each earlier rule with the first condition that it failed,
// and whether that is what the log shows.
import type {AuditEvent} from '../../audit/event.ts';
import {LEVELS} from '../../audit/event.ts';
import type {Attributes} from './attributes.ts';
import {type Decision, evaluate, type FailedCondition, firstFailedCondition} from './evaluate.ts';
import type {Policy} from './policy.ts';

export type Explanation = {
  readonly decision: Decision;
  /** One for each rule before the one that decided; for every rule if none did. */
  readonly failed: readonly FailedCondition[];
};

export function explain(policy: Policy, attributes: Attributes): Explanation {
  const decision = evaluate(policy, attributes);
  const earlier = policy.rules.slice(0, decision.ruleIndex ?? policy.rules.length);
  return {decision, failed: earlier.map(rule => firstFailedCondition(rule, attributes)!)};
}

/** `agrees`, or in what way the log shows something else. */
export type Agreement = 'agrees' | 'more was logged' | 'less was logged' | 'stage is omitted' | 'not logged at all';

/** Whether the policy may have been in force when the event was written. */
export function agreement({level, omitStages}: Decision, event: Pick<AuditEvent, 'level' | 'stage'>): Agreement {
  if (level === 'None') return 'not logged at all';
  if (omitStages.includes(event.stage)) return 'stage is omitted';
  if (level === event.level) return 'agrees';
  return event.level !== undefined && LEVELS.indexOf(event.level) > LEVELS.indexOf(level)
    ? 'more was logged'
    : 'less was logged';
}

/** What a script gets for an event: `null` where there is no event or no rule. */
export type ExplanationRecord = {
  readonly auditID: string | null;
  readonly stage: string | null;
  readonly level: string;
  readonly ruleIndex: number | null;
  readonly omitStages: readonly string[];
  readonly omitManagedFields: boolean;
  readonly agrees: boolean | null;
};

export function recordOf(decision: Decision, event?: AuditEvent): ExplanationRecord {
  const {level, ruleIndex, omitStages, omitManagedFields} = decision;
  return {
    auditID: event?.auditID ?? null,
    stage: event?.stage ?? null,
    level,
    ruleIndex,
    omitStages,
    omitManagedFields,
    agrees: event === undefined ? null : agreement(decision, event) === 'agrees',
  };
}
