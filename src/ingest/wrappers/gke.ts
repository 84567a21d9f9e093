// GKE has no audit log of its own: each event becomes an entry of Google Cloud's audit logs (a LogEntry with an AuditLog as
// protoPayload). Here it is mapped back as far as it says. It never says groups, the query of the URL, or when the request came in.
import {DECISION} from '../../audit/event.ts';
import {requestInfo} from '../../audit/request-info.ts';
import {isObject, type JsonObject} from '../event-shape.ts';
import {quoted} from '../say.ts';
import {httpCode} from './grpc-status.ts';
import type {Wrapper} from './wrapper.ts';

/** The annotation that keeps the status of gRPC, a number. */
export const GRPC_STATUS = 'cloud.google.com/grpc-status';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** Without the keys that are undefined. */
const defined = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));

const VERSION = /^v\d+(?:(?:alpha|beta)\d+)?$/;

/**
 * Method names have the group reversed and its k8s.io in front: `io.k8s.authorization.rbac.v1.roles.create` is of
 * rbac.authorization.k8s.io, but `io.k8s.apps.v1.…` is of apps. Only those in Kubernetes itself have no dots.
 */
const SHORT_GROUPS = ['apps', 'autoscaling', 'batch', 'extensions', 'policy'];

function groupOf(reversed: readonly string[]): string {
  const labels = reversed.toReversed();
  const isShort = reversed.length === 3 && reversed[0] === 'io' && reversed[1] === 'k8s';
  if (!isShort) return labels.join('.');
  if (labels[0] === 'core') return '';
  return SHORT_GROUPS.includes(labels[0]!) ? labels[0]! : labels.join('.');
}

type Method = {
  readonly verb: string;
  /** Absent for requests of no resource: `io.k8s.get`. */
  readonly target?: {
    readonly apiGroup: string;
    readonly apiVersion: string;
    readonly resource: string;
    readonly subresource: string;
  };
};

/** `<group, reversed>.<version>.<resource>[.<subresource>].<verb>`, or `io.k8s.<verb>`. */
function methodOf(name: string): Method {
  const parts = name.split('.');
  const verb = parts.at(-1)!;
  const version = parts.findIndex((part, i) => i > 0 && VERSION.test(part));
  const [resource, ...subresource] = version === -1 ? [] : parts.slice(version + 1, -1);
  if (resource === undefined) return {verb};
  return {
    verb,
    target: {
      apiGroup: groupOf(parts.slice(0, version)),
      apiVersion: parts[version]!,
      resource,
      subresource: subresource.join('/'),
    },
  };
}

/** `<group>/<version>/` and the path as in a URL; the group without a name is `core`. */
function objectRefOf(resourceName: string, {target}: Method): JsonObject | undefined {
  if (target === undefined) return undefined;
  const [group = '', version = ''] = resourceName.split('/', 2);
  const hasVersion = VERSION.test(version);
  const path = hasVersion ? resourceName.slice(group.length + version.length + 2) : resourceName;
  const info = requestInfo('PUT', `/api/v1/${path}`);
  const ref = {
    resource: info.resource || target.resource,
    namespace: info.namespace,
    name: info.name,
    apiGroup: hasVersion ? (group === 'core' ? '' : group) : target.apiGroup,
    apiVersion: hasVersion ? version : target.apiVersion,
    subresource: info.subresource || target.subresource,
  };
  return Object.fromEntries(Object.entries(ref).filter(([, value]) => value !== ''));
}

/** A response that is a Status has the code of HTTP itself. */
function responseStatusOf(status: unknown, response: unknown): JsonObject | undefined {
  const body = objectOf(response);
  const isStatus = body.kind === 'Status' || textOf(body['@type'])?.endsWith('.Status') === true;
  if (isStatus && typeof body.code === 'number') {
    const {code, message, reason, details} = body;
    return defined({metadata: {}, status: body.status, message, reason, details, code});
  }
  if (!isObject(status)) return undefined;
  const message = textOf(status.message);
  return defined({metadata: {}, message, code: httpCode(grpcOf(status), message)});
}

/** In JSON of protocol buffers a number that is 0 is left out. */
const grpcOf = (status: JsonObject): number => (status.code === undefined ? 0 : Number(status.code));

/** Labels of the entry are the annotations of the event. */
function annotationsOf(entry: JsonObject, payload: JsonObject): JsonObject {
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(objectOf(entry.labels))) {
    if (typeof value === 'string') annotations[key] = value;
  }
  const [first] = Array.isArray(payload.authorizationInfo) ? payload.authorizationInfo : [];
  if (annotations[DECISION] === undefined && isObject(first)) {
    annotations[DECISION] = first.granted === true ? 'allow' : 'forbid';
  }
  if (isObject(payload.status)) annotations[GRPC_STATUS] = String(grpcOf(payload.status));
  return annotations;
}

function levelOf({request, response}: JsonObject): string {
  if (response !== undefined) return 'RequestResponse';
  return request === undefined ? 'Metadata' : 'Request';
}

/** A session (watch, exec) has an entry for its beginning and one for its end, which share the operation. */
function stageOf(operation: JsonObject): string {
  return operation.first === true && operation.last !== true ? 'ResponseStarted' : 'ResponseComplete';
}

/** The event that an entry of the Kubernetes API was made from. */
function eventOf(entry: JsonObject, payload: JsonObject): JsonObject {
  const operation = objectOf(entry.operation);
  const method = methodOf(textOf(payload.methodName) ?? '');
  const metadata = objectOf(payload.requestMetadata);
  const resourceName = textOf(payload.resourceName) ?? '';
  const callerIp = textOf(metadata.callerIp);
  const username = textOf(objectOf(payload.authenticationInfo).principalEmail);
  return defined({
    level: levelOf(payload),
    auditID: textOf(operation.id) ?? textOf(entry.insertId),
    stage: stageOf(operation),
    requestURI: method.target === undefined ? `/${resourceName.replace(/^\/+/, '')}` : undefined,
    verb: method.verb,
    user: defined({username}),
    sourceIPs: callerIp === undefined ? undefined : [callerIp],
    userAgent: textOf(metadata.callerSuppliedUserAgent),
    objectRef: objectRefOf(resourceName, method),
    responseStatus: responseStatusOf(payload.status, payload.response),
    requestObject: payload.request,
    responseObject: payload.response,
    stageTimestamp: textOf(entry.timestamp),
    annotations: annotationsOf(entry, payload),
  });
}

export const GKE: Wrapper = {
  name: 'gke',
  doc: "GKE: entries of Google Cloud's audit logs (`protoPayload`), as `gcloud logging read --format=json` prints them. The event is made of what the entry says; codes of gRPC become those of HTTP, with the original as the annotation `cloud.google.com/grpc-status`.",
  isMapped: true,
  sample: JSON.stringify({
    insertId: '4d8f0f6a-6a3c-4f0e-9f2b-1c5f6f1c2a10',
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      serviceName: 'k8s.io',
      methodName: 'io.k8s.core.v1.secrets.get',
      resourceName: 'core/v1/namespaces/shop/secrets/db',
      authenticationInfo: {principalEmail: 'jane'},
      authorizationInfo: [
        {granted: true, permission: 'io.k8s.core.v1.secrets.get', resource: 'core/v1/namespaces/shop/secrets/db'},
      ],
      requestMetadata: {callerIp: '192.0.2.10', callerSuppliedUserAgent: 'kubectl/v1.36.0'},
      status: {code: 0},
    },
    resource: {type: 'k8s_cluster', labels: {cluster_name: 'shop', location: 'europe-west3', project_id: 'example'}},
    labels: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
    logName: 'projects/example/logs/cloudaudit.googleapis.com%2Fdata_access',
    operation: {id: '4d8f0f6a-6a3c-4f0e-9f2b-1c5f6f1c2a10', producer: 'k8s.io', first: true, last: true},
    timestamp: '2026-11-20T10:02:11.318214Z',
  }),
  unwrap: entry => {
    const {protoPayload} = entry;
    if (!isObject(protoPayload)) return undefined;
    const {serviceName, methodName} = protoPayload;
    if (serviceName === 'k8s.io' || (typeof methodName === 'string' && methodName.startsWith('io.k8s.'))) {
      return [{kind: 'event', event: eventOf(entry, protoPayload)}];
    }
    const of = textOf(serviceName) ?? textOf(methodName);
    const reason = `a Google Cloud audit entry${of === undefined ? '' : ` of ${quoted(of)}`}, not of the Kubernetes API`;
    return [{kind: 'problem', problem: {code: 'OTHER_LOG', reason}}];
  },
};
