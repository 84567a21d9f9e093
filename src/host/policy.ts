// What there is to say of the policy file without a log: whether it is read, and whether it records anything at all.

import {checkPolicy, type PolicyFinding} from '../rules/policy/check.ts';
import type {Policy, Rule} from '../rules/policy/policy.ts';
import {type ReadPolicy, readPolicy} from '../rules/policy/read.ts';
import type {Root} from './root.ts';
import type {Version} from './version.ts';

export type PolicyRead = {
  readonly text?: string;
  /** Absent where the text could not be read. */
  readonly read?: ReadPolicy;
  /** Mistakes in it that the API server does not tell of. */
  readonly findings?: readonly PolicyFinding[];
};

export function policyFacts(root: Root, path: string | undefined, version: Version | undefined): PolicyRead {
  if (path === undefined) return {};
  const text = root.read(path);
  if (!text.ok) return {};
  const known = version === undefined ? {} : {version: `${version.major}.${version.minor}`};
  const options = {file: path, ...known};
  const findings = checkPolicy(text.value, options)[0]?.findings ?? [];
  return {text: text.value, read: readPolicy(text.value, options), findings};
}

export const isCatchAll = ({users, userGroups, verbs, resources, namespaces, nonResourceURLs}: Rule): boolean =>
  [users, userGroups, verbs, resources, namespaces, nonResourceURLs].every(list => list.length === 0);

/** The rules that can decide: none after the first one that takes everything. */
export function liveRules({rules}: Policy): readonly Rule[] {
  const last = rules.findIndex(isCatchAll);
  return last === -1 ? rules : rules.slice(0, last + 1);
}

const MAIN_STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] as const;

/** Why nothing but a panic can ever be logged; undefined if something can. */
export function recordsNothing(policy: Policy): string | undefined {
  const live = liveRules(policy);
  const writes = live.filter(({level}) => level !== 'None');
  if (writes.length === 0) {
    const first = policy.rules[0];
    return first !== undefined && isCatchAll(first)
      ? 'its first rule takes every request and has level None'
      : 'every rule that can match has level None';
  }
  const isMute = ({omitStages}: Pick<Rule, 'omitStages'>) =>
    MAIN_STAGES.every(stage => omitStages.includes(stage) || policy.omitStages.includes(stage));
  return writes.every(isMute) ? 'omitStages leaves out every stage but Panic' : undefined;
}
