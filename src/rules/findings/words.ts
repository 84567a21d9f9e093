// Words that findings have in common.
import {counted} from '../../audit/numbers.ts';
import {formatMicroTime, formatTook, type Micros} from '../../audit/time.ts';

/** `10:02:11 UTC`: a sentence knows no zone of a screen. */
export const clock = (time: Micros): string => `${formatMicroTime(time).slice(11, 19)} UTC`;

export const took = (span: Micros): string => formatTook(span);

/** `a, b, c and 4 more` */
export function listed(values: readonly string[], most = 3): string {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return '';
  if (distinct.length > most) return `${distinct.slice(0, most).join(', ')} and ${distinct.length - most} more`;
  return distinct.length === 1 ? distinct[0]! : `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`;
}

export const times = (count: number): string => (count === 1 ? '' : ` (${counted(count, 'request')})`);

/** Service accounts as `build:ci-runner`: their full names are most of a line. */
export const shortNames = (text: string): string =>
  text.replace(/\bsystem:serviceaccount:([a-z0-9-]+):(?=[a-z0-9])/g, '$1:');
