// Events for the samples in the rows of FINDINGS: told in a line each, complete enough to be those of an API server.
import type {AuditEvent, Json, ObjectReference, Stage} from '../../audit/event.ts';
import {formatMicroTime} from '../../audit/time.ts';

const START = Date.UTC(2026, 10, 20, 10) * 1000;

type Did = {
  /** Seconds after the sample begins. */
  readonly at?: number;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly as?: string;
  readonly ip?: string;
  readonly agent?: string;
  readonly code?: number;
  readonly stage?: Stage;
  readonly level?: AuditEvent['level'];
  /** Of the URI, without the question mark. */
  readonly query?: string;
  readonly request?: Json;
  readonly response?: Json;
  readonly reason?: string;
  readonly credential?: string;
  readonly annotations?: {readonly [key: string]: string};
};

/** `create pods shop/web`, `get pods/exec shop/web`, `delete clusterroles.rbac.authorization.k8s.io /name`, `get /version`. */
export function did(what: string, change: Did = {}): AuditEvent {
  const [verb = '', resourceText = '', place = ''] = what.split(' ');
  const {
    at = 0,
    user = 'alice',
    groups = ['system:authenticated'],
    ip = '198.51.100.14',
    agent = 'kubectl/v1.34.1',
  } = change;
  const {
    code = verb === 'create' ? 201 : 200,
    stage = 'ResponseComplete',
    level,
    request,
    response,
    credential,
  } = change;
  const isUrl = resourceText.startsWith('/');
  const [full = '', subresource] = isUrl ? [] : resourceText.split('/');
  const [resource = '', ...group] = full.split('.');
  const [namespace, name] = place.split('/');
  const objectRef: ObjectReference = {
    resource,
    ...(namespace ? {namespace} : {}),
    ...(name ? {name} : {}),
    ...(group.length > 0 ? {apiGroup: group.join('.')} : {}),
    apiVersion: 'v1',
    ...(subresource === undefined ? {} : {subresource}),
  };
  const time = formatMicroTime(START + at * 1e6);
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: level ?? (response !== undefined ? 'RequestResponse' : request !== undefined ? 'Request' : 'Metadata'),
    auditID: `sample-${at}-${verb}-${resourceText}-${place}-${user}-${ip}-${code}`,
    stage,
    requestURI: `${isUrl ? resourceText : `/${resource}`}${change.query === undefined ? '' : `?${change.query}`}`,
    verb,
    user:
      code === 401
        ? {}
        : {
            username: user,
            groups,
            ...(credential === undefined ? {} : {extra: {'authentication.kubernetes.io/credential-id': [credential]}}),
          },
    ...(change.as === undefined ? {} : {impersonatedUser: {username: change.as, groups: ['system:authenticated']}}),
    sourceIPs: [ip],
    userAgent: agent,
    ...(isUrl ? {} : {objectRef}),
    responseStatus: {code},
    ...(request === undefined ? {} : {requestObject: request}),
    ...(response === undefined ? {} : {responseObject: response}),
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {
      ...(code === 401
        ? {}
        : {
            'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
            'authorization.k8s.io/reason': change.reason ?? '',
          }),
      ...change.annotations,
    },
  };
}

/** A sequence of the same, some seconds apart. */
export const times = (
  count: number,
  step: number,
  make: (at: number, i: number) => AuditEvent,
): readonly AuditEvent[] => Array.from({length: count}, (_, i) => make(i * step, i));
