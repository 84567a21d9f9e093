// What pods are started with: directly, or in the template of a workload.
import type {Json} from '../../../audit/event.ts';
import type {QueryRule} from '../finding.ts';
import {did} from '../sample.ts';
import {COMPONENTS, NOT_DRY, POD_CONTROLLERS} from './users.ts';

/** Where the spec of a pod stands in a request. */
const SPECS = [
  'requestObject.spec',
  'requestObject.spec.template.spec',
  'requestObject.spec.jobTemplate.spec.template.spec',
];
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

/** Any of the terms that `term` makes of the spec of a pod. */
const inSpec = (term: (spec: string) => string): string => `(${SPECS.map(term).join(' OR ')})`;
const inContainer = (term: (container: string) => string): string =>
  `(${SPECS.flatMap(spec => CONTAINERS.map(kind => term(`${spec}.${kind}`))).join(' OR ')})`;

/**
 * Pods and what makes pods. Nodes write the pods of their own manifests, and a distribution what it is made of; controllers keep in
 * shape what others have written: of them only what they start anew counts.
 */
const WRITES =
  'verb:create,update,patch resource:pods,deployments,daemonsets,statefulsets,replicasets,replicationcontrollers,jobs,cronjobs,podtemplates ' +
  `sub:"",ephemeralcontainers code:2xx -(user:${COMPONENTS} ns:kube-system,openshift-*) ` +
  `-(user:system:node:*,system:serviceaccount:kube-system:*,system:kube-controller-manager verb:update,patch) ${NOT_DRY}`;

/** A controller starts what somebody had described; who that was is told where the log has it. */
const BY_CONTROLLERS = {by: POD_CONTROLLERS, severity: 'low'} as const;

const ESCAPE = {id: 'T1611', name: 'Escape to Host'} as const;

const pod = (spec: Json): Json => ({kind: 'Pod', apiVersion: 'v1', spec});
const nginx = (more: {readonly [key: string]: Json} = {}): Json => ({name: 'web', image: 'nginx', ...more});
const created = (spec: Json) => did('create pods shop/web', {request: pod(spec)});
const deployed = (spec: Json) =>
  did('create deployments.apps shop/web', {request: {kind: 'Deployment', spec: {template: {spec}}}});
const scheduled = (spec: Json) =>
  did('create cronjobs.batch shop/web', {
    request: {kind: 'CronJob', spec: {jobTemplate: {spec: {template: {spec}}}}},
  });
const mounts = (path: string): Json => ({
  containers: [nginx()],
  volumes: [
    {name: 'data', emptyDir: {}},
    {name: 'host', hostPath: {path}},
  ],
});

/** Paths that give away the node, or all of its containers. */
const SENSITIVE =
  '/^(\\/|\\/(etc|proc|sys|root|dev|boot|home)(\\/.*)?|\\/var|\\/var\\/lib|\\/var\\/run|\\/run|\\/var\\/log' +
  '|\\/var\\/lib\\/(kubelet|etcd|docker|containerd|containers|rancher|k0s)(\\/.*)?' +
  '|\\/(var\\/)?run\\/(docker|containerd|crio|cri-dockerd|k3s|dockershim)(\\.sock|\\/.*)?)\\/?$/';

const DANGEROUS =
  'ALL,SYS_ADMIN,SYS_PTRACE,SYS_MODULE,SYS_RAWIO,SYS_BOOT,DAC_READ_SEARCH,BPF,PERFMON,NET_ADMIN,MAC_ADMIN,MAC_OVERRIDE,SYSLOG,' +
  'CAP_SYS_ADMIN,CAP_SYS_PTRACE,CAP_SYS_MODULE,CAP_SYS_RAWIO,CAP_DAC_READ_SEARCH,CAP_BPF,CAP_NET_ADMIN';

export const POD_RULES: readonly QueryRule[] = [
  {
    kind: 'query',
    id: 'privileged-pod',
    title: 'Privileged pod',
    severity: 'high',
    technique: ESCAPE,
    did: 'started a privileged pod',
    sees: 'A pod, or a workload that makes pods, with a privileged container; init and ephemeral containers count. Low if a controller started the pod.',
    why: 'Whoever is in a privileged container is root on its node, and has the credentials of everything that runs there.',
    falseAlarms: 'Network and storage plugins, and node agents. They are rarely installed anew: allow their images.',
    query: `${WRITES} privileged ${inContainer(container => `${container}.securityContext.privileged:true`)}`,
    usual: BY_CONTROLLERS,
    needs: 'body',
    found: [
      created({containers: [nginx(), nginx({name: 'b', securityContext: {privileged: true}})]}),
      deployed({containers: [nginx()], initContainers: [nginx({securityContext: {privileged: true}})]}),
      scheduled({containers: [nginx({securityContext: {privileged: true}})]}),
    ],
    near: [created({containers: [nginx({securityContext: {privileged: false}})]})],
  },
  {
    kind: 'query',
    id: 'sensitive-host-path',
    title: 'Pod with a sensitive path of its node',
    severity: 'high',
    technique: ESCAPE,
    did: 'started a pod that mounts a sensitive path of its node',
    sees: 'A hostPath volume at the root of the node, in /etc, /proc, /sys, /root, /dev or /home, at the state of kubelet, etcd or the container runtime, or at a runtime’s socket.',
    why: 'Whoever writes there can have the node run anything; whoever reads there has its keys.',
    falseAlarms:
      'Log collectors mount /var/log, monitoring /proc and /sys, network plugins the runtime’s directories. Allow their images.',
    query: `${WRITES} hostPath ${inSpec(spec => `${spec}.volumes.hostPath.path:${SENSITIVE}`)}`,
    usual: BY_CONTROLLERS,
    needs: 'body',
    found: [
      created(mounts('/')),
      deployed(mounts('/etc/kubernetes/manifests')),
      created(mounts('/var/run/docker.sock')),
    ],
    near: [
      created(mounts('/opt/data')),
      created({containers: [nginx()], volumes: [{name: 'd', configMap: {name: '/etc'}}]}),
    ],
  },
  {
    kind: 'query',
    id: 'host-namespace',
    title: 'Pod in a namespace of its node',
    severity: 'medium',
    technique: ESCAPE,
    did: 'started a pod in the network, process or IPC namespace of its node',
    sees: 'hostNetwork, hostPID or hostIPC in a pod or a workload that makes pods. Low if a controller started the pod.',
    why: 'It sees all traffic or processes of the node, reaches what listens on localhost there, and no network policy holds it.',
    falseAlarms: 'Network plugins, ingress controllers and node exporters use hostNetwork.',
    query: `${WRITES} (hostNetwork OR hostPID OR hostIPC) ${inSpec(spec => `${spec}.hostNetwork:true OR ${spec}.hostPID:true OR ${spec}.hostIPC:true`)}`,
    usual: BY_CONTROLLERS,
    needs: 'body',
    found: [created({containers: [nginx()], hostNetwork: true}), deployed({containers: [nginx()], hostPID: true})],
    near: [created({containers: [nginx()], hostNetwork: false})],
  },
  {
    kind: 'query',
    id: 'dangerous-capability',
    title: 'Pod with a dangerous capability',
    severity: 'medium',
    technique: ESCAPE,
    did: 'started a pod with a capability that leads to its node',
    sees: 'A container that adds ALL, SYS_ADMIN, SYS_PTRACE, SYS_MODULE, DAC_READ_SEARCH, BPF, NET_ADMIN or the like. Low if a controller started the pod.',
    why: 'It can load code into the kernel, look into other processes or rewrite the node’s network: nearly as good as privileged.',
    falseAlarms: 'Network plugins and service meshes need NET_ADMIN, profilers SYS_PTRACE or BPF.',
    query: `${WRITES} capabilities ${inContainer(container => `${container}.securityContext.capabilities.add:${DANGEROUS}`)}`,
    usual: BY_CONTROLLERS,
    needs: 'body',
    found: [created({containers: [nginx({securityContext: {capabilities: {add: ['SYS_ADMIN']}}})]})],
    near: [
      created({containers: [nginx({securityContext: {capabilities: {add: ['NET_BIND_SERVICE'], drop: ['ALL']}}})]}),
    ],
  },
  {
    kind: 'query',
    id: 'weakened-pod',
    title: 'Pod that gives up a protection',
    severity: 'info',
    technique: ESCAPE,
    did: 'started a pod that gives up a protection',
    sees: 'A container that adds any capability, allows privilege escalation, unmasks /proc, runs as root, takes a port of the node, or a flexVolume.',
    why: 'Each of these makes it easier to break out of the container. None is enough alone.',
    falseAlarms: 'Many images run as root, and many charts ask for more than they need.',
    query: `${WRITES} (capabilities OR allowPrivilegeEscalation OR procMount OR runAsUser OR hostPort OR flexVolume) (${inContainer(
      c =>
        `has:${c}.securityContext.capabilities.add OR ${c}.securityContext.allowPrivilegeEscalation:true OR ${c}.securityContext.procMount:Unmasked OR ${c}.securityContext.runAsUser:0 OR ${c}.ports.hostPort:>0`,
    )} OR ${inSpec(spec => `${spec}.securityContext.runAsUser:0 OR has:${spec}.volumes.flexVolume`)})`,
    needs: 'body',
    found: [
      created({containers: [nginx({securityContext: {runAsUser: 0}})]}),
      created({containers: [nginx({ports: [{containerPort: 80, hostPort: 80}]})]}),
    ],
    near: [created({containers: [nginx({securityContext: {runAsUser: 1000}, ports: [{containerPort: 80}]})]})],
  },
  {
    kind: 'query',
    id: 'pod-in-kube-namespace',
    title: 'Pod in a namespace of the system',
    severity: 'low',
    technique: {id: 'T1036.005', name: 'Match Legitimate Resource Name or Location'},
    did: 'started a pod in a namespace of the system',
    sees: 'A pod created in kube-system, kube-public or kube-node-lease, by anybody but a node that starts the pods of its own manifests.',
    why: 'One more pod is not noticed there, policies often leave these namespaces out, and their accounts have many rights.',
    falseAlarms: 'Upgrades, scaling of CoreDNS and joining nodes: then a controller creates them. People seldom do.',
    query: 'verb:create resource:pods sub:"" ns:kube-system,kube-public,kube-node-lease code:2xx -user:system:node:*',
    found: [did('create pods kube-system/agent')],
    near: [did('create pods kube-system/etcd-cp-1', {user: 'system:node:cp-1'}), did('create pods shop/web')],
  },
];
