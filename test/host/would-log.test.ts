import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Stage} from '../../src/audit/event.ts';
import {type Known, knownOf, logsSome, outlook, outlookText, ruleHolds} from '../../src/host/would-log.ts';
import {parse} from '../../src/query/parse.ts';
import type {Attributes} from '../../src/rules/policy/attributes.ts';
import {evaluate, matches} from '../../src/rules/policy/evaluate.ts';
import type {Policy, Rule} from '../../src/rules/policy/policy.ts';

const AT = {line: 1, column: 1, offset: 0, length: 0};
const rule = (change: Partial<Rule> = {}): Rule => ({
  level: 'Metadata',
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
  at: AT,
  ...change,
});
const pods = {group: '', resources: ['pods'], resourceNames: []};

const known = (query: string): Known => {
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(query);
  return knownOf(parsed.expr);
};

describe('a rule holds', () => {
  test.each<[query: string, rule: Rule, holds: 'yes' | 'maybe' | 'no']>([
    ['verb:delete resource:pods', rule(), 'yes'],
    ['verb:delete', rule({verbs: ['delete']}), 'yes'],
    ['verb:delete,get', rule({verbs: ['delete']}), 'maybe'],
    ['verb:get', rule({verbs: ['delete']}), 'no'],
    ['resource:pods', rule({verbs: ['delete']}), 'maybe'],
    ['resource:pods', rule({resources: [pods]}), 'yes'],
    ['resource:pods', rule({resources: [{...pods, group: 'apps'}]}), 'no'],
    ['resource:deployments', rule({resources: [{group: 'apps', resources: [], resourceNames: []}]}), 'yes'],
    ['resource:widgets', rule({resources: [{group: 'example.com', resources: [], resourceNames: []}]}), 'maybe'],
    ['resource:pods sub:log', rule({resources: [pods]}), 'no'],
    ['verb:get resource:pods name:a', rule({resources: [{...pods, resourceNames: ['a']}]}), 'yes'],
    // A create has no name yet.
    ['verb:create resource:pods name:a', rule({resources: [{...pods, resourceNames: ['a']}]}), 'no'],
    ['resource:pods ns:a', rule({namespaces: ['b']}), 'no'],
    ['resource:pods', rule({namespaces: ['b']}), 'maybe'],
    ['user:alice', rule({users: ['alice']}), 'yes'],
    ['user:alice', rule({userGroups: ['system:authenticated']}), 'yes'],
    ['user:alice', rule({userGroups: ['dev']}), 'maybe'],
    ['group:dev', rule({userGroups: ['dev']}), 'yes'],
    ['group:ops', rule({userGroups: ['dev']}), 'maybe'],
    // Who fails to authenticate is nobody.
    ['code:401 resource:pods', rule({users: ['alice']}), 'no'],
    ['code:401 resource:pods', rule({userGroups: ['system:unauthenticated']}), 'no'],
    ['code:401,403 resource:pods', rule({users: ['alice']}), 'maybe'],
    ['code:401 resource:pods', rule(), 'yes'],
    ['path:/healthz', rule({nonResourceURLs: ['/health*']}), 'yes'],
    ['resource:pods', rule({nonResourceURLs: ['*']}), 'no'],
    ['path:/healthz', rule({resources: [pods]}), 'no'],
    ['verb:get', rule({nonResourceURLs: ['*']}), 'maybe'],
    // Patterns and what is not a request's own say nothing.
    ['verb:del* code:403', rule({verbs: ['delete']}), 'maybe'],
    ['-verb:delete', rule({verbs: ['delete']}), 'maybe'],
  ])('for %s: %#', (query, one, holds) => {
    expect(ruleHolds(one, known(query))).toBe(holds);
  });
});

test.each<[claim: string, query: string, omitStages: Stage[], logs: boolean]>([
  ['failed logins are lost without ResponseStarted', 'code:401', ['ResponseStarted'], false],
  ['and are not without RequestReceived', 'code:401', ['RequestReceived'], true],
  ['a refusal has another stage', 'code:403', ['ResponseStarted'], true],
  ['a stage that is left out is lost', 'verb:get stage:RequestReceived', ['RequestReceived'], false],
  ['one of two is not', 'verb:get stage:RequestReceived,Panic', ['RequestReceived'], true],
])('%s', (_claim, query, omitStages, logs) => {
  const look = outlook({rules: [rule()], omitStages, omitManagedFields: false}, known(query));
  expect(logsSome(look)).toBe(logs);
  expect(outlookText(look, () => 'rule 1').includes('such an event has no other stage')).toBe(!logs);
});

const word = (...words: string[]) => fc.constantFrom(...words);
const list = (...words: string[]) => fc.uniqueArray(word(...words), {maxLength: 2});
const anyRule = fc
  .record({
    level: fc.constantFrom('None', 'Metadata', 'Request') as fc.Arbitrary<Rule['level']>,
    users: list('alice', 'bob'),
    userGroups: list('dev', 'system:authenticated'),
    verbs: list('get', 'delete', 'create'),
    namespaces: list('a', 'b', ''),
    resources: fc.array(
      fc.record({
        group: word('', 'apps', '*'),
        resources: list('pods', 'pods/*', '*', 'deployments', 'pods/log'),
        resourceNames: list('x'),
      }),
      {maxLength: 2},
    ),
  })
  .map(parts => rule(parts));
const anyAttributes: fc.Arbitrary<Attributes> = fc
  .record({
    verb: word('get', 'delete', 'create'),
    target: fc.constantFrom(
      ['', 'pods', ''] as const,
      ['', 'pods', 'log'] as const,
      ['apps', 'deployments', ''] as const,
    ),
    namespace: word('a', 'b', 'c'),
    name: word('x', 'y'),
    user: word('alice', 'carol'),
    groups: fc.subarray(['dev']),
  })
  .map(({verb, target: [apiGroup, resource, subresource], namespace, name, user, groups}) => ({
    isResourceRequest: true,
    verb,
    apiGroup,
    apiVersion: 'v1',
    namespace,
    resource,
    subresource,
    name: verb === 'create' && subresource === '' ? '' : name,
    path: '/x',
    user: {name: user, groups: [...groups, 'system:authenticated']},
  }));

/** What a query may say of a request: any part of it. */
const knownParts = (attributes: Attributes, keys: readonly (keyof Known)[]): Known => {
  const {verb, user, resource, subresource, apiGroup, namespace, name} = attributes;
  const all: Known = {
    verb: [verb],
    user: [user!.name],
    resource: [resource],
    apiGroup: [apiGroup],
    namespace: [namespace],
    name: [name],
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key as keyof Known)));
  // Without sub: a query is about the resource itself.
  return {...kept, subresource: [subresource]};
};
const anyKeys = fc.subarray<keyof Known>(['verb', 'user', 'resource', 'apiGroup', 'namespace', 'name']);

test('yes and no are never wrong about a request that the query describes', () => {
  fc.assert(
    fc.property(anyRule, anyAttributes, anyKeys, (one, attributes, keys) => {
      const holds = ruleHolds(one, knownParts(attributes, keys));
      if (holds !== 'maybe') expect(matches(one, attributes)).toBe(holds === 'yes');
    }),
    {numRuns: 2000},
  );
});

test('the rule that decides is among those that are told', () => {
  fc.assert(
    fc.property(fc.array(anyRule, {maxLength: 4}), anyAttributes, anyKeys, (rules, attributes, keys) => {
      const policy: Policy = {rules, omitStages: [], omitManagedFields: false};
      const {may, rest} = outlook(policy, knownParts(attributes, keys));
      const {ruleIndex} = evaluate(policy, attributes);
      expect([...may.map(one => one.ruleIndex), rest.ruleIndex]).toContain(ruleIndex);
    }),
    {numRuns: 2000},
  );
});
