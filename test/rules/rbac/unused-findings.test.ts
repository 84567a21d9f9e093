// Findings as sentences; what they rest on is tested beside usageOf.
import {expect, test} from 'vitest';
import type {FileRule, Word} from '../../../src/rules/rbac/roles-file.ts';
import {NOTHING_READ, type ReadBesides} from '../../../src/rules/rbac/unused-besides.ts';
import {untoldOf, unusedFindings} from '../../../src/rules/rbac/unused-findings.ts';

const at = {line: 1, column: 1, offset: 0, length: 1};
const words = (...texts: readonly string[]): readonly Word[] => texts.map(text => ({text, at}));
const rule = (verbs: readonly string[], resources: readonly string[]): FileRule => ({
  at,
  verbs: words(...verbs),
  apiGroups: words(''),
  resources: words(...resources),
  resourceNames: [],
  nonResourceURLs: [],
});
const role = {kind: 'ClusterRole', name: 'r', namespace: '', at, rules: []} as const;

/** @param used words with requests */
const unusedRule = (one: FileRule, untold: ReadBesides['untold'] = NOTHING_READ.untold, used: readonly string[] = []) =>
  unusedFindings(
    [
      {
        role,
        rules: [
          {
            rule: one,
            requests: used.length,
            verbs: one.verbs.map(word => ({...word, requests: used.includes(word.text) ? 1 : 0})),
            apiGroups: one.apiGroups.map(word => ({...word, requests: used.length})),
            resources: one.resources.map(word => ({...word, requests: used.includes(word.text) ? 1 : 0})),
            resourceNames: [],
            nonResourceURLs: [],
            pairs: [],
            wildcards: [],
          },
        ],
      },
    ],
    {...NOTHING_READ, untold},
  ).map(({message}) => message);

test('whom somebody may act as is judged', () => {
  expect(untoldOf(rule(['impersonate'], ['users', 'groups']), NOTHING_READ.untold)).toEqual([]);
  expect(unusedRule(rule(['impersonate'], ['groups']))).toEqual(['never used: impersonate on groups']);
});

test('a long rule is told in short', () => {
  const resources = Array.from({length: 20}, (_, i) => `r${i}`);
  expect(unusedRule(rule(['get'], resources))).toEqual([
    'never used: get on r0, r1, r2, r3, r4, r5, r6, r7 and 12 more',
  ]);
});

test('verbs of which the log does not tell are named, and alone make no finding', () => {
  const untold = new Map([
    ['bind', 3],
    ['impersonate', 1],
  ] as const);
  const special = rule(['bind', 'escalate', 'impersonate', 'impersonate-on:user-info:list', 'use', 'get'], ['x']);
  expect(untoldOf(special, untold)).toEqual([
    'whether bind was used is not told: of 3 requests that may have needed it there is no body',
    'whether impersonate, impersonate-on:user-info:list was used is not told: of 1 request that may have needed it there is no body',
    'whether use was used is not told: the API server asks for it when it admits a pod, and the log does not say for whom',
  ]);
  expect(unusedRule(rule(['bind', 'use'], ['x']), untold)).toEqual([]);
  expect(unusedRule(rule(['bind'], ['x']))).toEqual(['never used: bind on x']);
  // Nothing is said of what they may have been used on.
  expect(unusedRule(special, untold)).toEqual(['verb "escalate" was never used', 'verb "get" was never used']);
});

test('beside a verb of which the log does not tell, words are unused with the others only', () => {
  const mixed = rule(['bind', 'get', 'list'], ['roles', 'clusterroles']);
  const untold = new Map([['bind', 3]] as const);
  expect(unusedRule(mixed, untold, ['get', 'clusterroles'])).toEqual([
    'verb "list" was never used',
    'resource "roles" was never used with get, list',
  ]);
  expect(unusedRule(mixed, NOTHING_READ.untold, ['get', 'clusterroles'])).toEqual([
    'verb "bind" was never used',
    'verb "list" was never used',
    'resource "roles" was never used',
  ]);
});

test('a verb * holds what is asked for besides, on what that is asked for', () => {
  const untold = new Map([
    ['bind', 3],
    ['impersonate', 1],
  ] as const);
  const wild = (apiGroup: string, resource: string): FileRule => ({
    ...rule(['*'], [resource]),
    apiGroups: words(apiGroup),
  });
  const bind = 'whether bind was used is not told: of 3 requests that may have needed it there is no body';
  const act = 'whether impersonate was used is not told: of 1 request that may have needed it there is no body';
  expect(untoldOf(wild('rbac.authorization.k8s.io', 'roles'), untold)).toEqual([bind]);
  expect(untoldOf(wild('*', '*'), untold)).toEqual([bind, act]);
  expect(untoldOf(wild('', 'serviceaccounts'), untold)).toEqual([act]);
  expect(untoldOf(wild('', 'pods'), untold)).toEqual([]);
});
