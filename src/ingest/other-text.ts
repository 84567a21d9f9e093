// Names what is no audit event: lines of other logs, and JSON of other kinds. Saying what something is helps more than saying
// what it is not.
import type {JsonObject} from './event-shape.ts';
import type {RecordProblem} from './problems.ts';
import {quoted, typeOf} from './say.ts';

const KLOG = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\s\]]+:\d+\]/;
/** What `aws logs tail` prints: time, stream, message. */
const EKS_LINE =
  /^\S+ ((?:authenticator|cloud-controller-manager|kube-(?:apiserver|controller-manager|scheduler))-[0-9a-f]{32}) /;
/** What Falco prints about itself, where its alerts go as well. */
const FALCO_OWN = /^[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}: /;
const AUDITD = /^(?:node=\S+ )?type=\S+ msg=audit\(/;

export const isKlog = (line: string): boolean => KLOG.test(line);
export const isAuditd = (line: string): boolean => AUDITD.test(line);

/** What a line is that no event can be read from, if it is something known. */
export function otherLine(line: string): RecordProblem | undefined {
  if (isKlog(line)) return {code: 'KLOG_LINE', reason: `a line of a component's own log (klog): ${quoted(line)}`};
  if (isAuditd(line)) return {code: 'AUDITD_LINE', reason: `a line of the Linux audit log (auditd): ${quoted(line)}`};
  if (FALCO_OWN.test(line)) return {code: 'OTHER_LOG', reason: `a line of Falco's own log: ${quoted(line)}`};
  const stream = EKS_LINE.exec(line)?.[1];
  if (stream !== undefined) return otherStream(stream);
  return undefined;
}

/** The streams of EKS besides kube-apiserver-audit. */
export const isOtherStream = (stream: string): boolean =>
  /^(?:authenticator|cloud-controller-manager|kube-(?:apiserver(?!-audit)|controller-manager|scheduler))-/.test(stream);

export const otherStream = (stream: string): RecordProblem => ({
  code: 'OTHER_LOG',
  reason: `a line of the stream ${quoted(stream)}, not of kube-apiserver-audit`,
});

/** A component's own log with --logging-format=json. */
const isJsonLog = (value: JsonObject) => 'ts' in value && 'msg' in value && ('v' in value || 'caller' in value);

/** What a JSON object is that is no event. */
export function otherObject(value: JsonObject): RecordProblem {
  const {kind, apiVersion} = value;
  if (isJsonLog(value)) {
    return {code: 'KLOG_LINE', reason: `a line of a component's own log (JSON): ${quoted(String(value.msg))}`};
  }
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
