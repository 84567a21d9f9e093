/** Users that are parts of Kubernetes itself, as the values of a term. Managed clusters add their own: allow them. */
export const COMPONENTS =
  'system:apiserver,system:kube-controller-manager,system:kube-scheduler,system:kube-proxy,system:node:*,system:serviceaccount:kube-system:*';

/** Service accounts and people: everybody else. */
export const NOT_COMPONENTS = `-user:${COMPONENTS}`;

/** Whoever is neither a component nor a service account. */
export const PEOPLE = '-user:system:*';
