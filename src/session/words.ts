// Text on several lines, broken between words where that is possible.
import {type Line, type Span, span} from './line.ts';
import {lineText, widthOf, wrapLine} from './text/fit.ts';

/** Lines of at most `width` cells, save for a word that is longer by itself. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What stands between blanks, of one style or several, and the blanks before it. */
type Word = {readonly blanks: Line; readonly spans: Line; readonly width: number; readonly before: number};

const PIECES = /( +)|([^ ]+)/g;

function wordsOf(line: Line): readonly Word[] {
  const words: Word[] = [];
  let blanks: Span[] = [];
  let spans: Span[] = [];
  const end = () => {
    if (spans.length === 0) return;
    words.push({blanks, spans, width: widthOf(lineText(spans)), before: widthOf(lineText(blanks))});
    [blanks, spans] = [[], []];
  };
  for (const {text, style} of line) {
    for (const [piece, blank] of text.matchAll(PIECES)) {
      if (blank === undefined) spans.push({text: piece, style});
      else {
        end();
        blanks.push({text: piece, style});
      }
    }
  }
  end();
  return words;
}

/**
 * As wrapLine: at most `width` cells a line, `indent` cells before every line but the first, styles stay. Broken at blanks;
 * a word longer than a line begins where it stands and is broken where the lines are full.
 */
export function wrapWordsLine(line: Line, width: number, indent = 0): readonly Line[] {
  const margin = Math.max(0, Math.min(indent, width >> 1));
  const lines: Line[] = [];
  let current: Span[] = [];
  let used = 0;
  for (const {blanks, spans, width: wide, before} of wordsOf(line)) {
    const isFresh = used === 0 || (lines.length > 0 && used === margin);
    const fits = used + before + wide <= width;
    if (fits || isFresh || wide > width - margin) {
      if (!(isFresh && lines.length > 0)) {
        current.push(...blanks);
        used += before;
      }
      if (used + wide <= width) {
        current.push(...spans);
        used += wide;
        continue;
      }
      const broken = wrapLine([...current, ...spans], width, margin);
      lines.push(...broken.slice(0, -1));
      current = [...broken.at(-1)!];
      used = widthOf(lineText(current));
    } else {
      lines.push(current);
      current = margin > 0 ? [span(' '.repeat(margin)), ...spans] : [...spans];
      used = margin + wide;
    }
  }
  lines.push(current);
  return lines;
}
