// The text format of --audit-log-format=legacy, as kubernetes/apiserver pkg/audit/format.go writes it at v1.36: one line an event,
// values quoted by Go's %q. Its time is always that at which the request was received, so it says nothing of how long that took.
import {STAGES} from '../../audit/event.ts';
import {counted} from '../../audit/numbers.ts';
import {requestInfo, requestInfoOfEvent} from '../../audit/request-info.ts';
import {formatMicroTime, parseMicroTime} from '../../audit/time.ts';
import type {JsonObject} from '../event-shape.ts';
import {quoted} from '../say.ts';
import {unquote} from './go-quote.ts';
import type {Part, Wrapper} from './wrapper.ts';

/** Quotes in values are escaped, so this stands only at the beginning of an event. */
const START = /(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)) AUDIT: (?=id=")/g;

const MARK = ' AUDIT: id="';

export const isLegacy = (line: string): boolean => line.includes(MARK) && line.search(START) !== -1;

type Values = {readonly [key: string]: string | undefined};

/** `key="value"` and so on, up to what is not. `isWhole`: that is the end of the text. */
function valuesIn(text: string, from: number): {readonly values: Values; readonly isWhole: boolean} {
  const values: Record<string, string> = {};
  const key = / ?([a-z-]+)=/y;
  for (let at = from; ; ) {
    if (text.slice(at, at + 2).trim() === '') return {values, isWhole: true};
    key.lastIndex = at;
    const name = key.exec(text)?.[1];
    const value = name === undefined ? undefined : unquote(text, key.lastIndex);
    if (name === undefined || value === undefined) return {values, isWhole: false};
    values[name] = value.value;
    at = value.end;
  }
}

/** `"a","b"` */
function listOf(text: string): readonly string[] {
  const list: string[] = [];
  for (let at = 0; ; ) {
    const element = unquote(text, at);
    if (element === undefined) return list;
    list.push(element.value);
    at = element.end + 1;
  }
}

/** What stands for nothing is in angle brackets: <none>, <self>, <lookup>, <deferred>, <unknown>. */
const given = (value: string | undefined): string | undefined =>
  value === undefined || value === '' || /^<[a-z]+>$/.test(value) ? undefined : value;

function userOf(name: string | undefined, groups: string | undefined): JsonObject | undefined {
  const username = given(name);
  const list = given(groups);
  if (username === undefined) return undefined;
  return {username, ...(list === undefined ? {} : {groups: listOf(list)})};
}

/** From the URL; the namespace is logged as well. */
function objectRefOf(verb: string, requestURI: string, namespace: string | undefined): JsonObject | undefined {
  const info = requestInfoOfEvent({
    level: 'Metadata',
    auditID: '',
    stage: 'ResponseComplete',
    verb,
    requestURI,
    user: {},
  });
  if (!info.isResourceRequest) return undefined;
  const {resource, name, apiGroup, apiVersion, subresource} = info;
  const ref = {resource, namespace: namespace ?? info.namespace, name, apiGroup, apiVersion, subresource};
  return Object.fromEntries(Object.entries(ref).filter(([, value]) => value !== ''));
}

function eventOf(time: string, values: Values, stage: string): JsonObject {
  const method = values.method ?? '';
  const requestURI = values.uri ?? '';
  // Before 1.8 it was the method of HTTP.
  const verb = /^[A-Z]+$/.test(method) ? requestInfo(method, requestURI).verb : method;
  const code = given(values.response);
  const ip = given(values.ip);
  const userAgent = given(values['user-agent']);
  const objectRef = objectRefOf(verb, requestURI, given(values.namespace));
  const impersonatedUser = userOf(values.as, values.asgroups);
  const micros = parseMicroTime(time);
  return {
    level: 'Metadata',
    auditID: values.id,
    stage,
    requestURI,
    verb,
    user: userOf(values.user, values.groups) ?? {},
    ...(impersonatedUser === undefined ? {} : {impersonatedUser}),
    ...(ip === undefined ? {} : {sourceIPs: [ip]}),
    ...(userAgent === undefined ? {} : {userAgent}),
    ...(objectRef === undefined ? {} : {objectRef}),
    ...(code === undefined ? {} : {responseStatus: {metadata: {}, code: Number(code)}}),
    stageTimestamp: micros === undefined ? time : formatMicroTime(micros),
  };
}

const problem = (code: 'PARTIAL_LINE' | 'GLUED_LINE' | 'UNREAD_FORM' | 'NOT_JSON', reason: string): Part => ({
  kind: 'problem',
  problem: {code, reason},
});

/** What begins with `time`. `isGlued`: another event begins where it ends. */
function partOf(text: string, time: string, from: number, isGlued: boolean): Part {
  const {values, isWhole} = valuesIn(text, from);
  const {stage, method, response} = values;
  const length = counted(text.length, 'character');
  if (isWhole && method !== undefined) {
    // Before there were stages.
    const implied = given(response) === undefined ? 'RequestReceived' : 'ResponseComplete';
    return {kind: 'event', event: eventOf(time, values, stage ?? implied)};
  }
  if (isWhole && stage === undefined && response !== undefined) {
    const reason = `the response to request ${quoted(values.id ?? '')}, of which only the code ${quoted(response)} is known (Kubernetes before 1.8)`;
    return problem('UNREAD_FORM', reason);
  }
  if (isGlued) return problem('GLUED_LINE', `an event breaks off after ${length}, where the next one begins`);
  return problem(
    'PARTIAL_LINE',
    `an event in the legacy text format breaks off, or goes on with something else, in ${length}`,
  );
}

const VALUES: readonly (readonly [key: string, value: string])[] = [
  ['id', '4d8f0f6a-6a3c-4f0e-9f2b-1c5f6f1c2a10'],
  ['stage', STAGES[2]],
  ['ip', '192.0.2.10'],
  ['method', 'get'],
  ['user', 'jane'],
  ['groups', '"system:authenticated"'],
  ['as', '<self>'],
  ['asgroups', '<lookup>'],
  ['user-agent', 'kubectl/v1.36.0'],
  ['namespace', 'shop'],
  ['uri', '/api/v1/namespaces/shop/secrets/db'],
  ['response', '200'],
];

export const LEGACY: Wrapper = {
  name: 'legacy',
  doc: 'The text format of `--audit-log-format=legacy` (`… AUDIT: id="…" stage="…"`), which has no bodies and no annotations. The time at which the request came in stands for that of every stage.',
  isMapped: true,
  sample: `2026-11-20T10:02:11.318214Z AUDIT: ${VALUES.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(' ')}`,
  unwrapText: line => {
    const starts = line.includes(MARK) ? [...line.matchAll(START)] : [];
    if (starts.length === 0) return undefined;
    return starts.map((start, i) => {
      const next = starts[i + 1]?.index;
      const text = line.slice(start.index, next);
      return partOf(text, start[1]!, start[0].length, next !== undefined);
    });
  },
};
