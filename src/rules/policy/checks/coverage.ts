// What a policy as a whole leaves unlogged: the rest, failed logins, changes of rights.
import {type Decision, evaluate} from '../evaluate.ts';
import type {Policy} from '../policy.ts';
import {AUTHENTICATED, failedRequestFor, pathOfTopic, requestFor, topic, topicName} from '../probe.ts';
import {takesAll} from '../reach.ts';
import {before, RBAC_WITH_BODIES} from './advice.ts';
import {type CheckContext, type Found, isCatchAll, listed, logsNothing, type PolicyCheck} from './check.ts';

const RBAC = ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map(name =>
  topic('rbac.authorization.k8s.io', name),
);
const RBAC_WRITES = ['create', 'update', 'patch', 'delete'];

/** Whether the rules take all that is asked by someone who has authenticated. */
const takesAllOfUsers = (policy: Policy): boolean => takesAll(policy, [AUTHENTICATED]);

/** Path of the stage in `omitStages` of the policy or of the rule that decides. */
function omission({policy}: CheckContext, {ruleIndex, omitStages}: Decision): string | undefined {
  if (!omitStages.includes('ResponseStarted')) return undefined;
  const ofPolicy = policy.omitStages.indexOf('ResponseStarted');
  if (ofPolicy !== -1 || ruleIndex === null) return `omitStages[${ofPolicy}]`;
  return `rules[${ruleIndex}].omitStages[${policy.rules[ruleIndex]!.omitStages.indexOf('ResponseStarted')}]`;
}

const FAILED_PROBES = [
  failedRequestFor(topic('', 'pods'), 'list'),
  failedRequestFor(topic('', 'pods'), 'create'),
  failedRequestFor(topic('', 'secrets'), 'get'),
  failedRequestFor(topic('apps', 'deployments'), 'patch'),
];

function* failedLogins(context: CheckContext): Generator<Found> {
  const {policy, at} = context;
  if (policy.rules.length === 0) return;
  const decisions = FAILED_PROBES.map(probe => evaluate(policy, probe));
  if (!decisions.every(({level, omitStages}) => level === 'None' || omitStages.includes('ResponseStarted'))) return;
  const omitted = decisions.find(({level}) => level !== 'None');
  if (omitted !== undefined) {
    const path = omission(context, omitted)!;
    yield {
      at: at(path),
      message: 'Requests that fail to authenticate (401) have this stage only, so none of them is logged.',
      ...(omitted.ruleIndex === null || path.startsWith('omit') ? {} : {ruleIndex: omitted.ruleIndex}),
    };
  } else if (decisions.every(({ruleIndex}) => ruleIndex === null) && takesAllOfUsers(policy)) {
    yield {
      at: at(`rules[${policy.rules.length - 1}]`),
      message: 'Requests that fail to authenticate (401) have no user and no group, so no rule takes them.',
      write: 'End with a rule without users and userGroups: "- level: Metadata".',
    };
  }
}

function* rbac({policy, at}: CheckContext): Generator<Found> {
  if (logsNothing(policy)) return;
  const decided = RBAC.flatMap(one =>
    RBAC_WRITES.map(verb => ({one, verb, decision: evaluate(policy, requestFor(one, verb))})),
  ).filter(({decision}) => decision.level === 'None');
  const [first] = decided;
  if (first === undefined) return;
  const {ruleIndex} = first.decision;
  const rule = ruleIndex === null ? undefined : policy.rules[ruleIndex]!;
  const names = listed([...new Set(decided.map(({one}) => topicName(one)))]);
  const verbs = listed([...new Set(decided.map(({verb}) => verb))]);
  yield {
    at: at(rule === undefined ? 'rules#' : pathOfTopic(rule, `rules[${ruleIndex}]`, first.one)),
    message: `${verbs} of ${names} ${rule === undefined ? 'are taken by no rule' : 'are dropped here'}: who got which rights is not logged.`,
    ...(ruleIndex === null ? {write: before(RBAC_WITH_BODIES, 'Write this rule:')} : {ruleIndex}),
    // Where it says itself that nothing more is wanted, it is no mistake.
    ...(rule !== undefined && isCatchAll(rule) ? {severity: 'info'} : {}),
  };
}

function* rbacBodies({policy, at}: CheckContext): Generator<Found> {
  const bare = RBAC.filter(one =>
    ['create', 'update', 'patch'].some(verb => evaluate(policy, requestFor(one, verb)).level === 'Metadata'),
  );
  if (bare.length === 0) return;
  const [first] = bare;
  const {ruleIndex} = ['create', 'update', 'patch']
    .map(verb => evaluate(policy, requestFor(first!, verb)))
    .find(({level}) => level === 'Metadata')!;
  yield {
    at: at(`rules[${ruleIndex}].level`),
    message: `Changes of ${listed(bare.map(topicName))} are logged without what was granted.`,
    ruleIndex: ruleIndex!,
  };
}

export const COVERAGE_CHECKS: readonly PolicyCheck[] = [
  {
    id: 'no-catch-all',
    severity: 'warning',
    title: 'no rule for the rest',
    why: 'A request that no rule takes is not logged. What the policy does not name, such as a custom resource of next month, leaves no trace.',
    write: 'End with "- level: Metadata", or with "- level: None" where that is meant.',
    bad: '- level: Request\n  resources:\n  - group: rbac.authorization.k8s.io',
    good: '- level: Request\n  resources:\n  - group: rbac.authorization.k8s.io\n- level: Metadata',
    *find({policy, at}) {
      if (policy.rules.length === 0 || logsNothing(policy) || takesAll(policy) || takesAllOfUsers(policy)) return;
      yield {
        at: at(`rules[${policy.rules.length - 1}]`),
        message: 'The last rule does not take what is left, so that is not logged.',
      };
    },
  },
  {
    id: 'failed-logins',
    severity: 'warning',
    title: 'failed logins are not logged',
    why: 'A request that fails to authenticate (401) makes one event, of stage ResponseStarted, without user and groups. A policy that omits this stage, or takes requests by users and groups only, hides every one: guessed tokens and expired certificates leave no trace.',
    write:
      'Leave ResponseStarted out of omitStages. To save the second event of watches, omit it in a rule with verbs: ["watch"] instead.',
    bad: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ["RequestReceived", "ResponseStarted"]\nrules:\n- level: Metadata',
    good: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ["RequestReceived"]\nrules:\n- level: Metadata\n  verbs: ["watch"]\n  omitStages: ["ResponseStarted"]\n- level: Metadata',
    find: failedLogins,
  },
  {
    id: 'rbac-not-logged',
    severity: 'warning',
    title: 'changes of rights are not logged',
    why: 'A new role binding is how rights are taken and kept. Without these events nobody can tell who granted what to whom, or when.',
    write: before(RBAC_WITH_BODIES, 'Put this rule before what drops them:'),
    bad: '- level: Metadata\n  resources:\n  - group: ""\n  - group: apps',
    good: '- level: Metadata\n  resources:\n  - group: ""\n  - group: apps\n- level: RequestResponse\n  resources:\n  - group: rbac.authorization.k8s.io\n- level: Metadata',
    find: rbac,
  },
  {
    id: 'rbac-without-bodies',
    severity: 'info',
    title: 'changes of rights without what was granted',
    why: 'At level Metadata an event says who made a role binding, not which role for whom. Bodies of these are small, seldom, and hold no secrets.',
    write: before(RBAC_WITH_BODIES),
    bad: '- level: Metadata',
    good: '- level: Request\n  resources:\n  - group: rbac.authorization.k8s.io\n- level: Metadata',
    find: rbacBodies,
  },
];
