// PROFILES: policies to begin with, one row each. The comments are for whoever edits the file later.
import type {PolicyDraft, RuleDraft} from './profiles-print.ts';

export type Profile = {readonly name: string; readonly doc: string; readonly policy: PolicyDraft};

/** How a policy comes into force, at the head of every file that we write. */
export const HOW_TO_LOAD: readonly string[] = [
  'The API server reads this file once, when it starts: name it in --audit-policy-file, mount it into a static pod, give a',
  '--audit-log-path, and restart. The cluster serves no such kind: kubectl apply cannot load it. The first rule that matches',
  'a request decides.',
];

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

const NO_RECEIVED = {
  why: [
    'RequestReceived says nothing that the later stages do not say, but of a request that never ended. ResponseStarted must',
    'stay: a failed login is written at that stage only.',
  ],
  stages: ['RequestReceived'],
} as const;

const NO_MANAGED_FIELDS = {
  why: ['managedFields is a large part of most bodies, and is of no use to a reader. Kubernetes 1.23 and later.'],
};

const HEALTH: RuleDraft = {
  why: ['Probes of load balancers and kubelets, every few seconds.'],
  level: 'None',
  verbs: ['get'],
  nonResourceURLs: ['/healthz*', '/livez*', '/readyz*'],
};

const SECRETS: RuleDraft = {
  why: ['Who touched a secret or was given a token, but never what it holds: bodies would put it into the log.'],
  level: 'Metadata',
  resources: [
    {group: '', resources: ['secrets', 'serviceaccounts/token']},
    {group: 'authentication.k8s.io', resources: ['tokenreviews']},
  ],
};

const INTO_CONTAINERS: RuleDraft = {
  why: ['Ways into a container. Over WebSocket an exec is a get, over SPDY a create: all verbs.'],
  level: 'Metadata',
  resources: [
    {
      group: '',
      resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy', 'nodes/proxy'],
    },
  ],
};

const RIGHTS: RuleDraft = {
  why: ['Who gave which rights to whom: small, seldom, and without secrets.'],
  level: 'RequestResponse',
  verbs: WRITES,
  resources: [{group: 'rbac.authorization.k8s.io'}],
};

const POWER: RuleDraft = {
  why: ['Who may do what, and what may change or refuse the requests of others: all of it.'],
  level: 'RequestResponse',
  verbs: WRITES,
  resources: [
    {group: 'rbac.authorization.k8s.io'},
    {group: 'admissionregistration.k8s.io'},
    {group: 'certificates.k8s.io'},
    {group: 'apiregistration.k8s.io'},
    {group: '', resources: ['serviceaccounts']},
  ],
};

/** Written all day by machines about themselves. */
const BOOKKEEPING: RuleDraft = {
  why: ['What machines write about themselves all day: that they did is enough.'],
  level: 'Metadata',
  resources: [
    {group: 'coordination.k8s.io', resources: ['leases']},
    {group: '', resources: ['events', 'endpoints', 'nodes/status', 'pods/status']},
    {group: 'events.k8s.io', resources: ['events']},
    {group: 'discovery.k8s.io', resources: ['endpointslices']},
    {
      group: 'apps',
      resources: ['deployments/status', 'replicasets/status', 'daemonsets/status', 'statefulsets/status'],
    },
  ],
};

const REST: RuleDraft = {why: ['Everything else: who did what, without bodies.'], level: 'Metadata'};

export const PROFILES = [
  {
    name: 'minimal',
    doc: 'who did what, when and from where, with bodies for rights only: small, and nothing but probes is dropped',
    policy: {
      why: ['Who did what, when and from where; bodies for who may do what only.', ...HOW_TO_LOAD],
      omitStages: NO_RECEIVED,
      rules: [HEALTH, RIGHTS, {...REST, why: ['Everything else.']}],
    },
  },
  {
    name: 'recommended',
    doc: 'bodies of changes but never of secrets, and less of what machines do all day',
    policy: {
      why: [
        'What was changed, by whom and to what; secrets without what they hold; little of the noise.',
        ...HOW_TO_LOAD,
      ],
      omitStages: NO_RECEIVED,
      omitManagedFields: NO_MANAGED_FIELDS,
      rules: [
        HEALTH,
        {
          why: ['kube-proxy watches these all day.'],
          level: 'None',
          users: ['system:kube-proxy'],
          verbs: ['watch'],
          resources: [
            {group: '', resources: ['endpoints', 'services', 'services/status', 'nodes']},
            {group: 'discovery.k8s.io', resources: ['endpointslices']},
          ],
        },
        {
          why: ['Leader election and heartbeats: every few seconds, for ever.'],
          level: 'None',
          users: ['system:kube-scheduler', 'system:kube-controller-manager', 'system:apiserver'],
          verbs: ['get', 'update', 'patch'],
          resources: [{group: 'coordination.k8s.io', resources: ['leases']}],
        },
        {
          why: [],
          level: 'None',
          userGroups: ['system:nodes'],
          verbs: ['get', 'update', 'patch'],
          resources: [{group: 'coordination.k8s.io', resources: ['leases']}],
        },
        {
          why: ['Kubelets looking at their own node.'],
          level: 'None',
          userGroups: ['system:nodes'],
          verbs: ['get'],
          resources: [{group: '', resources: ['nodes', 'nodes/status']}],
        },
        {
          why: ['Events being written. Whoever deletes them is logged below.'],
          level: 'None',
          verbs: ['create', 'patch', 'update'],
          resources: [
            {group: '', resources: ['events']},
            {group: 'events.k8s.io', resources: ['events']},
          ],
        },
        SECRETS,
        INTO_CONTAINERS,
        POWER,
        BOOKKEEPING,
        {why: ['Every other change, with what was asked for.'], level: 'Request', verbs: WRITES},
        REST,
      ],
    },
  },
  {
    name: 'forensic',
    doc: 'nothing is dropped, changes with both bodies (never of secrets), every stage: large, for an incident',
    policy: {
      why: [
        'Nothing is dropped, every stage is written, and changes have both bodies, but of secrets and of what machines write',
        'all day. Large: look at the rotation and the space left first (audit-tui policy simulate estimates it), and go back',
        'when the incident is over.',
        ...HOW_TO_LOAD,
      ],
      rules: [
        SECRETS,
        INTO_CONTAINERS,
        BOOKKEEPING,
        {why: ['Every change, with what was asked for and what came of it.'], level: 'RequestResponse', verbs: WRITES},
        {why: ['Everything that only reads, discovery and probes too.'], level: 'Metadata'},
      ],
    },
  },
] as const satisfies readonly Profile[];

export type ProfileName = (typeof PROFILES)[number]['name'];
