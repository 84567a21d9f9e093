// The lines of a YAML text that belong to one key: block scalars, lines that go on, items of a list; and the data of Secrets
// in manifests that are text.
import {MASK, type TextContext} from './redact-rule.ts';
import type {Span} from './redact-value.ts';

/** How many columns the line starts with before its key at `at`; a dash of a list counts as one. */
export function indentOf(text: string, at: number): number {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const head = text.slice(from, Math.min(at, from + 400));
  return /^[ \t]*(?:-[ \t]+)*/.exec(head)![0].length;
}

const widthOf = (line: string): number => /^[ \t]*/.exec(line)![0].length;

const HEADER = /(?:[!&]\S{0,100}[ \t]+){0,3}[|>][-+0-9]{0,3}[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;

/** The lines after `from`, each with its place; blank ones too. */
function* linesFrom(text: string, from: number): Generator<Span & {readonly line: string}> {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const to = end === -1 ? text.length : end;
    yield {from: at, to, line: text.slice(at, to)};
    at = to + 1;
  }
}

/** The text of a block scalar whose `|` or `>` stands at `at`, without its first indent and last newline. */
export function blockAt(text: string, at: number, keyAt: number): Span | undefined {
  HEADER.lastIndex = at;
  if (!HEADER.test(text)) return undefined;
  const start = HEADER.lastIndex;
  const indent = indentOf(text, keyAt);
  let from = start;
  let to = start;
  for (const line of linesFrom(text, start)) {
    if (line.line.trim() === '') continue;
    const width = widthOf(line.line);
    if (width <= indent) break;
    if (to === start) from = line.from + width;
    to = line.line.endsWith('\r') ? line.to - 1 : line.to;
  }
  return {from, to};
}

/**
 * What the lines behind `at`, the end of a line, give to a key that is indented by `indent`: lines that go on, if there was a
 * value already, else one text or items of a list.
 */
export function nestedAt(text: string, at: number, indent: number, hasValue: boolean): readonly Span[] {
  const spans: Span[] = [];
  const next = text.indexOf('\n', at);
  if (next === -1) return spans;
  for (const {from, line} of linesFrom(text, next + 1)) {
    if (line.trim() === '') {
      if (hasValue || spans.length > 0) break;
      continue;
    }
    const width = widthOf(line);
    const item = /^[ \t]*-[ \t]+/.exec(line)?.[0].length;
    const isIn = item === undefined || hasValue ? width > indent : width >= indent;
    const body = line.slice(item ?? width).trimEnd();
    if (!isIn || body.startsWith('#') || /^["']?[\w.$-]+["']?[ \t]*(?:=|:(?:\s|$))/.test(body)) break;
    const start = from + (hasValue ? width : (item ?? width));
    spans.push({from: start, to: start + line.slice(hasValue ? width : (item ?? width)).trimEnd().length});
    if (!hasValue && item === undefined && !/^["']/.test(body)) return [wholeFrom(text, spans[0]!, indent)];
  }
  return spans;
}

/** A plain text may go over several lines. */
function wholeFrom(text: string, first: Span, indent: number): Span {
  return {from: first.from, to: nestedAt(text, first.to, indent, true).at(-1)?.to ?? first.to};
}

const IS_SECRET = /^[ \t]*["']?kind["']?:[ \t]*["']?Secret(?:List)?["']?[ \t]*\r?$/m;
const DATA = /^([ \t]*)["']?(?:data|stringData)["']?:[ \t]*\r?$/;
const ENTRY = new RegExp(`^([ \\t]*["']?[\\w.-]{1,256}["']?:[ \\t]*)(?!${MASK}["']?[ \\t]*\\r?$)(\\S[^\\r]*)`);

/** Masks the data of every Secret in a YAML text. */
export function maskManifests(text: string, {put}: TextContext): string {
  if (!IS_SECRET.test(text)) return text;
  return text
    .split(/^(?=---)/m)
    .map(part => (IS_SECRET.test(part) ? maskManifest(part, put) : part))
    .join('');
}

function maskManifest(text: string, put: (secret: string) => string): string {
  const out: string[] = [];
  let data: number | undefined;
  /** The block scalar that is being skipped: its lines are masked as one. */
  let block: {readonly indent: number; readonly lines: string[]; prefix: string} | undefined;
  const flush = () => {
    if (block !== undefined && block.lines.length > 0) out.push(block.prefix + put(block.lines.join('\n')));
    block = undefined;
  };
  for (const line of text.split('\n')) {
    const width = widthOf(line);
    const isBlank = line.trim() === '';
    if (block !== undefined && (isBlank || width > block.indent)) {
      const {indent} = block;
      if (isBlank) {
        flush();
        out.push(line);
        block = {indent, lines: [], prefix: ''};
        continue;
      }
      if (block.lines.length === 0) block.prefix = line.slice(0, width);
      block.lines.push(line.slice(width));
      continue;
    }
    flush();
    if (data !== undefined && !isBlank && width <= data) data = undefined;
    const start = DATA.exec(line);
    if (data === undefined && start !== null) data = start[1]!.length;
    const entry = data === undefined || start !== null ? null : ENTRY.exec(line);
    if (entry === null) out.push(line);
    else if (/^[|>][-+0-9]*[ \t]*$/.test(entry[2]!)) {
      out.push(line);
      block = {indent: width, lines: [], prefix: ''};
    } else out.push(entry[1]! + maskScalar(entry[2]!, put));
  }
  flush();
  return out.join('\n');
}

function maskScalar(value: string, put: (secret: string) => string): string {
  const quoted = /^(["'])(.*)\1[ \t]*$/.exec(value);
  return quoted === null ? put(value) : `${quoted[1]}${quoted[2] === '' ? '' : put(quoted[2]!)}${quoted[1]}`;
}
