// The queries that findings open: terms of what their requests have in common.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import {print} from '../../query/print.ts';
import type {Hit} from './seen.ts';

/** More values make no filter that anybody reads. */
const MOST_VALUES = 4;

export const isAnyOf = (name: FieldName, ...values: readonly string[]): Expr => ({
  kind: 'in',
  field: {kind: 'field', name},
  values: [...new Set(values)],
});

export const during = (from: Micros, to: Micros): Expr => ({kind: 'time', from, to: to + 1});
export const since = (from: Micros): Expr => ({kind: 'time', from});

export const filterOf = (...terms: readonly Expr[]): string => print(and(...terms));

/** Whom a name stands for, as a term. */
export function byWho(who: string): Expr {
  if (who.startsWith('address ')) return isAnyOf('sourceIP', who.slice('address '.length));
  const [, ns, name] = /^pod ([^/]*)\/(.*)$/.exec(who) ?? [];
  if (ns === undefined || name === undefined) return isAnyOf('user.username', who);
  return and(
    isAnyOf('objectRef.resource', 'pods'),
    ...(ns === '' ? [] : [isAnyOf('objectRef.namespace', ns)]),
    isAnyOf('objectRef.name', name),
  );
}

/** The term for what all hits have, unless they have too much. */
function common(name: FieldName, values: readonly (string | undefined)[]): readonly Expr[] {
  const distinct = new Set<string>();
  for (const value of values) {
    distinct.add(value ?? '');
    if (distinct.size > MOST_VALUES) return [];
  }
  return [isAnyOf(name, ...distinct)];
}

const FIELDS = [
  ['user.username', 'user'],
  ['impersonatedUser.username', 'as'],
  ['verb', 'verb'],
  ['objectRef.resource', 'resource'],
  ['objectRef.subresource', 'sub'],
  ['objectRef.namespace', 'ns'],
  ['objectRef.name', 'name'],
  ['responseStatus.code', 'code'],
] as const satisfies readonly (readonly [FieldName, keyof Hit])[];

/** What shows the requests of some hits. That something is absent is said of nothing but subresources and who acted. */
export function filterOfHits(hits: readonly Hit[], more: readonly Expr[] = []): string {
  const terms = FIELDS.flatMap(([name, trait]) => {
    const values = hits.map(hit => hit[trait]);
    const isAbsent = values.every(value => value === undefined);
    if (isAbsent && !['sub', 'user'].includes(trait)) return [];
    if (isAbsent && trait === 'sub' && hits.every(({resource}) => resource === undefined)) return [];
    return common(name, values);
  });
  const [ip] = hits.map(hit => hit.ip);
  const unnamed = hits.every(({user}) => user === undefined) && ip !== undefined ? [isAnyOf('sourceIP', ip)] : [];
  return filterOf(...terms, ...unnamed, ...more);
}
