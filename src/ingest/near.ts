// A time not far from when something was written, for what says a time of day without its date.
import {type Micros, parseMicroTime} from '../audit/time.ts';

/** `from`: where the time is from, in words. */
export type Near = {readonly time: Micros; readonly from: string};
export type GetNear = () => Near | undefined;

/** Where the time is from that a file was last written at. */
export const FILE_TIME = 'when its file was last written';

/** What a container runtime or a collector says of when it took a line: RFC 3339, or seconds, as Fluent Bit has them. */
export function nearTime(time: unknown): Near | undefined {
  const isSeconds = typeof time === 'number' && time > 1e9 && time < 1e11;
  const micros = isSeconds ? Math.floor(time * 1e6) : typeof time === 'string' ? parseMicroTime(time) : undefined;
  return micros === undefined ? undefined : {time: micros, from: 'the time of its container or collector'};
}
