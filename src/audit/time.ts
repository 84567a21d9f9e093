// Time as this tool counts it: whole microseconds since the epoch in a double, exact until the year 2255.
// The API server writes MicroTime (six digits); a JavaScript Date would drop three of them.

/** Microseconds since 1970-01-01T00:00:00Z. */
export type Micros = number;

const RFC3339 = /^((\d{4})-(\d\d)-(\d\d)[Tt ](?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)$/;

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * Parses an RFC 3339 time such as `stageTimestamp`; digits past the sixth are cut.
 * @returns microseconds since the epoch, or `undefined` if `text` has another form or names no day. Never throws.
 */
export function parseMicroTime(text: string): Micros | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, moment, year, month, day, fraction = '', zone] = match;
  // Date.parse takes February 30th for the second of March.
  if (Number(day) > 28 && Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const millis = Date.parse(moment!.replace(' ', 'T').toUpperCase() + (zone === 'z' ? 'Z' : zone!));
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** RFC 3339 in UTC with six digits, as the API server writes it: `2026-11-20T10:02:11.310000Z`. */
export function formatMicroTime(time: Micros): string {
  const whole = Math.floor(time);
  const millis = Math.floor(whole / 1000);
  const rest = whole - millis * 1000;
  return `${new Date(millis).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** A duration in at most five characters where it can: `450µs`, `31ms`, `1.25s`, `12m30s`, `3h05m`, `2d4h`. */
export function formatTook(micros: Micros): string {
  if (micros < 0) return `-${formatTook(-micros)}`;
  if (micros < 999.5) return `${Math.round(micros)}µs`;
  if (micros < 9950) return `${(micros / 1000).toFixed(1)}ms`;
  if (micros < 999_500) return `${Math.round(micros / 1000)}ms`;
  if (micros < 9_995_000) return `${(micros / 1e6).toFixed(2)}s`;
  if (micros < 59_950_000) return `${(micros / 1e6).toFixed(1)}s`;
  const seconds = Math.round(micros / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(minutes / 1440)}d${Math.floor((minutes % 1440) / 60)}h`;
}

const DURATION_UNIT: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1000,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 604_800e6,
};

/**
 * Parses a duration: Go's form (`1m3.2s`, `1.150272ms`) and days and weeks, as people write them (`2d`, `1w`).
 * @returns microseconds, possibly fractional, or `undefined` if `text` has another form. Never throws.
 */
export function parseDuration(text: string): Micros | undefined {
  if (!/^-?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|[smhdw]))+$/.test(text)) return text === '0' ? 0 : undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|[smhdw])/g)) {
    total += Number(number) * DURATION_UNIT[unit!]!;
  }
  return text.startsWith('-') ? -total : total;
}
