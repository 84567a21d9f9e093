// The query as data. It knows no index and no engine: every source translates it for itself.
import type {FieldName} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';

/** A row of FIELDS, or any path of the event. An array on the way means any of its elements; `[0]` is the segment `0`. */
export type FieldRef =
  | {readonly kind: 'field'; readonly name: FieldName}
  | {readonly kind: 'path'; readonly segments: readonly string[]};

export type Expr =
  /** `and` of nothing is everything, `or` of nothing is nothing. */
  | {readonly kind: 'and'; readonly of: readonly Expr[]}
  | {readonly kind: 'or'; readonly of: readonly Expr[]}
  | {readonly kind: 'not'; readonly of: Expr}
  /** Exactly one of the values, case included; of a list any element. '' is an absent or empty field. */
  | {readonly kind: 'in'; readonly field: FieldRef; readonly values: readonly string[]}
  /** `*` and `?` over the whole value, ignoring case; of a list any element. */
  | {readonly kind: 'like'; readonly field: FieldRef; readonly glob: string}
  /** A regular expression found anywhere in the value, ignoring case. */
  | {readonly kind: 'match'; readonly field: FieldRef; readonly source: string}
  /** Numbers, microseconds for times and durations. An absent or non-numeric value never compares. */
  | {readonly kind: 'compare'; readonly field: FieldRef; readonly op: CompareOp; readonly value: number}
  /** Neither absent, null nor empty. */
  | {readonly kind: 'has'; readonly field: FieldRef}
  /** stageTimestamp in [from, to). */
  | {readonly kind: 'time'; readonly from?: Micros; readonly to?: Micros}
  /** Found anywhere in the event, bodies included, ignoring case. */
  | {readonly kind: 'text'; readonly text: string}
  /** A regular expression found anywhere in the event, ignoring case. */
  | {readonly kind: 'regex'; readonly source: string};

export type CompareOp = '<' | '<=' | '>' | '>=';

export const EVERYTHING: Expr = {kind: 'and', of: []};

/** Events of the API server alone: alerts about them, which always have a priority, left out. */
export const NO_ALERTS: Expr = {kind: 'not', of: {kind: 'has', field: {kind: 'field', name: 'priority'}}};

export const and = (...of: readonly Expr[]): Expr => {
  const flat = of.flatMap(e => (e.kind === 'and' ? e.of : [e]));
  return flat.length === 1 ? flat[0]! : {kind: 'and', of: flat};
};

export const sameField = (a: FieldRef, b: FieldRef): boolean =>
  a.kind === 'field'
    ? b.kind === 'field' && a.name === b.name
    : b.kind === 'path' && a.segments.join('\0') === b.segments.join('\0');

/** Every field that `expr` names. */
export function fieldsOf(expr: Expr): readonly FieldRef[] {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(expr.of);
    case 'in':
    case 'like':
    case 'match':
    case 'compare':
    case 'has':
      return [expr.field];
    case 'time':
      return [{kind: 'field', name: 'stageTimestamp'}];
    case 'text':
    case 'regex':
      return [];
  }
}

export const mentions = (expr: Expr, name: FieldName): boolean =>
  fieldsOf(expr).some(field => field.kind === 'field' && field.name === name);

/**
 * Whether the query asks for events of a stage, so that each event of a request is looked at by itself. What hides several
 * things at once, `-(resource:leases -stage:Panic)`, hides rows: there the stage is that of the row.
 */
export function asksForStage(expr: Expr): boolean {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.some(asksForStage);
    case 'not':
      return expr.of.kind === 'and' && expr.of.of.length > 1 ? false : asksForStage(expr.of);
    default:
      return mentions(expr, 'stage');
  }
}

/** `expr` without the top-level terms that speak of `name` alone: what a facet counts under. */
export function without(expr: Expr, name: FieldName): Expr {
  const terms = expr.kind === 'and' ? expr.of : [expr];
  const kept = terms.filter(term => {
    const fields = fieldsOf(term);
    return fields.length === 0 || !fields.every(field => field.kind === 'field' && field.name === name);
  });
  return kept.length === terms.length ? expr : {kind: 'and', of: kept};
}
