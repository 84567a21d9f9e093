// Lines of text for a terminal, broken between words: what explains something is of no use when it is cut.
import {cutText, textWidth} from '../export/columns.ts';

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * Lines of at most `width` columns, the later ones `hang` deeper than the first. A word that is longer than a line is cut.
 * Without a width the line as it is: a pipe loses nothing.
 */
export function wrapLine(line: string, width: number | undefined, hang = 2): readonly string[] {
  if (width === undefined || textWidth(line) <= width) return [line];
  const first = ' '.repeat(indentOf(line));
  const margin = ' '.repeat(Math.min(first.length + hang, width >> 1));
  const lines: string[] = [];
  let current = first;
  for (const word of line.trim().split(' ')) {
    const isEmpty = current.trim() === '';
    const joined = isEmpty ? current + word : `${current} ${word}`;
    if (textWidth(joined) <= width || isEmpty) current = joined;
    else {
      lines.push(current);
      current = margin + word;
    }
  }
  return [...lines, current].map(part => cutText(part, width));
}
