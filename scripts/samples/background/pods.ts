// A pod's life as its controllers, the scheduler and the kubelet tell it to the API server.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {type Actor, credentialOf, kubelet, MS, NODES, SCHEDULER, uidOf} from '../cluster.ts';
import type {Fields} from '../encode.ts';
import {second} from '../objects.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';
import {quick} from './schedule.ts';

const podRef = (namespace: string, name: string, subresource?: string): ObjectReference => ({
  resource: 'pods',
  namespace,
  name,
  apiVersion: 'v1',
  ...(subresource && {subresource}),
});

const POD_WEBHOOK = {configuration: 'pod-defaults', webhook: 'pods.defaults.example.com'};
const POD_WEBHOOK_PATCH = [{op: 'add', path: '/spec/containers/0/env/-', value: {name: 'CLUSTER', value: 'sample-1'}}];

/** Annotations of a pod's create that went through the mutating webhook. */
export const mutatedPod = (policy: string): {[key: string]: string} => ({
  'mutation.webhook.admission.k8s.io/round_0_index_0': JSON.stringify({...POD_WEBHOOK, mutated: true}),
  'patch.webhook.admission.k8s.io/round_0_index_0': JSON.stringify({
    ...POD_WEBHOOK,
    patch: POD_WEBHOOK_PATCH,
    patchType: 'JSONPatch',
  }),
  'pod-security.kubernetes.io/enforce-policy': policy,
});

export const podSpec = (
  app: string,
  image: string,
  labels: Fields,
  owner: Fields | undefined,
  generateName: string,
): Fields => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {generateName, creationTimestamp: null, labels, ownerReferences: owner && [owner]},
  spec: {
    containers: [
      {
        name: app,
        image,
        resources: {requests: {cpu: '100m', memory: '128Mi'}},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: owner?.kind === 'Job' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  },
  status: {},
});

/** A pod from being scheduled to running: scheduler and kubelet. */
export function startPod(namespace: string, name: string, time: Micros, random: Random): Call[] {
  const node = NODES[random.int(1, 2)]!;
  const actor = kubelet(node);
  const uid = uidOf(`pods/${namespace}/${name}`);
  const status = (when: Micros, phase: string, ready: string): Call => ({
    at: when,
    took: 2 * quick(random),
    actor,
    verb: 'patch',
    ref: podRef(namespace, name, 'status'),
    code: 200,
    request: {
      metadata: {uid},
      status: {
        '$setElementOrder/conditions': [{type: 'PodReadyToStartContainers'}, {type: 'Initialized'}, {type: 'Ready'}],
        conditions: [
          {lastTransitionTime: second(when), status: 'True', type: 'PodReadyToStartContainers'},
          {lastTransitionTime: second(when), status: ready, type: 'Ready'},
        ],
        phase,
        startTime: second(time),
      },
    },
  });
  return [
    {
      at: time + 8 * MS + random.int(0, 3000),
      took: quick(random),
      actor: SCHEDULER,
      verb: 'create',
      ref: {...podRef(namespace, name, 'binding'), uid},
      code: 201,
      request: {
        kind: 'Binding',
        apiVersion: 'v1',
        metadata: {name, namespace, uid, creationTimestamp: null},
        target: {kind: 'Node', name: node.name},
      },
    },
    {
      at: time + 25 * MS + random.int(0, 5000),
      took: quick(random),
      actor,
      verb: 'get',
      ref: podRef(namespace, name),
      code: 200,
    },
    {
      at: time + 60 * MS + random.int(0, 9000),
      took: 2 * quick(random),
      actor,
      verb: 'create',
      ref: {resource: 'serviceaccounts', namespace, name: 'default', apiVersion: 'v1', subresource: 'token'},
      code: 201,
      annotations: {'authentication.kubernetes.io/issued-credential-id': credentialOf(name)},
    },
    status(time + 900 * MS + random.int(0, 400_000), 'Pending', 'False'),
    status(time + 2400 * MS + random.int(0, 900_000), 'Running', 'True'),
  ];
}

/** A pod going away: asked by its controller, finished by its kubelet. */
export function stopPod(namespace: string, name: string, actor: Actor, time: Micros, random: Random): Call[] {
  const uid = uidOf(`pods/${namespace}/${name}`);
  return [
    {
      at: time,
      took: 2 * quick(random),
      actor,
      verb: 'delete',
      ref: podRef(namespace, name),
      code: 200,
      request: {kind: 'DeleteOptions', apiVersion: 'v1', preconditions: {uid}},
    },
    {
      at: time + 1900 * MS + random.int(0, 900_000),
      took: 2 * quick(random),
      actor: kubelet(NODES[random.int(1, 2)]!),
      verb: 'delete',
      ref: podRef(namespace, name),
      code: 200,
      request: {kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: {uid}},
    },
  ];
}
