// Globs and regular expressions of the query language, compiled once. The index uses the same functions on its values.

import {hasNestedRepeat} from './repeats.ts';

/** With `u` where it compiles: then `.` is a whole character. Without it some older forms are still allowed. */
export function compileRegex(source: string): RegExp | {readonly reason: string} {
  if (hasNestedRepeat(source)) return {reason: 'a repetition inside a repetition can take for ever, write it without'};
  try {
    return new RegExp(source, 'iu');
  } catch {
    try {
      return new RegExp(source, 'i');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return {reason: message.slice(message.lastIndexOf(': ') + 2)};
    }
  }
}

/** @throws Error if `source` does not compile; the parser lets none through that does not. */
export function regexOf(source: string): RegExp {
  const regex = compileRegex(source);
  if (!(regex instanceof RegExp)) throw new Error(`/${source}/ does not compile: ${regex.reason}`);
  return regex;
}

export const isGlob = (text: string): boolean => /[*?]/.test(text);

/**
 * `*` is any text, `?` one character; over the whole value, ignoring case. There is no escape: `?` finds itself too.
 * Takes time proportional to the value times the glob at worst, whatever the number of stars.
 */
export function compileGlob(glob: string): (value: string) => boolean {
  const pattern = [...glob.toLowerCase()];
  const stars = pattern.filter(char => char === '*').length;
  if (!glob.includes('?') && stars === 1) {
    const [head = '', tail = ''] = glob.toLowerCase().split('*');
    return value => {
      const lower = value.toLowerCase();
      return lower.length >= head.length + tail.length && lower.startsWith(head) && lower.endsWith(tail);
    };
  }
  return value => globMatches(pattern, [...value.toLowerCase()]);
}

function globMatches(pattern: readonly string[], value: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let i = 0;
  while (i < value.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      starAt = i;
    } else if (wanted === '?' || wanted === value[i]) {
      at++;
      i++;
    } else if (star !== -1) {
      // Let the last star take one more character; earlier stars need never change.
      at = star + 1;
      i = ++starAt;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
