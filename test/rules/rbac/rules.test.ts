// Grants put together without granting more.
import {describe, expect, test} from 'vitest';
import type {Access} from '../../../src/rules/rbac/access.ts';
import {grantsFor} from '../../../src/rules/rbac/grants.ts';
import {rulesOf, sumOf} from '../../../src/rules/rbac/rules.ts';

const access = (text: string): Access => {
  const [verb = '', apiGroup = '', resource = '', name = ''] = text.split(' ');
  if (apiGroup.startsWith('/')) return {kind: 'url', verb, path: apiGroup};
  return {kind: 'resource', verb, apiGroup: apiGroup === '-' ? '' : apiGroup, resource, name, namespace: 'a'};
};

const rules = (needs: readonly string[]) =>
  rulesOf(grantsFor(needs.map(need => ({access: access(need), evidence: {count: 1}})))).map(({rule}) => rule);

describe('rulesOf', () => {
  test('verbs of one resource, and resources of the same verbs, are one rule', () => {
    expect(rules(['watch - pods', 'list - pods', 'list - services', 'watch - services', 'list - secrets'])).toEqual([
      {apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch']},
      {apiGroups: [''], resources: ['secrets'], verbs: ['list']},
    ]);
  });

  test('names are put together only where their verbs are the same', () => {
    expect(rules(['get - secrets a', 'get - secrets b', 'update - secrets b', 'get - secrets c'])).toEqual([
      {apiGroups: [''], resources: ['secrets'], resourceNames: ['a', 'c'], verbs: ['get']},
      {apiGroups: [''], resources: ['secrets'], resourceNames: ['b'], verbs: ['get', 'update']},
    ]);
  });

  test('a rule has one API group', () => {
    expect(rules(['get - pods x', 'get metrics.k8s.io pods x'])).toEqual([
      {apiGroups: [''], resources: ['pods'], resourceNames: ['x'], verbs: ['get']},
      {apiGroups: ['metrics.k8s.io'], resources: ['pods'], resourceNames: ['x'], verbs: ['get']},
    ]);
  });

  test('URLs stand in rules of their own, at the end', () => {
    expect(rules(['get /version', 'post /x', 'get /api', 'list - pods'])).toEqual([
      {apiGroups: [''], resources: ['pods'], verbs: ['list']},
      {nonResourceURLs: ['/api', '/version'], verbs: ['get']},
      {nonResourceURLs: ['/x'], verbs: ['post']},
    ]);
  });

  test('a request that needs two words of a rule is counted once, with its time', () => {
    const evidence = {count: 2, from: 5, to: 9};
    const seen = [access('get - pods/exec p'), access('create - pods/exec p')].map(one => ({
      access: one,
      evidence,
      reason: 'why',
    }));
    expect(rulesOf(grantsFor(seen)).map(({evidence: sum, reasons}) => [sum, reasons])).toEqual([[evidence, ['why']]]);
  });
});

test('evidence adds up; what has no time changes none', () => {
  expect(sumOf([{count: 1, from: 3, to: 4}, {count: 2}, {count: 4, from: 1, to: 2}])).toEqual({
    count: 7,
    from: 1,
    to: 4,
  });
  expect(sumOf([{count: 2}])).toEqual({count: 2});
});
