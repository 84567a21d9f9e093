// A rule's query taken apart: what columns answer, what text must be there, and what is asked of the event itself.
import type {AuditEvent} from '../../audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../audit/fields.ts';
import {and, type Expr} from '../../query/ast.ts';
import {compileMatcher} from '../../query/evaluate.ts';
import {parse} from '../../query/parse.ts';
import {compileValue} from '../../query/value.ts';
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

/** A regular expression that finds what a text term finds; undefined for other terms. */
function textSource(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'text':
      return expr.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    case 'regex':
      return expr.source;
    case 'or': {
      const sources = expr.of.map(textSource);
      return sources.length > 0 && sources.every(source => source !== undefined) ? sources.join('|') : undefined;
    }
    default:
      return undefined;
  }
}

export type CompiledRule = {
  readonly rule: QueryRule;
  /** What columns answer. */
  readonly columns: Expr;
  /** A regular expression that every event of it holds, if there is one. */
  readonly text: string | undefined;
  /** The whole of the query asked of an event; undefined if columns answer everything. */
  readonly matches: ((event: AuditEvent) => boolean) | undefined;
  /** What the source is asked: the columns, or where there is none everything. */
  readonly all: Expr;
};

export function compiled(rule: QueryRule): CompiledRule {
  const expr = exprOf(rule.query);
  const terms = expr.kind === 'and' ? expr.of : [expr];
  const columns = and(...terms.filter(isColumns));
  if (terms.every(isColumns)) return {rule, columns, text: undefined, matches: undefined, all: columns};
  const matches = compileMatcher(expr);
  // Without a column the source looks through everything, and it does so best with the whole of it.
  if (columns.kind === 'and' && columns.of.length === 0) return {rule, columns, text: undefined, matches, all: expr};
  const text = terms.filter(term => !isColumns(term)).flatMap(term => textSource(term) ?? [])[0];
  return {rule, columns, text, matches, all: columns};
}

/** Rules that are asked about the same events. */
export type RuleGroup = {
  /** The events: what columns say, and text that one of the rules needs. */
  readonly where: Expr;
  readonly columns: Expr;
  readonly rules: readonly CompiledRule[];
};

/**
 * Rules that need events, those of the same columns together: an event is read once for all of them. What text they need
 * is one expression, so that the log is searched once.
 */
export function grouped(rules: readonly CompiledRule[]): readonly RuleGroup[] {
  const groups = Map.groupBy(
    rules.filter(({matches}) => matches !== undefined),
    ({all}) => JSON.stringify(all),
  );
  return [...groups.values()].map(members => {
    const {columns, all} = members[0]!;
    const texts = members.flatMap(({text}) => text ?? []);
    const isNarrowed = texts.length === members.length;
    const source = [...new Set(texts)].map(text => `(?:${text})`).join('|');
    return {where: isNarrowed ? and(all, {kind: 'regex', source}) : all, columns, rules: members};
  });
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
      return !isKnown(expr, values) || compileValue(expr)(values.get((expr.field as {name: FieldName}).name));
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
