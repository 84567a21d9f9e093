// The sample cluster: when it is, who talks to it, and what its objects are called. Names are of example domains,
// addresses of RFC 5737 (outside) and RFC 1918 (inside).
import type {UserInfo} from '../../src/audit/event.ts';
import {type Micros, parseMicroTime} from '../../src/audit/time.ts';
import {hash32, uuidOf} from './random.ts';

export const MS = 1000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;

/** A time of the sample day: `at('10:02:11.279')`. */
export function at(clock: string): Micros {
  const time = parseMicroTime(`2026-11-20T${clock}Z`);
  if (time === undefined) throw new Error(`not a time of day: ${clock}`);
  return time;
}

export const LOG_START = at('09:20:00');
export const LOG_END = at('10:30:00');
/** The API server dies here, in the middle of a write, and is back at RESTART. */
export const CRASH = at('09:52:17.402');
export const RESTART = at('09:52:31.870');
/** When lumberjack moved the file away. */
export const ROTATIONS = [at('09:44:30.112'), at('10:00:41.507')] as const;

/** etcd's revision: the same for everybody at one time, and rising. */
export const resourceVersionAt = (time: Micros): string => String(48_211_094 + Math.floor((time - LOG_START) / 23_000));

/** The uid of an object, the same wherever it is named. `id` is resource/namespace/name, or resource/name. */
export const uidOf = (id: string): string => uuidOf(hash32(id, 1), hash32(id, 2), hash32(id, 3), hash32(id, 4));

/** One client: a user with the address and the program that the API server sees. */
export type Actor = {
  readonly user: UserInfo;
  readonly sourceIPs: readonly string[];
  readonly userAgent?: string;
  /** What the authorizer says when it allows this one; RBAC's text names the binding. */
  readonly allowedBy: string;
};

const VERSION = 'v1.34.1';
const COMMIT = 'kubernetes/93248f9';

export const byCluster = (binding: string, role: string, subject: string): string =>
  `RBAC: allowed by ClusterRoleBinding "${binding}" of ClusterRole "${role}" to ${subject}`;

export const byRole = (binding: string, namespace: string, kind: string, role: string, subject: string): string =>
  `RBAC: allowed by RoleBinding "${binding}/${namespace}" of ${kind} "${role}" to ${subject}`;

export const CONTROL_PLANE = 'cp-1';
export const NODES = [
  {name: CONTROL_PLANE, ip: '10.0.1.11'},
  {name: 'worker-1', ip: '10.0.2.21'},
  {name: 'worker-2', ip: '10.0.2.22'},
] as const;

const x509 = (subject: string): UserInfo['extra'] => ({
  'authentication.kubernetes.io/credential-id': [`X509SHA256=${hexOf(subject)}`],
});

const hexOf = (text: string): string =>
  Array.from({length: 8}, (_, i) =>
    hash32(text, i + 11)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

export const kubelet = (node: {readonly name: string; readonly ip: string}): Actor => ({
  user: {
    username: `system:node:${node.name}`,
    groups: ['system:nodes', 'system:authenticated'],
    extra: x509(`node ${node.name}`)!,
  },
  sourceIPs: [node.ip],
  userAgent: `kubelet/${VERSION} (linux/amd64) ${COMMIT}`,
  allowedBy: '',
});

const CP_IP = NODES[0].ip;

const component = (name: string, part = ''): Actor => ({
  user: {username: `system:${name}`, groups: ['system:authenticated'], extra: x509(name)!},
  sourceIPs: [CP_IP],
  userAgent: `${name}/${VERSION} (linux/amd64) ${COMMIT}${part}`,
  allowedBy: byCluster(`system:${name}`, `system:${name}`, `User "system:${name}"`),
});

export const SCHEDULER = component('kube-scheduler', '/scheduler');
export const KCM = component('kube-controller-manager');

/** kube-controller-manager runs each controller as a service account of its own. */
export const controller = (name: string): Actor => ({
  ...serviceAccount('kube-system', name, {ip: CP_IP}),
  userAgent: `kube-controller-manager/${VERSION} (linux/amd64) ${COMMIT}/system:serviceaccount:kube-system:${name}`,
  allowedBy: byCluster(
    `system:controller:${name}`,
    `system:controller:${name}`,
    `ServiceAccount "${name}/kube-system"`,
  ),
});

export const APISERVER: Actor = {
  user: {
    username: 'system:apiserver',
    uid: uidOf('user/system:apiserver'),
    groups: ['system:authenticated', 'system:masters'],
  },
  sourceIPs: ['::1'],
  userAgent: `kube-apiserver/${VERSION} (linux/amd64) ${COMMIT}`,
  allowedBy: '',
};

export const ANONYMOUS: Actor = {
  user: {username: 'system:anonymous', groups: ['system:unauthenticated']},
  sourceIPs: ['10.0.1.11'],
  userAgent: 'kube-probe/1.34',
  allowedBy: byCluster('system:public-info-viewer', 'system:public-info-viewer', 'Group "system:unauthenticated"'),
};

/** The id in a service account token; TokenRequest announces it in an annotation as the same text. */
export const credentialOf = (token: string): string => `JTI=${uidOf(`token/${token}`)}`;

export type PodPlace = {readonly pod?: string; readonly node?: string; readonly ip: string; readonly token?: string};

/** A service account as authenticated by a token that is bound to a pod. */
export function serviceAccount(namespace: string, name: string, place: PodPlace): Actor {
  const {pod, node, ip, token = `${namespace}/${name}`} = place;
  return {
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      uid: uidOf(`serviceaccounts/${namespace}/${name}`),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [credentialOf(token)],
        ...(node && {
          'authentication.kubernetes.io/node-name': [node],
          'authentication.kubernetes.io/node-uid': [uidOf(`nodes/${node}`)],
        }),
        ...(pod && {
          'authentication.kubernetes.io/pod-name': [pod],
          'authentication.kubernetes.io/pod-uid': [uidOf(`pods/${namespace}/${pod}`)],
        }),
      },
    },
    sourceIPs: [ip],
    allowedBy: byCluster(name, name, `ServiceAccount "${name}/${namespace}"`),
  };
}

export const COREDNS: Actor = {
  ...serviceAccount('kube-system', 'coredns', {pod: 'coredns-66bc5c9577-4kz8v', node: 'worker-1', ip: '10.244.1.12'}),
  userAgent: `coredns/v1.12.1 (linux/amd64) kubernetes/$Format`,
  allowedBy: byCluster('system:coredns', 'system:coredns', 'ServiceAccount "coredns/kube-system"'),
};

export const METRICS_SERVER: Actor = {
  ...serviceAccount('kube-system', 'metrics-server', {
    pod: 'metrics-server-5dd7b49d79-x9q2l',
    node: 'worker-2',
    ip: '10.244.2.7',
  }),
  userAgent: 'metrics-server/v0.8.0 (linux/amd64) kubernetes/$Format',
  allowedBy: byCluster('system:metrics-server', 'system:metrics-server', 'ServiceAccount "metrics-server/kube-system"'),
};

export const ARGOCD: Actor = {
  ...serviceAccount('argocd', 'argocd-application-controller', {
    pod: 'argocd-application-controller-0',
    node: 'worker-2',
    ip: '10.244.2.19',
  }),
  userAgent: 'argocd-application-controller/v3.1.8 (linux/amd64) kubernetes/$Format',
  allowedBy: byCluster(
    'argocd-application-controller',
    'argocd-application-controller',
    'ServiceAccount "argocd-application-controller/argocd"',
  ),
};

export const PROVISIONER: Actor = {
  ...serviceAccount('local-path-storage', 'local-path-provisioner', {
    pod: 'local-path-provisioner-7b8c8ddbd6-hvt5c',
    node: 'worker-1',
    ip: '10.244.1.9',
  }),
  userAgent: 'local-path-provisioner/v0.0.32 (linux/amd64) kubernetes/$Format',
};

/** The pod whose token leaks: one token, two addresses. */
export const RUNNER_POD = 'runner-6f9d7c8b54-tq8wz';
export const CI: Actor = {
  ...serviceAccount('build', 'ci-runner', {pod: RUNNER_POD, node: 'worker-1', ip: '10.0.3.17'}),
  userAgent: 'ci-runner/v2.14.0 (linux/amd64) kubernetes/$Format',
  allowedBy: byRole('ci-runner', 'build', 'Role', 'ci-runner', 'ServiceAccount "ci-runner/build"'),
};

export const PROMETHEUS: Actor = {
  ...serviceAccount('monitoring', 'prometheus', {pod: 'prometheus-0', node: 'worker-1', ip: '10.244.1.31'}),
  userAgent: 'Prometheus/3.7.1',
};

const KUBECTL_AGENT = `kubectl/${VERSION} (linux/amd64) ${COMMIT}`;
const KUBECTL_AGENT_MAC = `kubectl/${VERSION} (darwin/arm64) ${COMMIT}`;

const person = (name: string, group: string, ip: string, userAgent: string, allowedBy: string): Actor => ({
  user: {username: `${name}@example.com`, groups: [group, 'system:authenticated']},
  sourceIPs: [ip],
  userAgent,
  allowedBy,
});

export const ALICE_ALLOWED = byCluster('alice-admin', 'cluster-admin', 'User "alice@example.com"');
export const ALICE = person('alice', 'platform', '198.51.100.14', KUBECTL_AGENT_MAC, ALICE_ALLOWED);
export const BOB = person(
  'bob',
  'platform-admins',
  '198.51.100.27',
  KUBECTL_AGENT,
  byCluster('platform-admins', 'cluster-admin', 'Group "platform-admins"'),
);
export const CAROL = person(
  'carol',
  'developers',
  '198.51.100.33',
  KUBECTL_AGENT,
  byRole('developers', 'staging', 'ClusterRole', 'edit', 'Group "developers"'),
);
export const ADMIN: Actor = {
  user: {
    username: 'kubernetes-admin',
    groups: ['kubeadm:cluster-admins', 'system:authenticated'],
    extra: x509('kubernetes-admin')!,
  },
  sourceIPs: [CP_IP],
  userAgent: KUBECTL_AGENT,
  allowedBy: byCluster('kubeadm:cluster-admins', 'cluster-admin', 'Group "kubeadm:cluster-admins"'),
};
