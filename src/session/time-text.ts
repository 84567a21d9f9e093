// Times as the screen writes them: in UTC, or in the zone of this machine where that was asked for.
import {formatMicroTime, type Micros} from '../audit/time.ts';

export type Zone = 'utc' | 'local';

/** The wall clock of the zone, as `2026-11-20T10:02:11.310000`. */
export function wallTime(time: Micros, zone: Zone): string {
  const shift = zone === 'utc' ? 0 : -new Date(time / 1000).getTimezoneOffset() * 60e6;
  return formatMicroTime(time + shift).slice(0, 26);
}

const days = (time: Micros, zone: Zone): string => wallTime(time, zone).slice(0, 10);

/** Whether times stand with their date, and that with its year. */
export type WithDate = boolean | 'year';

/** Within half a year a month says which year it is of: December before January. */
const needYear = (one: Micros, other: Micros): boolean => Math.abs(other - one) > 183 * 86_400e6;

/** What times of the log need to be understood. */
export function spansDays(extent: {readonly from: Micros; readonly to: Micros} | undefined, zone: Zone): WithDate {
  if (extent === undefined) return false;
  return needYear(extent.from, extent.to) ? 'year' : days(extent.from, zone) !== days(extent.to, zone);
}

/** `10:02:11.310`, with its date `11-20 10:02:11.310`, or `2026-11-20 10:02:11.310`; in seconds `10:02:11`. */
export function rowTime(time: Micros, withDate: WithDate, zone: Zone, inSeconds = false): string {
  const text = wallTime(time, zone);
  const clock = text.slice(11, inSeconds ? 19 : 23);
  return withDate === false ? clock : `${text.slice(withDate === 'year' ? 0 : 5, 10)} ${clock}`;
}

/** Cells of such a time: with milliseconds, and in whole seconds. */
export const timeCells = (withDate: WithDate): readonly [number, number] =>
  withDate === 'year' ? [23, 19] : withDate ? [18, 14] : [12, 8];

/** As much of a time as tells two ends apart: milliseconds, seconds, minutes of a day, or days. At most 12 cells. */
export function endTime(time: Micros, other: Micros, zone: Zone): string {
  const text = wallTime(time, zone);
  if (needYear(time, other)) return text.slice(0, 10);
  if (days(time, zone) !== days(other, zone)) return text.slice(5, 16).replace('T', ' ');
  return Math.abs(other - time) < 10e6 ? text.slice(11, 23) : text.slice(11, 19);
}
