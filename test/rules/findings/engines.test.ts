// What rules ask has to be answered by every engine: their regular expressions are RE2's as well, which look neither ahead nor behind.
import {expect, test} from 'vitest';
import {exprOf} from '../../../src/rules/findings/compile.ts';
import {FINDINGS} from '../../../src/rules/findings/findings.ts';
import {COMPONENTS} from '../../../src/rules/findings/rules/users.ts';
import {toRe2} from '../../../src/source/clickhouse/re2.ts';

/** Sources of all regular expressions in a syntax tree. */
function sources(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'source' in node && typeof node.source === 'string' ? [node.source] : [];
  return [...own, ...Object.values(node).flatMap(sources)];
}

test.each(FINDINGS.map(({id, query}) => [id, query] as const))('%s', (_, query) => {
  for (const source of sources(exprOf(query))) expect(toRe2(source), source).toMatchObject({ok: true});
});

test('some of them have regular expressions', () => {
  expect(FINDINGS.flatMap(({query}) => sources(exprOf(query))).length).toBeGreaterThan(10);
});

test.each([
  ['system:apiserver', true],
  ['system:kube-controller-manager', true],
  ['system:addon-manager', true],
  ['system:aggregator', true],
  ['system:monitoring', true],
  ['system:managed-certificate-controller', true],
  ['system:gke-common-webhooks', true],
  ['system:node:worker-1', true],
  ['system:serviceaccount:kube-system:coredns', true],
  ['system:serviceaccount:openshift-monitoring:prometheus', true],
  ['system:serviceaccount:openshift:x', true],
  ['eks:node-manager', true],
  ['system:anonymous', false],
  ['system:admin', false],
  ['system:masters', false],
  ['system:bootstrap:abcdef', false],
  ['system:serviceaccount:shop:web', false],
  ['system:serviceaccount:openshifty:web', false],
  ['jane', false],
])('%s is a part of Kubernetes: %s', (user, isPart) => {
  expect(new RegExp(COMPONENTS.slice(1, -1), 'i').test(user)).toBe(isPart);
});
