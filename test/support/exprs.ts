// Arbitrary queries over the events of `anyEvent`: few distinct values, so that terms hit.
import fc from 'fast-check';
import {ROW_STAGES} from '../../src/audit/event.ts';
import type {FieldName} from '../../src/audit/fields.ts';
import type {Expr} from '../../src/query/ast.ts';
import type {View} from '../../src/source/source.ts';
import {TEN_PAST} from './events.ts';

export const field = (name: FieldName) => ({kind: 'field', name}) as const;

const term: fc.Arbitrary<Expr> = fc.oneof(
  fc.record({
    kind: fc.constant('in' as const),
    field: fc
      .constantFrom('verb', 'user.username', 'objectRef.namespace', 'user.groups', 'responseStatus.code', 'auditID')
      .map(name => field(name as FieldName)),
    values: fc.array(fc.constantFrom('get', 'a', 'prod', '', '200', 'mine', '00000000-0000-4000-8000-000000000001'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constant(field('stage')),
    values: fc.subarray([...ROW_STAGES], {minLength: 1}),
  }),
  fc.record({
    kind: fc.constant('like' as const),
    field: fc
      .constantFrom('userAgent', 'objectRef.name', 'user.groups', 'auditID')
      .map(name => field(name as FieldName)),
    glob: fc.constantFrom('a*', '*', 'PROD', '?', '*b'),
  }),
  fc.record({
    kind: fc.constant('match' as const),
    field: fc.constant(field('user.username')),
    source: fc.constantFrom('^a', 'b$', '[ux]'),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constant(field('responseStatus.code')),
    op: fc.constantFrom('<', '<=', '>', '>='),
    value: fc.constantFrom(200, 403, 450),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constantFrom(field('took'), field('requestReceivedTimestamp')),
    op: fc.constantFrom('<', '>='),
    value: fc.constantFrom(1e6, TEN_PAST + 1e6),
  }),
  fc.record({
    kind: fc.constant('has' as const),
    field: fc.constantFrom(field('impersonatedUser.username'), field('sourceIPs'), field('took')),
  }),
  fc.record({kind: fc.constant('time' as const), from: fc.constant(TEN_PAST + 1e6), to: fc.constant(TEN_PAST + 4e6)}),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constant({kind: 'path' as const, segments: ['requestObject', 'spec', 'replicas']}),
    op: fc.constantFrom('>', '<='),
    value: fc.constantFrom(1, 3),
  }),
  fc.record({
    kind: fc.constant('like' as const),
    field: fc.constant({kind: 'path' as const, segments: ['responseObject', 'spec', 'containers', 'image']}),
    glob: fc.constantFrom('p*', '*a*'),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.constantFrom('prod', '<&', 'ÜNÏ', 'replicas', '"q"', 'kube', 'watch=true&limit'),
  }),
  fc.record({kind: fc.constant('regex' as const), source: fc.constantFrom('pro.', '"op":"add"', '^kube')}),
);

/** Any query, three levels deep. */
export const anyExpr: fc.Arbitrary<Expr> = fc.letrec<{expr: Expr}>(tie => ({
  expr: fc.oneof(
    {maxDepth: 3, withCrossShrink: true},
    {weight: 3, arbitrary: term},
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('expr'), {maxLength: 3}),
      }),
    },
    {weight: 1, arbitrary: fc.record({kind: fc.constant('not' as const), of: tie('expr')})},
  ),
})).expr;

export const anyView: fc.Arbitrary<View> = fc.record({
  where: anyExpr,
  stages: fc.constantFrom('latest' as const, 'all' as const),
});
