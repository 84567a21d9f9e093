import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FieldName} from '../../src/audit/fields.ts';
import {type FacetMode, facetState, removeLastTerm, termFor, toggleTerm} from '../../src/query/edit.ts';
import {parse} from '../../src/query/parse.ts';
import {runs} from '../support/runs.ts';
import {exprOf, queryText, UTC, weirdText} from './samples.ts';

describe('a term', () => {
  test.each<[name: FieldName, value: string | undefined, keep: boolean, term: string]>([
    ['verb', 'get', true, 'verb:get'],
    ['user.username', 'system:admin', false, '-user:system:admin'],
    ['objectRef.namespace', undefined, true, 'ns:""'],
    ['objectRef.namespace', undefined, false, '-ns:""'],
    ['userAgent', 'kubectl/v1 (linux)', true, 'agent:"kubectl/v1 (linux)"'],
    ['userAgent', 'a "b" \\c', true, 'agent:"a \\"b\\" \\\\c"'],
    ['user.username', '*', true, 'user:"*"'],
    ['user.username', '-x', true, 'user:-x'],
    ['user.username', 'a,b', true, 'user:"a,b"'],
    ['path', '/healthz', true, 'path:"/healthz"'],
    ['path', '/apis/apps', true, 'path:/apis/apps'],
    ['responseStatus.code', '404', true, 'code:404'],
    ['responseStatus.code', '4xx', true, 'code:"4xx"'],
    ['stage', 'Panic', true, 'stage:Panic'],
    ['decision', 'Forbid', true, 'decision:"Forbid"'],
    ['user.groups', 'dév ops', true, 'group:"dév ops"'],
  ])('of %s %j kept %j is %s', (name, value, keep, term) => {
    expect(termFor(name, value, keep)).toBe(term);
  });
});

describe('toggling', () => {
  test.each<[text: string, name: FieldName, value: string | undefined, mode: FacetMode, result: string]>([
    ['', 'verb', 'get', 'include', 'verb:get'],
    ['  ', 'verb', 'get', 'include', 'verb:get'],
    ['verb:get', 'verb', 'list', 'include', 'verb:get,list'],
    ['verb:get,list', 'verb', 'get', 'include', 'verb:list'],
    ['verb:get,list,watch', 'verb', 'list', 'include', 'verb:get,watch'],
    ['verb:get,list', 'verb', 'list', 'include', 'verb:get'],
    ['verb:get', 'verb', 'get', 'include', ''],
    ['v:get foo', 'verb', 'get', 'include', 'foo'],
    ['foo   Verb:get  bar', 'verb', 'get', 'include', 'foo  bar'],
    ['a AND verb:get AND b', 'verb', 'get', 'include', 'a AND b'],
    ['verb:get AND b', 'verb', 'get', 'include', 'b'],
    ['a AND verb:get', 'verb', 'get', 'include', 'a'],
    ['(a)verb:get(b)', 'verb', 'get', 'include', '(a)(b)'],
    ['-verb:get', 'verb', 'list', 'exclude', '-verb:get,list'],
    ['NOT verb:get x', 'verb', 'list', 'exclude', 'NOT verb:get,list x'],
    ['-verb:get  x', 'verb', 'get', 'include', 'x verb:get'],
    ['verb:get,list x', 'verb', 'get', 'exclude', 'verb:list x -verb:get'],
    ['a   OR b', 'verb', 'get', 'include', '(a   OR b) verb:get'],
    ['a OR verb:get', 'verb', 'get', 'include', '(a OR verb:get) verb:get'],
    ['(verb:get OR b)', 'verb', 'get', 'exclude', '(verb:get OR b) -verb:get'],
    ['code:>=400', 'responseStatus.code', '404', 'include', 'code:>=400 code:404'],
    ['user:system:*', 'user.username', 'bob', 'include', 'user:system:*,bob'],
    ['stage:complete', 'stage', 'ResponseComplete', 'include', ''],
    ['stage:complete', 'stage', 'Panic', 'include', 'stage:complete,Panic'],
    ['ns:prod', 'objectRef.namespace', undefined, 'include', 'ns:prod,""'],
    ['ns:prod,""', 'objectRef.namespace', undefined, 'include', 'ns:prod'],
    ['path:/healthz*', 'path', 'a/', 'include', 'path:/healthz*,"a/"'],
    ['verb:get verb:get x', 'verb', 'get', 'include', 'x'],
    ['verb:get,get x', 'verb', 'get', 'include', 'x'],
    ['user:"unclosed', 'verb', 'get', 'include', 'user:"unclosed'],
  ])('%j %s %j %s gives %j', (text, name, value, mode, result) => {
    expect(toggleTerm(text, name, value, mode, UTC)).toBe(result);
  });

  const names = fc.constantFrom<FieldName>(
    'user.username',
    'userAgent',
    'stage',
    'path',
    'responseStatus.code',
    'decision',
  );
  const modes = fc.constantFrom<FacetMode>('include', 'exclude');
  const stateOf = (text: string, name: FieldName, mode: FacetMode) =>
    facetState(text, name, UTC)[mode === 'include' ? 'included' : 'excluded'];

  test('twice is as before, once changes the state of exactly that value', () => {
    fc.assert(
      fc.property(queryText, names, weirdText, modes, (text, name, value, mode) => {
        if (!parse(text, UTC).ok) {
          expect(toggleTerm(text, name, value, mode, UTC)).toBe(text);
          return;
        }
        const other = mode === 'include' ? 'exclude' : 'include';
        const before = stateOf(text, name, mode);
        const once = toggleTerm(text, name, value, mode, UTC);
        const after = stateOf(once, name, mode);
        const expected = before.includes(value) ? before.filter(known => known !== value) : [...before, value];
        expect({text, once, after: new Set(after)}).toEqual({text, once, after: new Set(expected)});
        const opposite = stateOf(once, name, other);
        const kept = before.includes(value)
          ? stateOf(text, name, other)
          : stateOf(text, name, other).filter(v => v !== value);
        expect(new Set(opposite)).toEqual(new Set(kept));
        const twice = toggleTerm(once, name, value, mode, UTC);
        expect(new Set(stateOf(twice, name, mode))).toEqual(
          new Set(before.filter(known => known !== value).concat(before.includes(value) ? [value] : [])),
        );
      }),
      {numRuns: runs(1000)},
    );
  });

  test('adding a value to a text and removing it gives the text back, whatever the value', () => {
    fc.assert(
      fc.property(queryText, names, weirdText, modes, (text, name, value, mode) => {
        const parsed = parse(text, UTC);
        const {included, excluded} = facetState(text, name, UTC);
        if (!parsed.ok || included.includes(value) || excluded.includes(value) || text.trim() === '') return;
        const once = toggleTerm(text, name, value, mode, UTC);
        const twice = toggleTerm(once, name, value, mode, UTC);
        expect(exprOf(twice)).toEqual(parsed.expr);
        if (!once.startsWith(`(${text.trim()})`)) expect(twice.trimEnd()).toBe(text.trimEnd());
      }),
      {numRuns: runs(1000)},
    );
  });

  test('the state of a term is its value', () => {
    fc.assert(
      fc.property(names, weirdText, fc.boolean(), (name, value, keep) => {
        const state = {included: keep ? [value] : [], excluded: keep ? [] : [value]};
        expect(facetState(termFor(name, value, keep), name, UTC)).toEqual(state);
        expect(facetState(`a ${termFor(name, value, keep)} path:/x /y/`, name, UTC)).toMatchObject(
          name === 'path' ? {excluded: state.excluded} : state,
        );
      }),
      {numRuns: runs(1000)},
    );
  });
});

test.each([
  ['verb:get,list -user:a b', 'included', 'verb', ['get', 'list']],
  ['verb:get -verb:list', 'excluded', 'verb', ['list']],
  ['verb:get*,list', 'included', 'verb', ['list']],
  ['a OR verb:get', 'included', 'verb', []],
  ['ns:""', 'included', 'objectRef.namespace', ['']],
  ['code:4xx,500', 'included', 'responseStatus.code', ['500']],
] as const)('in %s the %s values of %s are %j', (text, side, name, values) => {
  expect(facetState(text, name, UTC)[side]).toEqual(values);
});

test.each([
  ['verb:get user:"a b"', 'verb:get'],
  ['a AND b', 'a'],
  ['a OR b c', 'a OR b'],
  ['a OR b', 'a'],
  ['a (b OR c)  ', 'a'],
  ['a NOT b', 'a'],
  ['a', ''],
  ['', ''],
  ['a user:"b', 'a'],
])('%j without its last term is %j', (text, shorter) => {
  expect(removeLastTerm(text)).toBe(shorter);
});
