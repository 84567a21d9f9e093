// Field names as people type them: rows of FIELDS by name or alias, or a path that starts at a key of the event.
import {FIELDS, fieldOf, findField} from '../audit/fields.ts';
import type {FieldRef} from './ast.ts';
import {type QueryError, queryError} from './errors.ts';
import {nearest} from './nearest.ts';
import {quote, quoteEnd, unquote} from './scan.ts';

/** Keys of the event under which a path may lead anywhere. */
export const TOP_KEYS = [
  'requestObject',
  'responseObject',
  'annotations',
  'user',
  'impersonatedUser',
  'objectRef',
  'responseStatus',
  'authenticationMetadata',
  'sourceIPs',
  'alert',
] as const;

/** Words before a colon that are no fields. */
export const OPERATORS = [
  {name: 'since', doc: 'From this time on: since:15m, since:10:30, since:yesterday.'},
  {name: 'until', doc: 'Before this time: until:2026-11-20T10:00Z.'},
  {name: 'at', doc: 'Around this time: at:10:02:11±5s; without ± the day, minute or second given.'},
  {name: 'has', doc: 'The field or path is there and not empty: has:requestObject.'},
] as const;

/** Names that people bring along from elsewhere. */
const MEANT: Readonly<Record<string, string>> = {
  kind: 'resource',
  method: 'verb',
  username: 'user',
  useragent: 'agent',
  pod: 'name',
  date: 'since',
  from: 'since',
  to: 'until',
};

const CANDIDATES: readonly string[] = [
  ...FIELDS.flatMap(field => [...field.aliases, field.name]),
  ...OPERATORS.map(operator => operator.name),
  ...TOP_KEYS,
];

/** The field or path that `name` means. A path that is a field's own name is that field. */
export function resolveField(name: string, at: readonly [number, number], term: string): FieldRef | QueryError {
  const field = findField(name);
  if (field !== undefined) return {kind: 'field', name: field.name};
  const top = /^[^.[]*/.exec(name)![0];
  const key = TOP_KEYS.find(known => known.toLowerCase() === top.toLowerCase());
  if (key === undefined) return unknownField(name, top, at, term);
  const rest = splitSteps(name.slice(top.length));
  if (rest === undefined) {
    const message = `${name} is not a path: its steps are .name, ["any name"], [0] and [*].`;
    return queryError('BAD_PATH', at, message);
  }
  const segments = [key, ...rest];
  const same = findField(segments.join('.'));
  return same === undefined ? {kind: 'path', segments} : {kind: 'field', name: same.name};
}

function unknownField(name: string, top: string, at: readonly [number, number], term: string): QueryError {
  const hint = `To search for the text itself, quote it: ${quote(term)}.`;
  const near = Object.hasOwn(MEANT, name.toLowerCase()) ? MEANT[name.toLowerCase()] : nearest(top, CANDIDATES);
  const isPath = top.length < name.length && TOP_KEYS.some(key => key === near);
  const suggestion = isPath ? `${near}${name.slice(top.length)}` : (nearest(name, CANDIDATES) ?? near);
  const what = name === '' ? 'There is no field name before the colon.' : `No field is called ${name}.`;
  return queryError('UNKNOWN_FIELD', at, `${what} ${hint}`, suggestion);
}

/** `.spec.containers[0]["a b"][*]` to segments; `[*]` and `.*` say what an array means anyway and are dropped. */
function splitSteps(text: string): readonly string[] | undefined {
  const segments: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('["', at)) {
      const end = quoteEnd(text, at + 1);
      if (end === undefined || text[end] !== ']') return undefined;
      segments.push(unquote(text.slice(at + 2, end - 1)));
      at = end + 1;
      continue;
    }
    const step = /^(?:\.([^.[\]]+)|\[(\d+|\*)\])/.exec(text.slice(at));
    if (step === null) return undefined;
    const segment = step[1] ?? step[2]!;
    if (segment !== '*') segments.push(segment);
    at += step[0].length;
  }
  return segments;
}

const PLAIN_STEP = /^[^\s.:,[\]()"*]+$/;

const stepText = (segment: string): string => {
  if (/^\d+$/.test(segment)) return `[${segment}]`;
  return PLAIN_STEP.test(segment) ? `.${segment}` : `[${quote(segment)}]`;
};

/** The name that `resolveField` reads back: a field's first alias, or the path. */
export function fieldText(field: FieldRef): string {
  if (field.kind === 'field') return fieldOf(field.name).aliases[0]!;
  const [top = '', ...rest] = field.segments;
  return top + rest.map(stepText).join('');
}
