// Findings as sentences; what they rest on is tested beside usageOf.
import {expect, test} from 'vitest';
import type {FileRule, Word} from '../../../src/rules/rbac/roles-file.ts';
import {untoldVerbs, unusedFindings} from '../../../src/rules/rbac/unused-findings.ts';

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

const unusedRule = (one: FileRule) =>
  unusedFindings([
    {
      role,
      rules: [
        {
          rule: one,
          requests: 0,
          verbs: [],
          apiGroups: [],
          resources: [],
          resourceNames: [],
          nonResourceURLs: [],
          pairs: [],
          wildcards: [],
        },
      ],
    },
  ]).map(({message}) => message);

test('whom somebody may act as is judged where a column tells it', () => {
  expect(untoldVerbs(rule(['impersonate'], ['users', 'serviceaccounts']))).toEqual([]);
  expect(untoldVerbs(rule(['impersonate'], ['users', 'groups']))).toEqual(['impersonate']);
  expect(unusedRule(rule(['impersonate'], ['users']))).toEqual(['never used: impersonate on users']);
});

test('a long rule is told in short', () => {
  const resources = Array.from({length: 20}, (_, i) => `r${i}`);
  expect(unusedRule(rule(['get'], resources))).toEqual([
    'never used: get on r0, r1, r2, r3, r4, r5, r6, r7 and 12 more',
  ]);
});

test('verbs that no column tells are named, and alone make no finding', () => {
  const special = rule(['bind', 'escalate', 'impersonate', 'impersonate-on:user-info:list', 'use', 'get'], ['x']);
  expect(untoldVerbs(special)).toEqual(['bind', 'escalate', 'impersonate', 'impersonate-on:user-info:list', 'use']);
  expect(unusedRule(rule(['bind', 'use'], ['x']))).toEqual([]);
  expect(unusedRule(special)).toHaveLength(1);
});
