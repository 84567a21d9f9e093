// The shapes that the parser produces and the printer expects: flat lists, no lists of one, a window as one node.
import {and, type Expr} from './ast.ts';

/** `and` of the terms; `since:` directly followed by `until:` becomes one window. */
export function allOf(terms: readonly Expr[]): Expr {
  const flat = and(...terms);
  if (flat.kind !== 'and') return flat;
  const merged: Expr[] = [];
  for (const term of flat.of) {
    const last = merged.at(-1);
    if (isOpenStart(last) && isOpenEnd(term)) merged[merged.length - 1] = {...last, ...term};
    else merged.push(term);
  }
  return and(...merged);
}

export function oneOf(branches: readonly Expr[]): Expr {
  const flat = branches.flatMap(branch => (branch.kind === 'or' ? branch.of : [branch]));
  return flat.length === 1 ? flat[0]! : {kind: 'or', of: flat};
}

const isOpenStart = (expr: Expr | undefined): expr is Expr & {kind: 'time'} =>
  expr?.kind === 'time' && expr.from !== undefined && expr.to === undefined;

const isOpenEnd = (expr: Expr): expr is Expr & {kind: 'time'} =>
  expr.kind === 'time' && expr.from === undefined && expr.to !== undefined;
