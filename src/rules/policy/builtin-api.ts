// The API that Kubernetes itself serves, to tell a slip of the pen from a custom resource.
// Read in kubernetes/kubernetes api/discovery at v1.36, with what older versions served: a policy may outlive an API.
import {editDistance, nearest} from '../../query/nearest.ts';

/** Resources with their subresources. */
type Resources = Readonly<Record<string, string>>;

type ApiGroup = {
  /** '' is the core group. */
  readonly group: string;
  readonly namespaced?: Resources;
  readonly cluster?: Resources;
};

export const BUILTIN_API: readonly ApiGroup[] = [
  {
    group: '',
    namespaced: {
      bindings: '',
      configmaps: '',
      endpoints: '',
      events: '',
      limitranges: '',
      persistentvolumeclaims: 'status',
      pods: 'attach binding checkpoint ephemeralcontainers eviction exec log portforward proxy resize status',
      podtemplates: '',
      replicationcontrollers: 'scale status',
      resourcequotas: 'status',
      secrets: '',
      serviceaccounts: 'token',
      services: 'proxy status',
    },
    cluster: {componentstatuses: '', namespaces: 'finalize status', nodes: 'proxy status', persistentvolumes: 'status'},
  },
  {
    group: 'admissionregistration.k8s.io',
    cluster: {
      externaladmissionhookconfigurations: '',
      initializerconfigurations: '',
      mutatingadmissionpolicies: '',
      mutatingadmissionpolicybindings: '',
      mutatingwebhookconfigurations: '',
      validatingadmissionpolicies: 'status',
      validatingadmissionpolicybindings: '',
      validatingwebhookconfigurations: '',
    },
  },
  {group: 'apiextensions.k8s.io', cluster: {customresourcedefinitions: 'status'}},
  {group: 'apiregistration.k8s.io', cluster: {apiservices: 'status'}},
  {
    group: 'apps',
    namespaced: {
      controllerrevisions: '',
      daemonsets: 'status',
      deployments: 'rollback scale status',
      replicasets: 'scale status',
      statefulsets: 'scale status',
    },
  },
  {group: 'auditregistration.k8s.io', cluster: {auditsinks: ''}},
  {group: 'authentication.k8s.io', cluster: {selfsubjectreviews: '', tokenreviews: ''}},
  {
    group: 'authorization.k8s.io',
    namespaced: {localsubjectaccessreviews: ''},
    cluster: {selfsubjectaccessreviews: '', selfsubjectrulesreviews: '', subjectaccessreviews: ''},
  },
  {group: 'autoscaling', namespaced: {horizontalpodautoscalers: 'status'}},
  {group: 'batch', namespaced: {cronjobs: 'status', jobs: 'status', scheduledjobs: 'status'}},
  {
    group: 'certificates.k8s.io',
    namespaced: {podcertificaterequests: 'status'},
    cluster: {certificatesigningrequests: 'approval status', clustertrustbundles: ''},
  },
  {group: 'checkpoint.k8s.io', namespaced: {podcheckpoints: 'status'}},
  {group: 'coordination.k8s.io', namespaced: {leasecandidates: '', leases: ''}},
  {group: 'discovery.k8s.io', namespaced: {endpointslices: ''}},
  {group: 'events.k8s.io', namespaced: {events: ''}},
  {
    group: 'extensions',
    namespaced: {
      daemonsets: 'status',
      deployments: 'rollback scale status',
      horizontalpodautoscalers: 'status',
      ingresses: 'status',
      jobs: 'status',
      networkpolicies: '',
      replicasets: 'scale status',
      replicationcontrollers: 'scale',
    },
    cluster: {podsecuritypolicies: '', thirdpartyresources: ''},
  },
  {
    group: 'flowcontrol.apiserver.k8s.io',
    cluster: {flowschemas: 'status', prioritylevelconfigurations: 'status'},
  },
  {group: 'internal.apiserver.k8s.io', cluster: {storageversions: 'status'}},
  {group: 'lifecycle.k8s.io', namespaced: {evictionrequests: 'status', evictions: 'status'}},
  {group: 'metrics.k8s.io', namespaced: {pods: ''}, cluster: {nodes: ''}},
  {
    group: 'networking.k8s.io',
    namespaced: {ingresses: 'status', networkpolicies: 'status'},
    cluster: {clustercidrs: '', ingressclasses: '', ipaddresses: '', servicecidrs: 'status'},
  },
  {group: 'node.k8s.io', cluster: {runtimeclasses: ''}},
  {group: 'policy', namespaced: {poddisruptionbudgets: 'status'}, cluster: {podsecuritypolicies: ''}},
  {
    group: 'rbac.authorization.k8s.io',
    namespaced: {rolebindings: '', roles: ''},
    cluster: {clusterrolebindings: '', clusterroles: ''},
  },
  {
    group: 'resource.k8s.io',
    namespaced: {
      podschedulingcontexts: 'status',
      podschedulings: 'status',
      resourceclaimparameters: '',
      resourceclaims: 'binding driver status',
      resourceclaimtemplates: '',
      resourceclassparameters: '',
    },
    cluster: {
      deviceclasses: '',
      devicetaintrules: 'status',
      resourceclasses: '',
      resourcepoolstatusrequests: 'status',
      resourceslices: '',
    },
  },
  {
    group: 'scheduling.k8s.io',
    namespaced: {compositepodgroups: 'status', podgroups: 'status', workloads: 'status'},
    cluster: {priorityclasses: ''},
  },
  {group: 'settings.k8s.io', namespaced: {podpresets: ''}},
  {
    group: 'storage.k8s.io',
    namespaced: {csistoragecapacities: ''},
    cluster: {
      csidrivers: '',
      csinodes: '',
      storageclasses: '',
      volumeattachments: 'status',
      volumeattributesclasses: '',
    },
  },
  {group: 'storagemigration.k8s.io', cluster: {storageversionmigrations: 'status'}},
];

/** What kubectl takes for them, and people therefore write. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cj: 'cronjobs',
  cm: 'configmaps',
  crd: 'customresourcedefinitions',
  crds: 'customresourcedefinitions',
  csr: 'certificatesigningrequests',
  deploy: 'deployments',
  ds: 'daemonsets',
  ep: 'endpoints',
  ev: 'events',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  netpol: 'networkpolicies',
  no: 'nodes',
  ns: 'namespaces',
  pdb: 'poddisruptionbudgets',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sc: 'storageclasses',
  sts: 'statefulsets',
  svc: 'services',
};

export type Scope = 'namespaced' | 'cluster';
export type Known = {readonly scope: Scope; readonly subresources: readonly string[]};

const words = (text: string): readonly string[] => text.split(' ').filter(word => word !== '');

const known = (resources: Resources | undefined, scope: Scope): readonly (readonly [string, Known])[] =>
  Object.entries(resources ?? {}).map(([name, subresources]) => [name, {scope, subresources: words(subresources)}]);

const GROUPS: ReadonlyMap<string, ReadonlyMap<string, Known>> = new Map(
  BUILTIN_API.map(({group, namespaced, cluster}) => [
    group,
    new Map([...known(namespaced, 'namespaced'), ...known(cluster, 'cluster')]),
  ]),
);

export const isBuiltinGroup = (group: string): boolean => GROUPS.has(group);

/** A resource without its subresource; undefined if the group has no such resource, or is not ours to know. */
export const builtinResource = (group: string, resource: string): Known | undefined => GROUPS.get(group)?.get(resource);

/** The groups that have a resource of that name, as it is spelled. */
export const groupsOf = (resource: string): readonly string[] =>
  [...GROUPS].filter(([, resources]) => resources.has(resource)).map(([group]) => group);

/** The resource that is probably meant: a kind, a singular, a short name, or a slip. */
export function resourceMeant(group: string, written: string): string | undefined {
  const names = [...(GROUPS.get(group)?.keys() ?? [])];
  const lower = written.toLowerCase();
  const plurals = [lower, `${lower}s`, `${lower}es`, lower.replace(/y$/, 'ies')];
  return (
    names.find(name => plurals.includes(name)) ??
    names.find(name => name === SHORT_NAMES[lower]) ??
    (lower.length > 3 ? nearest(lower, names) : undefined)
  );
}

/** The group that is probably meant by one that does not exist: `rbac`, `core`, `rbac.authorisation.k8s.io`. */
export function groupMeant(written: string): string | undefined {
  if (['core', 'v1', 'api', 'legacy'].includes(written)) return '';
  const names = [...GROUPS.keys()].filter(name => name !== '');
  const whole = names.find(name => name.startsWith(`${written}.`));
  if (whole !== undefined) return whole;
  // Custom groups may be much like a built-in one; a slip is a letter or two, in the same domain.
  const isOurs = !written.includes('.') || written.endsWith('.k8s.io');
  const near = isOurs ? nearest(written, names) : undefined;
  return near !== undefined && editDistance(near, written) <= 2 ? near : undefined;
}

/** What a request for a resource can ask for. */
export const RESOURCE_VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'proxy',
];
/** What a request for no resource can: the HTTP method in lower case. */
export const URL_VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'];

const SUBRESOURCE_VERBS: Readonly<Record<string, string>> = {
  approval: 'get patch update',
  attach: 'create get',
  binding: 'create',
  checkpoint: 'create',
  ephemeralcontainers: 'get patch update',
  eviction: 'create',
  exec: 'create get',
  finalize: 'update',
  log: 'get',
  portforward: 'create get',
  proxy: 'create delete get patch update',
  resize: 'get patch update',
  rollback: 'create',
  scale: 'get patch update',
  status: 'get patch update',
  token: 'create',
};

const CREATE_ONLY = /^(?:bindings|.*reviews)$/;

/** The verbs that the API server answers for a built-in resource; all where that is not known. */
export function verbsOf(group: string, resource: string, subresource: string): readonly string[] {
  if (builtinResource(group, resource) === undefined) return RESOURCE_VERBS;
  if (subresource !== '') return words(SUBRESOURCE_VERBS[subresource] ?? RESOURCE_VERBS.join(' '));
  return CREATE_ONLY.test(resource) ? ['create'] : RESOURCE_VERBS;
}
