// Rejects lines by their raw JSON text, so that a text search need not parse every line. It may let a line through that
// does not match, never the other way round. For lines as the API server wrote them, not for those inside a wrapper.
import type {Expr} from './ast.ts';
import {requiredTexts} from './required.ts';

export type Prefilter = {
  /** True only if the event of this raw JSON line cannot match. `lower` is `raw.toLowerCase()`, if it is at hand. */
  rejects(raw: string, lower?: string): boolean;
};

const NEVER: Prefilter = {rejects: () => false};

/** What may stand in the compact JSON but not in the raw line: white space, order and repeated keys change around these. */
const STRUCTURE = /["{}[\],]|^:/;

/** Part of a number, or of the null that 1e400 becomes; the raw line may write it in another way (1e3 for 1000). */
const NUMERIC = /^-?\d*(?:\.\d*)?(?:e?[+-]?\d*)?$|^n?u?l{0,2}$/;

/** A number outside of a string whose text JSON.stringify would change; sees some inside of strings too. */
const UNUSUAL_NUMBER = /(?:":|[[,])\s*-?(?:\d+[.e]|\d{16})/;

/** Characters that no escape below can stand for. */
const PLAIN = /^[a-z0-9 ._/@=-]*$/;

/**
 * Escapes after which even PLAIN text may be in the event though not in the line: those of letters, and control characters
 * for which JSON.stringify has letters. Others, as the Go encoder writes them (\u0026, \u003c, \u003e, \u2028), are harmless.
 */
const UNUSUAL_ESCAPE = /\\(?:\/|u(?!00(?:26|3c|3e|0[0-7be-f]|1[0-9a-f])|202[89]|fffd|d[89a-f][0-9a-f]{2}))/;

/** Names that the readers may give to what old logs call `timestamp`. */
const RENAMED = ['stagetimestamp', 'requestreceivedtimestamp'];

/** The prefilter of one text term: a needle as in `Expr` kind `text`. */
export function compileText(text: string): Prefilter {
  const needle = text.toLowerCase();
  if (STRUCTURE.test(needle) || RENAMED.some(name => name.includes(needle))) return NEVER;
  const isPlain = PLAIN.test(needle);
  const isNumeric = NUMERIC.test(needle);
  return {
    rejects(raw, lower = raw.toLowerCase()) {
      if (lower.includes(needle)) return false;
      if (raw.includes('\\') && (!isPlain || UNUSUAL_ESCAPE.test(lower))) return false;
      return !(isNumeric && UNUSUAL_NUMBER.test(lower));
    },
  };
}

/** The only character but the Kelvin sign that is an ASCII letter where case does not count: an s, but not in lower case. */
const LONG_S = 'ſ';

/** The prefilter of one regular expression, found anywhere; `undefined` if no text must be in its matches. */
export function compileRequired(source: string): Prefilter | undefined {
  const texts = requiredTexts(source);
  if (texts === undefined) return undefined;
  const parts = texts.map(compileText);
  return {
    rejects: (raw, lower = raw.toLowerCase()) =>
      !lower.includes(LONG_S) && parts.every(part => part.rejects(raw, lower)),
  };
}

/** The prefilter of a whole query, `undefined` if there is no text that every match must hold. */
export function textPrefilter(expr: Expr): Prefilter | undefined {
  switch (expr.kind) {
    case 'text':
      return compileText(expr.text);
    case 'regex':
      return compileRequired(expr.source);
    case 'and': {
      const parts = expr.of.flatMap(term => textPrefilter(term) ?? []);
      if (parts.length === 0) return undefined;
      return {rejects: (raw, lower = raw.toLowerCase()) => parts.some(part => part.rejects(raw, lower))};
    }
    case 'or': {
      const parts = expr.of.map(textPrefilter);
      if (parts.length === 0 || !parts.every(part => part !== undefined)) return undefined;
      return {rejects: (raw, lower = raw.toLowerCase()) => parts.every(part => part.rejects(raw, lower))};
    }
    default:
      return undefined;
  }
}
