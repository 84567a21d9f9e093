// Which lines of the open tab hold a match, those that are folded away included: they are counted in the tab as it is with
// everything unfolded, and a place in the tab as it is shown is carried over to that by the paths of its lines. Of a big tab
// all of this is known a piece at a time.
import {isComing} from '../../audit/coming.ts';
import type {Json} from '../../audit/event.ts';
import {isContainer} from '../../audit/exact-json.ts';
import type {BodyLine} from '../body/body.ts';
import {type Laid, laidBody} from '../body/laid.ts';
import {rawOf} from '../body/raw-content.ts';
import {DEPTH_LIMIT, FOLDED_KEYS, LIST_LIMIT} from '../body/types.ts';
import {bodyLinesOf, type Content, columnsOf, contentOf, detailBox} from '../detail-content.ts';
import type {Line} from '../line.ts';
import {type Folds, type Loaded, type Session, TABS, type Tab} from '../session.ts';
import type {Work} from '../slices.ts';
import {fitLine} from '../text/fit.ts';
import {type Marks, markedAt, searchMarks} from './marks.ts';
import {rangesOf} from './ranges.ts';
import {LineScan, RawScan, type Scan} from './scan.ts';

/** Every path is in it: a body laid out with it has nothing folded. */
class Everything extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const ALL: ReadonlySet<string> = new Everything();
const NONE: ReadonlySet<string> = new Set();

export type Matches = Work & {
  /** Line numbers in `all`, ascending; those found so far. */
  readonly found: readonly number[];
  /** Lines that were looked through. */
  readonly seen: number;
  /** Of a body: its lines with everything unfolded, as far as they are laid out. Absent where what is shown is all. */
  readonly all?: Laid;
};

/** What has to be laid out before it can be looked through comes first. */
const matches = (scan: Scan, lines: Work, all?: Laid): Matches => ({
  get found() {
    return scan.found;
  },
  get seen() {
    return scan.seen;
  },
  get done() {
    return scan.done;
  },
  run: end => {
    while (!scan.done && performance.now() < end) {
      const before = scan.seen;
      scan.run(end);
      if (scan.seen === before && !scan.done) lines.run(Math.min(end, performance.now() + 1));
    }
  },
  ...(all === undefined ? {} : {all}),
});

/** Whether a line of the body may come that stands for more than it shows: a look at every key and list, if all are there. */
function mayFold(value: Json): boolean {
  if (isComing(value)) return true;
  const rest: {readonly value: Json; readonly depth: number}[] = [{value, depth: 0}];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const {value: here, depth} = next;
    if (!isContainer(here) || depth > DEPTH_LIMIT) continue;
    if (Array.isArray(here)) {
      if (here.length > LIST_LIMIT) return true;
      for (const item of here as readonly Json[]) if (isContainer(item)) rest.push({value: item, depth: depth + 1});
      continue;
    }
    const object = here as {readonly [key: string]: Json};
    for (const key in object) {
      if (FOLDED_KEYS.has(key)) return true;
      if (isContainer(object[key])) rest.push({value: object[key]!, depth: depth + 1});
    }
  }
  return false;
}

/** The open body, laid out with `folds`. */
function bodyOf({detail}: Session, width: number, folds: Folds): Laid | undefined {
  const {tab, loaded, format, wrap} = detail;
  if (loaded === undefined || (tab !== 'request' && tab !== 'response')) return undefined;
  const value = tab === 'request' ? loaded.shown.requestObject : loaded.shown.responseObject;
  return value === undefined ? undefined : laidBody(value, {format, ...folds, ...(wrap ? {wrap: width} : {})});
}

const EVERYTHING: Folds = {folded: NONE, unfolded: ALL};

function find(session: Session, marks: Marks, width: number): Matches {
  const {detail} = session;
  const {tab, loaded} = detail;
  if (tab === 'raw' && loaded !== undefined) return rawMatches(loaded, width, marks);
  const content = contentOf(detail, tab, width);
  const isBody = tab === 'request' || tab === 'response';
  const value = tab === 'request' ? loaded?.shown.requestObject : loaded?.shown.responseObject;
  const laid = isBody ? bodyOf(session, width, detail.folds[tab]) : undefined;
  // Once all of it is laid out nobody has to look for what folds.
  const folds = laid?.hasFolds === true || (laid?.done === false && mayFold(value!));
  if (!folds) return matches(new LineScan(content, marks, tab), content);
  // The same whatever is folded, and folds change on the way from match to match.
  const all = bodyOf(session, width, EVERYTHING)!;
  const known = ofAll.get(all);
  if (known?.marks === marks) return known.matches;
  const found = matches(new LineScan(bodyLinesOf(all), marks, tab), all, all);
  ofAll.set(all, {marks, matches: found});
  return found;
}

const ofAll = new WeakMap<Laid, {readonly marks: Marks; readonly matches: Matches}>();

function rawMatches(loaded: Loaded, width: number, marks: Marks): Matches {
  const content = rawOf(loaded, width);
  const {laid} = content;
  if (laid !== undefined) return matches(new RawScan(laid, marks), laid);
  // The text is not there yet; once it is, the search begins anew.
  return {found: [], seen: 0, done: false, run: content.run};
}

type Memory = {readonly key: readonly unknown[]; readonly matches: Matches};
/** Of each tab. */
const memory = new Map<Session['detail']['tab'], Memory>();

const widthIn = (session: Session): number =>
  columnsOf(session.detail.tab, detailBox(session).width).find(({tab}) => tab === session.detail.tab)!.width;

/** Lines are looked through for so long before anybody has to wait for the rest, in milliseconds. */
const AT_ONCE_MS = 3;

/** Of the open tab; the same object for as long as neither it nor the search changes. */
export function matchesIn(session: Session): Matches {
  const {detail} = session;
  const {tab, loaded} = detail;
  const marks = searchMarks(session);
  const width = widthIn(session);
  const folds = tab === 'request' || tab === 'response' ? detail.folds[tab] : undefined;
  const content = contentOf(detail, tab, width);
  const text = tab === 'raw' && loaded !== undefined ? rawOf(loaded, width).laid : content;
  const key = [marks, width, loaded, detail.related, tab, detail.format, detail.wrap, folds, text];
  const known = memory.get(tab);
  if (known?.key.every((part, at) => part === key[at])) return known.matches;
  const found = find(session, marks, width);
  found.run(performance.now() + AT_ONCE_MS);
  memory.set(tab, {key, matches: found});
  return found;
}

/** The matches of the other tabs, in their order. */
export const otherTabs = (session: Session): readonly {readonly tab: Tab; readonly matches: Matches}[] =>
  TABS.filter(tab => tab !== session.detail.tab).map(tab => ({
    tab,
    matches: matchesIn({...session, detail: {...session.detail, tab}}),
  }));

type Paths = readonly (BodyLine | undefined)[];

/** How many lines with the same path stand right before line `at`, or anywhere before it: brackets close far below. */
function ordinal(lines: Paths, at: number): number {
  const path = lines[at]?.path;
  let count = 0;
  for (let before = 0; before < at; before++) if (lines[before]?.path === path) count++;
  return count;
}

function nth(lines: Paths, path: string, count: number): number {
  let left = count;
  return lines.findIndex(line => line?.path === path && left-- === 0);
}

/** The body as it is shown. */
const shownIn = (session: Session): Laid | undefined => {
  const {tab, folds} = session.detail;
  return tab === 'request' || tab === 'response' ? bodyOf(session, widthIn(session), folds[tab]) : undefined;
};

/** The line of `all` where the cursor stands; undefined while that is not known. */
export function placeIn(session: Session, {all}: Matches): number | undefined {
  const {detail} = session;
  const {cursor} = detail.scroll[detail.tab];
  const laid = all === undefined ? undefined : shownIn(session);
  if (all === undefined || laid === undefined) return cursor;
  const shown = laid.lines;
  // "… more" stands for items that come before whatever follows it: its place is that of the last one shown.
  let at = cursor;
  while (at > 0 && shown[at]?.folded === true && ordinal(shown, at) > 0) at--;
  const line = shown[at];
  if (line === undefined) return laid.done ? cursor : undefined;
  const place = nth(all.lines, line.path, ordinal(shown, at));
  return place === -1 && !all.done ? undefined : Math.max(0, place);
}

/** Where line `at` of `all` is shown now; -1 where it is folded away, undefined while that is not known. */
export function shownAt(session: Session, {all}: Matches, at: number): number | undefined {
  const laid = all === undefined ? undefined : shownIn(session);
  if (all === undefined || laid === undefined) return at;
  const shown = laid.lines;
  const line = all.lines[at]!;
  const count = ordinal(all.lines, at);
  const found = nth(shown, line.path, count);
  if (found === -1 && !laid.done) return undefined;
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
  const path = all?.lines[at]?.path ?? '';
  const folded = new Set([...folds.folded].filter(each => !isAbove(each, path)));
  const opened = waysTo(path).filter(each => wide || FOLDED_KEYS.has(lastKey(each)));
  return {folded, unfolded: new Set([...folds.unfolded, ...opened])};
}
