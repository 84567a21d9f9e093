// Bodies: the objects of the sample cluster as the API server returns them and as its clients send them.
import {formatMicroTime, type Micros} from '../../src/audit/time.ts';
import {resourceVersionAt, uidOf} from './cluster.ts';
import type {Body, Fields} from './encode.ts';

/** metav1.Time: no fraction. */
export const second = (time: Micros): string => `${formatMicroTime(time).slice(0, 19)}Z`;

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Shaped as a JWT and signed by nobody. */
export function fakeToken(namespace: string, serviceAccount: string, jti: string, expires: Micros): string {
  const part = (value: Body) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({alg: 'RS256', kid: 'sample-key-not-real'});
  const claims = part({
    aud: ['https://kubernetes.default.svc.example.com'],
    exp: Math.floor(expires / 1e6),
    iss: 'https://kubernetes.default.svc.example.com',
    jti,
    'kubernetes.io': {
      namespace,
      serviceaccount: {name: serviceAccount, uid: uidOf(`serviceaccounts/${namespace}/${serviceAccount}`)},
    },
    sub: `system:serviceaccount:${namespace}:${serviceAccount}`,
  });
  return `${header}.${claims}.${Buffer.from('this-signature-is-fake-and-made-for-sample-logs-only').toString('base64url')}`;
}

export type Owner = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly name: string;
};

type Meta = {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly resource: string;
  readonly created: Micros;
  readonly now: Micros;
  readonly labels?: Fields | undefined;
  readonly annotations?: Fields | undefined;
  readonly generateName?: string | undefined;
  readonly owner?: Owner | undefined;
  readonly manager?: string | undefined;
  readonly managed?: Fields | undefined;
  readonly operation?: 'Update' | 'Apply' | undefined;
};

const idOf = (resource: string, namespace: string | undefined, name: string) =>
  namespace === undefined ? `${resource}/${name}` : `${resource}/${namespace}/${name}`;

/** ObjectMeta in the order of its struct. */
export function metadata(meta: Meta, apiVersion = 'v1'): Fields {
  const {name, namespace, resource, created, now, owner} = meta;
  return {
    name,
    generateName: meta.generateName,
    namespace,
    uid: uidOf(idOf(resource, namespace, name)),
    resourceVersion: resourceVersionAt(now),
    creationTimestamp: second(created),
    labels: meta.labels,
    annotations: meta.annotations,
    ownerReferences: owner && [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.name,
        uid: uidOf(idOf(owner.resource, namespace, owner.name)),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields:
      meta.manager === undefined
        ? undefined
        : [
            {
              manager: meta.manager,
              operation: meta.operation ?? 'Update',
              apiVersion,
              time: second(now),
              fieldsType: 'FieldsV1',
              fieldsV1: meta.managed ?? {'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}}},
            },
          ],
  };
}

export type PodShape = {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly image: string;
  readonly node?: string;
  readonly created: Micros;
  readonly now: Micros;
  readonly phase?: 'Pending' | 'Running' | 'Succeeded';
  readonly ip?: string;
  readonly owner?: Owner;
  readonly generateName?: string;
  readonly manager?: string;
  readonly env?: readonly Fields[];
  readonly serviceAccount?: string;
  readonly command?: readonly string[];
  readonly deleting?: {readonly at: Micros; readonly graceSeconds: number};
};

/** A pod with one container, as the API server answers. */
export function pod(shape: PodShape): Fields {
  const {app, image, node, created, phase = 'Running', deleting} = shape;
  const meta = metadata({
    ...shape,
    resource: 'pods',
    labels: {app, 'app.kubernetes.io/part-of': 'shop'},
    annotations: {'prometheus.io/scrape': 'true'},
    manager: shape.manager ?? 'kubelet',
    managed: {
      'f:spec': {'f:containers': {[`k:{"name":"${app}"}`]: {'.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {}}}},
    },
  });
  const startedAt = second(created + 2_100_000);
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: insertAfter(meta, 'creationTimestamp', {
      deletionTimestamp: deleting && second(deleting.at + deleting.graceSeconds * 1e6),
      deletionGracePeriodSeconds: deleting?.graceSeconds,
    }),
    spec: {
      volumes: [
        {
          name: 'kube-api-access-7xw2m',
          projected: {sources: [{serviceAccountToken: {expirationSeconds: 3607, path: 'token'}}], defaultMode: 420},
        },
      ],
      containers: [
        {
          name: app,
          image,
          command: shape.command,
          ports: [{name: 'http', containerPort: 8080, protocol: 'TCP'}],
          env: shape.env,
          resources: {limits: {memory: '256Mi'}, requests: {cpu: '100m', memory: '128Mi'}},
          volumeMounts: [
            {name: 'kube-api-access-7xw2m', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount'},
          ],
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: shape.serviceAccount ?? 'default',
      nodeName: node,
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
    status: {
      phase,
      conditions:
        phase === 'Pending'
          ? undefined
          : [
              {
                type: 'Ready',
                status: phase === 'Running' ? 'True' : 'False',
                lastProbeTime: null,
                lastTransitionTime: startedAt,
              },
            ],
      podIP: shape.ip,
      startTime: phase === 'Pending' ? undefined : second(created),
      qosClass: 'Burstable',
    },
  };
}

function insertAfter(fields: Fields, key: string, more: Fields): Fields {
  const entries = Object.entries(fields);
  const index = entries.findIndex(([name]) => name === key) + 1;
  return Object.fromEntries([...entries.slice(0, index), ...Object.entries(more), ...entries.slice(index)]);
}

/** What kubectl and helm send: keys sorted, no server fields. */
export function deploymentRequest(namespace: string, name: string, image: string, replicas: number): Fields {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {labels: {app: name}, name, namespace},
    spec: {
      replicas,
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels: {app: name}},
        spec: {
          containers: [
            {image, name, ports: [{containerPort: 8080}], resources: {requests: {cpu: '100m', memory: '128Mi'}}},
          ],
        },
      },
    },
  };
}

export function deployment(namespace: string, name: string, image: string, replicas: number, now: Micros): Fields {
  const request = deploymentRequest(namespace, name, image, replicas);
  const created = now - 9 * 86_400e6;
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {
      ...metadata(
        {
          resource: 'deployments',
          namespace,
          name,
          created,
          now,
          labels: {app: name},
          manager: 'kubectl-client-side-apply',
        },
        'apps/v1',
      ),
      generation: 7,
    },
    spec: request.spec!,
    status: {
      observedGeneration: 6,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  };
}

/** `values` in clear; they are encoded here. */
export function secret(
  namespace: string,
  name: string,
  values: {readonly [key: string]: string},
  now: Micros,
  type = 'Opaque',
): Fields {
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metadata({
      resource: 'secrets',
      namespace,
      name,
      created: now - 41 * 86_400e6,
      now: now - 41 * 86_400e6,
      manager: 'kubectl-create',
    }),
    data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, base64(value)])),
    type,
  };
}

export function configMap(namespace: string, name: string, data: Fields, now: Micros): Fields {
  return {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: metadata({
      resource: 'configmaps',
      namespace,
      name,
      created: now - 12 * 86_400e6,
      now,
      manager: 'kubectl-edit',
    }),
    data,
  };
}

export function clusterRoleBinding(
  name: string,
  role: string,
  subject: Fields,
  labels: Fields,
  now: Micros,
  manager: string,
): Fields {
  return {
    kind: 'ClusterRoleBinding',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: metadata(
      {
        resource: 'clusterrolebindings',
        name,
        created: now,
        now,
        labels,
        manager,
        managed: {'f:roleRef': {}, 'f:subjects': {}},
      },
      'rbac.authorization.k8s.io/v1',
    ),
    subjects: [subject],
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role},
  };
}

export const list = (kind: string, apiVersion: string, items: readonly Fields[], now: Micros): Fields => ({
  kind,
  apiVersion,
  metadata: {resourceVersion: resourceVersionAt(now)},
  items: items.map(({kind: _kind, apiVersion: _apiVersion, ...item}) => item),
});

/** What kubectl get asks for: rows for printing. */
export const table = (
  columns: readonly string[],
  rows: readonly (readonly [name: string, namespace: string, ...string[]])[],
  now: Micros,
): Fields => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {resourceVersion: resourceVersionAt(now)},
  columnDefinitions: columns.map(name => ({
    name,
    type: 'string',
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority: 0,
  })),
  rows: rows.map(([name, namespace, ...cells]) => ({
    cells: [name, ...cells],
    object: {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: {name, namespace}},
  })),
});

/** As kubectl delete sends it. */
export const DELETE_OPTIONS: Fields = {kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background'};
/** As clients inside the API server's own packages send it. */
export const INTERNAL_DELETE_OPTIONS: Fields = {
  kind: 'DeleteOptions',
  apiVersion: 'meta.k8s.io/__internal',
  gracePeriodSeconds: 30,
  propagationPolicy: 'Background',
};

/** The answer to a delete that is finished at once. */
export const deleted = (name: string, group: string, kind: string, uid: string): Fields => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: {name, group: group === '' ? undefined : group, kind, uid},
});
