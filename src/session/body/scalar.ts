// Scalars as YAML and JSON write them. Both are exact: what a terminal must not see is escaped in the format's own way,
// so that a body copied from the screen is still the same value.
import type {Json} from '../../audit/event.ts';
import type {ExactNumber} from '../../audit/exact-json.ts';
import {isVisible, visibleJson} from '../../audit/visible.ts';
import type {Style} from '../line.ts';

/** What is no container: a number that a double would change is kept as it was written. */
export type Scalar = Exclude<Json, readonly Json[] | {readonly [key: string]: Json}> | ExactNumber;

/** As src/audit/redact.ts writes a masked value, whole or inside a text. */
const MASKED = /‹masked [^›]*›/;

export function styleOf(value: Scalar): Style {
  if (typeof value === 'string') return value.includes('‹masked ') && MASKED.test(value) ? 'masked' : 'string';
  return value === null || typeof value === 'boolean' ? 'literal' : 'number';
}

/** A number, true, false or null as both formats write it; -0 keeps its sign. */
export function scalarText(value: Exclude<Scalar, string>): string {
  if (value !== null && typeof value === 'object') return value.rawJSON;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The value itself as text: without quotes or escapes, not for drawing. */
export const rawText = (value: Scalar): string => (typeof value === 'string' ? value : scalarText(value));

/** A JSON string without a character that a terminal would act on. */
export const jsonString = (text: string): string => visibleJson(JSON.stringify(text));

/** Plain words that YAML 1.1 or 1.2 reads as something else; `kubectl` and many tools still read 1.1. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** A plain scalar in block context. Starting with a letter it is no number, no date and no indicator. */
const WORD_FIRST = /^[A-Za-z_/]/;
const BREAKS_PLAIN = /: | #|[: ]$/;
/** IP addresses and versions with two dots or more, and quantities: no YAML reads these as numbers. */
const DIGIT_FIRST = /^\d+(?:(?:\.\d+){2,}(?:\/\d+)?|m|ms|s|h|Ki|Mi|Gi|Ti)$/;

function isPlain(text: string): boolean {
  if (WORD_FIRST.test(text)) return !BREAKS_PLAIN.test(text) && !RESERVED.test(text) && isVisible(text);
  return DIGIT_FIRST.test(text);
}

/** `\UXXXXXXXX` where JSON would need a surrogate pair, which YAML readers refuse. */
const escapeChar = (char: string): string => {
  const hex = char.codePointAt(0)!.toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
};

function doubleQuoted(text: string): string {
  const json = JSON.stringify(text);
  if (isVisible(json)) return json;
  let out = '';
  for (const char of json) out += isVisible(char) ? char : escapeChar(char);
  return out;
}

/** A YAML string on one line: plain where no reader can take it for anything else, double-quoted otherwise. */
export const yamlString = (text: string): string => (isPlain(text) ? text : doubleQuoted(text));

export type BlockScalar = {readonly header: '|' | '|-'; readonly lines: readonly string[]};

/**
 * A text of several lines as a block scalar, or `undefined` where only quotes keep it exact: with other controls, or where
 * blanks at its start or end would be read as layout.
 */
export function blockScalar(text: string): BlockScalar | undefined {
  if (!text.includes('\n') || !/^[^\s]/.test(text)) return undefined;
  const lines = text.split('\n');
  if (!lines.every(isVisible)) return undefined;
  const last = lines.at(-1)!;
  if (last !== '') return /^ +$/.test(last) ? undefined : {header: '|-', lines};
  lines.pop();
  if (/^ *$/.test(lines.at(-1)!)) return undefined;
  return {header: '|', lines};
}
