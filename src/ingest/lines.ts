// Where one record ends and the next begins. The rules look only at the beginnings of lines, because JSON strings never
// hold a newline: so an input can be cut anywhere, and read from its end.
import type {Framing} from './block.ts';
import {firstPieceCut, lastPieceCut, pieceRecordEnd} from './frame-pieces.ts';
import {lineEnd, newlineAt} from './newline.ts';
import {pieceOf} from './piece.ts';

const NEWLINE = 0x0a;
/** Space, tab, and the two that make a blank line: an indented or a blank line goes on with a document. */
const CONTINUING = [0x20, 0x09, 0x0d, 0x0a];
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** Past the newline of the record that starts at `from`, or `bytes.length`. */
export function nextRecordEnd(bytes: Uint8Array, from: number, framing: Framing): number {
  if (framing === 'lines') return lineEnd(bytes, from);
  if (framing === 'pieces') return pieceRecordEnd(bytes, from);
  return framing === 'whole' ? bytes.length : documentEnd(bytes, from);
}

/** A document goes on as long as lines are indented or blank, and ends with the line that closes it. */
function documentEnd(bytes: Uint8Array, from: number): number {
  let end = lineEnd(bytes, from);
  // NULs before it are a hole.
  let first = from;
  while (bytes[first] === 0) first++;
  if (!OPENING.includes(bytes[first]!)) return end;
  while (end < bytes.length) {
    const first = bytes[end]!;
    if (CLOSING.includes(first)) return lineEnd(bytes, end);
    if (!CONTINUING.includes(first)) return end;
    end = lineEnd(bytes, end);
  }
  return end;
}

/**
 * The first place in `bytes`, after its beginning, where a record may begin whatever came before; -1 if there is none. It may be
 * `bytes.length`.
 */
export function firstCut(bytes: Uint8Array, framing: Framing): number {
  if (framing === 'whole') return -1;
  if (framing === 'pieces') return firstPieceCut(bytes);
  for (let newline = newlineAt(bytes, 0); newline !== -1; newline = newlineAt(bytes, newline + 1)) {
    if (framing === 'lines' || OPENING.includes(bytes[newline + 1]!)) return newline + 1;
  }
  return -1;
}

/**
 * The last such place; -1 if there is none. After a line that closes a document there is one as well. For `pieces`, a record
 * must begin where `bytes` does.
 */
export function lastCut(bytes: Uint8Array, framing: Framing): number {
  if (framing === 'whole') return -1;
  if (framing === 'pieces') return lastPieceCut(bytes);
  for (let end = bytes.length; end > 0; ) {
    const newline = bytes.lastIndexOf(NEWLINE, end - 1);
    if (newline === -1) return -1;
    const before = newline === 0 ? -1 : bytes.lastIndexOf(NEWLINE, newline - 1);
    if (framing === 'lines' || OPENING.includes(bytes[newline + 1]!)) return newline + 1;
    if (before !== -1 && CLOSING.includes(bytes[before + 1]!)) return newline + 1;
    end = newline;
  }
  return -1;
}

/** Whether `text` is a JSON value; the comma between the elements of an array may follow it. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text.trimEnd().replace(/,$/, ''));
    return true;
  } catch {
    return false;
  }
}

/** Whether more brackets are opened than closed in `line`, and no string. */
function leavesOpen(line: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (inString && char === '\\') i++;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  return depth > 0 && !inString;
}

/** The first two lines that are not blank; NULs count as blank. `ended` if there is a newline after it. */
function firstLines(head: string): readonly {readonly text: string; readonly ended: boolean}[] {
  const found: {text: string; ended: boolean}[] = [];
  for (let at = 0; at < head.length && found.length < 2; ) {
    const newline = head.indexOf('\n', at);
    const text = head
      .slice(at, newline === -1 ? head.length : newline)
      .replaceAll('\0', '')
      .trimEnd();
    if (text !== '') found.push({text, ended: newline !== -1});
    at = newline === -1 ? head.length : newline + 1;
  }
  return found;
}

/** Of JSON, by the first two lines that are not blank. */
function jsonFraming(head: string): Framing {
  const [first, second = {text: '', ended: false}] = firstLines(head);
  if (first === undefined || !first.ended || !/^\s*[[{]/.test(first.text)) return 'lines';
  if (isJson(first.text) || !leavesOpen(first.text)) return 'lines';
  if (first.text === '[' && second.text.startsWith('{') && (!second.ended || isJson(second.text))) return 'lines';
  return /^(?:[ \t\]}]|$)/.test(second.text) && !/^\s/.test(first.text) ? 'documents' : 'whole';
}

/**
 * Tells the framing by the decoded beginning of the input; a first line longer than it is one record a line. `whole` is a
 * guess: only if the input then is one JSON value, else `documents`.
 */
export function framingOf(head: string): Framing {
  const text = head.replace(/^\uFEFF/, '');
  const framing = jsonFraming(text);
  if (framing !== 'lines') return framing;
  const lines = text.split('\n');
  if (lines.some(line => pieceOf(line) !== undefined)) return 'pieces';
  return lines.some((line, i) => isOpening(line, lines[i + 1])) ? 'documents' : 'lines';
}

/** Whether a document of several lines begins with `line`. */
const isOpening = (line: string, next: string | undefined): boolean =>
  next !== undefined && /^[ \t]/.test(next) && /^[[{]/.test(line) && leavesOpen(line);

/** Whether the first line in `head` is enough for `framingOf` to be sure, though more may come. */
export function isFramingSure(head: string): boolean {
  const first = firstLines(head)[0];
  return first?.ended === true && first.text !== '[' && jsonFraming(`${first.text}\n`) === 'lines';
}
