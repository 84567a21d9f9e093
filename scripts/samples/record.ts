// From a request, as an actor makes it, to the stage events that the API server would log of it under the policy.
import type {ObjectReference, Stage, UserInfo} from '../../src/audit/event.ts';
import {DECISION, REASON, TRUNCATED} from '../../src/audit/event.ts';
import {formatMicroTime, type Micros} from '../../src/audit/time.ts';
import {type Actor, MS} from './cluster.ts';
import {type Body, encodeEvent, type Fields, type Status, type WireEvent} from './encode.ts';
import {ruleFor} from './policy.ts';
import type {Random} from './random.ts';

/** The truncate backend's default max-event-size, bytes. */
const MAX_EVENT_SIZE = 102_400;
/** The latency filter annotates requests that took longer. */
const SLOW = 500 * MS;

export type Call = {
  readonly at: Micros;
  /** Microseconds until the response was complete. */
  readonly took: Micros;
  readonly actor: Actor;
  readonly verb: string;
  /** As known when the request is complete; a create's name comes from its body. Absent: a non-resource request. */
  readonly ref?: ObjectReference;
  /** Of a resource request built from `ref`, unless given. */
  readonly uri?: string;
  /** Added to the built URI, without the question mark. */
  readonly query?: string;
  readonly code: number;
  /** A failure; `code` is then taken from it, and it is the response body. */
  readonly failure?: Status;
  readonly request?: Body;
  readonly response?: Body;
  readonly annotations?: {readonly [key: string]: string};
  /** In place of the actor's: which binding allowed it. `null`: forbidden. */
  readonly allowedBy?: string | null;
  readonly as?: UserInfo;
  readonly auditID?: string;
  /** How it ends. `open`: still running when the log ends, or cut off by the crash. */
  readonly ends?: 'complete' | 'open' | 'panic' | 'unauthenticated';
};

/** One line to be: where it goes in the file, and when. */
export type Line = {readonly time: Micros; readonly text: string};

const LONG_RUNNING = ['attach', 'exec', 'proxy', 'log', 'portforward'];

const isLongRunning = ({verb, ref}: Call) =>
  verb === 'watch' || (ref?.subresource !== undefined && LONG_RUNNING.includes(ref.subresource));

/** The name is part of the URL: of everything but the create of a whole object, and lists. */
const hasNameInURL = ({verb, ref}: Call) => verb !== 'create' || ref?.subresource !== undefined;

export function uriOf(call: Call): string {
  const {ref, verb, query} = call;
  let path = call.uri;
  if (path === undefined) {
    if (ref === undefined) throw new Error('a non-resource request needs its uri');
    path = ref.apiGroup === undefined ? `/api/${ref.apiVersion}` : `/apis/${ref.apiGroup}/${ref.apiVersion}`;
    if (ref.namespace !== undefined && ref.resource !== 'namespaces') path += `/namespaces/${ref.namespace}`;
    path += `/${ref.resource}`;
    const isCollection = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
    if (ref.name !== undefined && hasNameInURL(call) && !isCollection) path += `/${ref.name}`;
    if (ref.subresource !== undefined) path += `/${ref.subresource}`;
  }
  return query === undefined ? path : `${path}?${query}`;
}

/** The body of a failed response. */
export const statusBody = ({status, message, reason, details, code}: Status): Fields => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status,
  message,
  reason,
  details,
  code,
});

/** A Go duration, to the nanosecond as Go prints it. The digits below a microsecond are made up from `salt`. */
export function goDuration(micros: Micros, salt: number): string {
  const nanos = Math.max(1, Math.round(micros)) * 1000 + (salt % 1000);
  const trimmed = (value: number, digits: number) => value.toFixed(digits).replace(/\.?0+$/, '');
  if (nanos < 1_000_000) return `${trimmed(nanos / 1000, 3)}µs`;
  if (nanos < 1_000_000_000) return `${trimmed(nanos / 1_000_000, 6)}ms`;
  const minutes = Math.floor(nanos / 60e9);
  const seconds = `${trimmed((nanos - minutes * 60e9) / 1e9, 9)}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}

function latencyAnnotations(call: Call, random: Random): {[key: string]: string} {
  if (call.took <= SLOW) return {};
  const slow = (share: number) => goDuration(call.took * share, random.int(1, 999));
  const key = (part: string) => `apiserver.latency.k8s.io/${part}`;
  const always = {
    [key('authentication')]: goDuration(random.int(80, 400), random.int(1, 999)),
    [key('authorization')]: goDuration(random.int(20, 300), random.int(1, 999)),
    [key('response-write')]: goDuration(random.int(1, 20), random.int(1, 999)),
    [key('total')]: slow(1),
  };
  if (isLongRunning(call)) return {...always, [key('etcd')]: goDuration(random.int(900, 4000), random.int(1, 999))};
  return {
    ...always,
    [key('etcd')]: slow(0.71),
    [key('serialize-response-object')]: slow(0.12),
    [key('transform-response-object')]: slow(0.004),
    ...(call.annotations?.['mutation.webhook.admission.k8s.io/round_0_index_0'] && {
      [key('mutating-webhook')]: slow(0.09),
    }),
  };
}

function authorization(call: Call): {[key: string]: string} {
  if (call.ends === 'unauthenticated') return {};
  if (call.allowedBy === null) return {[DECISION]: 'forbid', [REASON]: ''};
  return {[DECISION]: 'allow', [REASON]: call.allowedBy ?? call.actor.allowedBy};
}

/** What the truncate backend makes of an event that is too large: its bodies go, its level stays. */
function truncated(event: WireEvent): string {
  const line = encodeEvent(event);
  if (event.level === 'Metadata' || Buffer.byteLength(line) <= MAX_EVENT_SIZE) return line;
  const annotations = {...event.annotations, [TRUNCATED]: 'true'};
  return encodeEvent({...event, requestObject: undefined, responseObject: undefined, annotations});
}

/** The events of one request, in the order of their stages. Empty when the policy drops it. */
export function record(call: Call, random: Random): Line[] {
  const auditID = call.auditID ?? random.uuid();
  const {actor, ref, verb, ends = 'complete'} = call;
  const uri = uriOf(call);
  const user = ends === 'unauthenticated' ? undefined : actor.user;
  const attributes = {user, verb, path: uri.split('?', 1)[0]!, ref};
  const {level, omitStages = []} = ruleFor(attributes);
  if (level === 'None') return [];

  const status: Status = call.failure ?? {code: call.code};
  const annotations = {...authorization(call), ...call.annotations};
  const {name, uid, resourceVersion, ...place} = ref ?? {};
  const received: WireEvent = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID,
    stage: 'RequestReceived',
    requestURI: uri,
    verb,
    user: user ?? {},
    impersonatedUser: undefined,
    sourceIPs: actor.sourceIPs,
    userAgent: actor.userAgent,
    objectRef: ref && (name !== undefined && hasNameInURL(call) ? {...place, name} : place),
    responseStatus: undefined,
    requestObject: undefined,
    responseObject: undefined,
    requestReceivedTimestamp: formatMicroTime(call.at),
    stageTimestamp: formatMicroTime(call.at),
    annotations: undefined,
  };
  const later = (stage: Stage, time: Micros): WireEvent => ({
    ...received,
    stage,
    impersonatedUser: call.as,
    responseStatus: status,
    stageTimestamp: formatMicroTime(time),
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  });

  const lines: Line[] = [];
  const write = (time: Micros, event: WireEvent) => {
    if (!omitStages.includes(event.stage)) lines.push({time, text: truncated(event)});
  };
  if (ends === 'unauthenticated') {
    write(call.at + call.took, later('ResponseStarted', call.at + call.took));
    return lines;
  }
  write(call.at, received);
  if (isLongRunning(call)) {
    const started = call.at + Math.min(call.took, random.int(900, 9000));
    write(started, later('ResponseStarted', started));
  }
  if (ends === 'open') return lines;
  const done = call.at + call.took;
  const withRequest = level !== 'Metadata' && ref !== undefined;
  const withResponse = level === 'RequestResponse' && ref !== undefined && !isLongRunning(call) && ends !== 'panic';
  write(done, {
    ...later(ends === 'panic' ? 'Panic' : 'ResponseComplete', done),
    // Create and update take these from the body, whatever the level.
    objectRef: ref && {...place, ...omitUndefined({name, uid, resourceVersion})},
    requestObject: withRequest ? call.request : undefined,
    responseObject: withResponse ? (call.failure ? statusBody(call.failure) : call.response) : undefined,
    annotations: {...annotations, ...latencyAnnotations(call, random)},
  });
  return lines;
}

const omitUndefined = (ref: {[key: string]: string | undefined}): ObjectReference =>
  Object.fromEntries(Object.entries(ref).filter(([, value]) => value !== undefined));
