import {describe, expect, test} from 'vitest';
import type {Rule} from '../../../src/rules/policy/policy.ts';
import {validate} from '../../../src/rules/policy/validate.ts';
import {policyOf, ruleOf} from './generate.ts';

const group = (name: string) => ({resources: [{group: name, resources: [], resourceNames: []}]});

const told = (rule: Partial<Rule>, minor?: number) =>
  validate(policyOf([ruleOf(), ruleOf(rule)]), minor).map(({field, message}) => `${field}: ${message}`);

describe('validate', () => {
  test.each<[rule: Partial<Rule>, error: string | undefined]>([
    [{level: '' as 'None'}, 'rules[1].level: Required value'],
    [
      {level: 'none' as 'None'},
      'rules[1].level: Unsupported value: "none": supported values: "None", "Metadata", "Request", "RequestResponse"',
    ],
    [
      {nonResourceURLs: ['']},
      `rules[1].nonResourceURLs[0]: Invalid value: "": non-resource URL rules must begin with a '/' character`,
    ],
    [{nonResourceURLs: ['*', '/a*']}, undefined],
    [
      {nonResourceURLs: ['/a**']},
      `rules[1].nonResourceURLs[0]: Invalid value: "/a**": non-resource URL wildcards '*' must be the final character of the rule`,
    ],
    [
      {omitStages: ['Panic', 'panic' as 'Panic']},
      'rules[1].omitStages[1]: Invalid value: "panic": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic',
    ],
    [group(''), undefined],
    [group('a.b-c.d'), undefined],
    [
      group('Apps'),
      `rules[1].resources.group: Invalid value: "Apps": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
    [
      {namespaces: ['x'], nonResourceURLs: ['/a']},
      'rules[1].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
  ])('%j', (rule, error) => {
    expect(told(rule)).toEqual(error === undefined ? [] : [error]);
  });

  test('a group of more than 253 letters is too long', () => {
    expect(told(group('a'.repeat(254)))).toEqual([expect.stringContaining('must be no more than 253 bytes')]);
  });

  test('both things wrong with a URL are told', () => {
    expect(told({nonResourceURLs: ['a*b']})).toHaveLength(2);
  });

  test('group * is a group since 1.36', () => {
    expect([told(group('*'), 35).length, told(group('*'), 36).length]).toEqual([1, 0]);
  });

  test('stages of the policy come first, and verbs, users and namespaces are not looked at', () => {
    const policy = policyOf([ruleOf({verbs: ['*'], users: [''], namespaces: ['A*']})], {omitStages: ['x' as 'Panic']});
    expect(validate(policy).map(({field}) => field)).toEqual(['omitStages[0]']);
  });
});
