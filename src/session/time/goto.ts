// Going to a time in words: one moment moves the cursor, two of them with `..` between keep what lies between.
import type {Micros} from '../../audit/time.ts';
import {type ParseContext, parseAround, parseTime} from '../../query/times.ts';
import {wallTime} from '../time-text.ts';
import {type TimeWindow, windowFrom} from './window.ts';

export type Destination =
  | {readonly kind: 'nothing'}
  | {readonly kind: 'moment'; readonly at: Micros}
  | {readonly kind: 'range'; readonly window: TimeWindow}
  /** `at` are the places in the text that are not understood. */
  | {readonly kind: 'error'; readonly reason: string; readonly at: readonly [from: number, to: number]};

const FORMS = 'write 10:02, yesterday 14:00, 15m (ago), 2026-11-20T10:02:11, or two of them with .. between';

const CLOCK = /^\d\d?:\d\d/;

type Part = {readonly text: string; readonly at: readonly [number, number]};

/** Without the blanks around it, at its place in the whole. */
function part(whole: string, from: number, to: number): Part {
  const text = whole.slice(from, to);
  const start = from + (text.length - text.trimStart().length);
  const trimmed = text.trim();
  return {text: trimmed, at: [start, start + trimmed.length]};
}

const unknown = ({text, at}: Part): Destination => ({
  kind: 'error',
  reason: `“${text}” is not a time: ${FORMS}.`,
  at: [at[0], Math.max(at[1], at[0] + 1)],
});

/** The end of a range: a clock time is one of the day of its start, or of the day after. */
function endOf(text: string, start: Micros | undefined, context: ParseContext): Micros | undefined {
  if (start === undefined || !CLOCK.test(text)) return parseTime(text, context)?.from;
  for (const day of [start, start + 86_400e6]) {
    const date = wallTime(day, context.zone).slice(0, 10);
    const end = parseTime(`${date}T${text}`, context)?.from;
    if (end === undefined || end > start) return end;
  }
  return undefined;
}

/** What `text` names. Never throws. */
export function destinationOf(text: string, context: ParseContext): Destination {
  const whole = part(text, 0, text.length);
  if (whole.text === '') return {kind: 'nothing'};
  const dots = text.indexOf('..');
  if (dots === -1) {
    const window = parseAround(whole.text, context);
    if (window === undefined) return unknown(whole);
    return /±|\+-/.test(whole.text) ? {kind: 'range', window} : {kind: 'moment', at: window.from};
  }
  const [start, end] = [part(text, 0, dots), part(text, dots + 2, text.length)];
  if (start.text === '' && end.text === '')
    return {kind: 'error', reason: `A range needs an end at least: ${FORMS}.`, at: whole.at};
  const from = start.text === '' ? undefined : parseTime(start.text, context)?.from;
  if (start.text !== '' && from === undefined) return unknown(start);
  const to = end.text === '' ? undefined : endOf(end.text, from, context);
  if (end.text !== '' && to === undefined) return unknown(end);
  if (from !== undefined && to !== undefined && to <= from)
    return {kind: 'error', reason: 'This range ends before it begins: swap its ends.', at: whole.at};
  return {kind: 'range', window: windowFrom(from, to)};
}
