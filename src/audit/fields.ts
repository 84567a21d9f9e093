// FIELDS: one row a searchable field. The query language, the columns of the index, the facets and the docs read it.
import {messageOf, PRIORITIES, ruleShown} from './alert.ts';
import {type AuditEvent, DECISION, LEVELS, REASON, ROW_STAGES, TRUNCATED} from './event.ts';
import {parseMicroTime} from './time.ts';

/** What a field holds in one event; `undefined` is absent. Times and durations are microseconds. */
export type FieldValue = string | number | readonly string[] | undefined;

export type FieldKind = 'text' | 'list' | 'number' | 'time' | 'duration';

export type FieldSpec = {
  /** The path in the event where there is one, else a word for what is computed from it. */
  readonly name: string;
  /** Shorter names in queries, the first is the one that we print. */
  readonly aliases: readonly string[];
  /** Title of its column and its facet. */
  readonly label: string;
  readonly doc: string;
  readonly kind: FieldKind;
  /** Kept as a column of the index, so that filtering by it reads no event. */
  readonly column: boolean;
  readonly facet: boolean;
  readonly sortable: boolean;
  /** A closed set, in its order; queries for it ignore case. */
  readonly values?: readonly string[];
  /** Its order means more and less: `priority:warning..` and `priority:>=error` are queries. */
  readonly ordered?: true;
  /** Never throws, whatever JSON the event is. */
  readonly read: (event: AuditEvent) => FieldValue;
  /** Set where no event of an API server holds it: the source that read it knows (`read` gives nothing then), or an alert does. */
  readonly of?: 'source' | 'alert';
};

// An event is what somebody's JSON says: a field may be null or of any type. Readers take what has the right one.

const text = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const list = (value: unknown): readonly string[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  return value.every(item => typeof item === 'string') ? value : value.filter(item => typeof item === 'string');
};

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const time = (value: unknown) => (typeof value === 'string' ? parseMicroTime(value) : undefined);

function took(event: AuditEvent): number | undefined {
  const from = time(event.requestReceivedTimestamp);
  const to = time(event.stageTimestamp);
  return from === undefined || to === undefined || event.stage === 'RequestReceived' ? undefined : to - from;
}

function path(event: AuditEvent): string | undefined {
  const uri = text(event.requestURI);
  if (uri === undefined || event.objectRef) return undefined;
  const query = uri.indexOf('?');
  return query === -1 ? uri : uri.slice(0, query);
}

const COLUMN = {column: true, facet: true, sortable: true} as const;
const PLAIN_COLUMN = {column: true, facet: false, sortable: true} as const;
const READ_FROM_EVENT = {column: false, facet: false, sortable: false} as const;

export const FIELDS = [
  {
    name: 'stage',
    aliases: ['stage'],
    label: 'Stage',
    kind: 'text',
    ...COLUMN,
    values: ROW_STAGES,
    doc: 'Where in the request the event was written. Naming it in a query means events of that stage; inside of -( … ), which hides rows, it is the stage of the row. Alerts of Falco have the stage Alert.',
    read: e => text(e.stage),
  },
  {
    name: 'level',
    aliases: ['level'],
    label: 'Level',
    kind: 'text',
    ...COLUMN,
    values: LEVELS,
    doc: 'How much the policy logged: Metadata, Request (with the request body), RequestResponse (with both).',
    read: e => text(e.level),
  },
  {
    name: 'verb',
    aliases: ['verb', 'v'],
    label: 'Verb',
    kind: 'text',
    ...COLUMN,
    doc: 'Kubernetes verb, or the lower-case HTTP method for non-resource requests. kubectl exec over WebSocket is get.',
    read: e => text(e.verb),
  },
  {
    name: 'user.username',
    aliases: ['user', 'u'],
    label: 'User',
    kind: 'text',
    ...COLUMN,
    doc: 'Who authenticated, before any impersonation. Absent when authentication failed.',
    read: e => text(e.user?.username),
  },
  {
    name: 'user.groups',
    aliases: ['group', 'groups'],
    label: 'Group',
    kind: 'list',
    column: true,
    facet: true,
    sortable: false,
    doc: 'Groups of the authenticated user; a query matches any of them.',
    read: e => list(e.user?.groups),
  },
  {
    name: 'objectRef.resource',
    aliases: ['resource', 'r'],
    label: 'Resource',
    kind: 'text',
    ...COLUMN,
    doc: 'Plural resource name such as pods. Absent for non-resource requests.',
    read: e => text(e.objectRef?.resource),
  },
  {
    name: 'objectRef.namespace',
    aliases: ['ns', 'namespace'],
    label: 'Namespace',
    kind: 'text',
    ...COLUMN,
    doc: 'Absent for cluster-scoped objects and for requests over all namespaces.',
    read: e => text(e.objectRef?.namespace),
  },
  {
    name: 'objectRef.name',
    aliases: ['name', 'n'],
    label: 'Name',
    kind: 'text',
    ...COLUMN,
    doc: 'Name of the object. Of a create only known from ResponseComplete on, and not with generateName.',
    read: e => text(e.objectRef?.name),
  },
  {
    name: 'responseStatus.code',
    aliases: ['code', 'status'],
    label: 'Code',
    kind: 'number',
    ...COLUMN,
    doc: 'HTTP status of the response; 101 is an upgraded stream. Absent at RequestReceived.',
    read: e => number(e.responseStatus?.code),
  },
  {
    name: 'decision',
    aliases: ['decision'],
    label: 'Decision',
    kind: 'text',
    ...COLUMN,
    values: ['allow', 'forbid'],
    doc: 'The authorizer: allow or forbid. Absent at RequestReceived and for requests that were not authenticated.',
    read: e => text(e.annotations?.[DECISION]),
  },
  {
    name: 'sourceIP',
    aliases: ['ip'],
    label: 'Source IP',
    kind: 'text',
    ...COLUMN,
    doc: 'The last of sourceIPs, the only one that the API server saw itself.',
    read: e => list(e.sourceIPs)?.at(-1) || undefined,
  },
  {
    name: 'userAgent',
    aliases: ['agent', 'ua'],
    label: 'User agent',
    kind: 'text',
    ...COLUMN,
    doc: 'What the client says it is. Not to be trusted.',
    read: e => text(e.userAgent),
  },
  {
    name: 'objectRef.subresource',
    aliases: ['sub', 'subresource'],
    label: 'Subresource',
    kind: 'text',
    ...COLUMN,
    doc: 'Such as log, exec, status, scale.',
    read: e => text(e.objectRef?.subresource),
  },
  {
    name: 'impersonatedUser.username',
    aliases: ['as', 'impersonated'],
    label: 'Impersonated',
    kind: 'text',
    ...COLUMN,
    doc: 'Whom the user acted as (kubectl --as). Absent at RequestReceived.',
    read: e => text(e.impersonatedUser?.username),
  },
  {
    name: 'objectRef.apiGroup',
    aliases: ['apigroup'],
    label: 'API group',
    kind: 'text',
    ...COLUMN,
    doc: 'API group of the resource. Absent for the core group.',
    read: e => text(e.objectRef?.apiGroup),
  },
  {
    name: 'responseStatus.reason',
    aliases: ['reason'],
    label: 'Reason',
    kind: 'text',
    ...COLUMN,
    doc: 'Why a request failed, such as NotFound, Forbidden, AlreadyExists.',
    read: e => text(e.responseStatus?.reason),
  },
  {
    name: 'path',
    aliases: ['path'],
    label: 'Path',
    kind: 'text',
    ...COLUMN,
    doc: 'URL path of a non-resource request, without its query: /healthz, /metrics.',
    read: path,
  },
  {
    name: 'file',
    aliases: ['file'],
    label: 'File',
    kind: 'text',
    ...COLUMN,
    doc: 'The file that the event was read from: of several nodes’ logs, file:*node-2* is one node.',
    read: () => undefined,
    of: 'source',
  },
  {
    name: 'priority',
    aliases: ['priority'],
    label: 'Priority',
    kind: 'text',
    ...COLUMN,
    of: 'alert',
    values: PRIORITIES,
    ordered: true,
    doc: 'How bad Falco says it is, from Debug to Emergency: priority:warning.. is that and worse. Only alerts have it.',
    read: e => text(e.alert?.priority),
  },
  {
    name: 'rule',
    aliases: ['rule'],
    label: 'Rule',
    kind: 'text',
    ...COLUMN,
    of: 'alert',
    doc: 'The rule of Falco that gave the alert: rule:"Attach/Exec Pod". Alerts printed as text do not name it. Where their words are those of one of Falco’s own rules it is a guess and marked as one: rule:guess* finds all guesses, rule:*Exec* a rule both told and guessed.',
    read: e => (e.alert === undefined ? undefined : text(ruleShown(e.alert))),
  },
  {
    name: 'output',
    aliases: ['output'],
    label: 'Output',
    kind: 'text',
    ...PLAIN_COLUMN,
    of: 'alert',
    doc: 'What an alert of Falco says, without its time and priority.',
    read: e => (e.alert === undefined ? undefined : text(messageOf(e.alert.output ?? ''))),
  },
  {
    name: 'alertSource',
    aliases: ['alertsource'],
    label: 'Alert source',
    kind: 'text',
    ...PLAIN_COLUMN,
    of: 'alert',
    doc: 'What Falco watched: syscall, or k8s_audit. Older versions do not say.',
    read: e => text(e.alert?.source),
  },
  {
    name: 'hostname',
    aliases: ['host', 'hostname'],
    label: 'Host',
    kind: 'text',
    ...PLAIN_COLUMN,
    of: 'alert',
    doc: 'Where the Falco that gave the alert runs: of system calls the node, or Falco’s pod.',
    read: e => text(e.alert?.hostname),
  },
  {
    name: 'tags',
    aliases: ['tag', 'tags'],
    label: 'Tags',
    kind: 'list',
    column: true,
    facet: false,
    sortable: false,
    of: 'alert',
    doc: 'The tags of the rule that gave an alert, such as mitre_execution; a query matches any of them.',
    read: e => list(e.alert?.tags),
  },
  {
    name: 'authorizationReason',
    aliases: ['rbac'],
    label: 'Allowed by',
    kind: 'text',
    ...PLAIN_COLUMN,
    doc: 'What the authorizer says: the RBAC binding that allowed the request.',
    read: e => text(e.annotations?.[REASON]),
  },
  {
    name: 'stageTimestamp',
    aliases: ['time'],
    label: 'Time',
    kind: 'time',
    ...PLAIN_COLUMN,
    doc: 'When the stage was reached. since:, until: and at: filter by it.',
    read: e => time(e.stageTimestamp),
  },
  {
    name: 'requestReceivedTimestamp',
    aliases: ['received'],
    label: 'Received',
    kind: 'time',
    ...PLAIN_COLUMN,
    doc: 'When the request arrived. Of a watch it lies long before the end.',
    read: e => time(e.requestReceivedTimestamp),
  },
  {
    name: 'took',
    aliases: ['took', 'latency'],
    label: 'Took',
    kind: 'duration',
    ...PLAIN_COLUMN,
    doc: 'stageTimestamp less requestReceivedTimestamp: took:>1s. For watch, exec and log it is the length of the session.',
    read: took,
  },
  {
    name: 'auditID',
    aliases: ['id', 'auditid'],
    label: 'Audit ID',
    kind: 'text',
    column: true,
    facet: false,
    sortable: false,
    doc: 'Shared by the stages of one request. A client may choose its own.',
    read: e => text(e.auditID),
  },
  {
    name: 'truncated',
    aliases: ['truncated'],
    label: 'Truncated',
    kind: 'text',
    column: true,
    facet: false,
    sortable: true,
    doc: 'true when the API server left the bodies out because the event was too big.',
    read: e => text(e.annotations?.[TRUNCATED]),
  },
  {
    name: 'objectRef.apiVersion',
    aliases: ['apiversion'],
    label: 'API version',
    kind: 'text',
    ...PLAIN_COLUMN,
    doc: 'API version of the resource, such as v1 or v1beta1.',
    read: e => text(e.objectRef?.apiVersion),
  },
  {
    name: 'sourceIPs',
    aliases: ['ips'],
    label: 'Source IPs',
    kind: 'list',
    ...READ_FROM_EVENT,
    doc: 'All addresses, X-Forwarded-For included: all but the last are the client’s claim.',
    read: e => list(e.sourceIPs),
  },
  {
    name: 'requestURI',
    aliases: ['uri'],
    label: 'Request URI',
    kind: 'text',
    ...READ_FROM_EVENT,
    doc: 'Path and query as the client sent them.',
    read: e => text(e.requestURI),
  },
  {
    name: 'responseStatus.message',
    aliases: ['message'],
    label: 'Message',
    kind: 'text',
    ...READ_FROM_EVENT,
    doc: 'The error message of a failed request.',
    read: e => text(e.responseStatus?.message),
  },
] as const satisfies readonly FieldSpec[];

export type FieldName = (typeof FIELDS)[number]['name'];
/** A row of FIELDS whose name is known to be one. */
export type Field = FieldSpec & {readonly name: FieldName};

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  (FIELDS as readonly Field[]).flatMap(field =>
    [field.name, ...field.aliases].map(name => [name.toLowerCase(), field]),
  ),
);

/** The field of that name or alias, ignoring case. */
export const findField = (name: string): Field | undefined => BY_NAME.get(name.toLowerCase());

export const fieldOf = (name: FieldName): Field => BY_NAME.get(name.toLowerCase())!;
