/** Users that are parts of Kubernetes itself, as the value of a term. Managed clusters add their own: allow them. */
export const COMPONENTS =
  '/^system:(apiserver|kube-controller-manager|kube-scheduler|kube-proxy|node:.*|serviceaccount:kube-system:.*)$/';

/** Service accounts and people: everybody else. */
export const NOT_COMPONENTS = `-user:${COMPONENTS}`;

/** Whoever is neither a component nor a service account. */
export const PEOPLE = '-user:system:*';

/** Of roles: the API server writes its own when it starts, and a controller keeps the aggregated ones. */
export const NOT_SYSTEM =
  '-user:system:apiserver,system:serviceaccount:kube-system:clusterrole-aggregation-controller,system:kube-controller-manager';
