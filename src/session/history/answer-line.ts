// Lines of the tab Diff with what keeping and dropping them means: the path of the change in the body that holds the value.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {isContainer} from '../../audit/exact-json.ts';
import type {Line} from '../line.ts';
import type {FieldChange} from './diff.ts';
import {fieldLines} from './lines.ts';
import {isList, type Path} from './path.ts';

export type AnswerLine = {
  readonly line: Line;
  /** In the event, with its value as queries write it. */
  readonly path?: readonly string[];
  readonly value?: string;
};

/** An item of a list that is known by what it holds has no step: a path means any item. */
const steps = (path: Path): readonly string[] =>
  path.flatMap(segment => (typeof segment === 'object' ? [] : [String(segment)]));

const scalar = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || isContainer(value) ? undefined : String(value);

const MASKED = '‹masked';

/** What was sent of a change is in the request, unless that is a list of operations; what it became in the response. */
function kept({path, before, after, order, from}: FieldChange, side: 'sent' | 'is', {requestObject}: AuditEvent) {
  // Of a list in another order, and of what was taken from elsewhere, only where it is is told.
  const is = after === undefined && (order !== undefined || from !== undefined) ? [] : after;
  const whole = side === 'sent' ? before : is;
  if (whole === undefined || (side === 'sent' && isList(requestObject))) return {};
  const value = scalar(whole);
  if (value?.includes(MASKED)) return {};
  // Of an object or list, and of nothing, only the path tells.
  const at = [side === 'sent' ? 'requestObject' : 'responseObject', ...steps(path)];
  return value === undefined ? {path: at} : {path: at, value};
}

/** `event` is masked already: a masked value is offered for no filter. */
export function answerLinesOf(change: FieldChange, event: AuditEvent, width: number): readonly AnswerLine[] {
  const [sent, is] = [kept(change, 'sent', event), kept(change, 'is', event)];
  return fieldLines(change, width).map((line, at) => {
    if (at === 0) return {line, ...('path' in is ? is : sent)};
    const sign = line[0]?.text[0];
    return sign === '−' ? {line, ...sent} : sign === '+' ? {line, ...is} : {line};
  });
}
