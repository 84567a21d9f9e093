// Whether an alert and an event of the API server speak of the same request, and how sure that is. Falco writes no auditID unless
// a rule's output names it (ka.auditid), so time, user and object have to do. Pure: facts in, an answer out.
import type {Stage} from '../../audit/event.ts';
import type {Micros} from '../../audit/time.ts';

/** What both sides may say of a request. `undefined` is not told, which agrees with everything. */
export type What = {
  readonly user?: string | undefined;
  readonly verb?: string | undefined;
  readonly resource?: string | undefined;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
};

export type Facts = What & {
  readonly time: Micros;
  readonly stage: Stage;
  readonly auditID?: string | undefined;
};

/** Of an alert: whether it is about an audit event, or about system calls in the pod that it names. */
export type AlertFacts = Facts & {readonly about: 'audit' | 'pod'};

/** A pod, by which a request may have been made: tokens of service accounts name theirs. */
export type Pod = {readonly namespace: string; readonly name: string};

/** Of an event: when its request came in, whether its end is known, and the pod that made it. */
export type RequestFacts = Facts & {
  readonly received?: Micros | undefined;
  readonly hasEnd: boolean;
  readonly by?: Pod | undefined;
};

/** Surest first. */
export const CERTAINTIES = [
  {id: 'named', words: 'the alert names its auditID'},
  {id: 'same', words: 'the same moment, user and object'},
  {id: 'moment', words: 'the same moment and user'},
  {id: 'close', words: 'within 5 s, same user and object'},
  {id: 'session', words: 'a session in the same pod that was open then'},
  {id: 'pod', words: 'within 5 s, same pod'},
  {id: 'by', words: 'within 5 s, made by that pod'},
  {id: 'made', words: 'what made that pod, less than a minute before'},
  {id: 'changed', words: 'within 5 s, a change of that pod'},
  {id: 'open', words: 'a session in the same pod whose end is not known'},
] as const;
export type Certainty = (typeof CERTAINTIES)[number]['id'];

export const wordsOf = (certainty: Certainty): string => CERTAINTIES.find(({id}) => id === certainty)!.words;
export const rankOf = (certainty: Certainty): number => CERTAINTIES.findIndex(({id}) => id === certainty);

/** How far apart clocks and logs may be. */
export const NEAR: Micros = 5e6;
/** How long ago a session may have begun whose end is not known. */
export const LONGEST_OPEN: Micros = 3600e6;

/** How long after it was asked for a pod may start to run. */
export const STARTS_WITHIN: Micros = 60e6;

/** Requests that change a pod itself, and not what is told of it. */
export const CHANGES = {
  verb: ['create', 'update', 'patch', 'delete'],
  subresource: ['', 'ephemeralcontainers', 'eviction'],
} as const;
const isChange = ({resource, verb = '', subresource = ''}: Facts): boolean =>
  resource === 'pods' &&
  (CHANGES.verb as readonly string[]).includes(verb) &&
  (CHANGES.subresource as readonly string[]).includes(subresource);
/** Whether it made a pod. */
export const isStart = (facts: Facts): boolean =>
  isChange(facts) && facts.verb === 'create' && (facts.subresource ?? '') === '';

/** Requests that let somebody into a pod for a while. */
export const SESSIONS = ['exec', 'attach', 'portforward'] as const;
export const isSession = ({resource, subresource}: Facts): boolean =>
  resource === 'pods' && (SESSIONS as readonly (string | undefined)[]).includes(subresource);

const COMPARED = ['user', 'verb', 'resource', 'subresource', 'namespace', 'name'] as const;

const agree = (a: Facts, b: Facts, key: (typeof COMPARED)[number]): boolean =>
  a[key] !== undefined && a[key] === b[key];
const differ = (a: Facts, b: Facts, key: (typeof COMPARED)[number]): boolean =>
  a[key] !== undefined && b[key] !== undefined && a[key] !== b[key];

/** Falco truncates nothing: evt.time in microseconds is the stageTimestamp of the event that the rule was asked about. */
function ofAudit(alert: AlertFacts, request: RequestFacts): Certainty | undefined {
  if (COMPARED.some(key => differ(alert, request, key))) return undefined;
  // Not every rule says which resource, but a name says more than that.
  const hasObject = agree(alert, request, alert.name === undefined ? 'resource' : 'name');
  const hasUser = agree(alert, request, 'user');
  if (alert.time === request.time) {
    if (hasUser && hasObject) return 'same';
    return hasUser ? 'moment' : undefined;
  }
  return hasUser && hasObject && Math.abs(alert.time - request.time) <= NEAR ? 'close' : undefined;
}

function ofPod(alert: AlertFacts, request: RequestFacts): Certainty | undefined {
  const {time, received = time, by} = request;
  const isNear = Math.abs(alert.time - time) <= NEAR;
  if (agree(alert, request, 'name') && agree(alert, request, 'namespace')) {
    if (isSession(request)) return ofSession(alert, request, received);
    const since = alert.time - time;
    if (isStart(request) && since >= 0 && since <= STARTS_WITHIN) return 'made';
    if (isChange(request) && isNear) return 'changed';
  }
  const isBy = by !== undefined && by.name === alert.name && by.namespace === alert.namespace;
  return isBy && isNear ? 'by' : undefined;
}

function ofSession(alert: Facts, {time, stage, hasEnd}: RequestFacts, received: Micros): Certainty | undefined {
  const isEnd = stage === 'ResponseComplete' || stage === 'Panic';
  if (isEnd && received <= alert.time && alert.time <= time) return 'session';
  if (Math.abs(alert.time - (isEnd ? received : time)) <= NEAR) return 'pod';
  const since = alert.time - time;
  return !hasEnd && stage === 'ResponseStarted' && since > 0 && since <= LONGEST_OPEN ? 'open' : undefined;
}

/** How sure it is that `alert` speaks of the request of `request`; undefined if nothing says so. */
export function certaintyOf(alert: AlertFacts, request: RequestFacts): Certainty | undefined {
  if (alert.auditID !== undefined) return alert.auditID === request.auditID ? 'named' : undefined;
  return alert.about === 'audit' ? ofAudit(alert, request) : ofPod(alert, request);
}
