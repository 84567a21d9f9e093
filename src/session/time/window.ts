// The window of time that a filter keeps, as its text says it: read from the text, written back into it, zoomed.
// The text stays the single truth: whatever is done here ends as `since:… until:…` that a person could have typed.
import {formatMicroTime, type Micros} from '../../audit/time.ts';
import type {Expr} from '../../query/ast.ts';
import {isQueryError} from '../../query/errors.ts';
import {outline, type ParseContext, parse} from '../../query/parse.ts';
import {wallTime, type Zone} from '../time-text.ts';

/** [from, to) in microseconds; open where absent. */
export type TimeWindow = {readonly from?: Micros; readonly to?: Micros};

/** Both ends known. */
export type Span = {readonly from: Micros; readonly to: Micros};

export const windowFrom = (from: Micros | undefined, to: Micros | undefined): TimeWindow => ({
  ...(from === undefined ? {} : {from}),
  ...(to === undefined ? {} : {to}),
});

/** What the terms that are and-ed at the top leave of time. */
export function windowOf(expr: Expr): TimeWindow {
  let {from, to}: TimeWindow = {};
  for (const term of expr.kind === 'and' ? expr.of : [expr]) {
    if (term.kind !== 'time') continue;
    if (term.from !== undefined) from = Math.max(from ?? -Infinity, term.from);
    if (term.to !== undefined) to = Math.min(to ?? Infinity, term.to);
  }
  return windowFrom(from, to);
}

/** The offset of the machine's zone at that moment: `+02:00`. */
function offsetText(time: Micros): string {
  const minutes = -new Date(time / 1000).getTimezoneOffset();
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A moment as a filter writes it, in whole microseconds, as short as it can be said: `2026-11-20T10:02Z`. */
export function momentText(time: Micros, zone: Zone): string {
  const whole = Math.floor(time);
  const shift = -new Date(whole / 1000).getTimezoneOffset();
  // Zones of a century ago had seconds in their offset, which no offset in text can say.
  const isUtc = zone === 'utc' || !Number.isInteger(shift);
  const wall = isUtc ? formatMicroTime(whole).slice(0, 26) : wallTime(whole, zone);
  const fraction = /\.\d*?[1-9](?=0*$)/.exec(wall)?.[0] ?? '';
  const clock = fraction === '' && wall.slice(17, 19) === '00' ? wall.slice(0, 16) : wall.slice(0, 19) + fraction;
  return clock + (isUtc ? 'Z' : offsetText(whole));
}

/** The second that holds a moment, as wide as it is written: `2026-11-20T10:02:00Z`. */
export const secondText = (time: Micros, zone: Zone): string =>
  momentText(Math.floor(time / 1e6) * 1e6, zone).replace(/(?<=T\d\d:\d\d)(?=Z|[+-])/, ':00');

export const windowText = ({from, to}: TimeWindow, zone: Zone): string =>
  [
    ...(from === undefined ? [] : [`since:${momentText(from, zone)}`]),
    ...(to === undefined ? [] : [`until:${momentText(to, zone)}`]),
  ].join(' ');

/** Takes the places in `at` out of `text`, each with what joins it to its neighbour. */
function without(
  text: string,
  clauses: readonly {readonly at: readonly [number, number]}[],
  isOut: (i: number) => boolean,
): string {
  let rest = '';
  let end = -1;
  clauses.forEach(({at}, i) => {
    if (isOut(i)) return;
    const joint = end === -1 ? '' : i > 0 && !isOut(i - 1) ? text.slice(end, at[0]) : ' ';
    rest += joint + text.slice(at[0], at[1]);
    end = at[1];
  });
  return rest;
}

/** The text with `window` in place of every term of time at its top; everything else stays as it was written. */
export function withWindow(text: string, window: TimeWindow, context: ParseContext): string {
  const result = outline(text, context);
  if (isQueryError(result)) return text;
  const added = windowText(window, context.zone);
  if (result.isOr) return added === '' ? text : `(${text.trim()}) ${added}`;
  const isTime = ({at, negated}: (typeof result.clauses)[number]): boolean => {
    const parsed = parse(text.slice(at[0], at[1]), context);
    return !negated && parsed.ok && parsed.expr.kind === 'time';
  };
  const out = result.clauses.map(isTime);
  const rest = out.some(Boolean) ? without(text, result.clauses, i => out[i]!) : text.trim();
  return [rest, added].filter(part => part !== '').join(' ');
}

/** The least that zooming in leaves, in microseconds. */
export const LEAST = 1000;

/** Round numbers of microseconds: an edge is cut to one of them, so that it can be read. */
const ROUND: readonly Micros[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000],
  ...[1, 5, 15].map(n => n * 1e6),
  ...[1, 5, 15].map(n => n * 60e6),
  ...[1, 6, 24].map(n => n * 3600e6),
];

const roundFor = (width: Micros): Micros => ROUND.findLast(unit => unit * 50 <= width) ?? 1;

/** Both edges moved outwards to round moments: nothing that was inside is lost. */
export function rounded({from, to}: Span): Span {
  const unit = roundFor(to - from);
  return {from: Math.floor(from / unit) * unit, to: Math.ceil(to / unit) * unit};
}

/** Half as wide, `at` staying at its place in it. `undefined`: as far in as it goes. */
export function zoomIn({from, to}: Span, at: Micros): Span | undefined {
  const middle = Math.max(from, Math.min(at, to));
  const next = rounded({from: middle - (middle - from) / 2, to: middle + (to - middle) / 2});
  return next.to - next.from < LEAST || next.to - next.from >= to - from ? undefined : next;
}

/**
 * Twice as wide, `at` staying at its place in it; an edge that reaches past `extent` opens.
 * `undefined`: it was all there is.
 */
export function zoomOut({from, to}: Span, at: Micros, extent: Span): TimeWindow | undefined {
  if (from <= extent.from && to >= extent.to) return undefined;
  const middle = Math.max(from, Math.min(at, to));
  const next = rounded({from: middle - (middle - from) * 2, to: middle + (to - middle) * 2});
  return windowFrom(next.from <= extent.from ? undefined : next.from, next.to >= extent.to ? undefined : next.to);
}

/** As wide, half of that earlier or later, not past the log. `undefined`: the log ends here. */
export function panned({from, to}: Span, by: -1 | 1, extent: Span): Span | undefined {
  const unit = roundFor(to - from);
  const half = Math.max(1, Math.round((to - from) / 2 / unit) * unit);
  const shift = by === 1 ? Math.min(half, extent.to - to) : -Math.min(half, from - extent.from);
  return shift * by > 0 ? {from: from + shift, to: to + shift} : undefined;
}

/** A window cut to the log: `until:2030-01-01` means no bars up to then. One beyond the log stays what it is. */
export function within({from, to}: TimeWindow, extent: Span | undefined): TimeWindow {
  if (extent === undefined) return windowFrom(from, to);
  const [start, end] = [Math.max(from ?? -Infinity, extent.from), Math.min(to ?? Infinity, extent.to + 1)];
  if (start >= end) return windowFrom(from, to);
  return windowFrom(from === undefined ? undefined : start, to === undefined ? undefined : end);
}

/** Of a window that is open at an end: as far as the log goes. */
export const spanOf = ({from, to}: TimeWindow, extent: Span): Span => ({
  from: from ?? Math.min(extent.from, to ?? Infinity),
  to: to ?? Math.max(extent.to, from ?? -Infinity),
});
