// The lines of a policy file that a rule takes, as they stand there.
import type {Rule} from './policy.ts';

export type NumberedLine = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A comment or an empty line: above the next rule it belongs to that. */
const saysNothing = (line: string): boolean => /^\s*(#|$)/.test(line);

/** Of a policy file; the byte order mark is no part of the first one. */
export const linesOf = (text: string): readonly string[] => text.replace(/^\uFEFF/, '').split(/\r?\n/);

/** Index of the line in which the braces that open at `column` of line `from` are closed again. */
function flowEnd(lines: readonly string[], from: number, column: number): number {
  let depth = 0;
  for (let line = from; line < lines.length; line++) {
    const text = line === from ? lines[line]!.slice(column) : lines[line]!;
    for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|'[^']*'|[{}[\]]/g)) {
      if (token === '{' || token === '[') depth++;
      else if ((token === '}' || token === ']') && --depth === 0) return line;
    }
  }
  return from;
}

/** Index of the last line whose keys are those of a rule in block style, which begins in line `from`. */
function blockEnd(lines: readonly string[], from: number, column: number): number {
  const first = lines[from]!;
  // The dash may stand on the line before.
  const least = /^\s*-\s/.test(first) ? indentOf(first) + 1 : column;
  let end = from;
  for (let line = from + 1; line < lines.length; line++) {
    if (saysNothing(lines[line]!)) continue;
    if (indentOf(lines[line]!) < least) break;
    end = line;
  }
  return end;
}

/** At most `most` lines. `lines` are those of the whole file, see linesOf. */
export function ruleLines(lines: readonly string[], {at}: Pick<Rule, 'at'>, most: number): readonly NumberedLine[] {
  const from = at.line - 1;
  const first = lines[from];
  if (first === undefined) return [];
  const isFlow = first[at.column - 1] === '{';
  const end = isFlow ? flowEnd(lines, from, at.column - 1) : blockEnd(lines, from, at.column - 1);
  return lines.slice(from, Math.min(end + 1, from + most)).map((text, i) => ({number: from + i + 1, text}));
}

/** The indent that all of the lines share. */
export const sharedIndent = (lines: readonly NumberedLine[]): number =>
  Math.min(...lines.filter(({text}) => text.trim() !== '').map(({text}) => indentOf(text)));
