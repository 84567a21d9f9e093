// Whether a request got past the authorizer, as far as its event says so.

export type Outcome = 'allowed' | 'refused' | 'unknown';

/**
 * The authorizer's own word counts: a request with decision `allow` was allowed also where it then failed, even with 403, which
 * admission and the checks against escalation answer as well. Logs without decisions (before Kubernetes 1.9) are read by their
 * codes: 401 and 403 are refusals. A 429 without a decision was turned away before it was authorized.
 * @param code of the response; undefined while there is none
 */
export function outcomeOf(decision: string | undefined, code: number | undefined): Outcome {
  if (decision === 'allow') return 'allowed';
  if (decision === 'forbid') return 'refused';
  if (code === undefined || code === 429) return 'unknown';
  return code === 401 || code === 403 ? 'refused' : 'allowed';
}
