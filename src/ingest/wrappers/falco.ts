// Alerts of Falco with json_output, as its file, program, HTTP and syslog outputs write them (userspace/engine/formats.cpp), and
// as falcosidekick passes them on. Versions differ in the order of keys and in which there are; only rule and priority always are.
import {priorityOf} from '../../audit/alert.ts';
import type {Alert, Json} from '../../audit/event.ts';
import {isExactNumber} from '../../audit/exact-json.ts';
import {parseMicroTime} from '../../audit/time.ts';
import {isObject, type JsonObject} from '../event-shape.ts';
import {eventOfAlert} from './falco-fields.ts';
import type {Wrapper} from './wrapper.ts';

/** An object that says of which rule it is and how bad that is, and at least one thing more that only Falco says so. */
export const isFalcoAlert = (value: JsonObject): boolean =>
  typeof value.rule === 'string' &&
  typeof value.priority === 'string' &&
  (isObject(value.output_fields) || typeof value.output === 'string' || typeof value.time === 'string');

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Nanoseconds since the epoch as RFC 3339: `1610667584834631763` has more digits than a double. */
function timeOfNanos(nanos: unknown): string | undefined {
  const digits = isExactNumber(nanos) ? nanos.rawJSON : typeof nanos === 'number' ? String(nanos) : nanos;
  if (typeof digits !== 'string' || !/^\d{10,19}$/.test(digits)) return undefined;
  const padded = digits.padStart(10, '0');
  const seconds = Number(padded.slice(0, -9));
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${padded.slice(-9)}Z`;
}

/** `time` says the same as the field evt.time; where it is missing, or no time, that is taken. */
function timeOf({time, output_fields: fields}: JsonObject): string | undefined {
  const said = text(time);
  if (said !== undefined && parseMicroTime(said) !== undefined) return said;
  const own = isObject(fields) ? fields['evt.time'] : undefined;
  return timeOfNanos(own) ?? (parseMicroTime(text(own) ?? '') === undefined ? undefined : text(own));
}

function alertOf(value: JsonObject): Alert {
  const {rule, priority, source, hostname, tags, output_fields: fields} = value;
  const output = text(value.output) ?? text(value.message);
  const time = timeOf(value);
  return {
    ...(text(rule) === undefined ? {} : {rule: text(rule)!}),
    priority: priorityOf(priority as string),
    ...(output === undefined ? {} : {output}),
    ...(text(source) === undefined ? {} : {source: text(source)!}),
    ...(text(hostname) === undefined ? {} : {hostname: text(hostname)!}),
    ...(Array.isArray(tags) ? {tags: tags.filter(tag => typeof tag === 'string')} : {}),
    ...(isObject(fields) ? {fields: fields as {readonly [key: string]: Json}} : {}),
    ...(time === undefined ? {} : {time}),
  };
}

export const FALCO: Wrapper = {
  name: 'Falco',
  doc: 'Alerts of Falco with `json_output: true`, of any version and source, and as falcosidekick passes them on. Each is a row at stage Alert; what it says of a request is in the fields of one.',
  isMapped: true,
  sample: JSON.stringify({
    hostname: 'falco-k8saudit-0',
    output:
      '10:02:11.318214000: Error K8s Secret Get Successfully (user=jane secret=db ns=shop resource=secrets resp=200 decision=allow)',
    output_fields: {
      'evt.time': 1795255331318214,
      'ka.auth.decision': 'allow',
      'ka.response.code': '200',
      'ka.target.name': 'db',
      'ka.target.namespace': 'shop',
      'ka.target.resource': 'secrets',
      'ka.user.name': 'jane',
    },
    priority: 'Error',
    rule: 'K8s Secret Get Successfully',
    source: 'k8s_audit',
    tags: ['k8s'],
    time: '2026-11-20T10:02:11.318214000Z',
  }).replace('1795255331318214', '1795255331318214000'),
  unwrap: value => (isFalcoAlert(value) ? [{kind: 'alert', event: eventOfAlert(alertOf(value))}] : undefined),
};
