// What an event would take at another level: its own bytes less the bodies that it would not have. Bodies that are not in the
// log cannot be weighed: at a higher level it takes at least what it takes now.
import {type AuditEvent, type Json, LEVELS, type Level} from '../../audit/event.ts';
import type {EventId, Source} from '../../source/source.ts';
import type {Attributes} from './attributes.ts';
import type {EventClass} from './simulate-classes.ts';

export type Size = {
  readonly bytes: number;
  /** Some events stand for the others of their class. */
  readonly approx: boolean;
  /** Bodies would come that this log does not hold. */
  readonly atLeast: boolean;
};

/** Mean bytes of an event of a class, and of what of it may go. */
export type Parts = {
  readonly whole: number;
  /** With their keys; managedFields included. */
  readonly request: number;
  readonly response: number;
  /** managedFields of the two bodies. */
  readonly managedRequest: number;
  readonly managedResponse: number;
};

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

type Fields = {readonly [key: string]: Json};
const isMap = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bytes of `metadata.managedFields` of an object, or of each item of a list. */
function managedBytes(body: Json | undefined): number {
  if (!isMap(body)) return 0;
  const {metadata, items} = body;
  const own =
    isMap(metadata) && metadata.managedFields !== undefined
      ? bytesOf(metadata.managedFields) + '"managedFields":,'.length
      : 0;
  return own + (Array.isArray(items) ? items.reduce((sum: number, item) => sum + managedBytes(item), 0) : 0);
}

const bodyBytes = (key: string, body: Json | undefined): number =>
  body === undefined ? 0 : bytesOf(body) + `"${key}":,`.length;

export function partsOf(event: AuditEvent, raw: string): Parts {
  const {requestObject, responseObject} = event;
  return {
    whole: Buffer.byteLength(raw) + 1,
    request: bodyBytes('requestObject', requestObject),
    response: bodyBytes('responseObject', responseObject),
    managedRequest: managedBytes(requestObject),
    managedResponse: managedBytes(responseObject),
  };
}

const ZERO: Parts = {whole: 0, request: 0, response: 0, managedRequest: 0, managedResponse: 0};

function meanOf(all: readonly Parts[]): Parts {
  const mean = (of: keyof Parts) =>
    all.length === 0 ? 0 : all.reduce((sum, parts) => sum + parts[of], 0) / all.length;
  return Object.fromEntries(Object.keys(ZERO).map(key => [key, mean(key as keyof Parts)])) as Parts;
}

/** Events that are of one size but for what they hold: so many of them are weighed. */
const WEIGHED = 32;

const alike = ({level, stage, attributes: {verb, apiGroup, resource, subresource}}: EventClass): string =>
  JSON.stringify([level, stage, verb, apiGroup, resource, subresource]);

/** Samples of some classes such that each event has the same chance to be one of them. */
function spread(classes: readonly EventClass[]): readonly EventId[] {
  const total = classes.reduce((sum, {count}) => sum + count, 0);
  if (total <= WEIGHED) return classes.flatMap(({samples}) => samples);
  const step = total / WEIGHED;
  const picked: EventId[] = [];
  let passed = 0;
  for (const one of classes) {
    const wanted = Math.max(0, Math.ceil((passed + one.count) / step - 0.5) - picked.length);
    // Of most classes none is wanted, and to ask for samples costs.
    const samples = wanted === 0 ? [] : one.samples;
    for (let i = 0; i < wanted && samples.length > 0; i++)
      picked.push(samples[Math.floor((i * samples.length) / wanted)]!);
    passed += one.count;
  }
  return picked;
}

/** Weighs events by their likes, each kind once. */
export class Scales {
  readonly #source: Source;
  readonly #kinds: ReadonlyMap<string, readonly EventClass[]>;
  readonly #known = new Map<string, {readonly parts: Parts; readonly isExact: boolean}>();

  /** `classes`: all that will be asked for. */
  constructor(source: Source, classes: readonly EventClass[]) {
    this.#source = source;
    this.#kinds = Map.groupBy(classes, alike);
  }

  /** `isExact`: every event of the kind was weighed. */
  async partsOf(of: EventClass): Promise<{readonly parts: Parts; readonly isExact: boolean}> {
    const kind = alike(of);
    const known = this.#known.get(kind);
    if (known !== undefined) return known;
    const classes = this.#kinds.get(kind) ?? [of];
    const all: Parts[] = [];
    for (const id of spread(classes)) {
      const detail = await this.#source.event(id).catch(() => undefined);
      if (detail !== undefined) all.push(partsOf(detail.event, detail.raw));
    }
    const isExact = classes.length === 1 && classes[0]!.count === all.length;
    const weighed = {parts: meanOf(all), isExact};
    this.#known.set(kind, weighed);
    return weighed;
  }
}

const rank = (level: string): number => LEVELS.indexOf(level as Level);

const READS = ['get', 'list', 'watch'];

/** Whether an event may have bodies at `level` that it does not have at `logged`. */
function mayGrow(level: Level, logged: string, stage: string, {isResourceRequest, verb}: Attributes): boolean {
  if (rank(level) <= rank(logged) || stage === 'RequestReceived' || !isResourceRequest) return false;
  if (level === 'Request') return !READS.includes(verb);
  return verb !== 'watch';
}

/** Whether the parts of a class are needed to say what it takes at that level. */
export const needsParts = ({level}: EventClass, wanted: Level, omitManagedFields: boolean): boolean =>
  rank(wanted) < rank(level) ? rank(level) >= rank('Request') : omitManagedFields && rank(level) >= rank('Request');

/** All events of a class at a level that is not None. `weighed` only where needed. */
export function sizeAt(
  of: EventClass,
  level: Level,
  omitManagedFields: boolean,
  weighed?: {readonly parts: Parts; readonly isExact: boolean},
): Size {
  const atLeast = mayGrow(level, of.level, of.stage, of.attributes);
  const unchanged = {bytes: of.bytes, approx: false, atLeast};
  if (weighed === undefined || weighed.parts.whole === 0) return unchanged;
  const {whole, request, response, managedRequest, managedResponse} = weighed.parts;
  const fromRequest = rank(level) < rank('Request') ? request : omitManagedFields ? managedRequest : 0;
  const fromResponse = rank(level) < rank('RequestResponse') ? response : omitManagedFields ? managedResponse : 0;
  const less = fromRequest + fromResponse;
  if (less === 0) return unchanged;
  return {bytes: Math.min(of.bytes, Math.round((whole - less) * of.count)), approx: !weighed.isExact, atLeast};
}
