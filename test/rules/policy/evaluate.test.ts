import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  evaluate,
  firstFailedCondition,
  matches,
  matchesPath,
  matchesResource,
  unionStages,
} from '../../../src/rules/policy/evaluate.ts';
import type {GroupResources} from '../../../src/rules/policy/policy.ts';
import {ALICE_GETS_SECRET, anyAttributes, anyPolicy, anyRule, policyOf, ruleOf} from './generate.ts';

describe('a rule and a request', () => {
  test('firstFailedCondition agrees with matches on any rule and request', () => {
    fc.assert(
      fc.property(anyRule, anyAttributes, (rule, attributes) => {
        expect(firstFailedCondition(rule, attributes) === undefined).toBe(matches(rule, attributes));
      }),
      {numRuns: 500},
    );
  });

  test('the rule that decides is the first without a failed condition', () => {
    fc.assert(
      fc.property(anyPolicy, anyAttributes, (policy, attributes) => {
        const first = policy.rules.findIndex(rule => firstFailedCondition(rule, attributes) === undefined);
        const {ruleIndex, level} = evaluate(policy, attributes);
        expect(ruleIndex ?? -1).toBe(first);
        expect(level).toBe(policy.rules[first]?.level ?? 'None');
      }),
    );
  });

  const core = (resources: string[], resourceNames: string[] = []): GroupResources => ({
    group: '',
    resources,
    resourceNames,
  });

  test.each<
    [claim: string, rule: Parameters<typeof ruleOf>[0], condition: string | undefined, wanted: string[], got: string[]]
  >([
    ['no selector takes all', {}, undefined, [], []],
    ['another user', {users: ['bob']}, 'users', ['bob'], ['alice']],
    ['a group that she is not in', {userGroups: ['ops']}, 'userGroups', ['ops'], ['dev', 'system:authenticated']],
    ['another verb', {verbs: ['list', 'watch']}, 'verbs', ['list', 'watch'], ['get']],
    ['another namespace', {namespaces: ['', 'y']}, 'namespaces', ['', 'y'], ['x']],
    ['another resource', {resources: [core(['pods', 'pods/log'])]}, 'resources', ['pods', 'pods/log'], ['secrets']],
    [
      'the same resource of another group',
      {resources: [{group: 'apps', resources: ['secrets'], resourceNames: []}]},
      'resources',
      ['secrets.apps'],
      ['secrets'],
    ],
    ['another name', {resources: [core(['secrets'], ['other'])]}, 'resourceNames', ['other'], ['db']],
    [
      'a rule for URLs',
      {nonResourceURLs: ['/api*']},
      'resourceRequest',
      ['a request for no resource'],
      ['/api/v1/namespaces/x/secrets/db'],
    ],
    ['users come before verbs', {users: ['bob'], verbs: ['list']}, 'users', ['bob'], ['alice']],
  ])('%s', (_claim, rule, condition, wanted, got) => {
    const failed = firstFailedCondition(ruleOf(rule), ALICE_GETS_SECRET);
    expect(failed).toEqual(condition === undefined ? undefined : {condition, wanted, got});
  });

  test('nobody, who failed to authenticate, is in no list of users or groups', () => {
    const {user: _user, ...nobody} = ALICE_GETS_SECRET;
    expect(firstFailedCondition(ruleOf({users: ['']}), nobody)).toEqual({condition: 'users', wanted: [''], got: []});
    expect(firstFailedCondition(ruleOf({userGroups: ['']}), nobody)).toMatchObject({condition: 'userGroups', got: []});
    expect(firstFailedCondition(ruleOf({verbs: ['get']}), nobody)).toBeUndefined();
  });
});

test.each<[entry: string, resource: string, subresource: string, does: boolean]>([
  ['pods', 'pods', '', true],
  ['pods', 'pods', 'log', false],
  ['pods/log', 'pods', 'log', true],
  ['pods/log', 'pods', '', false],
  ['pods/*', 'pods', 'log', true],
  ['pods/*', 'pods', '', true],
  ['*/log', 'pods', 'log', true],
  ['*/log', 'log', '', false],
  ['*', 'pods', 'log', true],
  ['*/*', 'pods', 'log', false],
  ['po*', 'pods', '', false],
])('the resource %s takes %s with %j: %s', (entry, resource, subresource, does) => {
  expect(matchesResource(entry, resource, subresource)).toBe(does);
});

test.each<[entry: string, path: string, does: boolean]>([
  ['*', '/anything', true],
  ['/version', '/version', true],
  ['/version', '/version/', false],
  ['/healthz*', '/healthz', true],
  ['/healthz*', '/healthz-of-mine', true],
  ['/healthz/*', '/healthz', false],
  ['/api**', '/apis', true],
])('the URL %s takes %s: %s', (entry, path, does) => {
  expect(matchesPath(entry, path)).toBe(does);
});

test('stages of policy and rule are united, in the order of a request', () => {
  expect(unionStages(['Panic', 'RequestReceived'], ['ResponseStarted', 'Panic'])).toEqual([
    'RequestReceived',
    'ResponseStarted',
    'Panic',
  ]);
});

test('omitManagedFields of the rule counts, and that of the policy where the rule says nothing', () => {
  const decide = (ofPolicy: boolean, ofRule?: boolean) =>
    evaluate(
      policyOf([ruleOf(ofRule === undefined ? {} : {omitManagedFields: ofRule})], {omitManagedFields: ofPolicy}),
      ALICE_GETS_SECRET,
    ).omitManagedFields;
  expect([decide(true), decide(true, false), decide(false, true), decide(false)]).toEqual([true, false, true, false]);
});
