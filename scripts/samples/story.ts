// The incident: the token of a build runner is used from outside, step by step up to cluster-admin, and bob cleans up.
// sample-logs/README.md tells it in prose; its tests read it back from the files.
import type {ObjectReference} from '../../src/audit/event.ts';
import type {Micros} from '../../src/audit/time.ts';
import {
  type Actor,
  ALICE_ALLOWED,
  at,
  BOB,
  byCluster,
  byRole,
  CI,
  credentialOf,
  KCM,
  kubelet,
  MS,
  NODES,
  RUNNER_POD,
  resourceVersionAt,
  SECOND,
  serviceAccount,
  uidOf,
} from './cluster.ts';
import type {Body, Fields} from './encode.ts';
import {
  clusterRoleBinding,
  conflict,
  DELETE_OPTIONS,
  deleted,
  fakeToken,
  forbidden,
  INTERNAL_DELETE_OPTIONS,
  list,
  metadata,
  notFound,
  pod,
  second,
  secret,
  table,
} from './objects.ts';
import type {Call} from './record.ts';

const PROD = 'prod-namespace';
export const ATTACKER_IP = '203.0.113.66';
const AGENT = 'python-requests/2.32.5';
const BINDING = 'metrics-reader-admin';
const AGENT_POD = 'node-metrics-agent-x7k2p';
const RBAC = 'rbac.authorization.k8s.io';

/** The runner's own token, from elsewhere. */
const THIEF: Actor = {
  ...CI,
  sourceIPs: [ATTACKER_IP],
  userAgent: AGENT,
  allowedBy: byRole('ci-runner-debug', PROD, 'Role', 'ci-runner-debug', 'ServiceAccount "ci-runner/build"'),
};
/** The same hand with the token that it had issued. Its last address is the real one; the first is a header. */
const MANAGER: Actor = {
  ...serviceAccount(PROD, 'release-manager', {ip: ATTACKER_IP, token: 'release-manager/issued'}),
  userAgent: AGENT,
  allowedBy: byCluster('release-manager', 'release-manager', 'ServiceAccount "release-manager/prod-namespace"'),
};
const AS_ADMIN = byCluster(BINDING, 'cluster-admin', 'ServiceAccount "release-manager/prod-namespace"');
const BASIC_USER = byCluster('system:basic-user', 'system:basic-user', 'Group "system:authenticated"');
const DISCOVERY = byCluster('system:discovery', 'system:discovery', 'Group "system:authenticated"');
const STALE = {
  'authentication.k8s.io/stale-token':
    'subject: system:serviceaccount:build:ci-runner, seconds after warning threshold: 1042.',
};

const core = (resource: string, namespace?: string, name?: string, subresource?: string): ObjectReference => ({
  resource,
  ...(namespace && {namespace}),
  ...(name && {name}),
  apiVersion: 'v1',
  ...(subresource && {subresource}),
});
const rbac = (resource: string, name?: string, namespace?: string): ObjectReference => ({
  resource,
  ...(namespace && {namespace}),
  ...(name && {name}),
  apiGroup: RBAC,
  apiVersion: 'v1',
});
const review = (resource: string): ObjectReference => ({resource, apiGroup: 'authorization.k8s.io', apiVersion: 'v1'});

const ago = (time: Micros, days: number) => time - days * 86_400 * SECOND - 7 * 3600 * SECOND;
const WEBAPP_ENV: readonly Fields[] = [
  {name: 'DB_HOST', value: 'orders-db.prod-namespace.svc'},
  {name: 'DB_PASSWORD', valueFrom: {secretKeyRef: {name: 'db-credentials', key: 'password'}}},
  {name: 'FEATURE_FLAGS', value: 'new-cart=true&express<=2'},
];
const webapp = (now: Micros, created: Micros): Fields =>
  pod({
    namespace: PROD,
    name: 'webapp-pod',
    app: 'webapp',
    image: 'registry.example.com/shop/webapp:3.14.2',
    node: 'worker-2',
    ip: '10.244.2.41',
    created,
    now,
    env: WEBAPP_ENV,
    serviceAccount: 'webapp',
  });

const dbCredentials = (now: Micros) =>
  secret(
    PROD,
    'db-credentials',
    {
      host: 'orders-db.prod-namespace.svc',
      username: 'orders_app',
      password: 'FAKE-sample-password-0001',
      url: 'postgres://orders_app:FAKE-sample-password-0001@orders-db:5432/orders',
    },
    now,
  );

/** What a role does not allow, refused before anything was read. */
function denied(time: string, verb: string, ref: ObjectReference): Call {
  const {resource, apiGroup = '', namespace, name} = ref;
  return {
    at: at(time),
    took: 640,
    actor: THIEF,
    verb,
    ref,
    code: 403,
    failure: forbidden(THIEF.user.username!, verb, resource!, apiGroup, namespace, name),
    allowedBy: null,
    annotations: STALE,
  };
}

type Rest = Partial<Pick<Call, 'request' | 'response' | 'query' | 'allowedBy' | 'as' | 'annotations' | 'failure'>>;
const did = (
  time: string,
  took: Micros,
  actor: Actor,
  verb: string,
  ref: ObjectReference,
  code: number,
  rest: Rest = {},
): Call => ({
  at: at(time),
  took,
  actor,
  verb,
  ref,
  code,
  ...rest,
});

const enumeration: readonly Call[] = [
  {
    at: at('09:41:07.204'),
    took: 500,
    actor: THIEF,
    verb: 'get',
    uri: '/version',
    code: 200,
    allowedBy: DISCOVERY,
    annotations: STALE,
  },
  did('09:41:09.518', 3 * MS, THIEF, 'create', review('selfsubjectrulesreviews'), 201, {
    allowedBy: BASIC_USER,
    request: {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace: 'build'}},
    annotations: STALE,
  }),
  denied('09:41:15.031', 'list', core('secrets')),
  denied('09:41:15.660', 'list', core('namespaces')),
  denied('09:41:16.207', 'list', core('nodes')),
  denied('09:41:16.811', 'list', core('pods')),
  denied('09:41:17.390', 'list', rbac('clusterrolebindings')),
  denied('09:41:29.004', 'list', core('secrets', 'kube-system')),
  denied('09:41:29.611', 'list', core('secrets', 'default')),
  denied('09:41:30.377', 'list', core('secrets', 'argocd')),
  did('09:42:02.950', 3 * MS, THIEF, 'create', review('selfsubjectrulesreviews'), 201, {
    allowedBy: BASIC_USER,
    request: {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace: PROD}},
  }),
  did('09:42:18.227', 6 * MS, THIEF, 'list', core('secrets', PROD), 200, {
    response: list(
      'SecretList',
      'v1',
      [
        dbCredentials(at('09:42:18')),
        secret(
          PROD,
          'webapp-tls',
          {
            'tls.crt': '-----BEGIN CERTIFICATE-----\nFAKE\n-----END CERTIFICATE-----',
            'tls.key': '-----BEGIN FAKE KEY-----\nnot a key\n-----END FAKE KEY-----',
          },
          at('09:42:18'),
          'kubernetes.io/tls',
        ),
      ],
      at('09:42:18'),
    ),
  }),
];

const EXEC_COMMAND = ['sh', '-c', 'id; env; cat /var/run/secrets/kubernetes.io/serviceaccount/token'];
const execQuery = (container: string, command: readonly string[]) =>
  `${command.map(word => `command=${encodeURIComponent(word).replaceAll('%20', '+')}`).join('&')}&container=${container}&stderr=true&stdin=true&stdout=true`;

const foothold: readonly Call[] = [
  did('09:43:31.016', 4 * MS, THIEF, 'get', core('secrets', PROD, 'db-credentials'), 200, {
    response: dbCredentials(at('09:43:31')),
  }),
  did('09:44:12.730', 5 * MS, THIEF, 'list', core('pods', PROD), 200, {
    response: list('PodList', 'v1', [webapp(at('09:44:12'), ago(at('09:44:12'), 3))], at('09:44:12')),
  }),
  did(
    '09:46:22.108',
    268 * SECOND + 417_003,
    {...THIEF, userAgent: 'curl/8.5.0'},
    'get',
    core('pods', PROD, 'webapp-pod', 'exec'),
    101,
    {
      query: execQuery('webapp', EXEC_COMMAND),
    },
  ),
  did('09:54:40.290', 4 * MS, THIEF, 'list', core('serviceaccounts', PROD), 200, {
    response: list(
      'ServiceAccountList',
      'v1',
      ['default', 'webapp', 'release-manager'].map(name => ({
        metadata: metadata({
          resource: 'serviceaccounts',
          namespace: PROD,
          name,
          created: ago(at('09:54:40'), 90),
          now: ago(at('09:54:40'), 90),
        }),
      })),
      at('09:54:40'),
    ),
  }),
];

const issuedAt = at('09:55:10.400');
const JTI = credentialOf('release-manager/issued');

const escalation: readonly Call[] = [
  did('09:55:10.400', 9 * MS, THIEF, 'create', core('serviceaccounts', PROD, 'release-manager', 'token'), 201, {
    request: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {audiences: null, expirationSeconds: 86_400},
    },
    response: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {name: 'release-manager', namespace: PROD, creationTimestamp: second(issuedAt)},
      spec: {
        audiences: ['https://kubernetes.default.svc.example.com'],
        expirationSeconds: 86_400,
        boundObjectRef: null,
      },
      status: {
        token: fakeToken(PROD, 'release-manager', JTI.slice('JTI='.length), issuedAt + 86_400 * SECOND),
        expirationTimestamp: second(issuedAt + 86_400 * SECOND),
      },
    },
    annotations: {'authentication.kubernetes.io/issued-credential-id': JTI, ...STALE},
  }),
  did('09:55:41.733', 3 * MS, MANAGER, 'create', review('selfsubjectaccessreviews'), 201, {
    allowedBy: BASIC_USER,
    request: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {resourceAttributes: {group: RBAC, resource: 'clusterrolebindings', verb: 'create'}},
    },
  }),
  did('09:56:02.871', 8 * MS, MANAGER, 'create', rbac('clusterrolebindings', BINDING), 201, {
    request: {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: {
        labels: {'app.kubernetes.io/name': 'metrics-server', 'app.kubernetes.io/managed-by': 'Helm'},
        name: BINDING,
      },
      roleRef: {apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin'},
      subjects: [{kind: 'ServiceAccount', name: 'release-manager', namespace: PROD}],
    },
    response: clusterRoleBinding(
      BINDING,
      'cluster-admin',
      {kind: 'ServiceAccount', name: 'release-manager', namespace: PROD},
      {'app.kubernetes.io/name': 'metrics-server', 'app.kubernetes.io/managed-by': 'Helm'},
      at('09:56:02.871'),
      AGENT.split('/')[0]!,
    ),
  }),
  did('09:57:15.120', 48 * MS, {...MANAGER, sourceIPs: ['10.0.3.17', ATTACKER_IP]}, 'list', core('secrets'), 200, {
    allowedBy: AS_ADMIN,
  }),
];

const AGENT_SPEC: Fields = {
  containers: [
    {
      command: ['sleep', '86400'],
      image: 'registry.example.net/tools/agent:latest',
      name: 'agent',
      securityContext: {privileged: true},
      volumeMounts: [{mountPath: '/host', name: 'root'}],
    },
  ],
  hostNetwork: true,
  hostPID: true,
  nodeName: 'cp-1',
  tolerations: [{operator: 'Exists'}],
  volumes: [{hostPath: {path: '/', type: ''}, name: 'root'}],
};
const agentMeta = metadata({
  resource: 'pods',
  namespace: 'kube-system',
  name: AGENT_POD,
  created: at('09:58:30'),
  now: at('09:58:30'),
  labels: {'k8s-app': 'metrics-server'},
  manager: 'python-requests',
});
const agentRef = core('pods', 'kube-system', AGENT_POD);

const ontoTheNode: readonly Call[] = [
  did('09:58:30.644', 22 * MS, MANAGER, 'create', agentRef, 201, {
    allowedBy: AS_ADMIN,
    request: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {labels: {'k8s-app': 'metrics-server'}, name: AGENT_POD, namespace: 'kube-system'},
      spec: AGENT_SPEC,
    },
    response: {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: agentMeta,
      spec: AGENT_SPEC,
      status: {phase: 'Pending', qosClass: 'BestEffort'},
    },
    annotations: {
      'pod-security.kubernetes.io/enforce-policy': 'privileged:latest',
      'pod-security.kubernetes.io/audit-violations':
        'would violate PodSecurity "restricted:latest": host namespaces (hostNetwork=true, hostPID=true), privileged (container "agent" must not set securityContext.privileged=true), restricted volume types (volume "root" uses restricted volume type "hostPath"), runAsNonRoot != true (pod or container "agent" must set securityContext.runAsNonRoot=true)',
    },
  }),
  did('09:58:32.900', 7 * MS, kubelet(NODES[0]), 'patch', core('pods', 'kube-system', AGENT_POD, 'status'), 200, {
    request: {
      status: {
        conditions: [{lastTransitionTime: second(at('09:58:32')), status: 'True', type: 'Ready'}],
        phase: 'Running',
      },
    },
  }),
  did(
    '09:59:05.310',
    154 * SECOND + 88_120,
    {...MANAGER, userAgent: 'curl/8.5.0'},
    'create',
    core('pods', 'kube-system', AGENT_POD, 'exec'),
    101,
    {
      allowedBy: AS_ADMIN,
      query: execQuery('agent', ['chroot', '/host', 'bash']),
    },
  ),
];

const DELETED_AT = at('10:02:11.279');

/** The pod's end is put down to alice: the user is the service account, alice is only impersonated. */
const tracks: readonly Call[] = [
  did('10:02:11.279', 31 * MS, MANAGER, 'delete', core('pods', PROD, 'webapp-pod'), 200, {
    as: {username: 'alice@example.com', groups: ['system:authenticated']},
    allowedBy: ALICE_ALLOWED,
    request: {apiVersion: 'v1', gracePeriodSeconds: 0, kind: 'DeleteOptions', propagationPolicy: 'Background'},
    response: pod({
      namespace: PROD,
      name: 'webapp-pod',
      app: 'webapp',
      image: 'registry.example.com/shop/webapp:3.14.2',
      node: 'worker-2',
      ip: '10.244.2.41',
      created: ago(at('09:44:12'), 3),
      now: DELETED_AT,
      env: WEBAPP_ENV,
      serviceAccount: 'webapp',
      deleting: {at: DELETED_AT, graceSeconds: 0},
    }),
  }),
  ...[PROD, 'kube-system'].map((namespace, i): Call => {
    const time = at(i === 0 ? '10:03:20.112' : '10:03:21.440');
    return {
      at: time,
      took: (i === 0 ? 31 : 640) * MS,
      actor: MANAGER,
      verb: 'deletecollection',
      ref: core('events', namespace),
      code: 200,
      allowedBy: AS_ADMIN,
      request: INTERNAL_DELETE_OPTIONS,
      response: list('EventList', 'v1', [], time),
    };
  }),
  did('10:04:05.800', 9 * MS, MANAGER, 'delete', rbac('clusterrolebindings', BINDING), 409, {
    allowedBy: AS_ADMIN,
    request: {apiVersion: 'v1', kind: 'DeleteOptions', preconditions: {uid: uidOf('a binding that is no more')}},
    failure: conflict(
      'clusterrolebindings',
      BINDING,
      RBAC,
      `the UID in the precondition (${uidOf('a binding that is no more')}) does not match the UID in record (${uidOf(`clusterrolebindings/${BINDING}`)}). The object might have been deleted and then recreated`,
    ),
  }),
  did('10:04:31.205', 14 * MS, MANAGER, 'delete', agentRef, 200, {
    allowedBy: AS_ADMIN,
    request: {apiVersion: 'v1', gracePeriodSeconds: 0, kind: 'DeleteOptions'},
    response: {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: agentMeta,
      spec: AGENT_SPEC,
      status: {phase: 'Running', qosClass: 'BestEffort'},
    },
  }),
  did('10:05:40.018', 44 * MS, MANAGER, 'list', core('secrets'), 200, {allowedBy: AS_ADMIN}),
];

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

/** A cluster that lost a pod says so: the endpoints of its Service run empty. */
const consequences: readonly Call[] = [
  {
    at: DELETED_AT + 95 * MS,
    took: 6 * MS,
    actor: {
      ...KCM,
      allowedBy: byCluster(
        'system:controller:endpoint-controller',
        'system:controller:endpoint-controller',
        'ServiceAccount "endpoint-controller/kube-system"',
      ),
    },
    verb: 'update',
    ref: {
      ...core('endpoints', PROD, 'webapp'),
      uid: uidOf('endpoints/prod-namespace/webapp'),
      resourceVersion: resourceVersionAt(at('09:00:00')),
    },
    code: 200,
    request: {kind: 'Endpoints', apiVersion: 'v1', metadata: {name: 'webapp', namespace: PROD}},
    response: {
      kind: 'Endpoints',
      apiVersion: 'v1',
      metadata: metadata({
        resource: 'endpoints',
        namespace: PROD,
        name: 'webapp',
        created: ago(DELETED_AT, 90),
        now: DELETED_AT,
      }),
    },
    annotations: {'k8s.io/deprecated': 'true'},
  },
];

export const story = (): Call[] => [
  ...enumeration,
  ...foothold,
  ...escalation,
  ...ontoTheNode,
  ...tracks,
  ...consequences,
  ...response,
  ...shutOut,
];
