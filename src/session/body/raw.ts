// The event as it stands in the file, wrapped at the width of the pane and lightly coloured. An event may be megabytes:
// it is read once, and only the lines of the window are made.
import {visible} from '../../audit/visible.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {isSimple, wrapLine} from '../text/fit.ts';
import {type Tokens, tokenAt, tokenize} from './tokens.ts';

export type RawWindow = {
  readonly lines: readonly Line[];
  /** Of each line, whether it goes on with the text of the line before. */
  readonly continues: readonly boolean[];
  /** Of the whole text, at this width. */
  readonly total: number;
};

/** The text made visible, and where its lines start: `starts[i]` to `starts[i + 1]`, in UTF-16 units. */
type Laid = {
  readonly raw: string;
  readonly width: number;
  readonly text: string;
  readonly tokens: Tokens;
  readonly starts: readonly number[];
};

const STYLE_OF = ['plain', 'punct', 'string', 'key', 'number', 'literal'] as const satisfies readonly Style[];

/** Where the lines of `text` start when it is wrapped at `width` cells; newlines part lines and are not drawn. */
function lineStarts(text: string, width: number): number[] {
  const starts: number[] = [];
  for (let from = 0; from <= text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    const paragraph = text.slice(from, to);
    if (isSimple(paragraph)) {
      for (let at = from; at < to || at === from; at += width) starts.push(at);
    } else {
      let at = from;
      for (const line of wrapLine([span(paragraph)], width)) {
        starts.push(at);
        for (const part of line) at += part.text.length;
      }
    }
    from = to + 1;
  }
  starts.push(text.length + 1);
  return starts;
}

let last: Laid | undefined;

/** The pane asks for window after window of the same text: the last one is kept. */
function lay(raw: string, width: number): Laid {
  if (last !== undefined && last.raw === raw && last.width === width) return last;
  const same = last !== undefined && last.raw === raw ? last : undefined;
  const text = same?.text ?? raw.split('\n').map(visible).join('\n');
  last = {raw, width, text, tokens: same?.tokens ?? tokenize(text), starts: lineStarts(text, width)};
  return last;
}

/** `text` [from, to) as spans. */
function colour({text, tokens}: Laid, from: number, to: number): Line {
  const spans: Span[] = [];
  let token = tokenAt(tokens, from);
  for (let at = from; at < to; token++) {
    const end = Math.min(tokens.starts[token + 1] ?? to, to);
    spans.push(span(text.slice(at, end), STYLE_OF[tokens.kinds[token]!]!));
    at = end;
  }
  return spans;
}

/** Lines [top, top + height) of `raw` wrapped at `width` cells. */
export function rawWindow(raw: string, width: number, top: number, height: number): RawWindow {
  const laid = lay(raw, Math.max(width, 2));
  const total = laid.starts.length - 1;
  const lines: Line[] = [];
  const continues: boolean[] = [];
  for (let i = Math.max(top, 0); i < Math.min(top + height, total); i++) {
    const from = laid.starts[i]!;
    const next = laid.starts[i + 1]!;
    continues.push(from > 0 && laid.text[from - 1] !== '\n');
    lines.push(colour(laid, from, laid.text[next - 1] === '\n' || next > laid.text.length ? next - 1 : next));
  }
  return {lines, continues, total};
}

/** All lines at once; for texts that are known to be small. */
export const rawLines = (raw: string, width: number): readonly Line[] => rawWindow(raw, width, 0, Infinity).lines;
