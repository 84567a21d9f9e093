// What a rule of REDACTIONS is made of: where a value stands, what to do with it, and how text inside a longer text is masked.
import {createHash} from 'node:crypto';
import type {Json} from './event.ts';

export type JsonObject = {readonly [key: string]: Json};

/** Where in an event a value stands, as far as the rules care. Bits, or-ed. */
export const PLACE = {
  plain: 0,
  /** In a Secret: its request, or an object of that kind. */
  secret: 1,
  /** In a ConfigMap. */
  configMap: 2,
  /** Directly in `data` of a ConfigMap. */
  configData: 4,
  /** In what was encrypted for somebody else, such as `spec.encryptedData` of a SealedSecret. */
  encrypted: 8,
  /** In `auths` of a docker configuration. */
  registry: 16,
  /** Directly in a map of variables, headers or parameters: every key is a name that people chose. */
  variables: 32,
  /** Directly in `labels`, or in a selector of some. */
  labels: 64,
  /** Directly in `annotations`. */
  annotations: 128,
  /** Directly in an object whose key is the name of a secret. */
  named: 256,
  /** Directly in a webhook trigger of an OpenShift BuildConfig. */
  trigger: 512,
} as const;
export type Place = number;

/** What holds for everything further down; the other places are one level deep. */
export const STICKY = PLACE.secret | PLACE.configMap | PLACE.configData | PLACE.encrypted | PLACE.registry;

/** What to do with the value of a key: mask all in it, or mask it where it is text that is not JSON. */
export type Verdict = 'all' | 'unlessJson';

/** What rules ask of the object in which a value stands. Of one that is still coming (coming.ts) these are there before all else. */
export const SIBLINGS = ['kind', 'name', 'key', 'Name', 'Key', 'path', 'command'] as const;
export type Sibling = (typeof SIBLINGS)[number];
/** That object: of everything else in it only the key is known. */
export type Owner = {readonly [key in Sibling]?: Json};

export type TextContext = {
  readonly place: Place;
  /** Gives what is written instead of a secret. */
  readonly put: (secret: string) => string;
  /** Masks a text that stands in this one in some encoding. What is nested too deep comes back as it is. */
  readonly again: (decoded: string) => string;
};

export type Redaction = {
  readonly id: string;
  readonly doc: string;
  /** Judges the value of one key of an object. */
  readonly key?: (key: string, value: Json, owner: Owner, place: Place) => Verdict | undefined;
  /** Gives an array of texts back with its secrets masked. `owner` is the object in which it stands. */
  readonly list?: (items: readonly string[], owner: Owner | undefined, context: TextContext) => readonly string[];
  /** Replaces what is secret in any text. Must leave alone what `put` has made, and read its text once. */
  readonly text?: (text: string, context: TextContext) => string;
};

/** A masked value inside a pattern: one piece, although there is a space in it. */
export const MASK = '‹masked [0-9a-f]{8}›';
const MASKS = new RegExp(`(${MASK})`);
const MASKED = new RegExp(`^${MASK}$`);

/**
 * `‹masked 1f3a9c04›`: the first eight hexadecimal digits of the SHA-256 of the value, so that equal values look equal. Short
 * enough that many values share one, so it proves a guess of a weak password only roughly; still, show it to nobody
 * who may not know the value. What is masked already stays.
 */
export const maskOf = (value: string): string =>
  MASKED.test(value) ? value : `‹masked ${createHash('sha256').update(value).digest('hex').slice(0, 8)}›`;

/** Changes what stands between masked values. */
export const betweenMasks = (text: string, change: (piece: string) => string): string =>
  text.includes('‹masked ')
    ? text
        .split(MASKS)
        .map((piece, i) => (i % 2 === 1 ? piece : change(piece)))
        .join('')
    : change(text);
