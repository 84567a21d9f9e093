// Which lines of the open tab hold a match, those that are folded away included: they are counted in the tab as it is with
// everything unfolded, and a place in the tab as it is shown is carried over to that by the paths of its lines.
import type {Json} from '../../audit/event.ts';
import {type BodyLine, bodyLines} from '../body/body.ts';
import {FOLDED_KEYS} from '../body/types.ts';
import {type Content, type ContentLine, columnsOf, contentOf, detailBox} from '../detail-content.ts';
import type {Line} from '../line.ts';
import type {Folds, Session} from '../session.ts';
import {fitLine, lineText} from '../text/fit.ts';
import {type Marks, markedAt, type Range, rangesIn, searchMarks} from './marks.ts';

/** Patterns for a line of the detail. */
export function patternsFor(marks: Marks, tab: Session['detail']['tab'], line?: ContentLine): readonly RegExp[] {
  if (tab === 'raw') return marks.raw;
  if (tab !== 'summary') return marks.body.length === 0 ? marks.anywhere : [...marks.anywhere, ...marks.body];
  const ofField = line?.field === undefined ? undefined : marks.ofField.get(line.field);
  return ofField === undefined ? marks.anywhere : [...marks.anywhere, ...ofField];
}

/** Every path is in it: a body laid out with it has nothing folded. */
class Everything extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const ALL: ReadonlySet<string> = new Everything();
const NONE: ReadonlySet<string> = new Set();

export type Matches = {
  /** Line numbers in `all`, ascending. */
  readonly found: readonly number[];
  /** Of a body: its lines with everything unfolded. Absent where what is shown is all. */
  readonly all?: readonly BodyLine[];
};

const MOST_IN_TAB = 1_000_000;

const textOf = ({line, continues, body}: ContentLine): {readonly text: string; readonly indent: number} => {
  const indent = continues?.indent ?? (body?.continues === true ? (line[0]?.text.length ?? 0) : 0);
  const text = lineText(line);
  return {text: indent === 0 ? text : text.slice(indent), indent};
};

const goesOn = ({continues, body}: ContentLine): boolean => continues !== undefined || body?.continues === true;

/** Of each line where matches stand in it; one that was wrapped is searched as it was before. */
export function rangesOf(
  lines: readonly ContentLine[],
  marks: Marks,
  tab: Session['detail']['tab'],
): readonly Ranges[] {
  const all: Ranges[] = [];
  for (let first = 0; first < lines.length; ) {
    let after = first + 1;
    while (after < lines.length && goesOn(lines[after]!)) after++;
    const parts = lines.slice(first, after).map(textOf);
    const whole = parts.length === 1 ? parts[0]!.text : parts.map(({text}) => text).join('');
    const found = rangesIn(whole, patternsFor(marks, tab, lines[first]), MOST_IN_TAB);
    if (parts.length === 1 || found.length === 0) {
      all.push({here: shifted(found, 0, whole.length, parts[0]!.indent), starts: found.length > 0});
      for (let more = 1; more < parts.length; more++) all.push(NOTHING);
    } else all.push(...split(parts, found));
    first = after;
  }
  return all;
}

export type Ranges = {
  readonly here: readonly Range[];
  /** Whether one of them begins in this line. */
  readonly starts: boolean;
};

const NOTHING: Ranges = {here: [], starts: false};

const shifted = (found: readonly Range[], from: number, to: number, indent: number): readonly Range[] =>
  from === 0 && indent === 0 && found.every(([, end]) => end <= to)
    ? found
    : found.map(([start, end]) => [Math.max(start, from) - from + indent, Math.min(end, to) - from + indent] as const);

/** `found` in the parts joined, by part. */
function split(parts: readonly ReturnType<typeof textOf>[], found: readonly Range[]): readonly Ranges[] {
  let from = 0;
  let next = 0;
  return parts.map(({text, indent}) => {
    const to = from + text.length;
    // Ranges come by their starts; the ones before `next` end before this part.
    while (next < found.length && found[next]![1] <= from) next++;
    const here: Range[] = [];
    for (let at = next; at < found.length && found[at]![0] < to; at++) if (found[at]![1] > from) here.push(found[at]!);
    const starts = here.some(([start]) => start >= from);
    const ranges = {here: shifted(here, from, to, indent), starts};
    from = to;
    return ranges;
  });
}

const linesOf = (content: Content): readonly ContentLine[] => content.at(0, content.total);

/** Of bodies that are laid out as they would be without folds. */
function unfolded(session: Session, value: Json, width: number): readonly BodyLine[] {
  const {format, wrap} = session.detail;
  return bodyLines(value, {format, folded: NONE, unfolded: ALL, ...(wrap ? {wrap: width} : {})});
}

function find(session: Session, marks: Marks, width: number): Matches {
  const {detail} = session;
  const {tab} = detail;
  const shown = linesOf(contentOf(detail, tab, width));
  const where = (lines: readonly ContentLine[]): readonly number[] =>
    rangesOf(lines, marks, tab).flatMap(({starts}, at) => (starts ? at : []));
  if (tab !== 'request' && tab !== 'response') return {found: where(shown)};
  const event = detail.loaded?.shown;
  const value = tab === 'request' ? event?.requestObject : event?.responseObject;
  if (value === undefined || !shown.some(line => line.body?.folded === true)) return {found: where(shown)};
  const {format, wrap} = detail;
  const key = [marks, width, value, format, wrap];
  // The same whatever is folded, and folds change on the way from match to match.
  if (!whole?.key.every((part, at) => part === key[at])) {
    const all = unfolded(session, value, width);
    whole = {key, matches: {found: where(all.map(body => ({line: body.line, body}))), all}};
  }
  return whole.matches;
}

type Memory = {readonly key: readonly unknown[]; readonly matches: Matches};
let whole: Memory | undefined;
let last: Memory | undefined;

const widthIn = (session: Session): number =>
  columnsOf(session.detail.tab, detailBox(session).width).find(({tab}) => tab === session.detail.tab)!.width;

/** Of the open tab; worked out once for as long as neither it nor the search changes. */
export function matchesIn(session: Session): Matches {
  const {detail} = session;
  const marks = searchMarks(session);
  const width = widthIn(session);
  const {tab} = detail;
  const folds = tab === 'request' || tab === 'response' ? detail.folds[tab] : undefined;
  const key = [marks, width, detail.loaded, detail.related, tab, detail.format, detail.wrap, folds];
  if (last?.key.every((part, at) => part === key[at])) return last.matches;
  const matches = find(session, marks, width);
  last = {key, matches};
  return matches;
}

/** How many lines with the same path stand right before line `at`, or anywhere before it: brackets close far below. */
function ordinal(lines: readonly (BodyLine | undefined)[], at: number): number {
  const path = lines[at]?.path;
  let count = 0;
  for (let before = 0; before < at; before++) if (lines[before]?.path === path) count++;
  return count;
}

function nth(lines: readonly (BodyLine | undefined)[], path: string, count: number): number {
  let left = count;
  return lines.findIndex(line => line?.path === path && left-- === 0);
}

const bodies = new WeakMap<Content, readonly (BodyLine | undefined)[]>();

/** Kept with their content: moving the cursor must not go through a big body. */
function shownLines(session: Session): readonly (BodyLine | undefined)[] {
  const content = contentOf(session.detail, session.detail.tab, widthIn(session));
  const known = bodies.get(content) ?? linesOf(content).map(({body}) => body);
  bodies.set(content, known);
  return known;
}

/** The line of `all` where the cursor stands. */
export function placeIn(session: Session, {all}: Matches): number {
  const {detail} = session;
  const {cursor} = detail.scroll[detail.tab];
  if (all === undefined) return cursor;
  const shown = shownLines(session);
  // "… more" stands for items that come before whatever follows it: its place is that of the last one shown.
  let at = cursor;
  while (at > 0 && shown[at]?.folded === true && ordinal(shown, at) > 0) at--;
  const line = shown[at];
  return line === undefined ? cursor : Math.max(0, nth(all, line.path, ordinal(shown, at)));
}

/** Where line `at` of `all` is shown now; -1 where it is folded away. */
export function shownAt(session: Session, {all}: Matches, at: number): number {
  if (all === undefined) return at;
  const line = all[at]!;
  const shown = shownLines(session);
  const count = ordinal(all, at);
  const found = nth(shown, line.path, count);
  // A folded block has one line, which stands for its first.
  return found !== -1 && shown[found]?.folded === true && count > 0 ? -1 : found;
}

const isAbove = (path: string, below: string): boolean =>
  path === '' || below === path || below.startsWith(`${path}.`) || below.startsWith(`${path}[`);

/** Every container on the way to `path`, itself included. */
function waysTo(path: string): readonly string[] {
  const ends = [...path.matchAll(/\[\d+\]|\["(?:[^\\"]|\\.)*"\]|\.?[A-Za-z_][\w-]*/g)];
  return ends.map(part => path.slice(0, part.index + part[0].length));
}

const lastKey = (path: string): string => /([A-Za-z_][\w-]*)$/.exec(path)?.[1] ?? '';

/** Lines around those on the screen that are looked at for the rest of a match that was wrapped. */
const AROUND = 8;
/** A line this long is cut before it is marked. */
const LONG = 5000;

/** Lines [top, top + height) of a tab, its matches marked. */
export function markedLines(
  content: Content,
  top: number,
  height: number,
  marks: Marks,
  tab: Session['detail']['tab'],
  width: number,
): readonly Line[] {
  const from = Math.max(0, top - AROUND);
  const lines = content.at(from, top - from + height + AROUND).map(each => {
    const isLong = each.line.some(part => part.text.length > LONG);
    return isLong ? {...each, line: fitLine(each.line, width)} : each;
  });
  const ranges = rangesOf(lines, marks, tab);
  return lines
    .slice(top - from, top - from + height)
    .map((each, at) => markedAt(each.line, ranges[at + top - from]!.here));
}

/** The folds with which line `at` of `all` shows; long lists are only opened `wide`. */
export function foldsFor(folds: Folds, {all}: Matches, at: number, wide: boolean): Folds {
  const path = all?.[at]?.path ?? '';
  const folded = new Set([...folds.folded].filter(each => !isAbove(each, path)));
  const opened = waysTo(path).filter(each => wide || FOLDED_KEYS.has(lastKey(each)));
  return {folded, unfolded: new Set([...folds.unfolded, ...opened])};
}
