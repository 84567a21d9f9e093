// What changes in the cluster by itself: builds and their rollouts, cron jobs, and Argo CD bringing Git and cluster together.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {ARGOCD, byRole, CI, controller, MS, resourceVersionAt, SECOND, uidOf} from '../cluster.ts';
import {conflict, notFound, tooManyRequests} from '../failures.ts';
import {DELETE_OPTIONS, deploymentRequest, second} from '../objects.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';
import {mutatedPod, podSpec, startPod, stopPod} from './pods.ts';
import {every, quick} from './schedule.ts';

/** The slice of a Service's addresses after its pods changed. */
function endpointSlice(namespace: string, app: string, time: Micros, random: Random): Call {
  const name = `${app}-${uidOf(app).slice(0, 5)}`;
  return {
    at: time,
    took: quick(random),
    actor: controller('endpointslice-controller'),
    verb: 'update',
    ref: {
      resource: 'endpointslices',
      namespace,
      name,
      uid: uidOf(`endpointslices/${namespace}/${name}`),
      apiGroup: 'discovery.k8s.io',
      apiVersion: 'v1',
      resourceVersion: resourceVersionAt(time - 3 * SECOND),
    },
    code: 200,
    request: {
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      metadata: {name, namespace, labels: {'kubernetes.io/service-name': app}},
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: [`10.244.${random.int(1, 2)}.${random.int(20, 200)}`],
          conditions: {ready: true, serving: true, terminating: false},
        },
      ],
      ports: [{name: 'http', port: 8080, protocol: 'TCP'}],
    },
  };
}

/** A new version of a deployment: its replica set, one pod in, one pod out. */
function rollout(namespace: string, app: string, build: number, time: Micros, random: Random): Call[] {
  const hash = uidOf(`${app} ${build}`).slice(0, 8).replaceAll('1', 'x').replaceAll('e', 'k');
  const replicaSet = `${app}-${hash}`;
  const old = `${app}-${uidOf(`${app} ${build - 1}`)
    .slice(0, 8)
    .replaceAll('1', 'x')
    .replaceAll('e', 'k')}-${random.fork(String(build - 1)).suffix(5)}`;
  const name = `${replicaSet}-${random.fork(String(build)).suffix(5)}`;
  const apps = {namespace, apiGroup: 'apps', apiVersion: 'v1'};
  const image = `registry.example.com/shop/${app}:1.${build}.0`;
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: replicaSet,
    uid: uidOf(`replicasets/${namespace}/${replicaSet}`),
    controller: true,
    blockOwnerDeletion: true,
  };
  const replicas = controller('replicaset-controller');
  const labels = {app, 'pod-template-hash': hash};
  return [
    {
      at: time + 12 * MS,
      took: 2 * quick(random),
      actor: controller('deployment-controller'),
      verb: 'create',
      ref: {...apps, resource: 'replicasets', name: replicaSet},
      code: 201,
      request: {...deploymentRequest(namespace, replicaSet, image, 1), kind: 'ReplicaSet'},
    },
    {
      at: time + 45 * MS,
      took: 3 * quick(random),
      actor: replicas,
      verb: 'create',
      ref: {resource: 'pods', namespace, apiVersion: 'v1'},
      code: 201,
      request: podSpec(app, image, labels, owner, `${replicaSet}-`),
      annotations: mutatedPod('baseline:latest'),
    },
    ...startPod(namespace, name, time + 70 * MS, random),
    {
      at: time + 90 * MS + random.int(0, 999),
      took: quick(random),
      actor: controller('deployment-controller'),
      verb: 'update',
      ref: {...apps, resource: 'deployments', name: app, subresource: 'status'},
      ...(random.chance(0.3) ? {code: 409, failure: conflict('deployments', app, 'apps')} : {code: 200}),
      request: {status: {observedGeneration: build, replicas: 2, updatedReplicas: 1, unavailableReplicas: 1}},
    },
    endpointSlice(namespace, app, time + 4 * SECOND + random.int(0, 99_999), random),
    ...stopPod(namespace, old, replicas, time + 4.2 * SECOND, random),
    endpointSlice(namespace, app, time + 5 * SECOND + random.int(0, 99_999), random),
  ];
}

/** The build server: a pod in namespace build, its log, and at the end a new image for staging. */
function build(number: number, time: Micros, random: Random): Call[] {
  const name = `build-${4410 + number}-${random.suffix(5)}`;
  const app = number % 2 === 0 ? 'web' : 'checkout';
  const inBuild = {namespace: 'build', apiVersion: 'v1'};
  const toStaging = byRole('ci-deploy', 'staging', 'ClusterRole', 'deployer', 'ServiceAccount "ci-runner/build"');
  const done = time + random.int(70, 130) * SECOND;
  const deploymentRef = {resource: 'deployments', namespace: 'staging', name: app, apiGroup: 'apps', apiVersion: 'v1'};
  const image = `registry.example.com/shop/${app}:1.${number}.0`;
  // The pipeline sends its own Audit-ID, the same with every request of a deployment.
  const auditID = `pipeline/4410/deploy#${number}`;
  return [
    {
      at: time,
      took: 3 * quick(random),
      actor: CI,
      verb: 'create',
      ref: {...inBuild, resource: 'pods', name},
      code: 201,
      request: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {labels: {job: name}, name, namespace: 'build'},
        spec: {
          containers: [{command: ['make', 'image'], image: 'registry.example.com/build/base:2026.11', name: 'build'}],
          restartPolicy: 'Never',
        },
      },
      annotations: mutatedPod('baseline:latest'),
    },
    ...startPod('build', name, time + 20 * MS, random),
    {
      at: time + 3.4 * SECOND,
      took: done - time - 4 * SECOND,
      actor: CI,
      verb: 'get',
      ref: {...inBuild, resource: 'pods', name, subresource: 'log'},
      query: 'container=build&follow=true',
      code: 200,
    },
    {
      at: done - 300 * MS,
      took: quick(random),
      actor: CI,
      verb: 'get',
      ref: {...inBuild, resource: 'pods', name},
      code: 200,
    },
    {
      at: done - 100 * MS,
      took: quick(random),
      actor: CI,
      verb: 'delete',
      ref: {...inBuild, resource: 'pods', name},
      code: 200,
      request: DELETE_OPTIONS,
    },
    {
      at: done,
      took: quick(random),
      actor: CI,
      verb: 'get',
      ref: deploymentRef,
      code: 200,
      allowedBy: toStaging,
      auditID,
    },
    {
      at: done + 30 * MS,
      took: 3 * quick(random),
      actor: CI,
      verb: 'patch',
      ref: deploymentRef,
      query: 'fieldManager=ci-runner',
      code: 200,
      allowedBy: toStaging,
      auditID,
      request: {spec: {template: {spec: {containers: [{image, name: app}]}}}},
    },
    ...rollout('staging', app, number, done + 60 * MS, random),
  ];
}

function cronJob(run: number, time: Micros, random: Random): Call[] {
  const job = `report-${29_393_800 + run * 5}`;
  const name = `${job}-${random.suffix(5)}`;
  const jobs = {namespace: 'batch-jobs', apiGroup: 'batch', apiVersion: 'v1'};
  const actor = controller('job-controller');
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: job,
    uid: uidOf(`jobs/batch-jobs/${job}`),
    controller: true,
    blockOwnerDeletion: true,
  };
  return [
    {
      at: time,
      took: 2 * quick(random),
      actor: controller('cronjob-controller'),
      verb: 'create',
      ref: {...jobs, resource: 'jobs', name: job},
      code: 201,
      request: {
        kind: 'Job',
        apiVersion: 'batch/v1',
        metadata: {name: job, namespace: 'batch-jobs', creationTimestamp: null},
        spec: {
          template: {
            spec: {
              containers: [{name: 'report', image: 'registry.example.com/shop/report:4.2', resources: {}}],
              restartPolicy: 'Never',
            },
          },
        },
        status: {},
      },
    },
    {
      at: time + 30 * MS,
      took: 2 * quick(random),
      actor,
      verb: 'create',
      ref: {resource: 'pods', namespace: 'batch-jobs', apiVersion: 'v1'},
      code: 201,
      request: podSpec('report', 'registry.example.com/shop/report:4.2', {'job-name': job}, owner, `${job}-`),
      annotations: {'pod-security.kubernetes.io/enforce-policy': 'restricted:v1.34'},
    },
    ...startPod('batch-jobs', name, time + 50 * MS, random),
    {
      at: time + 20 * SECOND + random.int(0, 4_000_000),
      took: quick(random),
      actor,
      verb: 'update',
      ref: {...jobs, resource: 'jobs', name: job, subresource: 'status'},
      code: 200,
      request: {status: {conditions: [{type: 'Complete', status: 'True'}], succeeded: 1}},
    },
    ...stopPod(
      'batch-jobs',
      name.replace(/\d+/, digits => String(Number(digits) - 15)),
      actor,
      time + 26 * SECOND,
      random,
    ),
  ];
}

/** Argo CD compares, applies server-side, and writes down what it saw. Bursts run into flow control now and then. */
function sync(time: Micros, random: Random): Call[] {
  const name = random.pick(['web', 'checkout', 'catalog', 'search']);
  const application: ObjectReference = {
    resource: 'applications',
    namespace: 'argocd',
    name,
    apiGroup: 'argoproj.io',
    apiVersion: 'v1alpha1',
  };
  const isThrottled = random.chance(0.12);
  return [
    {
      at: time,
      took: quick(random),
      actor: ARGOCD,
      verb: 'get',
      ref: {resource: 'deployments', namespace: 'staging', name, apiGroup: 'apps', apiVersion: 'v1'},
      ...(name === 'search' ? {code: 404, failure: notFound('deployments', name, 'apps')} : {code: 200}),
    },
    {
      at: time + 200 * MS + random.int(0, 9000),
      took: 3 * quick(random),
      actor: ARGOCD,
      verb: 'patch',
      ref: {resource: 'services', namespace: 'staging', name, apiVersion: 'v1'},
      query: 'fieldManager=argocd-controller&force=true',
      code: 200,
      request: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {labels: {app: name}, name, namespace: 'staging'},
        spec: {ports: [{name: 'http', port: 80, targetPort: 8080}], selector: {app: name}},
      },
    },
    {
      at: time + 420 * MS + random.int(0, 9000),
      took: isThrottled ? 700 : quick(random),
      actor: ARGOCD,
      verb: 'patch',
      ref: application,
      ...(isThrottled ? {code: 429, failure: tooManyRequests} : {code: 200}),
      request: {
        status: {
          health: {status: 'Healthy'},
          reconciledAt: second(time),
          sync: {revision: random.hex(40), status: 'Synced'},
        },
      },
    },
  ];
}

export const workloads = (random: Random): Call[] => [
  ...every(8.5 * 60 * SECOND, random.fork('builds')).flatMap((time, i) =>
    build(i + 1, time, random.fork(`build ${i}`)),
  ),
  ...every(300 * SECOND, random.fork('cron')).flatMap((time, i) => cronJob(i + 1, time, random.fork(`cron ${i}`))),
  ...every(100 * SECOND, random.fork('sync')).flatMap((time, i) => sync(time, random.fork(`sync ${i}`))),
];
