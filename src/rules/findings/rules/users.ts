// Who is a part of Kubernetes, told by the name: as values and terms of queries. Service accounts of whatever else is installed
// are not: allow them.

/**
 * Names that nobody but the system can have: `system:` is reserved by Kubernetes, `eks:` by EKS; AKS has certificates of its own.
 * `system:admin` and `system:masters` are certificates for people, `system:anonymous` is nobody, and what has another colon joins a
 * node, is one, or is a service account. Written without looking ahead, which servers cannot: names that begin with adm, ano or mas
 * are left to be told of.
 */
const RESERVED =
  'system:([^am:]|a[^dn:]|ad[^m:]|an[^o:]|m[^a:]|ma[^s:])[^:]*|eks:[a-z-]+|aksService|aksProblemDetector|hcpService';

/** Operators that OpenShift is made of; no project of a user may have a name like these. */
const OPENSHIFT = 'system:serviceaccount:openshift(-[a-z0-9-]+)?:.+';

const NAMES = `^(${RESERVED}|system:node:.+|system:serviceaccount:kube-system:.+|${OPENSHIFT})$`;
const IS_COMPONENT = new RegExp(NAMES);

/** Users that are parts of Kubernetes itself, or of its distribution, as the value of a term. */
export const COMPONENTS = `/${NAMES}/`;
export const isComponent = (user: string): boolean => IS_COMPONENT.test(user);

/** Service accounts and people: everybody else. */
export const NOT_COMPONENTS = `-user:${COMPONENTS}`;

/** Service accounts whose address and program tell something: those of kube-system move between control planes. */
export const WATCHED_ACCOUNTS = 'user:system:serviceaccount:* -user:system:serviceaccount:kube-system:*';

/** With NOT_COMPONENTS: people, and whoever is not logged in. */
export const PEOPLE = '-user:system:serviceaccount:*';

/**
 * Of roles: who writes them because it is their work. The API server its own when it starts, a controller the aggregated ones,
 * and what looks after the add-ons of a distribution. A node, a scheduler or another account of kube-system has no reason to.
 */
export const NOT_SYSTEM =
  '-user:/^(system:(apiserver|kube-controller-manager|addon-manager|gke-[a-z-]+|(k3s|rke2)-[a-z-]+)' +
  '|system:serviceaccount:kube-system:clusterrole-aggregation-controller|eks:[a-z-]+|aksService|hcpService' +
  '|system:serviceaccount:openshift-(cluster-version|operator-lifecycle-manager|[a-z0-9-]+-operator):.+)$/';

/** Controllers that start the pods that others have described. */
export const POD_CONTROLLERS =
  /^system:(kube-controller-manager|serviceaccount:kube-system:(daemon-set|replicaset|replication|statefulset|deployment|job|cronjob)-controller)$/;

/**
 * Nothing came of a dry run: deployers such as Flux ask for one of everything they look after, again and again. For rules that
 * read their events anyway: no column has the URI.
 */
export const NOT_DRY = '-uri:*dryRun=All*';
