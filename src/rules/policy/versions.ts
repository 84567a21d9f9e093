// What a policy may hold depends on the API server's version. Read on the release branches of kubernetes/apiserver.

/** The newest version whose behaviour is known here, as its minor number. */
export const NEWEST_MINOR = 36;

export const SINCE = {
  /** audit.k8s.io/v1beta1 and v1alpha1 are no longer read. */
  onlyV1: 24,
  omitManagedFields: 23,
  /** Unknown and repeated fields are warned of; before, nothing is said. */
  strictWarning: 26,
  /** `group: "*"`. */
  anyGroup: 36,
} as const;

/** `1.30`, `v1.30.4`, `v1.30.4+k3s1` -> 30; undefined for anything else. */
export function minorOf(version: string): number | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?(?:[-+].*)?$/.exec(version.trim());
  return match === null ? undefined : Number(match[1]);
}
