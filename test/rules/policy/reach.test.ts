import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {evaluate, matches} from '../../../src/rules/policy/evaluate.ts';
import {reachOf, requestsOf, takesAll} from '../../../src/rules/policy/reach.ts';
import {anyAttributes, anyPolicy, anyRule, policyOf, ruleOf} from './generate.ts';

describe('reachOf', () => {
  test('no request is decided by a rule that it calls unreachable', () => {
    let unreachable = 0;
    fc.assert(
      fc.property(anyPolicy, fc.array(anyAttributes, {minLength: 30, maxLength: 60}), (policy, requests) => {
        const dead = policy.rules.map((_, i) => !reachOf(policy, i).reached);
        unreachable += dead.filter(isDead => isDead).length;
        const deciding = new Set(requests.map(attributes => evaluate(policy, attributes).ruleIndex));
        expect([...deciding].filter(rule => rule !== null && dead[rule])).toEqual([]);
      }),
      {numRuns: 200},
    );
    expect(unreachable).toBeGreaterThan(10);
  });

  test('the witness of a reachable rule is decided by it', () => {
    fc.assert(
      fc.property(anyPolicy, policy => {
        const wrong = [...policy.rules.keys()].filter(i => {
          const reach = reachOf(policy, i);
          return reach.reached
            ? evaluate(policy, reach.witness!).ruleIndex !== i
            : reach.by.length === 0 || reach.by.some(rule => rule >= i);
        });
        expect(wrong).toEqual([]);
      }),
      {numRuns: 200},
    );
  });

  test('every request of a rule is taken by it', () => {
    fc.assert(
      fc.property(anyRule, rule => {
        expect([...requestsOf(rule)].filter(attributes => !matches(rule, attributes))).toEqual([]);
      }),
      {numRuns: 200},
    );
  });

  const core = (...resources: string[]) => [{group: '', resources, resourceNames: []}];

  test.each<[claim: string, rules: Parameters<typeof ruleOf>[0][], by: number[] | 'reached']>([
    ['after a rule without selectors', [{}, {users: ['a']}], [0]],
    [
      'two rules cover it together',
      [{verbs: ['get']}, {verbs: ['list']}, {verbs: ['list', 'get'], users: ['a']}],
      [0, 1],
    ],
    ['one verb is left', [{verbs: ['get']}, {verbs: ['list', 'get']}], 'reached'],
    [
      'pods/* covers pods and its subresources',
      [{resources: core('pods/*')}, {resources: core('pods', 'pods/log')}],
      [0],
    ],
    ['pods leaves pods/log', [{resources: core('pods')}, {resources: core('pods', 'pods/log')}], 'reached'],
    ['*/status covers every status', [{resources: core('*/status')}, {resources: core('pods/status')}], [0]],
    ['resources and URLs are all', [{resources: [], namespaces: ['']}, {nonResourceURLs: ['*']}, {}], 'reached'],
    [
      'a whole group covers its resources',
      [
        {resources: [{group: 'apps', resources: [], resourceNames: []}]},
        {resources: [{group: 'apps', resources: ['deployments'], resourceNames: ['x']}]},
      ],
      [0],
    ],
    ['a longer prefix is covered', [{nonResourceURLs: ['/api*']}, {nonResourceURLs: ['/apis*', '/api/v1']}], [0]],
    ['a shorter prefix is not', [{nonResourceURLs: ['/apis*']}, {nonResourceURLs: ['/api*']}], 'reached'],
    [
      'names are of their own',
      [{resources: [{group: '', resources: ['secrets'], resourceNames: ['a']}]}, {resources: core('secrets')}],
      'reached',
    ],
    ['one group of several is enough', [{userGroups: ['a', 'b']}, {userGroups: ['b']}], [0]],
    ['a user may be in one group only', [{userGroups: ['a']}, {userGroups: ['a', 'b']}], 'reached'],
    ['users and groups must both be covered', [{users: ['u'], userGroups: ['g']}, {users: ['u']}], 'reached'],
  ])('%s', (_claim, rules, by) => {
    const reach = reachOf(policyOf(rules.map(ruleOf)), rules.length - 1);
    expect(reach.reached ? 'reached' : reach.by).toEqual(by);
  });
});

test.each<[claim: string, rules: Parameters<typeof ruleOf>[0][], does: boolean]>([
  ['a rule without selectors takes all', [{}], true],
  [
    'every resource and every URL are all',
    [{resources: [{group: '*', resources: [], resourceNames: []}]}, {nonResourceURLs: ['*']}],
    true,
  ],
  [
    'every resource of a group is not',
    [{resources: [{group: '', resources: [], resourceNames: []}]}, {nonResourceURLs: ['*']}],
    false,
  ],
  ['every authenticated user is not', [{userGroups: ['system:authenticated']}], false],
])('%s', (_claim, rules, does) => {
  expect(takesAll(policyOf(rules.map(ruleOf)))).toBe(does);
});
