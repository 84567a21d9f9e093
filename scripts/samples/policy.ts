// The audit policy of the sample cluster, as data: it decides the level and the stages of every sample event, and
// sample-logs/audit-policy.yaml is printed from it, so that the two cannot disagree.
import type {Level, ObjectReference, Stage, UserInfo} from '../../src/audit/event.ts';

export type GroupResources = {
  readonly group: string;
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
};

export type PolicyRule = {
  /** Becomes the comment above the rule. */
  readonly why: readonly string[];
  readonly level: Level;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly GroupResources[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly Stage[];
};

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const NO_RECEIVED: readonly Stage[] = ['RequestReceived'];

export const POLICY: readonly PolicyRule[] = [
  {
    why: ['kube-proxy watches these all day.'],
    level: 'None',
    users: ['system:kube-proxy'],
    verbs: ['watch'],
    resources: [
      {group: '', resources: ['endpoints', 'services']},
      {group: 'discovery.k8s.io', resources: ['endpointslices']},
    ],
  },
  {
    why: ['Leader election of the control plane: every two seconds, for ever.'],
    level: 'None',
    users: ['system:kube-scheduler', 'system:kube-controller-manager'],
    resources: [{group: 'coordination.k8s.io', resources: ['leases']}],
  },
  {
    why: ['Liveness probes and scrapes.'],
    level: 'None',
    nonResourceURLs: ['/livez*', '/metrics'],
  },
  {
    why: ['Events being written. Reading and deleting them falls through to the rules below.'],
    level: 'None',
    verbs: ['create', 'update', 'patch'],
    resources: [
      {group: '', resources: ['events']},
      {group: 'events.k8s.io', resources: ['events']},
    ],
  },
  {
    why: ['Discovery and health.'],
    level: 'Metadata',
    nonResourceURLs: ['/api*', '/healthz*', '/openapi/*', '/readyz*', '/version*'],
    omitStages: NO_RECEIVED,
  },
  {
    why: ['Heartbeats and locks.'],
    level: 'Metadata',
    resources: [{group: 'coordination.k8s.io', resources: ['leases']}],
    omitStages: NO_RECEIVED,
  },
  {
    why: ['A watch says when it began (ResponseStarted) and when it ended.'],
    level: 'Metadata',
    verbs: ['watch'],
    omitStages: NO_RECEIVED,
  },
  {
    why: ['Ways into a container: every stage, so that an open session is seen.'],
    level: 'Metadata',
    resources: [
      {
        group: '',
        resources: [
          'pods/exec',
          'pods/attach',
          'pods/portforward',
          'pods/proxy',
          'pods/log',
          'services/proxy',
          'nodes/proxy',
        ],
      },
    ],
  },
  {
    why: ['What kubelets read, and the tokens that they fetch for pods.'],
    level: 'Metadata',
    userGroups: ['system:nodes'],
    verbs: ['get', 'list'],
    omitStages: NO_RECEIVED,
  },
  {
    why: [],
    level: 'Metadata',
    userGroups: ['system:nodes'],
    resources: [
      {group: '', resources: ['serviceaccounts/token']},
      {group: 'authentication.k8s.io', resources: ['tokenreviews']},
      {group: 'authorization.k8s.io', resources: ['subjectaccessreviews']},
    ],
    omitStages: NO_RECEIVED,
  },
  {
    why: [
      'TEMPORARY, INC-2114: everything in prod-namespace with both bodies, until the checkout bug is found.',
      'Note that this also writes Secrets and issued tokens to the log in clear.',
    ],
    level: 'RequestResponse',
    namespaces: ['prod-namespace'],
  },
  {
    why: ['Never the bodies of these.'],
    level: 'Metadata',
    resources: [
      {group: '', resources: ['secrets', 'serviceaccounts/token']},
      {group: 'authentication.k8s.io', resources: ['tokenreviews']},
    ],
  },
  {
    why: ['Who may do what, and what runs next to the control plane.'],
    level: 'RequestResponse',
    verbs: WRITES,
    resources: [{group: 'rbac.authorization.k8s.io'}],
    omitStages: NO_RECEIVED,
  },
  {
    why: [],
    level: 'RequestResponse',
    verbs: WRITES,
    resources: [
      {group: '', resources: ['pods', 'configmaps', 'serviceaccounts']},
      {group: 'apps', resources: ['daemonsets', 'deployments']},
    ],
    namespaces: ['kube-system'],
    omitStages: NO_RECEIVED,
  },
  {
    why: ['Every other change with what was asked for.'],
    level: 'Request',
    verbs: WRITES,
    omitStages: NO_RECEIVED,
  },
  {
    why: ['Everything else.'],
    level: 'Metadata',
  },
];

/** What a rule looks at. `user` is who authenticated, never whom they act as; absent when authentication failed. */
export type Attributes = {
  readonly user: UserInfo | undefined;
  readonly verb: string;
  /** Without query. */
  readonly path: string;
  readonly ref: ObjectReference | undefined;
};

function matchesResources(rule: PolicyRule, ref: ObjectReference): boolean {
  if (rule.namespaces !== undefined && !rule.namespaces.includes(ref.namespace ?? '')) return false;
  if (rule.resources === undefined) return true;
  const combined = ref.subresource === undefined ? ref.resource : `${ref.resource}/${ref.subresource}`;
  return rule.resources.some(
    ({group, resources, resourceNames}) =>
      group === (ref.apiGroup ?? '') &&
      (resources?.includes(combined ?? '') ?? true) &&
      (resourceNames?.includes(ref.name ?? '') ?? true),
  );
}

function matches(rule: PolicyRule, {user, verb, path, ref}: Attributes): boolean {
  if (rule.users !== undefined && !rule.users.includes(user?.username ?? '')) return false;
  if (rule.userGroups !== undefined && !rule.userGroups.some(group => user?.groups?.includes(group))) return false;
  if (rule.verbs !== undefined && !rule.verbs.includes(verb)) return false;
  if (rule.resources !== undefined || rule.namespaces !== undefined)
    return ref !== undefined && matchesResources(rule, ref);
  if (rule.nonResourceURLs === undefined) return true;
  return (
    ref === undefined &&
    rule.nonResourceURLs.some(url => (url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path))
  );
}

/** The first rule that matches. As kubernetes/apiserver pkg/audit/policy/checker.go, for the selectors used above. */
export function ruleFor(attributes: Attributes): PolicyRule {
  const rule = POLICY.find(candidate => matches(candidate, attributes));
  if (rule === undefined) throw new Error('the sample policy ends in a rule that matches everything');
  return rule;
}

const flow = (items: readonly string[]) => `[${items.map(item => JSON.stringify(item)).join(', ')}]`;

function ruleYaml(rule: PolicyRule): string {
  const lines = rule.why.map(line => `  # ${line}`);
  lines.push(`  - level: ${rule.level}`);
  for (const key of ['users', 'userGroups', 'verbs'] as const) {
    if (rule[key] !== undefined) lines.push(`    ${key}: ${flow(rule[key])}`);
  }
  if (rule.resources !== undefined) {
    lines.push('    resources:');
    for (const {group, resources, resourceNames} of rule.resources) {
      lines.push(`      - group: ${JSON.stringify(group)}`);
      if (resources !== undefined) lines.push(`        resources: ${flow(resources)}`);
      if (resourceNames !== undefined) lines.push(`        resourceNames: ${flow(resourceNames)}`);
    }
  }
  for (const key of ['namespaces', 'nonResourceURLs'] as const) {
    if (rule[key] !== undefined) lines.push(`    ${key}: ${flow(rule[key])}`);
  }
  if (rule.omitStages !== undefined) lines.push(`    omitStages: ${flow(rule.omitStages)}`);
  return lines.join('\n');
}

export const policyYaml = (): string =>
  `# The policy under which the sample logs were written. Generated by scripts/samples.ts from scripts/samples/policy.ts.
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
${POLICY.map(ruleYaml).join('\n')}
`;
