// FILTER_FLAGS: the filters of `kubectl-dev_tool audit` as flags of `query` and `top`, for the fingers that know them. Each is
// a term of the query language, and-ed to the query. One row a flag.
import type {FieldName} from '../audit/fields.ts';
import {and, type Expr} from '../query/ast.ts';
import {isGlob} from '../query/pattern.ts';
import {type ParseContext, parseTime} from '../query/times.ts';
import {notUnderstood, type Understood, understood} from './context.ts';
import type {FlagSpec, ParsedArgs} from './flags.ts';

type FilterFlag = FlagSpec & {
  readonly termOf: (value: string, context: ParseContext) => Expr | undefined;
  /** What a value that gives no term should have been. */
  readonly takes: string;
};

const term = (name: FieldName, value: string): Expr => {
  const field = {kind: 'field', name} as const;
  return isGlob(value) ? {kind: 'like', field, glob: value} : {kind: 'in', field, values: [value]};
};

const not = (of: Expr): Expr => ({kind: 'not', of});

/** Those that begin with a dash are left out of the others, or of everything. */
function listOf(text: string, one: (value: string) => Expr | undefined): Expr | undefined {
  const kept: Expr[] = [];
  const dropped: Expr[] = [];
  for (const value of text.split(',').map(part => part.trim())) {
    const isOut = value.startsWith('-');
    const made = one(isOut ? value.slice(1) : value);
    if (value === '' || value === '-' || made === undefined) return undefined;
    (isOut ? dropped : kept).push(made);
  }
  const any: readonly Expr[] = kept.length < 2 ? kept : [{kind: 'or', of: kept}];
  return and(...any, ...dropped.map(not));
}

const field = (name: FieldName) => (text: string) => listOf(text, value => term(name, value));

/** `pods` of any group, `pods/exec`, `deployments.apps`, `deployments.*`, `*.apps`, `deployments.apps/scale`. */
function resource(value: string): Expr {
  const [, whole, subresource] = /^([^/]+)\/([^/]+)$/.exec(value) ?? [undefined, value];
  const dot = whole!.indexOf('.');
  const [name, group] = dot === -1 ? [whole!, '*'] : [whole!.slice(0, dot), whole!.slice(dot + 1)];
  const parts = [
    ...(name === '*' ? [] : [term('objectRef.resource', name)]),
    ...(subresource === undefined ? [] : [term('objectRef.subresource', subresource)]),
    ...(group === '*' ? [] : [term('objectRef.apiGroup', group)]),
  ];
  return parts.length === 0 ? {kind: 'has', field: {kind: 'field', name: 'objectRef.resource'}} : and(...parts);
}

const CODE = {kind: 'field', name: 'responseStatus.code'} as const;

const MORE = 'several by comma; -x leaves x out, * is a wildcard';
const LIST = {many: true, takes: 'values such as a,b or -c'} as const;

export const FILTER_FLAGS = [
  {name: 'verb', value: 'VERB', doc: `as the filter verb:VERB; ${MORE}`, termOf: field('verb'), ...LIST},
  {
    name: 'resource',
    value: 'RESOURCE',
    doc: 'as resource:RESOURCE, of any group, or deployments.apps, *.apps with the group; also several, -x and *',
    termOf: text => listOf(text, resource),
    ...LIST,
  },
  {
    name: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    doc: 'as ns:NAMESPACE; also several, -x and *',
    termOf: field('objectRef.namespace'),
    ...LIST,
  },
  {
    name: 'user',
    value: 'USER',
    doc: 'as user:USER; also several, -x and *',
    termOf: field('user.username'),
    ...LIST,
  },
  {
    name: 'failed-only',
    doc: 'as code:>=400',
    termOf: () => ({kind: 'compare', field: CODE, op: '>=', value: 400}),
    takes: '',
  },
  {
    name: 'http-status-code',
    value: 'CODE',
    doc: 'as code:CODE; also several and -x',
    termOf: text => listOf(text, value => (/^\d{3}$/.test(value) ? term('responseStatus.code', value) : undefined)),
    many: true,
    takes: 'codes such as 403,404 or -200',
  },
  {
    name: 'before',
    value: 'TIME',
    doc: 'as until:TIME',
    termOf: (text, context) => timeTerm('to', text, context),
    takes: 'a time such as 2026-11-20T10:00Z, 10:30 or 15m (ago)',
  },
  {
    name: 'after',
    value: 'TIME',
    doc: 'as since:TIME',
    termOf: (text, context) => timeTerm('from', text, context),
    takes: 'a time such as 2026-11-20T10:00Z, 10:30 or 15m (ago)',
  },
] as const satisfies readonly FilterFlag[];

function timeTerm(end: 'from' | 'to', text: string, context: ParseContext): Expr | undefined {
  const time = parseTime(text, context);
  return time === undefined ? undefined : {kind: 'time', [end]: time.from};
}

/** `where`, and what the flags say. */
export function filteredBy(where: Expr, args: ParsedArgs, context: ParseContext): Understood<Expr> {
  const terms: Expr[] = [];
  for (const {name, termOf, takes} of FILTER_FLAGS as readonly FilterFlag[]) {
    const text = args.flags.get(name);
    if (text === undefined) continue;
    const made = termOf(text, context);
    if (made === undefined) return notUnderstood(`--${name} takes ${takes}, not "${text}"`);
    terms.push(made);
  }
  return understood(terms.length === 0 ? where : and(where, ...terms));
}
