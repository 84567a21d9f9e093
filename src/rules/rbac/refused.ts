// A request that was refused because of whom it wanted to act as: nothing in its event says so but the message.
import type {AuditEvent} from '../../audit/event.ts';
import type {Access} from './access.ts';

/** As kubernetes/apiserver pkg/endpoints/handlers/responsewriters/errors.go at v1.36 writes it. */
const MESSAGE =
  /^\S+ "(?<name>[\s\S]*)" is forbidden: [\s\S]*cannot (?<verb>impersonate(?::[\w-]+)?) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)" (?:at the cluster scope|in the namespace "(?<namespace>[^"]*)")/;

/** What was refused, if it was to act as somebody. */
export function impersonationRefused({responseStatus}: AuditEvent): Access | undefined {
  const message = responseStatus?.message;
  const found = typeof message === 'string' ? MESSAGE.exec(message)?.groups : undefined;
  if (found === undefined) return undefined;
  const {verb = '', group = '', resource = '', name = '', namespace = ''} = found;
  return {kind: 'resource', verb, apiGroup: group, resource, name, namespace};
}
