// bob finds out, takes the rights away, and the attacker is left outside.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {at, BOB, MS, RUNNER_POD, uidOf} from '../cluster.ts';
import type {Body, Fields} from '../encode.ts';
import {notFound} from '../failures.ts';
import {DELETE_OPTIONS, deleted, list, pod, secret, table} from '../objects.ts';
import type {Call} from '../record.ts';
import {
  BASIC_USER,
  BINDING,
  core,
  did,
  MANAGER,
  PROD,
  RBAC,
  type Rest,
  rbac,
  review,
  THIEF,
  WEBAPP_ENV,
} from './scene.ts';

const EVENTS_OF_POD =
  'fieldSelector=involvedObject.name%3Dwebapp-pod%2CinvolvedObject.namespace%3Dprod-namespace&limit=500';
const created = at('10:21:10.520');
const kubectlPod: Fields = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {labels: {app: 'webapp', 'app.kubernetes.io/part-of': 'shop'}, name: 'webapp-pod', namespace: PROD},
  spec: {
    containers: [{env: WEBAPP_ENV, image: 'registry.example.com/shop/webapp:3.14.2', name: 'webapp'}],
    serviceAccountName: 'webapp',
  },
};

const byBob = (time: string, took: Micros, verb: string, ref: ObjectReference, code: number, rest: Rest = {}) =>
  did(time, took, BOB, verb, ref, code, rest);
const removed = (resource: string, name: string, group: string, kind: string, namespace?: string): Body =>
  deleted(
    name,
    group,
    kind,
    uidOf(namespace === undefined ? `${resource}/${name}` : `${resource}/${namespace}/${name}`),
  );

const response: readonly Call[] = [
  byBob('10:13:05.610', 8 * MS, 'list', core('pods', PROD), 200, {
    query: 'limit=500',
    response: table(
      ['Name', 'Ready', 'Status', 'Restarts', 'Age'],
      [['ledger-0', PROD, '1/1', 'Running', '0', '12d']],
      at('10:13:05'),
    ),
  }),
  byBob('10:13:21.004', 4 * MS, 'get', core('pods', PROD, 'webapp-pod'), 404, {
    failure: notFound('pods', 'webapp-pod'),
  }),
  byBob('10:13:38.730', 6 * MS, 'list', core('events', PROD), 200, {
    query: EVENTS_OF_POD,
    response: list('EventList', 'v1', [], at('10:13:38')),
  }),
  byBob('10:14:20.518', 9 * MS, 'list', rbac('clusterrolebindings'), 200, {query: 'limit=500'}),
  byBob('10:14:47.091', 4 * MS, 'get', rbac('clusterrolebindings', BINDING), 200),
  byBob('10:15:02.333', 5 * MS, 'create', review('selfsubjectrulesreviews'), 201, {
    as: {
      username: 'system:serviceaccount:build:ci-runner',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:build', 'system:authenticated'],
    },
    allowedBy: BASIC_USER,
    request: {
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {creationTimestamp: null},
      spec: {namespace: PROD},
      status: {resourceRules: null, nonResourceRules: null, incomplete: false},
    },
  }),
  byBob('10:15:32.207', 11 * MS, 'delete', rbac('clusterrolebindings', BINDING), 200, {
    request: DELETE_OPTIONS,
    response: removed('clusterrolebindings', BINDING, RBAC, 'clusterrolebindings'),
  }),
  byBob('10:15:58.660', 10 * MS, 'delete', rbac('rolebindings', 'ci-runner-debug', PROD), 200, {
    request: DELETE_OPTIONS,
    response: removed('rolebindings', 'ci-runner-debug', RBAC, 'rolebindings', PROD),
  }),
  byBob('10:16:10.402', 10 * MS, 'delete', core('serviceaccounts', PROD, 'release-manager'), 200, {
    request: DELETE_OPTIONS,
    response: removed('serviceaccounts', 'release-manager', '', 'serviceaccounts', PROD),
  }),
  // A bound token dies with its pod.
  byBob('10:16:41.950', 12 * MS, 'delete', core('pods', 'build', RUNNER_POD), 200, {request: DELETE_OPTIONS}),
  byBob('10:18:05.115', 13 * MS, 'patch', core('secrets', PROD, 'db-credentials'), 200, {
    query: 'fieldManager=kubectl-patch',
    request: {stringData: {password: 'FAKE-sample-password-0002'}},
    response: secret(
      PROD,
      'db-credentials',
      {
        host: 'orders-db.prod-namespace.svc',
        username: 'orders_app',
        password: 'FAKE-sample-password-0002',
        url: 'postgres://orders_app:FAKE-sample-password-0002@orders-db:5432/orders',
      },
      at('10:18:05'),
    ),
  }),
  byBob('10:21:10.520', 18 * MS, 'create', {...core('pods', PROD, 'webapp-pod')}, 201, {
    query: 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict',
    request: kubectlPod,
    response: pod({
      namespace: PROD,
      name: 'webapp-pod',
      app: 'webapp',
      image: 'registry.example.com/shop/webapp:3.14.2',
      created,
      now: created,
      env: WEBAPP_ENV,
      serviceAccount: 'webapp',
      phase: 'Pending',
      manager: 'kubectl-client-side-apply',
    }),
    annotations: {'pod-security.kubernetes.io/enforce-policy': 'baseline:latest'},
  }),
];

/** Both tokens are dead now; nobody is named in these, only the address. */
const shutOut: readonly Call[] = ['10:17:11.208', '10:17:13.990', '10:17:52.616', '10:19:30.007'].map(
  (time, i): Call => ({
    at: at(time),
    took: 300,
    actor: i === 2 ? THIEF : MANAGER,
    verb: 'list',
    ref: core('secrets', i === 2 ? PROD : undefined),
    code: 401,
    failure: {message: 'Authentication failed, attempted: bearer', code: 401},
    ends: 'unauthenticated',
  }),
);

export const aftermath = (): Call[] => [...response, ...shutOut];
