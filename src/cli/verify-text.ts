// What verify says of an event that was recorded, as text and as JSON.
import {visible} from '../audit/visible.ts';
import {attributesOf} from '../rules/policy/attributes.ts';
import {evaluate} from '../rules/policy/evaluate.ts';
import {agreement} from '../rules/policy/explain.ts';
import {sentence} from '../session/summary/sentence.ts';
import type {Recorded} from './verify-wait.ts';
import type {NamedPolicy} from './verify-why.ts';

const bodiesOf = ({detail: {event}}: Recorded): readonly string[] =>
  (['requestObject', 'responseObject'] as const).filter(key => event[key] !== undefined && event[key] !== null);

/** Which rule of the policy recorded it; undefined without a policy. */
function ruleOf({detail: {event}}: Recorded, policy: NamedPolicy | undefined): string | undefined {
  if (policy === undefined) return undefined;
  const decision = evaluate(policy.policy, attributesOf(event));
  const {ruleIndex, level} = decision;
  const which =
    ruleIndex === null
      ? 'no rule'
      : `rule ${ruleIndex + 1} (${policy.file}:${policy.policy.rules[ruleIndex]!.at.line})`;
  return agreement(decision, event) === 'agrees'
    ? which
    : `${which} of the policy on disk gives level ${level}: another policy is in force`;
}

const placeText = ({at}: Recorded['detail']): string => (at.line === undefined ? at.file : `${at.file}:${at.line}`);

export function recordedText(recorded: Recorded, policy: NamedPolicy | undefined): string {
  const {event} = recorded.detail;
  const bodies = bodiesOf(recorded);
  const rule = ruleOf(recorded, policy);
  const rows: readonly (readonly [string, string])[] = [
    ['level', event.level ?? 'none'],
    ['bodies', bodies.length === 0 ? 'none' : bodies.join(', ')],
    // The request may still be going on, so it is not said that it was never answered.
    ...(event.stage === 'RequestReceived' ? [['answer', 'none so far; bodies come with it'] as const] : []),
    ['stages', recorded.stages.join(', ')],
    ['at', event.stageTimestamp ?? 'no time'],
    ['auditID', event.auditID],
    ['in', placeText(recorded.detail)],
    ...(rule === undefined ? [] : [['by', rule] as const]),
  ];
  return [`Recorded: ${sentence(event, true)}`, ...rows.map(([name, value]) => `  ${name.padEnd(8)} ${value}`), '']
    .map(visible)
    .join('\n');
}

export function recordedJson(recorded: Recorded, policy: NamedPolicy | undefined): object {
  const {event} = recorded.detail;
  const decision = policy === undefined ? undefined : evaluate(policy.policy, attributesOf(event));
  return {
    recorded: true,
    auditID: event.auditID,
    level: event.level ?? null,
    stage: event.stage,
    stages: recorded.stages,
    bodies: bodiesOf(recorded),
    stageTimestamp: event.stageTimestamp ?? null,
    file: recorded.detail.at.file,
    line: recorded.detail.at.line ?? null,
    policy: policy?.file ?? null,
    ruleIndex: decision?.ruleIndex ?? null,
    agrees: decision === undefined ? null : agreement(decision, event) === 'agrees',
  };
}
