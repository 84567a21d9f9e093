// Words for the sentences of problems. What comes from the log is cut short and made visible.
import {visible} from '../audit/visible.ts';

const LONGEST = 60;

/** Text of the log in quotes, at most sixty characters of it. */
export const quoted = (text: string): string =>
  `"${visible(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}"`;

/** What a JSON value is, with its article: `a number`, `null`. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A whole number, in groups of three digits. */
export const grouped = (count: number): string => (count < 1000 ? String(count) : count.toLocaleString('en-US'));

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
