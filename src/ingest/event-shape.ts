// From a JSON object that claims to be an audit event to an AuditEvent whose fields have their types. Nearly every line is
// well formed and is taken as it is; the rest is repaired field by field, and every repair is a problem.
import {type AuditEvent, LEVELS, type Level, STAGES, type Stage} from '../audit/event.ts';
import {parseMicroTime} from '../audit/time.ts';
import type {ProblemCode, RecordProblem} from './problems.ts';
import {quoted, typeOf} from './say.ts';

export type JsonObject = {readonly [key: string]: unknown};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How the API server begins an event, and nothing in a body begins. */
export const EVENT_START = '{"kind":"Event","apiVersion":"audit.k8s.io/';

const LEVEL_NAMES: ReadonlySet<unknown> = new Set(LEVELS);
const STAGE_NAMES: ReadonlySet<unknown> = new Set(STAGES);

const isString = (value: unknown): value is string => typeof value === 'string';
const isOptionalString = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isStringList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isString);

function isStringMap(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (typeof value[key] !== 'string') return false;
  return true;
}

function isListMap(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (!isStringList(value[key])) return false;
  return true;
}

function isUser(user: unknown): boolean {
  return (
    isObject(user) &&
    isOptionalString(user.username) &&
    isOptionalString(user.uid) &&
    (user.groups === undefined || isStringList(user.groups)) &&
    (user.extra === undefined || isListMap(user.extra))
  );
}

/** What the API server writes on days that every month has. The rest needs a calendar. */
const PLAIN_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

const isTime = (value: unknown): boolean =>
  typeof value === 'string' && (PLAIN_TIME.test(value) || parseMicroTime(value) !== undefined);

function isStatus(status: unknown): boolean {
  return (
    isObject(status) &&
    (status.code === undefined || typeof status.code === 'number') &&
    isOptionalString(status.status) &&
    isOptionalString(status.message) &&
    isOptionalString(status.reason)
  );
}

/** audit.k8s.io/v1alpha1 wrote "group/version" into apiVersion. */
const isObjectRef = (ref: unknown): boolean =>
  isStringMap(ref) && (ref as {apiVersion?: string}).apiVersion?.includes('/') !== true;

/** Whether `value` is an AuditEvent as it stands. True for all that current API servers write. */
export function isAuditEvent(value: JsonObject): boolean {
  return (
    STAGE_NAMES.has(value.stage) &&
    LEVEL_NAMES.has(value.level) &&
    isString(value.auditID) &&
    value.auditID !== '' &&
    isTime(value.stageTimestamp) &&
    isTime(value.requestReceivedTimestamp) &&
    isOptionalString(value.requestURI) &&
    isOptionalString(value.verb) &&
    isOptionalString(value.userAgent) &&
    isOptionalString(value.kind) &&
    isOptionalString(value.apiVersion) &&
    isUser(value.user) &&
    (value.impersonatedUser === undefined || isUser(value.impersonatedUser)) &&
    (value.sourceIPs === undefined || isStringList(value.sourceIPs)) &&
    (value.objectRef === undefined || isObjectRef(value.objectRef)) &&
    (value.responseStatus === undefined || isStatus(value.responseStatus)) &&
    (value.annotations === undefined || isStringMap(value.annotations))
  );
}

/** A value with its type, or undefined; the names of what was dropped go to `dropped`. */
type Clean = (value: unknown, name: string, dropped: string[]) => unknown;

const only =
  (test: (value: unknown) => boolean): Clean =>
  (value, name, dropped) => {
    if (test(value)) return value;
    if (value !== null && value !== undefined) dropped.push(name);
    return undefined;
  };

const text = only(isString);

const list: Clean = (value, name, dropped) => {
  if (!Array.isArray(value)) return only(isStringList)(value, name, dropped);
  const strings = value.filter(isString);
  if (strings.length < value.length) dropped.push(name);
  return strings;
};

/** An object of which each known key, or each key, is cleaned. Unknown keys are left alone. */
const object =
  (shape: {readonly [key: string]: Clean} | Clean): Clean =>
  (value, name, dropped) => {
    if (!isObject(value)) return only(isObject)(value, name, dropped);
    const entries = Object.entries(value).map(([key, old]) => {
      const clean = typeof shape === 'function' ? shape : Object.hasOwn(shape, key) ? shape[key] : undefined;
      return [key, clean === undefined ? old : clean(old, `${name}.${key}`, dropped)] as const;
    });
    return Object.fromEntries(entries.filter(([, cleaned]) => cleaned !== undefined));
  };

const user = object({username: text, uid: text, groups: list, extra: object(list)});

const time: Clean = only(isTime);

const SHAPE: {readonly [key: string]: Clean} = {
  kind: text,
  apiVersion: text,
  requestURI: text,
  verb: text,
  userAgent: text,
  user,
  impersonatedUser: user,
  sourceIPs: list,
  objectRef: object(text),
  responseStatus: object({code: only(value => typeof value === 'number'), status: text, message: text, reason: text}),
  annotations: object(text),
  requestReceivedTimestamp: time,
};

const problem = (code: ProblemCode, reason: string): RecordProblem => ({code, reason});

function splitGroupVersion(ref: unknown): unknown {
  const groupVersion = isObject(ref) ? ref.apiVersion : undefined;
  const slash = isString(groupVersion) ? groupVersion.indexOf('/') : -1;
  if (slash === -1 || !isString(groupVersion)) return ref;
  return {...(ref as JsonObject), apiGroup: groupVersion.slice(0, slash), apiVersion: groupVersion.slice(slash + 1)};
}

function leastLevel(event: JsonObject): Level {
  if (event.responseObject !== undefined) return 'RequestResponse';
  return event.requestObject === undefined ? 'Metadata' : 'Request';
}

function levelOf(event: JsonObject, problems: RecordProblem[]): Level {
  const {level} = event;
  if (LEVEL_NAMES.has(level)) return level as Level;
  const what = isString(level) ? `level is ${quoted(level)}` : `level is ${typeOf(level)}`;
  problems.push(problem('BAD_LEVEL', `${what}, which is none of ${LEVELS.join(', ')}; read as ${leastLevel(event)}`));
  return leastLevel(event);
}

function stageOf(event: JsonObject, problems: RecordProblem[]): Stage {
  const {stage} = event;
  if (STAGE_NAMES.has(stage)) return stage as Stage;
  const least = isObject(event.responseStatus) ? 'ResponseComplete' : 'RequestReceived';
  problems.push(
    problem('BAD_STAGE', `stage is ${quoted(String(stage))}, which is none of ${STAGES.join(', ')}; read as ${least}`),
  );
  return least;
}

/**
 * Where the time of an event is, best first: v1 and late v1beta1; `timestamp` of Kubernetes 1.8; at RequestReceived both
 * micro timestamps are equal.
 */
function timeOf(event: JsonObject, stage: Stage, problems: RecordProblem[]): string | undefined {
  const places = [
    event.stageTimestamp,
    event.timestamp,
    isObject(event.metadata) ? event.metadata.creationTimestamp : undefined,
    stage === 'RequestReceived' ? event.requestReceivedTimestamp : undefined,
  ];
  const found = places.find(isTime);
  const logged = event.stageTimestamp;
  if (logged !== null && logged !== undefined && found !== logged) {
    const what = isString(logged) ? quoted(logged) : typeOf(logged);
    problems.push(problem('NO_TIME', `stageTimestamp is ${what}, which is no RFC 3339 time`));
  } else if (found === undefined) {
    problems.push(problem('NO_TIME', 'the event has no stageTimestamp'));
  }
  return found as string | undefined;
}

/** What stands in the way of taking `value` for an event at all. */
function refusal(value: JsonObject): RecordProblem | undefined {
  const {auditID, stage} = value;
  if (!isString(auditID) || auditID === '') {
    return problem('NO_AUDIT_ID', `auditID is ${auditID === '' ? 'empty' : typeOf(auditID)}, so the event is skipped`);
  }
  if (!isString(stage) || stage === '') {
    return problem('NO_STAGE', `stage is ${stage === '' ? 'empty' : typeOf(stage)}, so the event is skipped`);
  }
  return undefined;
}

/**
 * The event that `value` is, repaired where it must be. Never loses an event for an unknown key, level or stage.
 * @returns `undefined` without auditID or stage; then `problems` says so.
 */
export function toAuditEvent(value: JsonObject, problems: RecordProblem[]): AuditEvent | undefined {
  if (isAuditEvent(value)) return value as unknown as AuditEvent;
  const refused = refusal(value);
  if (refused !== undefined) {
    problems.push(refused);
    return undefined;
  }
  const dropped: string[] = [];
  const event: Record<string, unknown> = {...value};
  for (const [name, clean] of Object.entries(SHAPE)) {
    if (!Object.hasOwn(value, name)) continue;
    const cleaned = clean(value[name], name, dropped);
    if (cleaned === undefined) delete event[name];
    else event[name] = cleaned;
  }
  if (value.user === null) dropped.push('user');
  event.user ??= {};
  if (event.objectRef !== undefined) event.objectRef = splitGroupVersion(event.objectRef);
  event.level = levelOf(value, problems);
  const stage = stageOf(value, problems);
  event.stage = stage;
  const stageTimestamp = timeOf(value, stage, problems);
  if (stageTimestamp === undefined) delete event.stageTimestamp;
  else event.stageTimestamp = stageTimestamp;
  if (dropped.length > 0) {
    const names = dropped.map(name => quoted(name)).join(', ');
    problems.push(
      problem(
        'BAD_FIELD',
        `${names} ${dropped.length === 1 ? 'has' : 'have'} a wrong type and ${dropped.length === 1 ? 'is' : 'are'} left out`,
      ),
    );
  }
  return event as unknown as AuditEvent;
}
