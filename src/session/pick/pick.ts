// What + and - find under the cursor: a value of a field or of a path, a term of another kind, or why there is nothing.
import type {FieldName} from '../../audit/fields.ts';
import {type Micros, parseDuration} from '../../audit/time.ts';
import type {FieldRef} from '../../query/ast.ts';
import {fieldText} from '../../query/names.ts';
import {durationText} from '../../query/times.ts';
import {kindOf} from '../../query/values.ts';
import {secondText} from '../time/window.ts';
import type {Zone} from '../time-text.ts';

export type Pick =
  /** Undefined are the events without a value. */
  | {readonly kind: 'value'; readonly field: FieldRef; readonly value: string | undefined}
  /** `text` keeps it, as a person could have typed it. */
  | {readonly kind: 'clause'; readonly text: string}
  /** One sentence. */
  | {readonly kind: 'none'; readonly why: string; readonly style?: 'warn'};

export const none = (why: string): Pick => ({kind: 'none', why});

export const NO_VALUE = none('This line has no value to keep or drop.');
export const NO_TIME = none('This event has no time to keep or drop.');

export const fieldRef = (name: FieldName): FieldRef => ({kind: 'field', name});

/** The second that a moment is in. */
const inSecond = (field: FieldRef, time: Micros, zone: Zone): Pick => {
  if (!(time > 0)) return NO_TIME;
  const isStage = field.kind === 'field' && field.name === 'stageTimestamp';
  return {kind: 'clause', text: `${isStage ? 'at' : fieldText(field)}:${secondText(time, zone)}`};
};

/** `8.7ms`, as people write it, where that says exactly as much. */
function shortDuration(micros: Micros): string {
  const text = micros >= 1e6 ? `${micros / 1e6}s` : micros >= 1000 ? `${micros / 1000}ms` : `${micros}us`;
  return parseDuration(text) === micros ? text : durationText(micros);
}

/** As long or longer, in two digits: what is slow is looked for, and no two requests take the same microseconds. */
function asLong(field: FieldRef, took: Micros): Pick {
  if (!(took >= 1)) return {kind: 'clause', text: `${fieldText(field)}:<=0s`};
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(took)) - 1);
  return {kind: 'clause', text: `${fieldText(field)}:>=${shortDuration(Math.floor(took / unit) * unit)}`};
}

/** Of a value as queries write it; times and durations in microseconds, of which a second and a least length are kept. */
export function pickOf(field: FieldRef, value: string | undefined, zone: Zone): Pick {
  const kind = kindOf(field);
  if (value !== undefined && value !== '' && kind === 'time') return inSecond(field, Number(value), zone);
  if (value !== undefined && value !== '' && kind === 'duration') return asLong(field, Number(value));
  return {kind: 'value', field, value};
}
