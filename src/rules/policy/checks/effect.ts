// Rules without effect: never reached, or logging nothing.
import {unionStages} from '../evaluate.ts';
import type {Policy, Rule} from '../policy.ts';
import {reachOf} from '../reach.ts';
import {type CheckContext, type Found, isCatchAll, listed, logsNothing, type PolicyCheck, ruleCheck} from './check.ts';

const lineOf = (policy: Policy, ruleIndex: number): string =>
  `rules[${ruleIndex}] (line ${policy.rules[ruleIndex]!.at.line})`;

const catchAllBefore = ({rules}: Policy, ruleIndex: number): number =>
  rules.findIndex((rule, i) => i < ruleIndex && isCatchAll(rule));

function* dead(rule: Rule, {policy, at}: CheckContext, ruleIndex: number, path: string): Generator<Found> {
  const before = catchAllBefore(policy, ruleIndex);
  if (before === -1) return;
  yield {
    at: at(path),
    message: `${lineOf(policy, before)} has no selectors and takes every request, so this rule never decides.`,
    write: isCatchAll(rule)
      ? 'Remove one of the two.'
      : `Move this rule before ${lineOf(policy, before)}, or remove it.`,
  };
}

const sameEffect = (one: Rule, other: Rule): boolean =>
  one.level === other.level && unionStages(one.omitStages).join() === unionStages(other.omitStages).join();

function* shadowed(rule: Rule, {policy, at}: CheckContext, ruleIndex: number, path: string): Generator<Found> {
  if (catchAllBefore(policy, ruleIndex) !== -1) return;
  const reach = reachOf(policy, ruleIndex);
  if (reach.reached) return;
  const isHarmless = reach.by.every(i => sameEffect(rule, policy.rules[i]!));
  const by = listed(reach.by.map(i => lineOf(policy, i)));
  yield {
    at: at(path),
    message: `${by} ${reach.by.length === 1 ? 'takes' : 'together take'} all that this rule selects, so it never decides.`,
    write: `${isHarmless ? 'Remove it: nothing changes' : `Move it before ${lineOf(policy, reach.by[0]!)}, or remove it`}.`,
    ...(isHarmless ? {severity: 'info'} : {}),
  };
}

const ALL_STAGES_BUT_PANIC = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] as const;

export const EFFECT_CHECKS: readonly PolicyCheck[] = [
  {
    id: 'logs-nothing',
    severity: 'warning',
    title: 'nothing is logged',
    why: 'Every rule has level None: auditing is configured and off. The log file is there, and stays empty.',
    write: 'Write at least "- level: Metadata", or begin with "audit-tui policy init".',
    bad: '- level: None',
    good: '- level: Metadata',
    *find({policy, at}) {
      if (policy.rules.length === 0 || !logsNothing(policy)) return;
      const first = Math.max(0, policy.rules.findIndex(isCatchAll));
      yield {at: at(`rules[${first}].level`), message: 'No rule logs anything.', ruleIndex: first};
    },
  },
  ruleCheck(
    {
      id: 'dead-rule',
      severity: 'warning',
      title: 'a rule after one that takes everything',
      why: 'The first rule that matches decides. After a rule without selectors no other is ever reached.',
      write: 'Move the rule that takes everything to the end.',
      bad: '- level: Metadata\n- level: RequestResponse\n  resources:\n  - group: apps',
      good: '- level: RequestResponse\n  resources:\n  - group: apps\n- level: Metadata',
    },
    dead,
  ),
  ruleCheck(
    {
      id: 'shadowed-rule',
      severity: 'warning',
      title: 'a rule that earlier rules leave nothing',
      why: 'The first rule that matches decides. All that this rule selects is taken by rules before it, alone or together, so it never decides about any request.',
      write: 'Move it before them, or remove it.',
      bad: '- level: Request\n  resources:\n  - group: ""\n- level: Metadata\n  resources:\n  - group: ""\n    resources: ["secrets"]\n- level: Metadata',
      good: '- level: Metadata\n  resources:\n  - group: ""\n    resources: ["secrets"]\n- level: Request\n  resources:\n  - group: ""\n- level: Metadata',
    },
    shadowed,
  ),
  ruleCheck(
    {
      id: 'only-panics',
      severity: 'warning',
      title: 'all stages are omitted',
      why: 'Stages of the policy and of the rule are added up, and a rule cannot take one back. Without RequestReceived, ResponseStarted and ResponseComplete only crashes of the API server’s handlers are left to log.',
      write: 'Leave ResponseComplete out of omitStages, or write level: None if nothing is to be logged.',
      bad: '- level: Metadata\n  omitStages: ["RequestReceived", "ResponseStarted", "ResponseComplete"]',
      good: '- level: Metadata\n  omitStages: ["RequestReceived"]',
    },
    function* (rule, {policy, at}, _i, path) {
      const omitted = unionStages(policy.omitStages, rule.omitStages);
      if (rule.level === 'None' || !ALL_STAGES_BUT_PANIC.every(stage => omitted.includes(stage))) return;
      yield {
        at: at(rule.omitStages.length > 0 ? `${path}.omitStages#` : 'omitStages#'),
        message: `The rule logs ${omitted.includes('Panic') ? 'nothing' : 'panics only'}: all other stages are omitted.`,
      };
    },
  ),
  ruleCheck(
    {
      id: 'stages-of-none',
      severity: 'info',
      title: 'stages of what is not logged',
      why: 'A rule of level None logs no stage at all, so its omitStages do nothing.',
      write: 'Leave omitStages out.',
      bad: '- level: None\n  verbs: ["watch"]\n  users: ["system:kube-proxy"]\n  omitStages: ["RequestReceived"]\n- level: Metadata',
      good: '- level: None\n  verbs: ["watch"]\n  users: ["system:kube-proxy"]\n- level: Metadata',
    },
    function* (rule, {at}, _i, path) {
      if (rule.level === 'None' && rule.omitStages.length > 0)
        yield {at: at(`${path}.omitStages#`), message: 'omitStages has no effect at level None.'};
    },
  ),
];
