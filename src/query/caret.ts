// Draws an error under the query it belongs to, for commands that print to a terminal.
import stringWidth from 'fast-string-truncated-width';
import {visible} from '../audit/visible.ts';
import {explain, type QueryError} from './errors.ts';

const width = (text: string): number => stringWidth(visible(text)).width;

/** Two lines: the query made safe for a terminal, and carets under the place of the error with its message. */
export function caret(text: string, error: QueryError): string {
  const [start, end] = error.at;
  const indent = ' '.repeat(width(text.slice(0, start)));
  const carets = '^'.repeat(Math.max(1, width(text.slice(start, end))));
  return `${visible(text)}\n${indent}${carets} ${visible(explain(error))}`;
}
