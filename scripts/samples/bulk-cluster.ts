// Who and what a busy cluster's log is made of: 300 users, 40 programs, 60 namespaces, 2,000 names.
import {Random} from './random.ts';

export type Resource = {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
};

const resource = (name: string, kind: string, group = '', version = 'v1', namespaced = true): Resource => ({
  name,
  kind,
  group,
  version,
  namespaced,
});

/** Most frequent first. */
export const RESOURCES: readonly Resource[] = [
  resource('leases', 'Lease', 'coordination.k8s.io'),
  resource('pods', 'Pod'),
  resource('configmaps', 'ConfigMap'),
  resource('endpoints', 'Endpoints'),
  resource('secrets', 'Secret'),
  resource('nodes', 'Node', '', 'v1', false),
  resource('deployments', 'Deployment', 'apps'),
  resource('endpointslices', 'EndpointSlice', 'discovery.k8s.io'),
  resource('replicasets', 'ReplicaSet', 'apps'),
  resource('serviceaccounts', 'ServiceAccount'),
  resource('services', 'Service'),
  resource('namespaces', 'Namespace', '', 'v1', false),
  resource('events', 'Event'),
  resource('jobs', 'Job', 'batch'),
  resource('statefulsets', 'StatefulSet', 'apps'),
  resource('daemonsets', 'DaemonSet', 'apps'),
  resource('applications', 'Application', 'argoproj.io', 'v1alpha1'),
  resource('clusterroles', 'ClusterRole', 'rbac.authorization.k8s.io', 'v1', false),
  resource('clusterrolebindings', 'ClusterRoleBinding', 'rbac.authorization.k8s.io', 'v1', false),
  resource('certificates', 'Certificate', 'cert-manager.io'),
  resource('ingresses', 'Ingress', 'networking.k8s.io'),
  resource('persistentvolumeclaims', 'PersistentVolumeClaim'),
  resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'autoscaling', 'v2'),
  resource('customresourcedefinitions', 'CustomResourceDefinition', 'apiextensions.k8s.io', 'v1', false),
];

const TEAMS = [
  'payments',
  'search',
  'catalog',
  'identity',
  'orders',
  'shipping',
  'media',
  'ledger',
  'support',
  'growth',
];
const STAGES = ['prod', 'staging', 'dev', 'perf', 'sandbox'];

/** 60: ten of the platform, then ten teams times five. */
export const NAMESPACES: readonly string[] = [
  'kube-system',
  'default',
  'argocd',
  'monitoring',
  'kube-node-lease',
  'cert-manager',
  'ingress',
  'logging',
  'build',
  'kube-public',
  ...TEAMS.flatMap(team => STAGES.map(stage => `${team}-${stage}`)),
];

const APPS = ['api', 'worker', 'web', 'cache', 'gateway', 'scheduler', 'indexer', 'mailer', 'exporter', 'proxy'];

/** 2,000 names: of deployments, of their pods, of settings. */
export const NAMES: readonly string[] = (() => {
  const random = new Random('bulk names');
  return Array.from({length: 2000}, (_, i) => {
    const app = `${TEAMS[i % 10]}-${APPS[Math.floor(i / 10) % 10]}`;
    if (i % 3 === 0) return `${app}-${random.hex(10)}-${random.suffix(5)}`;
    return i % 3 === 1 ? `${app}-config-${i}` : `${app}-${i}`;
  });
})();

/** A user with its addresses and program, as JSON, and why it is allowed to do what it does. */
export type User = {readonly json: string; readonly reason: string};

const PROGRAMS = 40;
const agents = (random: Random): readonly string[] =>
  Array.from({length: PROGRAMS}, (_, i) => {
    const name = [
      'kubelet',
      'kube-controller-manager',
      'kubectl',
      'operator',
      'helm',
      'controller',
      'agent',
      'exporter',
    ][i % 8]!;
    const commit = random.hex(7);
    return `${name}${i < 8 ? '' : `-${i}`}/v1.${random.int(28, 34)}.${random.int(0, 9)} (linux/amd64) kubernetes/${commit}`;
  });

/** 300: 180 service accounts, 60 nodes, 50 people, 10 parts of the control plane; mixed, most active first. */
export function users(random: Random): readonly User[] {
  const programs = agents(random);
  return Array.from({length: 300}, (_, i): User => {
    const kind = i % 30;
    const agent = programs[random.int(0, PROGRAMS - 1)]!;
    const ip = `10.${random.int(0, 3)}.${random.int(0, 255)}.${random.int(1, 254)}`;
    const client = `"sourceIPs":["${ip}"],"userAgent":"${agent}"`;
    if (kind < 18) {
      const namespace = NAMESPACES[random.int(0, 59)]!;
      const name = `${APPS[i % 10]}-${i}`;
      const pod = `${name}-${random.hex(9)}-${random.suffix(5)}`;
      return {
        json:
          `"user":{"username":"system:serviceaccount:${namespace}:${name}","uid":"${random.uuid()}","groups":["system:serviceaccounts","system:serviceaccounts:${namespace}","system:authenticated"],` +
          `"extra":{"authentication.kubernetes.io/credential-id":["JTI=${random.uuid()}"],` +
          `"authentication.kubernetes.io/pod-name":["${pod}"]}},${client}`,
        reason: `RBAC: allowed by ClusterRoleBinding \\"${name}\\" of ClusterRole \\"${name}\\" to ServiceAccount \\"${name}/${namespace}\\"`,
      };
    }
    if (kind < 24) {
      return {
        json: `"user":{"username":"system:node:node-${i % 60}-${i}","groups":["system:nodes","system:authenticated"],"extra":{"authentication.kubernetes.io/credential-id":["X509SHA256=${random.hex(64)}"]}},${client}`,
        reason: '',
      };
    }
    if (kind < 29) {
      return {
        json: `"user":{"username":"person${i}@example.com","groups":["team-${TEAMS[i % 10]}","developers","system:authenticated"]},${client}`,
        reason: `RBAC: allowed by ClusterRoleBinding \\"team-${TEAMS[i % 10]}\\" of ClusterRole \\"edit\\" to Group \\"team-${TEAMS[i % 10]}\\"`,
      };
    }
    return {
      json: `"user":{"username":"system:part-${i}","groups":["system:authenticated"],"extra":{"authentication.kubernetes.io/credential-id":["X509SHA256=${random.hex(64)}"]}},${client}`,
      reason: `RBAC: allowed by ClusterRoleBinding \\"system:part-${i}\\" of ClusterRole \\"system:part-${i}\\" to User \\"system:part-${i}\\"`,
    };
  });
}
