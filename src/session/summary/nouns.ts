// Resource names as a sentence needs them: one of them, and whether they live in namespaces.

const IRREGULAR: Readonly<Record<string, string>> = {
  endpoints: 'endpoints',
  endpointslices: 'endpointslice',
  podmetrics: 'podmetrics',
  nodemetrics: 'nodemetrics',
};

/** `pods` is `pod`, `networkpolicies` `networkpolicy`, `ingressclasses` `ingressclass`. */
export function singular(resource: string): string {
  const known = IRREGULAR[resource];
  if (known !== undefined) return known;
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(resource)) return resource.slice(0, -2);
  return resource.endsWith('s') && !resource.endsWith('ss') ? resource.slice(0, -1) : resource;
}

export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** Built-in resources that live in namespaces: a request for them without one is for all of them, which matters. */
const NAMESPACED: ReadonlySet<string> = new Set(
  `pods services secrets configmaps serviceaccounts endpoints endpointslices events persistentvolumeclaims
  replicationcontrollers resourcequotas limitranges deployments daemonsets statefulsets replicasets jobs cronjobs ingresses
  networkpolicies roles rolebindings leases poddisruptionbudgets horizontalpodautoscalers podtemplates
  controllerrevisions`.split(/\s+/),
);

export const isNamespaced = (resource: string): boolean => NAMESPACED.has(resource);
