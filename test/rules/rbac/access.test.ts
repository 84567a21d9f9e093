// What no role can grant literally is told, and never becomes a wildcard.
import {describe, expect, test} from 'vitest';
import {type Access, compareVerbs, inexpressible, isDnsLabel, keyOf, mayDo} from '../../../src/rules/rbac/access.ts';

const pods: Access = {kind: 'resource', verb: 'get', apiGroup: '', resource: 'pods', name: '', namespace: 'a'};

describe('inexpressible', () => {
  test.each<[claim: string, access: Access, reason: RegExp | undefined]>([
    ['a get of pods', pods, undefined],
    ['a path', {kind: 'url', verb: 'get', path: '/healthz'}, undefined],
    ['a star inside a path', {kind: 'url', verb: 'get', path: '/a*b'}, undefined],
    ['a path that ends in a star', {kind: 'url', verb: 'get', path: '/api/*'}, /every path below/],
    ['a method *', {kind: 'url', verb: '*', path: '/'}, /every verb/],
    ['no verb', {...pods, verb: ''}, /no verb/],
    ['a resource *', {...pods, resource: '*'}, /all of them/],
    ['a subresource of *', {...pods, resource: '*/scale'}, /all of them/],
    ['a subresource *', {...pods, resource: 'pods/*'}, /all of them/],
    ['a group *', {...pods, apiGroup: '*'}, /all of them/],
    ['a name *, which is only a name', {...pods, name: '*'}, undefined],
    ['a namespace that cannot be', {...pods, namespace: 'Prod\nkind: x'}, /cannot exist/],
    ['no resource', {...pods, resource: ''}, /no resource/],
    ['half a character', {...pods, name: '\ud800'}, /no Unicode/],
  ])('%s', (_, access, reason) => {
    if (reason === undefined) expect(inexpressible(access)).toBeUndefined();
    else expect(inexpressible(access)).toMatch(reason);
  });
});

test('a name and a namespace are limits', () => {
  const covers = (granted: Access, asked: Access) => mayDo([granted])(asked);
  const named = {...pods, name: 'x'};
  expect(covers(pods, named)).toBe(true);
  expect(covers(named, pods)).toBe(false);
  expect(covers({...pods, namespace: ''}, pods)).toBe(true);
  expect(covers({...named, namespace: ''}, named)).toBe(true);
  expect(covers({...pods, namespace: ''}, named)).toBe(true);
  expect(covers(pods, {...pods, namespace: ''})).toBe(false);
  expect(covers({...pods, verb: 'list'}, pods)).toBe(false);
  expect(covers(pods, {kind: 'url', verb: 'get', path: '/'})).toBe(false);
  expect(covers({kind: 'url', verb: 'get', path: '/'}, {kind: 'url', verb: 'get', path: '/'})).toBe(true);
});

test('accesses that differ have keys that differ, however their words are cut', () => {
  const cut = (verb: string, apiGroup: string, resource: string, namespace: string, name: string): Access => ({
    ...{kind: 'resource', verb, apiGroup, resource, namespace, name},
  });
  const all = [
    cut('get', 'a', 'b', 'c', 'd'),
    cut('geta', '', 'b', 'c', 'd'),
    cut('get', 'ab', '', 'c', 'd'),
    cut('get', 'a', 'bc', '', 'd'),
    cut('get', 'a', 'b', 'cd', ''),
    cut('get', 'a', 'b', 'c', 'd '),
    {kind: 'url', verb: 'get', path: '/x'},
    {kind: 'url', verb: 'get/', path: 'x'},
  ] as const;
  expect(new Set(all.map(keyOf)).size).toBe(all.length);
});

test('verbs stand in the order of their weight, unknown ones last', () => {
  const verbs = ['zap', 'delete', 'bind', 'list', 'create', 'get', 'deletecollection', 'watch', 'patch', 'update'];
  expect(verbs.sort(compareVerbs)).toEqual([
    ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'bind', 'zap'],
  ]);
});

test.each([
  ['a', true],
  ['a-1', true],
  ['', false],
  ['-a', false],
  ['a-', false],
  ['A', false],
  ['a.b', false],
  ['a\n', false],
  ['x'.repeat(63), true],
  ['x'.repeat(64), false],
])('%j is a DNS label: %s', (text, is) => expect(isDnsLabel(text)).toBe(is));
