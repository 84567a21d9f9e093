// What keeps a policy from being loaded, and what is ignored when it is.

import {LEVELS, STAGES} from '../../../audit/event.ts';
import {nearest} from '../../../query/nearest.ts';
import {GROUP_FIELDS, POLICY_FIELDS, RULE_FIELDS} from '../decode.ts';
import type {PolicyFault} from '../fault.ts';
import {SINCE} from '../versions.ts';
import {typeAdvice, yamlAdvice} from './advice-load.ts';
import {type CheckContext, faultCheck, groupName, type PolicyCheck} from './check.ts';

/** Fields that people write for others. */
const MEANT: Readonly<Record<string, string>> = {
  apiGroup: 'group',
  apiGroups: 'group',
  groups: 'userGroups',
  names: 'resourceNames',
  path: 'nonResourceURLs',
  paths: 'nonResourceURLs',
  stage: 'omitStages',
  stages: 'omitStages',
  subjects: 'users',
  urls: 'nonResourceURLs',
};

function unknownFieldAdvice({field}: PolicyFault, {minor}: CheckContext): string | undefined {
  const [, parent = '', name = ''] = /^(?:(.*)\.)?([^.]*)$/.exec(field) ?? [];
  if (name === 'omitManagedFields' && minor < SINCE.omitManagedFields)
    return 'Leave omitManagedFields out: it is known since Kubernetes 1.23.';
  const isEntry = /\.resources\[\d+\]$/.test(parent);
  const fields = parent === '' ? POLICY_FIELDS : isEntry ? GROUP_FIELDS : RULE_FIELDS;
  if (name === 'stages' || name === 'stage')
    return 'There is no list of stages to log: write omitStages with those that are not wanted.';
  if (isEntry && RULE_FIELDS.includes(name))
    return `Move ${name} out of resources, to the rule itself: one line with level.`;
  if (parent === '' && RULE_FIELDS.includes(name)) return `Move ${name} into the rules that it is meant for.`;
  const meant =
    fields.find(known => known.toLowerCase() === name.toLowerCase()) ?? MEANT[name] ?? nearest(name, fields);
  return meant !== undefined && fields.includes(meant)
    ? `Write ${meant} instead of ${name}.`
    : `Leave ${name} out; ${parent === '' ? 'a policy' : isEntry ? 'an entry of resources' : 'a rule'} has ${fields.join(', ')}.`;
}

/** What an ignored field leaves of its rule. */
function unknownFieldEffect({field}: PolicyFault, {policy, minor}: CheckContext): string {
  const [, rule, entry] = /^rules\[(\d+)\](?:\.resources\[(\d+)\])?\./.exec(field) ?? [];
  const group = entry === undefined ? undefined : policy.rules[Number(rule)]?.resources[Number(entry)];
  const wide =
    group !== undefined && group.resources.length === 0
      ? `, and the entry takes all of ${groupName(group.group)}`
      : rule === undefined
        ? ''
        : ', and the rule takes what it would without it';
  return `; it is ignored${minor < SINCE.strictWarning ? ' without a word' : ''}${wide}.`;
}

const nearWord = (message: string, words: readonly string[]): string | undefined => {
  const [, quoted] = /"([^"]*)"/.exec(message) ?? [];
  const near =
    words.find(word => word.toLowerCase() === quoted?.toLowerCase()) ??
    (quoted === undefined ? undefined : nearest(quoted, words));
  return near === undefined ? undefined : `Write ${near}.`;
};

const groupAdvice = ({message}: PolicyFault): string | undefined => {
  const [, group = ''] = /"([^"]*)"/.exec(message) ?? [];
  if (group === '*')
    return `Group "*" is known since Kubernetes 1.36: name each group, or leave resources out to take them all.`;
  if (group.includes('/')) return `Write "${group.split('/')[0]}": a group without its version.`;
  if (group.toLowerCase() !== group) return `Write "${group.toLowerCase()}".`;
  return undefined;
};

export const LOAD_CHECKS: readonly PolicyCheck[] = [
  faultCheck(
    'not-yaml',
    {
      id: 'not-yaml',
      severity: 'error',
      title: 'not YAML',
      why: 'The API server does not start with a policy file that it cannot read.',
      write:
        'Mend the YAML at this place. A look at the indentation of the lines before it often helps; tabs are not allowed.',
      bad: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n   verbs: ["get"]',
      good: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n    verbs: ["get"]',
    },
    yamlAdvice,
  ),
  faultCheck('no-policy', {
    id: 'no-policy',
    severity: 'error',
    title: 'no audit policy in the file',
    why: 'The file is readable, but neither is it an audit policy nor does it hold one. A kubeadm, k3s or kops configuration may name the file with the policy instead of holding it.',
    write: 'Check the file that --audit-policy-file names on the node, or begin one with "audit-tui policy init".',
    bad: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  greeting: hello',
    good: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  policy.yaml: |\n    apiVersion: audit.k8s.io/v1\n    kind: Policy\n    rules:\n    - level: Metadata',
  }),
  faultCheck('first-document', {
    id: 'first-document',
    severity: 'error',
    title: 'the policy is not the first document',
    why: 'Of a file with several documents the API server reads the first, be it empty, and does not start without rules in it.',
    write: 'Remove the --- before the policy, and what stands above it.',
    bad: '---\n# nothing here\n---\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata',
    good: '# nothing here\n---\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata',
  }),
  faultCheck('more-documents', {
    id: 'more-documents',
    severity: 'warning',
    title: 'more than one document in the file',
    why: 'Of a file with several documents the API server reads the first. Rules in the others have no effect.',
    write: 'Move its rules into the first document, or remove it.',
    bad: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n---\nrules:\n- level: Request',
    good: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata',
  }),
  faultCheck('api-version', {
    id: 'api-version',
    severity: 'error',
    title: 'wrong or no apiVersion',
    why: 'The API server reads policies of audit.k8s.io/v1 alone since Kubernetes 1.24, and does not start with another; before, v1beta1 and v1alpha1 were read too.',
    write: 'Write apiVersion: audit.k8s.io/v1. The fields are the same in all versions.',
    bad: 'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules:\n- level: Metadata',
    good: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata',
  }),
  faultCheck('kind', {
    id: 'kind',
    severity: 'error',
    title: 'wrong or no kind',
    why: 'The API server reads a Policy here and nothing else. Without kind it takes the file for one; other programs that read it do not.',
    write: 'Write kind: Policy.',
    bad: 'apiVersion: audit.k8s.io/v1\nkind: AuditPolicy\nrules:\n- level: Metadata',
    good: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata',
  }),
  faultCheck('no-rules', {
    id: 'no-rules',
    severity: 'error',
    title: 'no rules',
    why: 'The API server does not start with a policy that has no rules.',
    write: 'Write at least one rule, such as "- level: Metadata" for who did what to everything.',
    bad: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []',
    good: '- level: Metadata',
  }),
  faultCheck(
    'wrong-type',
    {
      id: 'wrong-type',
      severity: 'error',
      title: 'a value of the wrong type',
      why: 'The API server does not start with a policy that holds a list where text belongs, or a number, or yes and no, which YAML takes for true and false.',
      write: 'Write lists as ["a", "b"], and quote numbers and words such as yes and on.',
      bad: '- level: Metadata\n  verbs: get',
      good: '- level: Metadata\n  verbs: ["get"]',
    },
    typeAdvice,
  ),
  faultCheck(
    'level',
    {
      id: 'level',
      severity: 'error',
      title: 'wrong or no level',
      why: 'Every rule needs a level, spelled as the API server spells it; it does not start otherwise.',
      write: `Write level: and one of ${LEVELS.join(', ')}.`,
      bad: '- level: metadata',
      good: '- level: Metadata',
    },
    ({message}) => (message.endsWith('Required value') ? undefined : nearWord(message, LEVELS)),
  ),
  faultCheck(
    'stage',
    {
      id: 'stage',
      severity: 'error',
      title: 'unknown stage',
      why: 'omitStages takes the four stages that there are, as they are spelled; the API server does not start otherwise.',
      write: `Write ${STAGES.join(', ')}, or some of them.`,
      bad: '- level: Metadata\n  omitStages: ["RequestRecieved"]',
      good: '- level: Metadata\n  omitStages: ["RequestReceived"]',
    },
    ({message}) => nearWord(message, STAGES),
  ),
  faultCheck(
    'group',
    {
      id: 'group',
      severity: 'error',
      title: 'no name of an API group',
      why: 'A group is a name such as apps or rbac.authorization.k8s.io: lower case, without a version, without wildcards. "*" for every group is known since Kubernetes 1.36.',
      write: 'Write the group as it stands before the slash of apiVersion; "" is the core group.',
      bad: '- level: Metadata\n  resources:\n  - group: apps/v1\n    resources: ["deployments"]',
      good: '- level: Metadata\n  resources:\n  - group: apps\n    resources: ["deployments"]',
    },
    groupAdvice,
  ),
  faultCheck('resource-names', {
    id: 'names-without-resources',
    severity: 'error',
    title: 'resourceNames without resources',
    why: 'Names alone do not say of what they are; the API server does not start with such a rule.',
    write: 'Write resources beside resourceNames.',
    bad: '- level: Metadata\n  resources:\n  - group: ""\n    resourceNames: ["aws-auth"]',
    good: '- level: Metadata\n  resources:\n  - group: ""\n    resources: ["configmaps"]\n    resourceNames: ["aws-auth"]',
  }),
  faultCheck('url', {
    id: 'url',
    severity: 'error',
    title: 'no path of a URL',
    why: 'nonResourceURLs are paths: they begin with /, and a * may only be their last character. The API server does not start otherwise.',
    write: 'Write the path from its /, such as /healthz*, or * for all.',
    bad: '- level: None\n  nonResourceURLs: ["healthz*"]\n- level: Metadata',
    good: '- level: None\n  nonResourceURLs: ["/healthz*"]\n- level: Metadata',
  }),
  faultCheck('urls-and-resources', {
    id: 'urls-and-resources',
    severity: 'error',
    title: 'URLs and resources in one rule',
    why: 'A request is for a resource or for another URL, never both; the API server does not start with a rule that wants both.',
    write: 'Make two rules of it: one with nonResourceURLs, one with resources and namespaces.',
    bad: '- level: None\n  nonResourceURLs: ["/healthz*"]\n  resources:\n  - group: ""\n    resources: ["events"]\n- level: Metadata',
    good: '- level: None\n  nonResourceURLs: ["/healthz*"]\n- level: None\n  resources:\n  - group: ""\n    resources: ["events"]\n- level: Metadata',
  }),
  faultCheck(
    'unknown-field',
    {
      id: 'unknown-field',
      severity: 'warning',
      title: 'a field that the API server does not know',
      why: 'It is ignored, with a warning in the API server’s log since Kubernetes 1.26 and without a word before. A selector that is ignored makes its rule take more than it says.',
      write: 'Correct its name or its place, or leave it out.',
      bad: '- level: None\n  resources:\n  - group: coordination.k8s.io\n    resource: ["leases"]\n- level: Metadata',
      good: '- level: None\n  resources:\n  - group: coordination.k8s.io\n    resources: ["leases"]\n- level: Metadata',
    },
    unknownFieldAdvice,
    unknownFieldEffect,
  ),
  faultCheck('repeated-field', {
    id: 'repeated-field',
    severity: 'warning',
    title: 'a field that is there twice',
    why: 'Of two fields of the same name the last one counts, and the other is ignored, with a warning in the API server’s log since Kubernetes 1.26.',
    write: 'Put both values into one field.',
    bad: '- level: Metadata\n  verbs: ["get"]\n  verbs: ["list"]\n- level: Metadata',
    good: '- level: Metadata\n  verbs: ["get", "list"]\n- level: Metadata',
  }),
];
