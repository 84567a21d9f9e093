// From what an alert says to the fields of an audit event, so that one filter finds the request and what Falco says of it.
import {alertField, alertID} from '../../audit/alert.ts';
import {type Alert, type AuditEvent, DECISION, type ObjectReference, REASON} from '../../audit/event.ts';
import {formatMicroTime, parseMicroTime} from '../../audit/time.ts';
import {isAuditRule} from './falco-rules.ts';

/** Without the keys that have no value; `undefined` if none has one. */
function given<T extends object>(object: {readonly [K in keyof T]: T[K] | undefined}): T | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

/** Falco writes lists as `(a,b)`. */
function listOf({fields}: Alert, key: string): readonly string[] | undefined {
  const value = fields?.[key];
  const items = typeof value === 'string' ? value.replace(/^\(|\)$/g, '').split(',') : value;
  if (!Array.isArray(items)) return undefined;
  const texts = items.filter(item => typeof item === 'string' && item !== '' && item !== '<NA>');
  return texts.length === 0 ? undefined : texts;
}

/** What outputs call an object of which they name no kind, or call otherwise: `role=` is a cluster role too. */
const KINDS = ['pod', 'role', 'binding', 'ingress', 'name'] as const;

/** `action=exec`; of other rules the action is the verb. */
const streamOf = (alert: Alert): string | undefined =>
  ['exec', 'attach', 'portforward'].find(stream => stream === alertField(alert, 'action'));

/**
 * Of an alert about an audit event its target; of one about system calls the pod in which they were. Text alerts have the names
 * that the outputs of Falco's own rules use.
 */
function objectRefOf(alert: Alert): ObjectReference | undefined {
  const [targetName, targetResource] = /^([^/]*)\/([^/]+)$/.exec(alertField(alert, 'target') ?? '')?.slice(1) ?? [];
  const resource = alertField(alert, 'ka.target.resource', 'resource') ?? targetResource;
  // Outputs of Falco's rules for audit events call the object by its kind: `resource=secrets secret=db`.
  const kind = resource?.replace(/s$/, '') ?? 'pod';
  const isNamespace = resource === 'namespaces';
  const target = given<ObjectReference>({
    resource,
    namespace: alertField(alert, 'ka.target.namespace', 'ns', ...(kind === 'ingresse' ? ['namespace'] : [])),
    name:
      alertField(alert, 'ka.target.name', kind, ...KINDS, ...(isNamespace ? ['ns'] : [])) ?? (targetName || undefined),
    subresource: alertField(alert, 'ka.target.subresource') ?? streamOf(alert),
  });
  if (target !== undefined) return target;
  const name = alertField(alert, 'k8s.pod.name', 'k8s_pod_name', 'k8s.pod', 'k8s_pod');
  const namespace = alertField(alert, 'k8s.ns.name', 'k8s_ns_name', 'k8s.ns', 'k8s_ns');
  return name === undefined && namespace === undefined
    ? undefined
    : given<ObjectReference>({resource: name === undefined ? undefined : 'pods', namespace, name});
}

/** The name of a user in a text alert is one of Kubernetes only where the alert is about an audit event. */
const isOfKubernetes = ({source, rule = '', ruleFrom, fields = {}}: Alert): boolean =>
  source === undefined
    ? (ruleFrom !== undefined && isAuditRule(rule)) ||
      Object.keys(fields).some(key => key.startsWith('ka.') || key === 'verb' || key === 'uri' || key === 'resp') ||
      ('ns' in fields && 'pod' in fields)
    : source.startsWith('k8s');

/** The row of an alert. Without a time it has none. */
export function eventOfAlert(alert: Alert): AuditEvent {
  const time = alert.time === undefined ? undefined : parseMicroTime(alert.time);
  const isKubernetes = isOfKubernetes(alert);
  const username = isKubernetes ? alertField(alert, 'ka.user.name', 'user') : undefined;
  const as = alertField(alert, 'ka.impuser.name');
  const code = Number(alertField(alert, 'ka.response.code', 'resp'));
  const reason = alertField(alert, 'ka.response.reason');
  const status = given<{code: number; reason: string}>({code: code > 0 ? code : undefined, reason});
  const decision = alertField(alert, 'ka.auth.decision', 'decision');
  const because = alertField(alert, 'ka.auth.reason');
  const annotations = given<{[key: string]: string}>({[DECISION]: decision, [REASON]: because});
  return {
    auditID: alertID(alert),
    stage: 'Alert',
    ...given<Partial<AuditEvent>>({
      requestURI: alertField(alert, 'ka.uri', 'uri'),
      verb: alertField(alert, 'ka.verb', 'verb'),
      impersonatedUser: as === undefined ? undefined : {username: as},
      sourceIPs: listOf(alert, 'ka.sourceips'),
      userAgent: alertField(alert, 'ka.useragent'),
      objectRef: objectRefOf(alert),
      responseStatus: status,
      stageTimestamp: time === undefined ? undefined : formatMicroTime(time),
      annotations,
    }),
    user: username === undefined ? {} : {username},
    alert,
  };
}
