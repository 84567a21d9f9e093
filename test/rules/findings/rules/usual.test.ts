// What goes on in every cluster gives nothing above low; the same by somebody else, or in another way, is told.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../../src/audit/event.ts';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {rankOf, type Severity} from '../../../../src/rules/findings/finding.ts';
import {did} from '../../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const numbered = (events: readonly AuditEvent[]) =>
  events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}));

async function severities(events: readonly AuditEvent[]): Promise<Readonly<Record<string, Severity>>> {
  const {incidents} = await findingsOf(new MemorySource(numbered(events)));
  return Object.fromEntries(incidents.flatMap(({findings}) => findings.map(({rule, severity}) => [rule, severity])));
}
const worst = async (events: readonly AuditEvent[]) =>
  Object.entries(await severities(events)).filter(([, severity]) => rankOf(severity) > rankOf('low'));

const account = (name: string) => `system:serviceaccount:${name}`;
const DAEMON_SET_CONTROLLER = account('kube-system:daemon-set-controller');
const FLUX = account('flux-system:kustomize-controller');
const DRY = 'dryRun=All&fieldManager=kustomize-controller&force=true';
const AGENT: Json = {
  containers: [{name: 'a', image: 'agent', securityContext: {privileged: true, capabilities: {add: ['SYS_ADMIN']}}}],
  hostPID: true,
  hostNetwork: true,
  volumes: [{name: 'h', hostPath: {path: '/var/log'}}],
};
const RULES: Json = {kind: 'ClusterRole', rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]};
const BINDING: Json = {
  roleRef: {kind: 'ClusterRole', name: 'cluster-admin'},
  subjects: [{kind: 'Group', name: 'system:authenticated'}],
};
const agentPod = (user: string, query?: string) =>
  did('create pods monitoring', {
    user,
    request: {metadata: {generateName: 'agent-'}, spec: AGENT},
    response: {metadata: {name: 'agent-x7k2p'}},
    ...(query === undefined ? {} : {query}),
  });
const role = (verb: string, user: string, query = '') =>
  did(`${verb} clusterroles.rbac.authorization.k8s.io /some-role`, {user, query, request: RULES});
const bind = (verb: string, user: string, query = '') =>
  did(`${verb} clusterrolebindings.rbac.authorization.k8s.io /some-binding`, {user, query, request: BINDING});

const COPIES = 'allowWatchBookmarks=true&resourceVersion=81234&watch=true';

describe('is usual', () => {
  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['a node that joins gets the pods of every DaemonSet', [agentPod(DAEMON_SET_CONTROLLER)]],
    [
      'an operator of OpenShift rolls out its agents',
      [
        did('create daemonsets.apps openshift-monitoring/agent', {
          user: account('openshift-monitoring:cluster-monitoring-operator'),
          request: {spec: {template: {spec: AGENT}}},
        }),
      ],
    ],
    [
      'Flux asks what would come of a role, a binding and a DaemonSet',
      [
        role('patch', FLUX, DRY),
        bind('patch', FLUX, DRY),
        did('patch daemonsets.apps kube-system/agent', {
          user: FLUX,
          agent: 'kustomize-controller/v1.6.0',
          query: DRY,
          request: {spec: {template: {spec: AGENT}}},
        }),
      ],
    ],
    [
      'an ingress controller starts and keeps a copy of all secrets',
      [
        did('list secrets', {user: account('ingress-nginx:ingress-nginx'), query: 'limit=500&resourceVersion=0'}),
        did('watch secrets', {at: 1, user: account('ingress-nginx:ingress-nginx'), query: COPIES}),
      ],
    ],
    [
      'a client of today asks for the state and what follows in one',
      [did('watch secrets', {user: account('cert-manager:cert-manager'), query: 'sendInitialEvents=true&watch=true'})],
    ],
    ['Argo CD looks after secrets', [did('list secrets', {user: account('argocd:argocd-application-controller')})]],
    ['Helm looks for its releases', [did('list secrets shop', {query: 'labelSelector=name%3Dweb%2Cowner%3Dhelm'})]],
    [
      'add-ons of EKS are rolled out',
      [role('create', 'eks:addon-manager'), did('update configmaps kube-system/coredns', {user: 'eks:addon-manager'})],
    ],
    [
      'add-ons of GKE are looked after',
      [did('patch deployments.apps kube-system/kube-dns', {user: 'system:addon-manager'})],
    ],
    [
      'AKS looks after its nodes',
      [did('create pods kube-system/agent', {user: 'aksService', groups: ['system:masters']})],
    ],
    [
      'an operator of OpenShift gets a token',
      [did('create serviceaccounts/token shop/builder', {user: account('openshift-infra:pull-secrets-controller')})],
    ],
    [
      'kubeadm lets everybody read how to join',
      [
        did('create rolebindings.rbac.authorization.k8s.io kube-public/kubeadm:bootstrap-signer-clusterinfo', {
          user: 'system:kube-controller-manager',
          request: {roleRef: {name: 'x'}, subjects: [{kind: 'User', name: 'system:anonymous'}]},
        }),
      ],
    ],
  ])('%s', async (_what, events) => {
    expect(await worst(events)).toEqual([]);
  });

  test('although the pods of controllers are there for the record, low', async () => {
    expect(await severities([agentPod(DAEMON_SET_CONTROLLER)])).toMatchObject({
      'privileged-pod': 'low',
      'sensitive-host-path': 'low',
      'host-namespace': 'low',
      'dangerous-capability': 'low',
    });
  });
});

describe('is told', () => {
  test.each<[what: string, event: AuditEvent, rule: string, severity: Severity]>([
    ['the same pod by somebody else', agentPod('alice'), 'privileged-pod', 'high'],
    ['by another account of kube-system', agentPod(account('kube-system:coredns')), 'privileged-pod', 'high'],
    [
      'by an operator of OpenShift in another namespace',
      agentPod(account('openshift-x:operator')),
      'privileged-pod',
      'high',
    ],
    ['the same role, and not only tried', role('patch', FLUX), 'wildcard-role', 'high'],
    ['the same binding', bind('patch', FLUX), 'public-binding', 'high'],
    ['a role that a node wrote', role('create', 'system:node:worker-1'), 'wildcard-role', 'high'],
    [
      'a role that the account of an add-on wrote',
      role('create', account('kube-system:coredns')),
      'wildcard-role',
      'high',
    ],
    [
      'all secrets, asked for by a person as a program does',
      did('list secrets', {query: 'resourceVersion=0'}),
      'all-secrets-listed',
      'high',
    ],
    [
      'all secrets, asked for by an account as a person does',
      did('list secrets', {user: account('shop:web'), query: 'limit=500'}),
      'all-secrets-listed',
      'high',
    ],
    [
      'all secrets, by a watch that says not from where on',
      did('watch secrets', {query: 'watch=true'}),
      'all-secrets-listed',
      'high',
    ],
    [
      'the secrets of a namespace by somebody with the agent of Helm',
      did('list secrets shop', {agent: 'Helm/3.15'}),
      'secrets-listed',
      'medium',
    ],
    [
      'a write in kube-system by the certificate for emergencies',
      did('update configmaps kube-system/coredns', {user: 'system:admin'}),
      'kube-namespace-changed',
      'medium',
    ],
    [
      'and by nobody',
      did('create configmaps kube-system/x', {user: 'system:anonymous'}),
      'kube-namespace-changed',
      'medium',
    ],
    [
      'the certificate for emergencies',
      did('list pods', {user: 'system:admin', groups: ['system:masters']}),
      'break-glass',
      'low',
    ],
  ])('%s', async (_what, event, rule, severity) => {
    expect((await severities([event]))[rule]).toBe(severity);
  });
});

describe('an alert of Falco about a pod', () => {
  const alert = (name: string): AuditEvent => ({
    auditID: `falco-${name}`,
    stage: 'Alert',
    user: {},
    objectRef: {resource: 'pods', namespace: 'shop', name},
    stageTimestamp: '2026-11-20T10:00:40.000000Z',
    alert: {priority: 'Critical', rule: 'Shell', time: '2026-11-20T10:00:40Z'},
  });

  test('about no pod is told of its node', async () => {
    const {objectRef: _, ...bare} = alert('x');
    const onNode = {...bare, alert: {...bare.alert!, hostname: 'cp-1'}};
    const {incidents} = await findingsOf(new MemorySource([onNode]));
    expect(incidents[0]!.findings[0]!.message).toBe(
      'somebody is named in a severe alert of Falco: Shell (Critical) on cp-1',
    );
  });

  test('is told of the pod, and with whoever went into it', async () => {
    const events = [did('get pods/exec shop/web', {code: 101}), alert('web'), alert('db')];
    const {incidents} = await findingsOf(new MemorySource(numbered(events)));
    expect(incidents.map(({who}) => who)).toEqual([['alice', 'pod shop/web'], ['pod shop/db']]);
    expect(incidents[1]!.findings[0]).toMatchObject({
      message: 'pod shop/db is named in a severe alert of Falco: Shell (Critical)',
      filter: expect.stringContaining('name:db'),
    });
  });
});
