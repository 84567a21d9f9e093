// What a reader of audit logs must survive: hostile strings, a panic, requests without an end, rejects before authentication.
import type {ObjectReference} from '../../src/audit/event.ts';
import {
  type Actor,
  ANONYMOUS,
  APISERVER,
  ARGOCD,
  at,
  byCluster,
  CI,
  CRASH,
  KCM,
  MS,
  PROMETHEUS,
  SECOND,
  uidOf,
} from './cluster.ts';
import {forbidden} from './failures.ts';
import type {Random} from './random.ts';
import type {Call} from './record.ts';

/**
 * Sets a clipboard (OSC 52), colours, clears the screen, moves the cursor with a C1 CSI, reverses text, and breaks the line.
 * Today's Go server refuses raw C0 controls in a header; older servers and proxies have let them through.
 */
export const HOSTILE_AGENT =
  'curl/8.5.0 \u001b]52;c;cm0gLXJmIC90bXAvc2FtcGxl\u0007\u001b[31;1mALERT\u001b[0m\u001b[2J\u001b[H\u009b2K \u202egnp.exe\u202c\u200b\r\n10:02:11 system:masters deleted everything <script>&';
export const HOSTILE_NAME = 'web\u001b[2J\u001b]0;owned\u0007\u202etxt.sh\u0000\u2028x';

const SCANNER: Actor = {...ANONYMOUS, sourceIPs: ['192.0.2.7', '203.0.113.9'], userAgent: HOSTILE_AGENT};
const anonymous = 'system:anonymous';

const refused = (time: string, verb: string, ref: ObjectReference): Call => ({
  at: at(time),
  took: 700,
  actor: SCANNER,
  verb,
  ref,
  code: 403,
  failure: forbidden(anonymous, verb, ref.resource!, '', ref.namespace, ref.name),
  allowedBy: null,
});

const scanner: readonly Call[] = [
  {
    at: at('09:33:10.020'),
    took: 600,
    actor: SCANNER,
    verb: 'get',
    uri: '/',
    code: 403,
    failure: {
      status: 'Failure',
      message: `forbidden: User "${anonymous}" cannot get path "/"`,
      reason: 'Forbidden',
      details: {},
      code: 403,
    },
    allowedBy: null,
  },
  {at: at('09:33:10.451'), took: 500, actor: SCANNER, verb: 'get', uri: '/version', code: 200},
  refused('10:25:13.508', 'get', {resource: 'configmaps', namespace: 'default', name: HOSTILE_NAME, apiVersion: 'v1'}),
  refused('09:33:11.020', 'list', {resource: 'secrets', apiVersion: 'v1'}),
  {
    ...refused('09:33:12.338', 'get', {resource: 'pods', namespace: 'default', name: HOSTILE_NAME, apiVersion: 'v1'}),
    uri: `/api/v1/namespaces/default/pods/${encodeURIComponent(HOSTILE_NAME)}?pretty=%1b[2J`,
  },
];

const ledgerArchive: ObjectReference = {
  resource: 'ledgers',
  namespace: 'prod-namespace',
  name: 'archive',
  apiGroup: 'finance.example.com',
  apiVersion: 'v1',
};

export const PANIC_AUDIT_ID = uidOf('audit/panic');
export const PANIC_AT = at('09:52:16.981');

/** The panic and what was under way when the API server died half a second later. */
const crash: readonly Call[] = [
  {
    at: PANIC_AT - 12 * MS,
    took: 12 * MS,
    actor: ARGOCD,
    verb: 'get',
    ref: ledgerArchive,
    code: 500,
    auditID: PANIC_AUDIT_ID,
    failure: {
      status: 'Failure',
      message: "APIServer panic'd: runtime error: invalid memory address or nil pointer dereference",
      reason: 'InternalError',
      code: 500,
    },
    ends: 'panic',
  },
  {
    at: CRASH - 310 * MS,
    took: 0,
    actor: ARGOCD,
    verb: 'patch',
    ref: {resource: 'deployments', namespace: 'prod-namespace', name: 'ledger-api', apiGroup: 'apps', apiVersion: 'v1'},
    query: 'fieldManager=argocd-controller&force=true',
    code: 200,
    ends: 'open',
  },
  {
    at: CRASH - 120 * MS,
    took: 0,
    actor: CI,
    verb: 'list',
    ref: {resource: 'configmaps', namespace: 'build', apiVersion: 'v1'},
    query: 'limit=500',
    code: 200,
    ends: 'open',
  },
];

const rejectedEarly: Call = {
  at: at('10:20:33.700'),
  took: 200,
  actor: {...ANONYMOUS, sourceIPs: ['198.51.100.61'], userAgent: 'inventory-sync/0.3'},
  verb: 'list',
  ref: {resource: 'pods', apiVersion: 'v1'},
  query: 'timeout=soon',
  code: 400,
  failure: {
    status: 'Failure',
    message: 'invalid timeout specified in the request URL - time: invalid duration "soon"',
    reason: 'BadRequest',
    code: 400,
  },
  ends: 'unauthenticated',
};

const noCredentials: Call = {
  at: at('10:14:02.040'),
  took: 150,
  actor: {user: {}, sourceIPs: ['198.51.100.61'], userAgent: 'inventory-sync/0.3', allowedBy: ''},
  verb: 'get',
  uri: '/api/v1',
  code: 401,
  failure: {message: 'Authentication failed, no credentials provided', code: 401},
  ends: 'unauthenticated',
};

const slow = (random: Random): Call[] => [
  {
    at: at('09:53:02.330'),
    took: 2_417_902,
    actor: KCM,
    verb: 'list',
    ref: {resource: 'events', apiVersion: 'v1'},
    query: 'limit=500&resourceVersion=0',
    code: 200,
  },
  {
    at: at('09:53:20.080'),
    took: 63_204_118,
    actor: APISERVER,
    verb: 'list',
    ref: {resource: 'configmaps', apiVersion: 'v1'},
    query: 'resourceVersion=',
    code: 200,
    failure: {status: 'Success', message: 'Connection closed early', code: 200},
  },
  ...[at('09:30:05'), at('09:57:44'), at('10:22:09')].map(
    (time): Call => ({
      at: time + random.int(0, 999_999),
      took: 40 * MS,
      actor: PROMETHEUS,
      verb: 'get',
      ref: {resource: 'nodes', name: 'worker-1', apiVersion: 'v1', subresource: 'proxy'},
      uri: '/api/v1/nodes/worker-1/proxy/metrics/cadvisor',
      code: 200,
      allowedBy: byCluster('prometheus', 'prometheus', 'ServiceAccount "prometheus/monitoring"'),
    }),
  ),
];

/** Admission that failed open, and a validating policy that only audits. */
const admission: readonly Call[] = [
  {
    at: at('09:50:41.800'),
    took: 10_018 * MS,
    actor: ARGOCD,
    verb: 'create',
    ref: {resource: 'configmaps', namespace: 'staging', name: 'web-features', apiVersion: 'v1'},
    query: 'fieldManager=argocd-controller',
    code: 201,
    request: {
      apiVersion: 'v1',
      data: {beta: 'off'},
      kind: 'ConfigMap',
      metadata: {name: 'web-features', namespace: 'staging'},
    },
    annotations: {
      'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'configs.policy.example.com',
      'validation.policy.admission.k8s.io/validation_failure': JSON.stringify([
        {
          message: 'every object names its owner in a label',
          policy: 'owner-label.policy.example.com',
          binding: 'owner-label-staging',
          expressionIndex: 0,
          validationActions: ['Audit'],
        },
      ]),
    },
  },
  {
    at: at('10:26:12.415'),
    took: 90 * SECOND,
    actor: ARGOCD,
    verb: 'get',
    ref: {
      resource: 'pods',
      namespace: 'staging',
      name: 'web-59d8b7c9d4-2xkqz',
      apiVersion: 'v1',
      subresource: 'attach',
    },
    query: 'container=web&stdout=true',
    code: 101,
  },
];

export const oddities = (random: Random): Call[] => [
  ...scanner,
  ...crash,
  rejectedEarly,
  noCredentials,
  ...slow(random),
  ...admission,
];
