import {describe, expect, test} from 'vitest';
import {parse} from '../../../src/query/parse.ts';
import {parseRequest} from '../../../src/rules/policy/attributes.ts';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {evaluate} from '../../../src/rules/policy/evaluate.ts';
import {onlyPolicy, onlyRule} from '../../../src/rules/policy/init-only.ts';
import {policyYaml} from '../../../src/rules/policy/profiles-print.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';

function made(query: string, level: 'Metadata' | 'RequestResponse' = 'RequestResponse') {
  const parsed = parse(query, {now: Date.UTC(2026, 10, 20) * 1000, zone: 'utc'});
  if (!parsed.ok) throw new Error(parsed.error.message);
  return onlyRule(parsed.expr, level);
}

function policyFor(query: string) {
  const result = made(query);
  if (!result.ok) throw new Error(result.message);
  return policyYaml(onlyPolicy(query, result.rule, []));
}

const ONE_POD = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';

describe('only the deletions of one pod', () => {
  const text = policyFor(ONE_POD);
  const {policy} = readPolicy(text, {file: 'p'});

  test.each<[request: string, level: string]>([
    ['user=alice DELETE /api/v1/namespaces/prod-namespace/pods/webapp-pod', 'RequestResponse'],
    ['user=alice DELETE /api/v1/namespaces/prod-namespace/pods/other', 'None'],
    ['user=alice DELETE /api/v1/namespaces/other/pods/webapp-pod', 'None'],
    ['user=alice DELETE /api/v1/namespaces/prod-namespace/pods', 'None'],
    ['user=alice GET /api/v1/namespaces/prod-namespace/pods/webapp-pod', 'None'],
    ['user=alice POST /api/v1/namespaces/prod-namespace/pods/webapp-pod/eviction', 'None'],
    ['GET /healthz', 'None'],
  ])('%s: %s', (request, level) => {
    const parsed = parseRequest(request);
    expect(parsed.ok && evaluate(policy!, parsed.attributes).level).toBe(level);
  });

  test('what it does not take is said', () => {
    expect(text).toContain('# Not taken: a deletecollection');
    expect(text).toContain('pods/eviction');
  });

  test('has no errors and no warnings', () => {
    const findings = checkPolicy(text, {file: 'p'}).flatMap(checked => checked.findings);
    expect(findings.filter(({severity}) => severity !== 'info')).toEqual([]);
  });
});

test.each<[query: string, expected: object]>([
  ['resource:deployments', {resources: [{group: 'apps', resources: ['deployments']}]}],
  [
    'resource:events',
    {
      resources: [
        {group: '', resources: ['events']},
        {group: 'events.k8s.io', resources: ['events']},
      ],
    },
  ],
  [
    'resource:pods,deployments',
    {
      resources: [
        {group: '', resources: ['pods']},
        {group: 'apps', resources: ['deployments']},
      ],
    },
  ],
  ['resource:pods/exec', {resources: [{group: '', resources: ['pods/exec']}]}],
  [
    'resource:pods/exec,secrets,deployments/scale',
    {
      resources: [
        {group: '', resources: ['pods/exec', 'secrets']},
        {group: 'apps', resources: ['deployments/scale']},
      ],
    },
  ],
  ['resource:pods sub:exec,attach', {resources: [{group: '', resources: ['pods/exec', 'pods/attach']}]}],
  ['resource:pods/log', {resources: [{group: '', resources: ['pods/log']}]}],
  ['resource:widgets apigroup:example.com', {resources: [{group: 'example.com', resources: ['widgets']}]}],
  ['apigroup:apps', {resources: [{group: 'apps'}]}],
  ['path:/healthz*,/version', {nonResourceURLs: ['/healthz*', '/version']}],
  ['user:alice,bob group:dev', {users: ['alice', 'bob'], userGroups: ['dev']}],
  ['ns:""', {namespaces: ['']}],
])('%s', (query, expected) => {
  expect(made(query)).toMatchObject({ok: true, rule: {level: 'RequestResponse', ...expected}});
});

test.each<[query: string, reason: RegExp]>([
  ['', /The query is empty/],
  ['code:403', /before the request is handled/],
  ['-verb:get', /no "not"/],
  ['verb:get OR user:alice', /no "or" between different fields/],
  ['user:system:*', /no patterns/],
  ['path:/a*b', /at the end of a path only/],
  ['ip:10.0.0.1', /where a request comes from/],
  ['as:alice', /never at whom they act as/],
  ['stage:Panic', /omitStages/],
  ['requestObject.spec.replicas:3', /cannot look into bodies/],
  ['webapp', /cannot search for text/],
  ['/regex/', /no regular expressions/],
  ['user:/x/', /no regular expressions/],
  ['since:15m', /knows no time/],
  ['took:>1s', /before the request is handled/],
  ['has:user', /compares nothing/],
  ['name:x', /add resource:/],
  ['resource:pod', /did you mean pods\?/],
  ['resource:widgets', /add apigroup:/],
  ['verb:create resource:pods name:x', /A create has no name/],
  ['verb:deletecollection resource:pods name:x', /has no name/],
  ['resource:pods path:/healthz', /for resources or for paths/],
  ['path:healthz', /begins with \//],
  ['verb:get verb:list', /there twice/],
  ['user:""', /has no value/],
])('%s is refused', (query, reason) => {
  const result = made(query);
  expect(result.ok).toBe(false);
  expect(result.ok ? '' : result.message).toMatch(reason);
});
