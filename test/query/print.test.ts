import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Expr, FieldRef} from '../../src/query/ast.ts';
import {parse} from '../../src/query/parse.ts';
import {print} from '../../src/query/print.ts';
import {runs} from '../support/runs.ts';
import {exprOf, queryText, UTC, weirdText} from './samples.ts';

test.each<[query: string, printed: string]>([
  ['  verb:delete   AND resource:pods ', 'verb:delete resource:pods'],
  ['NOT verb:get', '-verb:get'],
  ['(a OR b) c', '(a OR b) c'],
  ['(a b) OR c', 'a b OR c'],
  ['stage:complete', 'stage:ResponseComplete'],
  ['code:4xx', 'code:>=400 code:<=499'],
  ['took:>1500ms', 'took:>1500ms'],
  ['since:15m', 'since:2026-11-20T10:00:30.500000Z'],
  ['at:10:02', 'since:2026-11-20T10:02:00.000000Z until:2026-11-20T10:03:00.000000Z'],
  ['-(at:10:02)', '-(since:2026-11-20T10:02:00.000000Z until:2026-11-20T10:03:00.000000Z)'],
  ['objectRef.name:"web"', 'name:web'],
  ['annotations["a.b/c"]:x', 'annotations["a.b/c"]:x'],
  ['path:"/healthz"', 'path:"/healthz"'],
  ['user:a*/', 'user:a*/'],
  ['resource:pods/exec', 'resource:pods sub:exec'],
  ['-resource:pods/exec verb:get', '-(resource:pods sub:exec) verb:get'],
  ['resource:pods/exec,secrets', 'resource:pods sub:exec OR resource:secrets'],
  ['resource:"pods/exec"', 'resource:"pods/exec"'],
])('%s is printed as %s', (query, printed) => {
  expect(print(exprOf(query))).toBe(printed);
});

test('what parses is printed so that it parses to the same', () => {
  let parses = 0;
  fc.assert(
    fc.property(queryText, query => {
      const parsed = parse(query, UTC);
      if (!parsed.ok) return;
      parses++;
      const printed = print(parsed.expr);
      expect({query, expr: parse(printed, UTC)}).toEqual({query, expr: parsed});
      expect(print(exprOf(printed))).toBe(printed);
    }),
    {numRuns: runs(2000)},
  );
  expect(parses).toBeGreaterThan(600);
});

test('any value and any text survive printing', () => {
  const field = fc.constantFrom<
    'user.username' | 'responseStatus.code' | 'stage' | 'path' | 'user.groups' | 'objectRef.resource'
  >('objectRef.resource', 'user.username', 'responseStatus.code', 'stage', 'path', 'user.groups');
  fc.assert(
    fc.property(field, weirdText, weirdText, (name, value, words) => {
      const expr: Expr = {
        kind: 'and',
        of: [
          {kind: 'in', field: {kind: 'field', name}, values: [value]},
          {
            kind: 'not',
            of: {kind: 'in', field: {kind: 'path', segments: ['annotations', words]}, values: [value, `${value}!`]},
          },
          {kind: 'text', text: words},
        ],
      };
      expect(exprOf(print(expr))).toEqual(expr);
    }),
    {numRuns: runs(1000)},
  );
});

test('slashes and backslashes at either end of a term are none of its neighbours', () => {
  const end = fc.constantFrom('', '', '', '/', '/', '\\', '\\/');
  const text = fc.tuple(end, fc.constantFrom('a', 'b-c', 'x y'), end).map(parts => parts.join(''));
  const field = fc.constantFrom<FieldRef>(
    {kind: 'field', name: 'user.username'},
    {kind: 'field', name: 'path'},
    {kind: 'path', segments: ['annotations', 'a/']},
  );
  /** As texts say them: a slash has its backslash, and a backslash its second one. */
  const source = fc
    .array(fc.constantFrom('a', 'b', '\\/', '\\\\', '.*', '\\d', '[^c]'), {minLength: 1, maxLength: 4})
    .map(parts => parts.join(''));
  const glob = fc.constantFrom('/a*', '/*', '/*x', 'a*/', '\\*');
  const term = fc.oneof(
    fc.tuple(field, text, fc.boolean()).map(([field, value, isOne]): Expr => {
      return {kind: 'in', field, values: isOne ? [value] : [value, `${value}/`]};
    }),
    {weight: 2, arbitrary: fc.record({kind: fc.constant('text' as const), text})},
    {weight: 2, arbitrary: fc.record({kind: fc.constant('like' as const), field, glob})},
    fc.record({kind: fc.constant('match' as const), field, source}),
    fc.record({kind: fc.constant('regex' as const), source}),
  );
  const kind = fc.constantFrom('and' as const, 'or' as const);
  fc.assert(
    fc.property(kind, fc.array(term, {minLength: 2, maxLength: 4}), (kind, of) => {
      const printed = print({kind, of});
      expect({printed, expr: exprOf(printed)}).toEqual({printed, expr: {kind, of}});
    }),
    {numRuns: runs(400)},
  );
});

test.each<[what: string, expr: Expr, printed: string]>([
  ['nothing', {kind: 'or', of: []}, '-()'],
  ['no value', {kind: 'in', field: {kind: 'field', name: 'verb'}, values: []}, '-()'],
  ['a glob with a space', {kind: 'like', field: {kind: 'field', name: 'userAgent'}, glob: 'a b*'}, 'agent:/^a b[^]*$/'],
  ['a slash in an expression', {kind: 'regex', source: 'a/b'}, '/a\\/b/'],
  ['a quote in an expression', {kind: 'regex', source: 'a "b": c'}, '/a\\u0020\\u0022b\\u0022\\u003a\\u0020c/'],
])('%s, which no text says directly, is printed as %s', (_, expr, printed) => {
  expect(print(expr)).toBe(printed);
  expect(parse(printed, UTC).ok).toBe(true);
});
