// Times as people write them: ago, clock times, days, dates. Each stands for a window as wide as its last unit,
// so that `at:10:02` is that minute; since:, until: and comparisons take the window's start.
import {type Micros, parseDuration} from '../audit/time.ts';

/** What a query's text depends on besides itself. `zone` is that of times without a zone of their own. */
export type ParseContext = {readonly now: Micros; readonly zone: 'utc' | 'local'};

/**
 * What "15m ago" and "10:30" count from: the clock, or the end of a log that is older than a day, of which nobody means
 * the last 15 minutes of today.
 */
export function referenceTime(clock: Micros, logEnd: Micros | undefined): Micros {
  return logEnd !== undefined && clock - logEnd > DAY ? logEnd : clock;
}

/** [from, to) in microseconds. */
export type Window = {readonly from: Micros; readonly to: Micros};

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const ZONE = '(Z|[+-]\\d\\d:?\\d\\d)?';
const CLOCK = '(\\d\\d?):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?';
const CLOCK_TIME = new RegExp(`^${CLOCK}${ZONE}$`, 'i');
const DATE_TIME = new RegExp(`^([12]\\d{3})-(\\d\\d)-(\\d\\d)(?:[T ]${CLOCK})?${ZONE}$`, 'i');
const DAY_TIME = new RegExp(`^([a-z]+)(?:[T @]${CLOCK})?${ZONE}$`, 'i');

/** Offset of a zone in minutes; `local` is left to the machine's rules, which know summer time. */
type Zone = number | 'local';

type Day = {readonly year: number; readonly month: number; readonly day: number};
type Clock = {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  readonly unit: number;
};

const MIDNIGHT: Clock = {hour: 0, minute: 0, second: 0, micros: 0, unit: DAY};

function zoneOf(text: string | undefined, context: ParseContext): Zone {
  if (text === undefined) return context.zone === 'utc' ? 0 : 'local';
  if (text.toUpperCase() === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -minutes : minutes;
}

function instant({year, month, day}: Day, clock: Clock, zone: Zone): Micros {
  const {hour, minute, second, micros} = clock;
  const millis =
    zone === 'local'
      ? new Date(year, month - 1, day, hour, minute, second).getTime()
      : Date.UTC(year, month - 1, day, hour, minute, second) - zone * 60_000;
  return millis * 1000 + micros;
}

function dayOf(time: Micros, zone: Zone): Day & {readonly weekday: number} {
  const date = new Date(time / 1000 + (zone === 'local' ? 0 : zone * 60_000));
  return zone === 'local'
    ? {year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(), weekday: date.getDay()}
    : {year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay()};
}

/** The groups of CLOCK; midnight, a day wide, if they are absent; `undefined` for 25:00 and the like. */
function readClock(groups: readonly (string | undefined)[]): Clock | undefined {
  const [hours, minutes, seconds, fraction] = groups;
  if (hours === undefined) return MIDNIGHT;
  const hour = Number(hours);
  const minute = Number(minutes);
  const second = Number(seconds ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (fraction !== undefined) {
    const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
    return {hour, minute, second, micros, unit: 10 ** Math.max(0, 6 - fraction.length)};
  }
  return {hour, minute, second, micros: 0, unit: seconds === undefined ? MINUTE : SECOND};
}

const windowOf = (day: Day, clock: Clock, zone: Zone): Window => {
  const from = instant(day, clock, zone);
  // A day of 23 or 25 hours ends where the next one begins.
  const to = clock.unit === DAY ? instant({...day, day: day.day + 1}, clock, zone) : from + clock.unit;
  return {from, to};
};

function ago(text: string, context: ParseContext): Window | undefined {
  const before = parseDuration(text);
  if (before === undefined || text.startsWith('-')) return undefined;
  const from = Math.round(context.now - before);
  return {from, to: from + durationUnit(text)};
}

function clockTime(text: string, context: ParseContext): Window | undefined {
  const match = CLOCK_TIME.exec(text);
  const clock = match === null ? undefined : readClock(match.slice(1, 5));
  if (match === null || clock === undefined) return undefined;
  const zone = zoneOf(match[5], context);
  const today = dayOf(context.now, zone);
  const window = windowOf(today, clock, zone);
  return window.from <= context.now ? window : windowOf({...today, day: today.day - 1}, clock, zone);
}

function dayTime(text: string, context: ParseContext): Window | undefined {
  const match = DAY_TIME.exec(text);
  const clock = match === null ? undefined : readClock(match.slice(2, 6));
  if (match === null || clock === undefined) return undefined;
  const word = match[1]!.toLowerCase();
  if (word === 'now') return text.length === 3 ? {from: context.now, to: context.now + 1} : undefined;
  const zone = zoneOf(match[6], context);
  const today = dayOf(context.now, zone);
  const back = daysBack(word, today.weekday);
  return back === undefined ? undefined : windowOf({...today, day: today.day - back}, clock, zone);
}

function daysBack(word: string, weekday: number): number | undefined {
  if (word === 'today') return 0;
  if (word === 'yesterday') return 1;
  const wanted = word.length < 3 ? -1 : DAYS.findIndex(day => day.startsWith(word));
  return wanted === -1 ? undefined : (weekday - wanted + 7) % 7;
}

function dateTime(text: string, context: ParseContext): Window | undefined {
  const match = DATE_TIME.exec(text);
  const clock = match === null ? undefined : readClock(match.slice(4, 8));
  if (match === null || clock === undefined) return undefined;
  const day = {year: Number(match[1]), month: Number(match[2]), day: Number(match[3])};
  if (day.month < 1 || day.month > 12 || day.day < 1) return undefined;
  if (day.day > new Date(Date.UTC(day.year, day.month, 0)).getUTCDate()) return undefined;
  return windowOf(day, clock, zoneOf(match[8], context));
}

const isSound = ({from, to}: Window): boolean => from >= 0 && to <= Number.MAX_SAFE_INTEGER;

/**
 * Parses `15m` (ago), `10:30` (the newest such moment not after now), `yesterday`, `monday`, `"monday 10:30"`,
 * `2026-11-20`, `2026-11-20T10:00Z`.
 * @returns `undefined` for any other text and for times before 1970 or after 2255. Never throws.
 */
export function parseTime(text: string, context: ParseContext): Window | undefined {
  const window = ago(text, context) ?? clockTime(text, context) ?? dayTime(text, context) ?? dateTime(text, context);
  return window !== undefined && isSound(window) ? window : undefined;
}

/** As `parseTime`, also `10:02:11±5s` (or `+-`): from so long before that moment to so long after it. */
export function parseAround(text: string, context: ParseContext): Window | undefined {
  const match = /^(.+?)(?:±|\+-)(.+)$/s.exec(text);
  if (match === null) return parseTime(text, context);
  const middle = parseTime(match[1]!, context);
  const reach = parseDuration(match[2]!);
  if (middle === undefined || reach === undefined || !(reach > 0)) return undefined;
  const window = {from: Math.round(middle.from - reach), to: Math.round(middle.from + reach)};
  return isSound(window) ? window : undefined;
}

/** The last decimal that `1.25s` gives, here 10 ms; in whole microseconds, at least one. */
export function durationUnit(text: string): Micros {
  const match = /\d(?:\.(\d*))?([a-zµμ]+)$/.exec(text);
  if (match === null) return 1;
  const unit = parseDuration(`1${match[2]}`) ?? 1;
  return Math.max(1, Math.round(unit / 10 ** (match[1]?.length ?? 0)));
}

/** Plain decimal digits, without an exponent. */
function decimal(value: number): string {
  const text = String(Math.abs(value));
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  const sign = value < 0 ? '-' : '';
  if (match === null) return sign + text;
  const digits = match[1]! + (match[2] ?? '');
  const exponent = Number(match[3]);
  return exponent < 0 ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}` : sign + digits.padEnd(exponent + 1, '0');
}

/** A duration that `parseDuration` reads back exactly: `2s`, `450ms`, `1.5us`. */
export function durationText(micros: Micros): string {
  const magnitude = Math.abs(micros);
  if (Number.isSafeInteger(magnitude) && magnitude > 0) {
    if (magnitude % SECOND === 0) return `${micros / SECOND}s`;
    if (magnitude % 1000 === 0) return `${micros / 1000}ms`;
  }
  return `${decimal(micros)}us`;
}
