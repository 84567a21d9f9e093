// Words for the sentences of problems. What comes from the log is masked, cut short and made visible.

import {counted} from '../audit/numbers.ts';
import {maskOf, redactValue} from '../audit/redact.ts';
import {visible} from '../audit/visible.ts';

const LONGEST = 60;
const STANDING = 2000;
/** Of a long text only this much is looked at: enough that what is a secret in the sixty characters shows that it is one. */
const LOOKED_AT = 16_384;

/** Generous: what is broken cannot be asked where in it a secret is, and a sentence without a quotation still helps. */
const MENTIONS_SECRETS =
  /secret|token|pass|pwd|credential|(?:api|access|private|client)[-_.]?key|bearer|basic |authorization\\*"|cookie|dockerc|eyJ|data\\*"\s*:/i;

/** Whether a text that cannot be read may hold a secret, by what it names. */
export const mentionsSecrets = (text: string): boolean => MENTIONS_SECRETS.test(text);

/** JSON, a piece of some, or JSON in a string. */
const JSON_LIKE = /"\s*:\s*(?:\\*"|[{[\d-]|true|false|null)|"\s*[}\]]/;

/** Whether the text may be a piece of JSON: what its values are for stands before it, and is gone. */
export const isLikeJson = (text: string): boolean => JSON_LIKE.test(text.slice(0, LOOKED_AT));

/** A token that is cut has not the three parts of one. */
const CUT_TOKEN = /\beyJ[\w-]{6,}(?:\.[\w-]*)*/g;
/** `password: hunter2`, as people write it. */
const SAID =
  /((?:pass(?:word|wd|phrase)|secret|token|(?:api|access|private|client)[-_.]?key)\\*["']?\s{0,9}[:=]\s{0,9}(?:\\*["'])?)([^\s"'\\,;‹]+)/gi;

const masked = (text: string): string =>
  redactValue(text)
    .replace(CUT_TOKEN, token => maskOf(token))
    .replace(SAID, (_all, name: string, value: string) => name + maskOf(value));

const shortened = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

/** Undefined where the text looks like JSON and names secrets: what is broken cannot be masked. */
function safeText(text: string, longest: number): string | undefined {
  const looked = text.slice(0, LOOKED_AT);
  if (!mentionsSecrets(looked)) return visible(shortened(redactValue(looked), longest));
  return isLikeJson(looked) ? undefined : visible(shortened(masked(looked), longest));
}

const unshown = (text: string): string =>
  `${counted(text.length, 'character')}, not shown because they may hold a secret`;

/**
 * Text of the log in quotes, at most sixty characters of it, secrets masked. Of text that looks like JSON and names secrets
 * only the length is said.
 */
export function quoted(text: string): string {
  const shown = safeText(text, LONGEST);
  return shown === undefined ? unshown(text) : `"${shown}"`;
}

/** A record that could not be read, as it stands, without its newline: at most two thousand characters, with the care of `quoted`. */
export const standing = (text: string): string => safeText(text.trimEnd(), STANDING) ?? unshown(text.trimEnd());

/** What a JSON value is, with its article: `a number`, `null`. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
