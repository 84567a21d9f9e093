// People with kubectl: what they look at, change, and get wrong on an ordinary morning.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {
  type Actor,
  ADMIN,
  ALICE,
  at,
  BOB,
  byCluster,
  CAROL,
  MINUTE,
  MS,
  resourceVersionAt,
  SECOND,
  uidOf,
} from '../cluster.ts';
import {forbidden, internalError, invalid, notFound} from '../failures.ts';
import {configMap, deployment, pod, table} from '../objects.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';
import {quick} from './schedule.ts';

const DISCOVERY = byCluster('system:discovery', 'system:discovery', 'Group "system:authenticated"');
const POD_COLUMNS = ['Name', 'Ready', 'Status', 'Restarts', 'Age'];

const apps = (namespace: string, name: string): ObjectReference => ({
  resource: 'deployments',
  namespace,
  name,
  apiGroup: 'apps',
  apiVersion: 'v1',
});
const core = (resource: string, namespace?: string, name?: string): ObjectReference => ({
  resource,
  ...(namespace && {namespace}),
  ...(name && {name}),
  apiVersion: 'v1',
});

/** kubectl's first call of the day fetches what the server can do. */
const discovery = (actor: Actor, time: Micros, random: Random): Call[] =>
  ['/api?timeout=32s', '/apis?timeout=32s', '/openapi/v3?timeout=32s', '/version?timeout=32s'].map((uri, i) => ({
    at: time + i * 9 * MS + random.int(0, 3000),
    took: quick(random),
    actor,
    verb: 'get',
    uri,
    code: 200,
    allowedBy: DISCOVERY,
  }));

const kubectlGet = (actor: Actor, ref: ObjectReference, time: Micros, random: Random): Call => ({
  at: time,
  took: 2 * quick(random),
  actor,
  verb: ref.name === undefined ? 'list' : 'get',
  ref,
  ...(ref.name === undefined && {query: 'limit=500'}),
  code: 200,
  response: ref.name === undefined ? table(POD_COLUMNS, [], time) : null,
});

function carol(random: Random): Call[] {
  const user = CAROL.user.username!;
  const denied = (time: Micros, verb: string, ref: ObjectReference): Call => ({
    at: time,
    took: 900 + random.int(0, 900),
    actor: CAROL,
    verb,
    ref,
    ...(verb === 'list' && {query: 'limit=500'}),
    code: 403,
    failure: forbidden(user, verb, ref.resource!, ref.apiGroup ?? '', ref.namespace, ref.name),
    allowedBy: null,
  });
  const looking = Array.from({length: 9}, (_, i) => at('09:31:10') + i * 6 * MINUTE + random.int(0, 200) * SECOND);
  return [
    ...discovery(CAROL, at('09:29:41'), random),
    ...looking.map(time => kubectlGet(CAROL, core('pods', 'staging'), time, random)),
    ...looking.slice(0, 4).map(
      (time): Call => ({
        at: time + 40 * SECOND,
        took: random.int(3, 70) * SECOND + random.int(0, 999_999),
        actor: CAROL,
        verb: 'get',
        ref: {...core('pods', 'staging', 'web-59d8b7c9d4-2xkqz'), subresource: 'log'},
        query: 'container=web&follow=true&tailLines=100',
        code: 200,
      }),
    ),
    denied(at('09:35:02.118'), 'list', core('pods', 'prod-namespace')),
    denied(at('09:35:20.004'), 'get', core('secrets', 'prod-namespace', 'db-credentials')),
    denied(at('10:08:47.300'), 'delete', core('pods', 'kube-system', 'coredns-66bc5c9577-4kz8v')),
    {
      at: at('09:48:12.500'),
      took: 212 * SECOND,
      actor: CAROL,
      verb: 'create',
      ref: {...core('pods', 'staging', 'web-59d8b7c9d4-2xkqz'), subresource: 'portforward'},
      code: 101,
    },
    {
      at: at('10:09:51.220'),
      took: 6 * MS,
      actor: CAROL,
      verb: 'patch',
      ref: apps('staging', 'checkout'),
      query: 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict',
      code: 422,
      request: {spec: {replicas: -1}},
      failure: invalid(
        'Deployment',
        'apps',
        'checkout',
        'spec.replicas',
        'Invalid value: -1: must be greater than or equal to 0',
      ),
    },
  ];
}

function alice(random: Random): Call[] {
  const config = core('configmaps', 'prod-namespace', 'webapp-config');
  const settings = {'checkout.timeout': '2500', 'feature.flags': 'new-cart=true&express<=2'};
  const restart = at('09:37:20.410');
  return [
    ...discovery(ALICE, at('09:24:02'), random),
    {
      ...kubectlGet(ALICE, core('pods', 'prod-namespace'), at('09:24:03.010'), random),
      response: table(
        POD_COLUMNS,
        [
          ['webapp-pod', 'prod-namespace', '1/1', 'Running', '0', '3d4h'],
          ['ledger-0', 'prod-namespace', '1/1', 'Running', '0', '12d'],
        ],
        at('09:24:03.010'),
      ),
    },
    kubectlGet(ALICE, core('nodes'), at('09:25:40.330'), random),
    {
      at: at('09:26:31.700'),
      took: 212 * SECOND,
      actor: ALICE,
      verb: 'get',
      ref: {...core('pods', 'prod-namespace', 'webapp-pod'), subresource: 'log'},
      query: 'container=webapp&follow=true',
      code: 200,
    },
    // kubectl edit: read, then a merge of what changed.
    {
      at: at('09:33:01.120'),
      took: 5 * MS,
      actor: ALICE,
      verb: 'get',
      ref: config,
      code: 200,
      response: configMap('prod-namespace', 'webapp-config', {...settings, 'checkout.timeout': '1500'}, at('09:33:01')),
    },
    {
      at: at('09:33:48.902'),
      took: 11 * MS,
      actor: ALICE,
      verb: 'patch',
      ref: {...config, resourceVersion: resourceVersionAt(at('09:10:00'))},
      query: 'fieldManager=kubectl-edit&fieldValidation=Strict',
      code: 200,
      request: {data: {'checkout.timeout': '2500'}},
      response: configMap('prod-namespace', 'webapp-config', settings, at('09:33:48')),
    },
    // kubectl rollout restart: a strategic merge patch.
    {
      at: restart,
      took: 14 * MS,
      actor: ALICE,
      verb: 'patch',
      ref: apps('prod-namespace', 'ledger-api'),
      query: 'fieldManager=kubectl-rollout',
      code: 200,
      request: {
        spec: {template: {metadata: {annotations: {'kubectl.kubernetes.io/restartedAt': '2026-11-20T10:37:20+01:00'}}}},
      },
      response: deployment('prod-namespace', 'ledger-api', 'registry.example.com/shop/ledger-api:2.8.1', 2, restart),
    },
    // kubectl patch --type=json: an array.
    {
      at: at('09:39:05.270'),
      took: 12 * MS,
      actor: ALICE,
      verb: 'patch',
      ref: apps('prod-namespace', 'ledger-api'),
      query: 'fieldManager=kubectl-patch',
      code: 200,
      request: [
        {op: 'test', path: '/spec/replicas', value: 2},
        {op: 'replace', path: '/spec/replicas', value: 3},
        {op: 'remove', path: '/spec/template/metadata/annotations/debug'},
      ],
      response: deployment(
        'prod-namespace',
        'ledger-api',
        'registry.example.com/shop/ledger-api:2.8.1',
        3,
        at('09:39:05'),
      ),
    },
    {
      at: at('09:50:20.100'),
      took: 10_031 * MS,
      actor: ALICE,
      verb: 'create',
      ref: core('pods', 'staging', 'debug-alice'),
      query: 'fieldManager=kubectl-run',
      code: 500,
      request: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {labels: {run: 'debug-alice'}, name: 'debug-alice'},
        spec: {containers: [{image: 'busybox:1.37', name: 'debug-alice'}]},
      },
      failure: internalError(
        'failed calling webhook "pods.defaults.example.com": failed to call webhook: Post "https://pod-defaults.webhooks.svc:443/mutate?timeout=10s": context deadline exceeded',
      ),
    },
    ...[at('09:55:30'), at('10:01:05'), at('10:18:40')].map(time =>
      kubectlGet(ALICE, core('pods', 'staging'), time, random),
    ),
    // An API version that is on its way out.
    {
      at: at('10:07:15.640'),
      took: 9 * MS,
      actor: ALICE,
      verb: 'list',
      ref: {resource: 'flowschemas', apiGroup: 'flowcontrol.apiserver.k8s.io', apiVersion: 'v1beta3'},
      query: 'limit=500',
      code: 200,
      annotations: {'k8s.io/deprecated': 'true', 'k8s.io/removed-release': '1.32'},
    },
    // kubectl --as, to see what a developer sees.
    {
      at: at('10:11:20.700'),
      took: 5 * MS,
      actor: ALICE,
      as: {username: 'carol@example.com', groups: ['developers', 'system:authenticated']},
      verb: 'list',
      ref: core('pods', 'staging'),
      query: 'limit=500',
      code: 200,
      allowedBy: CAROL.allowedBy,
    },
  ];
}

function admin(random: Random): Call[] {
  const dashboards = at('09:29:10.050');
  return [
    ...discovery(ADMIN, at('09:27:33'), random),
    kubectlGet(ADMIN, core('pods', 'kube-system'), at('09:27:34.200'), random),
    // kubectl apply --server-side of a large object.
    {
      at: dashboards,
      took: 640 * MS,
      actor: ADMIN,
      verb: 'patch',
      ref: core('configmaps', 'monitoring', 'grafana-dashboards'),
      query: 'fieldManager=kubectl&fieldValidation=Strict&force=false',
      code: 200,
      request: {
        apiVersion: 'v1',
        data: {'cluster.json': dashboard(random)},
        kind: 'ConfigMap',
        metadata: {labels: {grafana_dashboard: '1'}, name: 'grafana-dashboards', namespace: 'monitoring'},
      },
    },
    {
      at: at('10:24:10.410'),
      took: 15 * MS,
      actor: ADMIN,
      verb: 'create',
      ref: {...core('namespaces'), name: 'load-test'},
      query: 'fieldManager=kubectl-create&fieldValidation=Strict',
      code: 201,
      request: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'load-test'}, spec: {}, status: {}},
    },
    {
      at: at('10:25:02.001'),
      took: 3 * MS,
      actor: ADMIN,
      verb: 'get',
      ref: core('resourcequotas', 'load-test', 'compute'),
      code: 404,
      failure: notFound('resourcequotas', 'compute'),
    },
  ];
}

/** About 60 KB of Grafana, as a string in a ConfigMap. */
function dashboard(random: Random): string {
  const panels = Array.from({length: 170}, (_, id) => ({
    id,
    type: random.pick(['timeseries', 'stat', 'table', 'heatmap']),
    title: `${random.pick(['API server', 'etcd', 'kubelet', 'scheduler'])} ${random.pick(['latency', 'errors', 'queue', 'memory'])} ${id}`,
    gridPos: {h: 8, w: 12, x: (id % 2) * 12, y: Math.floor(id / 2) * 8},
    targets: [
      {
        expr: `histogram_quantile(0.99, sum(rate(apiserver_request_duration_seconds_bucket{verb!="WATCH",group="${random.hex(4)}"}[5m])) by (le)) > ${random.unit().toFixed(3)}`,
        refId: 'A',
      },
    ],
    fieldConfig: {defaults: {unit: 's', custom: {lineWidth: random.int(1, 3)}}},
  }));
  return JSON.stringify({title: 'Cluster', uid: random.hex(9), panels});
}

/** Ordinary support: exec over SPDY (a create), a ledger, a list that is too large to log. */
function bob(random: Random): Call[] {
  const ref = {...core('pods', 'staging', 'catalog-7c5d6f8b9-mm4xv'), subresource: 'exec'};
  const ledger = at('09:46:30.500');
  return [
    ...discovery(BOB, at('09:45:50'), random),
    {
      at: at('09:45:58.200'),
      took: 35_683_763,
      actor: {...BOB, userAgent: 'kubectl/v1.28.9 (linux/amd64) kubernetes/587f5fe'},
      verb: 'create',
      ref,
      query: 'command=cat&command=%2Fetc%2Fresolv.conf&container=catalog&stderr=true&stdout=true',
      code: 101,
    },
    {
      at: ledger,
      took: 7 * MS,
      actor: BOB,
      verb: 'get',
      ref: {
        resource: 'ledgers',
        namespace: 'prod-namespace',
        name: 'orders',
        apiGroup: 'finance.example.com',
        apiVersion: 'v1',
      },
      code: 200,
      // int64 fields of a custom resource: a double would show another number.
      response: {
        apiVersion: 'finance.example.com/v1',
        kind: 'Ledger',
        metadata: {
          generation: 3,
          name: 'orders',
          namespace: 'prod-namespace',
          resourceVersion: resourceVersionAt(ledger),
          uid: uidOf('ledgers/prod-namespace/orders'),
        },
        spec: {currency: 'EUR', lastOffset: 9_007_199_254_740_993n, maxSequence: 9_223_372_036_854_775_807n},
      },
    },
    {
      at: at('09:47:02.310'),
      took: 820 * MS,
      actor: BOB,
      verb: 'list',
      ref: core('pods', 'prod-namespace'),
      // Too large an answer for one event: the API server leaves the bodies out.
      response: {
        kind: 'PodList',
        apiVersion: 'v1',
        metadata: {resourceVersion: resourceVersionAt(at('09:47:02'))},
        items: Array.from({length: 80}, (_, i) =>
          pod({
            namespace: 'prod-namespace',
            name: `ledger-worker-${i}`,
            app: 'ledger-worker',
            image: 'registry.example.com/shop/ledger:2.8.1',
            created: at('09:00:00'),
            now: at('09:40:00'),
          }),
        ),
      },
      code: 200,
    },
  ];
}

export const people = (random: Random): Call[] => [
  ...carol(random.fork('carol')),
  ...alice(random.fork('alice')),
  ...admin(random.fork('admin')),
  ...bob(random.fork('bob')),
];
