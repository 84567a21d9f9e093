// Kubelets: heartbeats, node status, the tokens of their pods, and what they watch.
import {formatMicroTime, type Micros} from '../../../src/audit/time.ts';
import {controller, credentialOf, kubelet, NODES, resourceVersionAt, SECOND, uidOf} from '../cluster.ts';
import type {Fields} from '../encode.ts';
import {second} from '../objects.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';
import {every, quick, watches} from './schedule.ts';

type Node = (typeof NODES)[number];

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

/** A strategic merge patch, as the kubelet sends it every five minutes. */
const nodeStatusPatch = (time: Micros): Fields => ({
  status: {
    '$setElementOrder/conditions': CONDITIONS.map(([type]) => ({type})),
    conditions: CONDITIONS.map(([type, status, reason, message]) => ({
      lastHeartbeatTime: second(time),
      message,
      reason,
      status,
      type,
    })),
  },
});

function heartbeats(node: Node, random: Random): Call[] {
  const actor = kubelet(node);
  const leases = every(30 * SECOND, random).map(
    (time): Call => ({
      at: time,
      took: quick(random),
      actor,
      verb: 'update',
      ref: {
        resource: 'leases',
        namespace: 'kube-node-lease',
        name: node.name,
        uid: uidOf(`leases/kube-node-lease/${node.name}`),
        apiGroup: 'coordination.k8s.io',
        apiVersion: 'v1',
        resourceVersion: resourceVersionAt(time - 30 * SECOND),
      },
      query: 'timeout=10s',
      code: 200,
    }),
  );
  const status = every(300 * SECOND, random).flatMap((time): Call[] => [
    {
      at: time,
      took: quick(random),
      actor,
      verb: 'get',
      ref: {resource: 'nodes', name: node.name, apiVersion: 'v1'},
      query: 'resourceVersion=0&timeout=10s',
      code: 200,
    },
    {
      at: time + 14_000 + random.int(0, 999),
      took: 2 * quick(random),
      actor,
      verb: 'patch',
      ref: {resource: 'nodes', name: node.name, apiVersion: 'v1', subresource: 'status'},
      query: 'timeout=10s',
      code: 200,
      request: nodeStatusPatch(time),
    },
  ]);
  return [...leases, ...status];
}

/** Where the long-lived pods run, for token renewals. */
const TOKENS: readonly (readonly [node: number, namespace: string, account: string, pod: string])[] = [
  [1, 'kube-system', 'coredns', 'coredns-66bc5c9577-4kz8v'],
  [2, 'kube-system', 'metrics-server', 'metrics-server-5dd7b49d79-x9q2l'],
  [2, 'argocd', 'argocd-application-controller', 'argocd-application-controller-0'],
  [1, 'monitoring', 'grafana', 'grafana-0'],
];

function tokenRenewals(random: Random): Call[] {
  return TOKENS.flatMap(([node, namespace, account, pod]) =>
    every(21 * 60 * SECOND, random).map(
      (time): Call => ({
        at: time,
        took: 2 * quick(random),
        actor: kubelet(NODES[node]!),
        verb: 'create',
        ref: {resource: 'serviceaccounts', namespace, name: account, apiVersion: 'v1', subresource: 'token'},
        code: 201,
        annotations: {
          'authentication.kubernetes.io/issued-credential-id': credentialOf(`${pod}/${Math.floor(time / 60e6)}`),
        },
      }),
    ),
  );
}

/** The kubelet asks who is calling it, for metrics-server. */
const tokenReviews = (random: Random): Call[] =>
  every(6 * 60 * SECOND, random).map(
    (time): Call => ({
      at: time,
      took: quick(random),
      actor: kubelet(random.pick(NODES)),
      verb: 'create',
      ref: {resource: 'tokenreviews', apiGroup: 'authentication.k8s.io', apiVersion: 'v1'},
      code: 201,
    }),
  );

function nodeWatches(node: Node, random: Random): Call[] {
  const actor = kubelet(node);
  return [
    ...watches(actor, {resource: 'pods', apiVersion: 'v1'}, `&fieldSelector=spec.nodeName%3D${node.name}`, random),
    ...watches(
      actor,
      {resource: 'configmaps', namespace: 'kube-system', name: 'coredns', apiVersion: 'v1'},
      '&fieldSelector=metadata.name%3Dcoredns',
      random,
    ),
    ...watches(actor, {resource: 'runtimeclasses', apiGroup: 'node.k8s.io', apiVersion: 'v1'}, '', random),
  ];
}

/** The node controller notes when it last saw a node: a merge patch. */
const nodeController = (random: Random): Call[] => {
  const time = every(3600 * SECOND, random)[0]!;
  return [
    {
      at: time,
      took: quick(random),
      actor: controller('node-controller'),
      verb: 'patch',
      ref: {resource: 'nodes', name: 'worker-2', apiVersion: 'v1'},
      code: 200,
      request: {metadata: {annotations: {'example.com/last-seen': formatMicroTime(time)}}},
    },
  ];
};

export const nodes = (random: Random): Call[] => [
  ...NODES.flatMap(node => [
    ...heartbeats(node, random.fork(`heartbeat ${node.name}`)),
    ...nodeWatches(node, random.fork(`watch ${node.name}`)),
  ]),
  ...tokenRenewals(random.fork('tokens')),
  ...tokenReviews(random.fork('reviews')),
  ...nodeController(random.fork('node-controller')),
];
