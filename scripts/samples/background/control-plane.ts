// The control plane talking to itself: watches, discovery, probes, its own Services, and the operators' locks.
import type {ObjectReference} from '../../../src/audit/event.ts';
import {
  type Actor,
  ANONYMOUS,
  APISERVER,
  ARGOCD,
  byCluster,
  COREDNS,
  controller,
  KCM,
  METRICS_SERVER,
  MS,
  PROMETHEUS,
  PROVISIONER,
  resourceVersionAt,
  SCHEDULER,
  SECOND,
  uidOf,
} from '../cluster.ts';
import {conflict} from '../failures.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';
import {every, quick, watches} from './schedule.ts';

const core = (resource: string): ObjectReference => ({resource, apiVersion: 'v1'});
const inGroup = (apiGroup: string, resource: string, apiVersion = 'v1'): ObjectReference => ({
  resource,
  apiGroup,
  apiVersion,
});

const WATCHED: readonly (readonly [actor: Actor, ref: ObjectReference, selector?: string])[] = [
  [SCHEDULER, core('pods'), '&fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed'],
  [SCHEDULER, core('nodes')],
  [SCHEDULER, inGroup('storage.k8s.io', 'csinodes')],
  [KCM, inGroup('apps', 'deployments')],
  [KCM, inGroup('apps', 'replicasets')],
  [KCM, core('serviceaccounts')],
  [KCM, core('resourcequotas')],
  [KCM, inGroup('rbac.authorization.k8s.io', 'clusterroles')],
  [KCM, inGroup('argoproj.io', 'applications', 'v1alpha1')],
  [COREDNS, core('services')],
  [COREDNS, core('namespaces')],
  [COREDNS, inGroup('discovery.k8s.io', 'endpointslices')],
  [METRICS_SERVER, core('nodes')],
  [
    METRICS_SERVER,
    {...core('configmaps'), namespace: 'kube-system'},
    '&fieldSelector=metadata.name%3Dextension-apiserver-authentication',
  ],
  [ARGOCD, inGroup('apps', 'deployments')],
  [ARGOCD, inGroup('argoproj.io', 'applications', 'v1alpha1')],
  [PROVISIONER, core('persistentvolumeclaims')],
  [APISERVER, inGroup('admissionregistration.k8s.io', 'validatingadmissionpolicies')],
];

const LOAD_BALANCER: Actor = {...ANONYMOUS, sourceIPs: ['10.0.0.5'], userAgent: 'lb-healthcheck/1.0'};
const DISCOVERY = byCluster('system:discovery', 'system:discovery', 'Group "system:authenticated"');

const nonResource = (actor: Actor, uri: string, allowedBy: string, period: number, random: Random): Call[] =>
  every(period, random).map(
    (time): Call => ({
      at: time,
      took: Math.round(random.logNormal(400, 0.5)),
      actor,
      verb: 'get',
      uri,
      code: 200,
      allowedBy,
    }),
  );

/** The API server keeps the Service that leads to itself. Reading Endpoints is deprecated since 1.33. */
const ownService = (random: Random): Call[] =>
  every(90 * SECOND, random).flatMap((time): Call[] => [
    {
      at: time,
      took: quick(random),
      actor: APISERVER,
      verb: 'get',
      ref: {resource: 'services', namespace: 'default', name: 'kubernetes', apiVersion: 'v1'},
      code: 200,
    },
    {
      at: time + 6100 + random.int(0, 900),
      took: quick(random),
      actor: APISERVER,
      verb: 'get',
      ref: {resource: 'endpoints', namespace: 'default', name: 'kubernetes', apiVersion: 'v1'},
      code: 200,
      annotations: {'k8s.io/deprecated': 'true'},
    },
    {
      at: time + 13_000 + random.int(0, 900),
      took: quick(random),
      actor: APISERVER,
      verb: 'get',
      ref: {...inGroup('discovery.k8s.io', 'endpointslices'), namespace: 'default', name: 'kubernetes'},
      code: 200,
    },
  ]);

/** The provisioner holds its lock by reading and writing a Lease; now and then somebody was quicker. */
const lock = (random: Random): Call[] =>
  every(24 * SECOND, random).flatMap((time): Call[] => {
    const ref: ObjectReference = {
      ...inGroup('coordination.k8s.io', 'leases'),
      namespace: 'local-path-storage',
      name: 'local-path',
    };
    const isLost = random.chance(0.02);
    const update = {
      at: time + 4 * MS + random.int(0, 999),
      took: quick(random),
      actor: PROVISIONER,
      verb: 'update',
      ref: {
        ...ref,
        uid: uidOf('leases/local-path-storage/local-path'),
        resourceVersion: resourceVersionAt(time - 24 * SECOND),
      },
    } as const;
    return [
      {at: time, took: quick(random), actor: PROVISIONER, verb: 'get', ref, code: 200},
      isLost
        ? {...update, code: 409, failure: conflict('leases', 'local-path', 'coordination.k8s.io')}
        : {...update, code: 200},
    ];
  });

/** Prometheus still sends a token that ran out: 401, at ResponseStarted only, from nobody. */
const expiredToken = (random: Random): Call[] =>
  every(6 * 60 * SECOND, random).map(
    (time): Call => ({
      at: time,
      took: Math.round(random.logNormal(250, 0.4)),
      actor: PROMETHEUS,
      verb: 'list',
      ref: core('nodes'),
      query: 'limit=500&resourceVersion=0',
      code: 401,
      failure: {message: 'Authentication failed, attempted: bearer', code: 401},
      ends: 'unauthenticated',
    }),
  );

/** Quotas are counted anew every five minutes. */
const quotaResync = (random: Random): Call[] =>
  every(300 * SECOND, random).flatMap((time): Call[] => [
    {
      at: time,
      took: quick(random),
      actor: controller('resourcequota-controller'),
      verb: 'list',
      ref: core('resourcequotas'),
      query: 'limit=500',
      code: 200,
    },
  ]);

export const controlPlane = (random: Random): Call[] => [
  ...WATCHED.flatMap(([actor, ref, selector = ''], i) => watches(actor, ref, selector, random.fork(`watch ${i}`))),
  ...nonResource(ANONYMOUS, '/readyz', ANONYMOUS.allowedBy, 50 * SECOND, random.fork('readyz')),
  ...nonResource(LOAD_BALANCER, '/healthz', ANONYMOUS.allowedBy, 60 * SECOND, random.fork('healthz')),
  ...nonResource(KCM, '/api', DISCOVERY, 150 * SECOND, random.fork('api')),
  ...nonResource(KCM, '/apis', DISCOVERY, 150 * SECOND, random.fork('apis')),
  ...nonResource(ARGOCD, '/openapi/v3', DISCOVERY, 600 * SECOND, random.fork('openapi')),
  ...ownService(random.fork('own service')),
  ...lock(random.fork('lock')),
  ...expiredToken(random.fork('expired token')),
  ...quotaResync(random.fork('quota')),
];
