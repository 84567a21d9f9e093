// A rule's query taken apart: what columns answer, what text must be there, and what is asked of the event itself.
import type {AuditEvent} from '../../audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../audit/fields.ts';
import {and, type Expr, fieldsOf} from '../../query/ast.ts';
import {compileMatcher} from '../../query/evaluate.ts';
import {parse} from '../../query/parse.ts';
import {compileValue, type FieldTerm} from '../../query/value.ts';
import type {QueryRule} from './finding.ts';

/** @throws Error if it does not parse: the rows of FINDINGS do, and a file of rules was checked. */
export function exprOf(query: string): Expr {
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(`"${query}" does not parse: ${parsed.error.code}`);
  return parsed.expr;
}

/** Whether columns alone answer it. */
export function isColumns(expr: Expr): boolean {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.every(isColumns);
    case 'not':
      return isColumns(expr.of);
    case 'time':
      return true;
    case 'text':
    case 'regex':
      return false;
    default:
      return expr.field.kind === 'field' && fieldOf(expr.field.name).column;
  }
}

export type CompiledRule = {
  readonly rule: QueryRule;
  /** What columns answer. */
  readonly columns: Expr;
  /** What the source is asked: the columns, or where there is none everything. */
  readonly all: Expr;
  /** What is left of the query, asked of an event of these columns; undefined if columns answer everything. */
  readonly matches: ((event: AuditEvent) => boolean) | undefined;
};

/** Paths before text: to look for text in an event, all of it is written out. */
const cheapFirst = (terms: readonly Expr[]): readonly Expr[] => [
  ...terms.filter(term => fieldsOf(term).length > 0),
  ...terms.filter(term => fieldsOf(term).length === 0),
];

/** Of rules that live as long as the program. */
const known = new WeakMap<QueryRule, CompiledRule>();

export function compiled(rule: QueryRule): CompiledRule {
  const done = known.get(rule) ?? compile(rule);
  known.set(rule, done);
  return done;
}

function compile(rule: QueryRule): CompiledRule {
  const expr = exprOf(rule.query);
  const terms = expr.kind === 'and' ? expr.of : [expr];
  const columns = and(...terms.filter(isColumns));
  const others = terms.filter(term => !isColumns(term));
  if (others.length === 0) return {rule, columns, all: columns, matches: undefined};
  // Without a column the source looks through everything, and it does so best with the whole of it.
  if (others.length === terms.length) return {rule, columns, all: expr, matches: () => true};
  return {rule, columns, all: columns, matches: compileMatcher(and(...cheapFirst(others)))};
}

/** Rules that are asked about the same events. */
export type RuleGroup = {
  /** What the source is asked. */
  readonly where: Expr;
  readonly columns: Expr;
  readonly rules: readonly CompiledRule[];
};

/** Events that hold a body, as far as columns tell. */
const WITH_BODY = exprOf('-level:Metadata -truncated:true');

/** Rules that need events, those of the same columns together: an event is read once for all of them. */
export function grouped(rules: readonly CompiledRule[]): readonly RuleGroup[] {
  const groups = Map.groupBy(
    rules.filter(({matches}) => matches !== undefined),
    ({all}) => JSON.stringify(all),
  );
  return [...groups.values()].map(members => {
    const {columns, all} = members[0]!;
    const needBodies = members.every(({rule}) => rule.needs === 'body');
    return {where: needBodies ? and(all, WITH_BODY) : all, columns, rules: members};
  });
}

/** Of terms that are asked about very many values. */
const tests = new WeakMap<FieldTerm, (value: FieldValue) => boolean>();

function testOf(term: FieldTerm): (value: FieldValue) => boolean {
  const test = tests.get(term) ?? compileValue(term);
  tests.set(term, test);
  return test;
}

/** Whether events of these values may be among those of `expr`; a field that is not among them may hold anything. */
export function mayMatch(expr: Expr, values: ReadonlyMap<FieldName, FieldValue>): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.of.every(term => mayMatch(term, values));
    case 'or':
      return expr.of.some(term => mayMatch(term, values));
    case 'not':
      return !(isKnown(expr.of, values) && mayMatch(expr.of, values));
    case 'time':
    case 'text':
    case 'regex':
      return true;
    default:
      return !isKnown(expr, values) || testOf(expr)(values.get((expr.field as {name: FieldName}).name));
  }
}

function isKnown(expr: Expr, values: ReadonlyMap<FieldName, FieldValue>): boolean {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.every(term => isKnown(term, values));
    case 'not':
      return isKnown(expr.of, values);
    case 'time':
    case 'text':
    case 'regex':
      return false;
    default:
      return expr.field.kind === 'field' && values.has(expr.field.name);
  }
}
