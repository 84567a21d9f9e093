import {describe, expect, test} from 'vitest';
import type {Rule} from '../../../src/rules/policy/policy.ts';
import {decidedBy, pathOfTopic, requestFor, topic, verbsDecidedBy} from '../../../src/rules/policy/probe.ts';
import {policyOf, ruleOf} from './generate.ts';

const SECRETS = topic('', 'secrets');
const EXEC = topic('', 'pods', 'exec');
const core = (...resources: string[]) => [{group: '', resources, resourceNames: []}];
const named = (resource: string, ...resourceNames: string[]) => [{group: '', resources: [resource], resourceNames}];

describe('decidedBy', () => {
  test.each<[claim: string, rule: Partial<Rule>, verb: string, does: boolean]>([
    ['a rule for all', {}, 'get', true],
    ['one for the group', {resources: core()}, 'get', true],
    ['one for another verb', {verbs: ['list']}, 'get', false],
    ['one for a user', {users: ['a'], resources: core('secrets')}, 'get', true],
    ['one for a wildcard that nobody is called', {users: ['a*'], resources: core('secrets')}, 'get', false],
    ['one for URLs', {nonResourceURLs: ['*']}, 'get', false],
    ['one for names', {resources: named('secrets', 'a')}, 'get', true],
    ['one for names, of a create', {resources: named('secrets', 'a')}, 'create', false],
    ['one for what is outside of namespaces', {namespaces: ['']}, 'get', false],
    ['one for that, of a list over all', {namespaces: ['']}, 'list', true],
  ])('%s', (_claim, rule, verb, does) => {
    expect(decidedBy(policyOf([ruleOf(rule)]), 0, SECRETS, [verb]) !== undefined).toBe(does);
  });

  test('a rule before it may leave nothing', () => {
    const policy = policyOf([ruleOf({resources: core('secrets'), verbs: ['get']}), ruleOf()]);
    expect(verbsDecidedBy(policy, 1, SECRETS, ['get', 'list'])).toEqual(['list']);
  });

  test('one for all authenticated users leaves nothing for another', () => {
    const policy = policyOf([ruleOf({userGroups: ['system:authenticated']}), ruleOf()]);
    expect(decidedBy(policy, 1, SECRETS, ['get'])).toBeUndefined();
  });

  test('what is in no namespace is not looked for in one', () => {
    const policy = policyOf([ruleOf({namespaces: ['x']})]);
    expect(decidedBy(policy, 0, topic('rbac.authorization.k8s.io', 'clusterroles'), ['create'])).toBeUndefined();
  });
});

test.each<[rule: Partial<Rule>, path: string]>([
  [{}, 'rules[0].level'],
  [{resources: core()}, 'rules[0].resources[0].group'],
  [{resources: [...core('secrets'), ...core('pods/*')]}, 'rules[0].resources[1].resources[0]'],
])('what makes %j take pods/exec is at %s', (rule, path) => {
  expect(pathOfTopic(ruleOf(rule), 'rules[0]', EXEC)).toBe(path);
});

test('a create has no name, that of a subresource has', () => {
  expect(requestFor(SECRETS, 'create').name).toBe('');
  expect(requestFor(EXEC, 'create').name).not.toBe('');
});
