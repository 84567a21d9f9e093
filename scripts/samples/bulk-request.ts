// One request of a bulk log: who, what, how it went, and the lines of its stages.
import {formatMicroTime, type Micros} from '../../src/audit/time.ts';
import {type BodyTail, bodies} from './bulk-bodies.ts';
import {NAMES, NAMESPACES, RESOURCES, type Resource, type User, users} from './bulk-cluster.ts';
import {MS, SECOND} from './cluster.ts';
import type {Random} from './random.ts';
import type {Line} from './record.ts';

/** Of requests: those that are logged when received, too. Gives RequestReceived about a third of all events. */
const RECEIVED_SHARE = 0.55;
const WATCH_SHARE = 0.03;
/** Of requests whose verb can have bodies, under `mixed`. */
const BODY_SHARE = 0.48;
const FAILED_SHARE = 0.055;
/** Of writes with bodies: those that are logged without the response. */
const REQUEST_LEVEL_SHARE = 0.45;
/** No request but a watch takes longer. */
export const LONGEST: Micros = 5 * SECOND;

/** Newest second's text is kept: formatting a Date for every event would take a third of the time. */
function timeFormatter(): (time: Micros) => string {
  let second = -1;
  let prefix = '';
  return time => {
    const whole = Math.floor(time / SECOND);
    if (whole !== second) {
      second = whole;
      prefix = formatMicroTime(whole * SECOND).slice(0, 20);
    }
    return `${prefix}${String(time - whole * SECOND).padStart(6, '0')}Z`;
  };
}

/** Zipf-like: the first items of a list are met far more often than the last. */
const skewed = <T>(items: readonly T[], random: Random): T => items[Math.floor(random.unit() ** 2.2 * items.length)]!;

type Verb = {readonly verb: string; readonly weight: number; readonly code: number};
const VERBS: readonly Verb[] = [
  {verb: 'get', weight: 46, code: 200},
  {verb: 'update', weight: 20, code: 200},
  {verb: 'list', weight: 10, code: 200},
  {verb: 'create', weight: 9, code: 201},
  {verb: 'patch', weight: 10, code: 200},
  {verb: 'delete', weight: 3, code: 200},
];
const WATCH = {verb: 'watch', code: 200} as const;
const VERB_TABLE: readonly Verb[] = VERBS.flatMap(verb => Array<Verb>(verb.weight).fill(verb));

const FAILURES = [
  [404, 'NotFound', 'not found'],
  [404, 'NotFound', 'not found'],
  [404, 'NotFound', 'not found'],
  [409, 'Conflict', 'the object has been modified; please apply your changes to the latest version and try again'],
  [403, 'Forbidden', 'is forbidden: the user cannot do this at the cluster scope'],
  [500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'],
] as const;

const failedStatus = ([code, reason, text]: (typeof FAILURES)[number], {name: kind}: Resource, name: string) =>
  `{"metadata":{},"status":"Failure","message":"${kind} \\"${name}\\" ${text}","reason":"${reason}","details":{"name":"${name}","kind":"${kind}"},"code":${code}}`;

/** The middle of an event, the same in all its stages: from the URI to the reference of the object. */
function middle(verb: string, user: User, resource: Resource, namespace: string, name: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const isCollection = verb === 'list' || verb === 'watch' || verb === 'create';
  const place = resource.namespaced ? `/namespaces/${namespace}` : '';
  const tail = isCollection ? '' : `/${name}`;
  const query =
    verb === 'list'
      ? '?limit=500\\u0026resourceVersion=0'
      : verb === 'watch'
        ? '?allowWatchBookmarks=true\\u0026timeoutSeconds=412\\u0026watch=true'
        : '';
  const ref =
    `{"resource":"${resource.name}"${resource.namespaced ? `,"namespace":"${namespace}"` : ''}` +
    `${verb === 'list' || verb === 'watch' ? '' : `,"name":"${name}"`}` +
    `${resource.group === '' ? '' : `,"apiGroup":"${resource.group}"`},"apiVersion":"${resource.version}"}`;
  return `"requestURI":"${root}${place}/${resource.name}${tail}${query}","verb":"${verb}",${user.json},"objectRef":${ref}`;
}

const head = (level: string, id: string, stage: string) =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"${level}","auditID":"${id}","stage":"${stage}",`;

/** One body in its own words: which object it is, then a tail that others share. */
const objectBody = (
  resource: Resource,
  namespace: string,
  name: string,
  uid: string,
  revision: number,
  tail: BodyTail,
) =>
  `{"kind":"${resource.kind}","apiVersion":"${resource.group === '' ? '' : `${resource.group}/`}${resource.version}","metadata":{"name":"${name}"` +
  `${resource.namespaced ? `,"namespace":"${namespace}"` : ''},"uid":"${uid}","resourceVersion":"${revision}",${tail.text}`;

const DELETE_OPTIONS = '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}';
/** What is sent to change a large object: never all of it. */
const SMALL_PATCH = '{"metadata":{"annotations":{"example.com/checked":"true"}}}';

type Bodies = {readonly level: 'Metadata' | 'Request' | 'RequestResponse'; readonly content: string};
const NO_BODIES: Bodies = {level: 'Metadata', content: ''};

/**
 * A source of requests.
 * @returns a function that gives the stage events of the next one, received at `received`, each line with its newline.
 */
export function requests(mix: 'metadata' | 'mixed', random: Random): (received: Micros) => Line[] {
  const everyone = users(random.fork('users'));
  const tails = mix === 'mixed' ? bodies(random.fork('bodies')) : [];
  const format = timeFormatter();
  let revision = 48_000_000;

  const bodiesOf = (verb: string, resource: Resource, namespace: string, name: string, uid: string): Bodies => {
    if (tails.length === 0 || verb === 'list' || !random.chance(BODY_SHARE)) return NO_BODIES;
    const tail = tails[random.word() % tails.length]!;
    const body = objectBody(resource, namespace, name, uid, revision++, tail);
    if (verb === 'get') return {level: 'RequestResponse', content: `,"responseObject":${body}`};
    const sent = verb === 'delete' ? DELETE_OPTIONS : tail.isLarge ? SMALL_PATCH : body;
    return random.chance(REQUEST_LEVEL_SHARE)
      ? {level: 'Request', content: `,"requestObject":${sent}`}
      : {level: 'RequestResponse', content: `,"requestObject":${sent},"responseObject":${body}`};
  };

  return received => {
    const id = random.uuid();
    const isWatch = random.chance(WATCH_SHARE);
    const {verb, code} = isWatch ? WATCH : VERB_TABLE[random.word() % VERB_TABLE.length]!;
    const user = skewed(everyone, random);
    const resource = skewed(RESOURCES, random);
    const namespace = skewed(NAMESPACES, random);
    const name = skewed(NAMES, random);
    const failed = !isWatch && random.chance(FAILED_SHARE) ? random.pick(FAILURES) : undefined;
    const {level, content} =
      isWatch || failed !== undefined ? NO_BODIES : bodiesOf(verb, resource, namespace, name, id);

    const shared = middle(verb, user, resource, namespace, name);
    const status = failed === undefined ? `{"metadata":{},"code":${code}}` : failedStatus(failed, resource, name);
    const isForbidden = failed?.[0] === 403;
    const annotations =
      `"annotations":{"authorization.k8s.io/decision":"${isForbidden ? 'forbid' : 'allow'}",` +
      `"authorization.k8s.io/reason":"${isForbidden ? '' : user.reason}"}}\n`;
    const receivedAt = `"requestReceivedTimestamp":"${format(received)}"`;
    const stage = (name: string, time: Micros, inside: string): Line => ({
      time,
      text: `${head(level, id, name)}${shared},"responseStatus":${status}${inside},${receivedAt},"stageTimestamp":"${format(time)}",${annotations}`,
    });

    if (isWatch) {
      const done = received + random.int(300 * SECOND, 600 * SECOND);
      return [stage('ResponseStarted', received + random.int(900, 6000), ''), stage('ResponseComplete', done, '')];
    }
    const took = Math.min(Math.floor(random.logNormal(3 * MS, 1.1)), LONGEST);
    const complete = stage('ResponseComplete', received + took, content);
    if (!random.chance(RECEIVED_SHARE)) return [complete];
    // Of an object to be created, the name is in the body, which nobody has read yet.
    const early = verb === 'create' ? shared.replace(`,"name":"${name}"`, '') : shared;
    const text = `${head(level, id, 'RequestReceived')}${early},${receivedAt},"stageTimestamp":"${format(received)}"}\n`;
    return [{time: received, text}, complete];
  };
}
