// Large logs for benchmarks, with the sizes and cardinalities of a busy cluster. Events are put together from strings that
// are already JSON: encoding each from objects would take minutes. The same seed and size give the same bytes.
import {closeSync, openSync, writeSync} from 'node:fs';
import {formatMicroTime, type Micros} from '../../src/audit/time.ts';
import {type BodyTail, bodies} from './bulk-bodies.ts';
import {NAMES, NAMESPACES, RESOURCES, type Resource, type User, users} from './bulk-cluster.ts';
import {at, MS, SECOND} from './cluster.ts';
import {Random} from './random.ts';

/** `metadata`: no bodies, about 960 B an event. `mixed`: a quarter of the events have bodies, some of 200 KB. */
export const MIXES = ['metadata', 'mixed'] as const;
export type Mix = (typeof MIXES)[number];

export type BulkOptions = {
  readonly path: string;
  readonly seed: number;
  readonly mix: Mix;
} & ({readonly bytes: number} | {readonly events: number});

/** Requests a second, on average. */
const RATE = 130;
const STEP: Micros = SECOND / RATE;
/** Of requests: those that are logged when received, too. Gives RequestReceived about a third of all events. */
const RECEIVED_SHARE = 0.55;
const WATCH_SHARE = 0.03;
/** Of requests whose verb can have bodies, under `mixed`. */
const BODY_SHARE = 0.4;
const WRITE_BUFFER_BYTES = 1 << 20;
/** Completions up to this many steps ahead wait in a ring; watches wait in a map. */
const RING = 1024;

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
const VERB_TABLE: readonly Verb[] = VERBS.flatMap(verb => Array<Verb>(verb.weight).fill(verb));

const FAILURES = [
  [404, 'NotFound', 'not found'],
  [404, 'NotFound', 'not found'],
  [404, 'NotFound', 'not found'],
  [409, 'Conflict', 'the object has been modified; please apply your changes to the latest version and try again'],
  [403, 'Forbidden', 'is forbidden: the user cannot do this at the cluster scope'],
  [500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'],
] as const;

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

/**
 * Writes a log of at least `bytes`, or of `events`, to `path`, replacing what is there.
 * @returns what was written. Throws the system's error if the file cannot be.
 */
export function bulk(options: BulkOptions): {readonly events: number; readonly bytes: number} {
  const random = new Random(`bulk ${options.seed} ${options.mix}`);
  const everyone = users(random.fork('users'));
  const tails = options.mix === 'mixed' ? bodies(random.fork('bodies')) : [];
  const format = timeFormatter();
  const maxBytes = 'bytes' in options ? options.bytes : Number.POSITIVE_INFINITY;
  const maxEvents = 'events' in options ? options.events : Number.POSITIVE_INFINITY;

  const file = openSync(options.path, 'w');
  let events = 0;
  let bytes = 0;
  let buffered = '';
  // Everything above is ASCII, so a character is a byte.
  const write = (line: string) => {
    if (bytes >= maxBytes || events >= maxEvents) return;
    events++;
    bytes += line.length;
    buffered += line;
    if (buffered.length >= WRITE_BUFFER_BYTES) flush();
  };
  const flush = () => {
    const chunk = Buffer.from(buffered, 'latin1');
    for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
    buffered = '';
  };

  const ring: string[][] = Array.from({length: RING}, () => []);
  const watches = new Map<number, string[]>();
  const start = at('06:00:00');

  try {
    for (let step = 0; bytes < maxBytes && events < maxEvents; step++) {
      const slot = ring[step & (RING - 1)]!;
      for (const line of slot) write(line);
      slot.length = 0;
      const ended = watches.get(step);
      if (ended !== undefined) {
        for (const line of ended) write(line);
        watches.delete(step);
      }

      const received = start + Math.floor(step * STEP + random.unit() * STEP);
      const receivedAt = format(received);
      const id = random.uuid();
      const user = skewed(everyone, random);
      const isWatch = random.chance(WATCH_SHARE);
      const {verb, code} = isWatch ? {verb: 'watch', code: 200} : VERB_TABLE[random.word() % VERB_TABLE.length]!;
      const resource = skewed(RESOURCES, random);
      const namespace = skewed(NAMESPACES, random);
      const name = skewed(NAMES, random);
      const shared = middle(verb, user, resource, namespace, name);

      const failed = !isWatch && random.chance(0.055) ? FAILURES[random.word() % FAILURES.length]! : undefined;
      const status =
        failed === undefined
          ? `{"metadata":{},"code":${code}}`
          : `{"metadata":{},"status":"Failure","message":"${resource.name} \\"${name}\\" ${failed[2]}","reason":"${failed[1]}","details":{"name":"${name}","kind":"${resource.name}"},"code":${failed[0]}}`;
      const reason = failed?.[0] === 403 ? '' : user.reason;
      const decision = failed?.[0] === 403 ? 'forbid' : 'allow';
      const annotations = `"annotations":{"authorization.k8s.io/decision":"${decision}","authorization.k8s.io/reason":"${reason}"}}\n`;

      const hasBodies =
        options.mix === 'mixed' && !isWatch && failed === undefined && verb !== 'list' && random.chance(BODY_SHARE);
      const isWrite = verb !== 'get' && verb !== 'list' && !isWatch;
      const level = !hasBodies ? 'Metadata' : isWrite && random.chance(0.45) ? 'Request' : 'RequestResponse';

      let content = '';
      if (hasBodies) {
        const tail = tails[random.word() % tails.length]!;
        const body = objectBody(resource, namespace, name, id, 48_000_000 + step, tail);
        const asked =
          verb === 'delete' ? '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}' : body;
        if (isWrite) content += `,"requestObject":${level === 'Request' || !tail.isLarge ? asked : 'null'}`;
        if (level === 'RequestResponse') content += `,"responseObject":${body}`;
      }

      if (isWatch) {
        const begun = received + random.int(900, 6000);
        ring[(step + 1) & (RING - 1)]!.push(
          `${head(level, id, 'ResponseStarted')}${shared},"responseStatus":${status},"requestReceivedTimestamp":"${receivedAt}","stageTimestamp":"${format(begun)}",${annotations}`,
        );
        const steps = random.int(300 * RATE, 600 * RATE);
        const done = received + Math.floor(steps * STEP);
        const line = `${head(level, id, 'ResponseComplete')}${shared},"responseStatus":${status},"requestReceivedTimestamp":"${receivedAt}","stageTimestamp":"${format(done)}",${annotations}`;
        const due = watches.get(step + steps);
        if (due === undefined) watches.set(step + steps, [line]);
        else due.push(line);
        continue;
      }

      if (random.chance(RECEIVED_SHARE)) {
        write(
          `${head(level, id, 'RequestReceived')}${shared},"requestReceivedTimestamp":"${receivedAt}","stageTimestamp":"${receivedAt}"}\n`,
        );
      }
      const took = Math.min(Math.floor(random.logNormal(3 * MS, 1.1)), 5 * SECOND);
      const line = `${head(level, id, 'ResponseComplete')}${shared},"responseStatus":${status}${content},"requestReceivedTimestamp":"${receivedAt}","stageTimestamp":"${format(received + took)}",${annotations}`;
      ring[(step + 1 + Math.floor(took / STEP)) & (RING - 1)]!.push(line);
    }
    flush();
  } finally {
    closeSync(file);
  }
  return {events, bytes};
}
