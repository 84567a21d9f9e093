// Names what is no audit event: lines of other logs, and JSON of other kinds. Saying what something is helps more than saying
// what it is not.
import type {JsonObject} from './event-shape.ts';
import type {RecordProblem} from './problems.ts';
import {quoted, typeOf} from './say.ts';

const KLOG = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\s\]]+:\d+\]/;
const AUDITD = /^(?:node=\S+ )?type=\S+ msg=audit\(/;
const LEGACY = /^\S+ AUDIT: id="/;

export const isKlog = (line: string): boolean => KLOG.test(line);
export const isAuditd = (line: string): boolean => AUDITD.test(line);
export const isLegacy = (line: string): boolean => LEGACY.test(line);

/** What a line is that no event can be read from, if it is something known. */
export function otherLine(line: string): RecordProblem | undefined {
  if (isKlog(line)) return {code: 'KLOG_LINE', reason: `a line of a component's own log (klog): ${quoted(line)}`};
  if (isAuditd(line)) return {code: 'AUDITD_LINE', reason: `a line of the Linux audit log (auditd): ${quoted(line)}`};
  if (isLegacy(line)) {
    return {code: 'UNREAD_FORM', reason: 'an event in the legacy text format; it needs --audit-log-format=json'};
  }
  return undefined;
}

const isFalcoAlert = (value: JsonObject) => 'rule' in value && 'priority' in value;

/** What a JSON object is that is no event. */
export function otherObject(value: JsonObject): RecordProblem {
  const {kind, apiVersion} = value;
  if ('protoPayload' in value) {
    return {code: 'UNREAD_FORM', reason: 'an entry of Google Cloud audit logs (protoPayload), which is not read yet'};
  }
  if (isFalcoAlert(value)) return {code: 'NOT_AN_EVENT', reason: `a Falco alert: ${quoted(String(value.rule))}`};
  if (typeof kind === 'string') {
    const of = typeof apiVersion === 'string' ? ` of ${quoted(apiVersion)}` : '';
    return {code: 'NOT_AN_EVENT', reason: `an object of kind ${quoted(kind)}${of}, not an audit event`};
  }
  const keys = Object.keys(value);
  const some = `${keys.slice(0, 5).map(quoted).join(', ')}${keys.length > 5 ? ', …' : ''}`;
  const about =
    keys.length === 0 ? 'an empty object' : `an object with ${keys.length === 1 ? 'the key' : 'the keys'} ${some}`;
  const oddKind = kind === undefined ? '' : `, whose kind is ${typeOf(kind)}`;
  return {code: 'NOT_AN_EVENT', reason: `${about}${oddKind}, not an audit event`};
}
