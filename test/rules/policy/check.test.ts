import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {sampleText} from '../../../src/rules/policy/checks/check.ts';

/** What every short policy is told, and is not what the rows are about. */
const ALWAYS = ['rbac-without-bodies', 'rbac-not-logged', 'no-catch-all'];

const findingsOf = (rules: string, version?: string) =>
  checkPolicy(sampleText(rules), {file: 'p.yaml', ...(version === undefined ? {} : {version})}).flatMap(
    ({findings}) => findings,
  );

/** `check [token]` of each finding. */
const told = (rules: string, version?: string) =>
  findingsOf(rules, version)
    .filter(({check}) => !ALWAYS.includes(check))
    .map(({check, at}) => `${check} [${sampleText(rules).slice(at.offset, at.offset + at.length)}]`);

const REST = '\n- level: Metadata';

describe('secrets and ways in', () => {
  test.each<[claim: string, rules: string, findings: string[]]>([
    ['a None rule for one user hides nothing from us', `- level: None\n  users: ["system:apiserver"]${REST}`, []],
    [
      'one for the administrator does',
      `- level: None\n  users: ["system:apiserver", "kubernetes-admin"]${REST}`,
      ['hides-secrets [None]', 'hides-exec [None]'],
    ],
    [
      'one for whoever has no name does',
      `- level: None\n  userGroups: ["system:unauthenticated"]\n  verbs: ["get"]${REST}`,
      ['hides-secrets [None]', 'hides-exec [None]'],
    ],
    ['but not for probes', `- level: None\n  users: ["system:anonymous"]\n  nonResourceURLs: ["/healthz*"]${REST}`, []],
    ['nor one for nodes', `- level: None\n  userGroups: ["system:nodes"]\n  verbs: ["get"]${REST}`, []],
    [
      'one for all service accounts does',
      `- level: None\n  userGroups: ["system:serviceaccounts"]\n  verbs: ["get"]${REST}`,
      ['hides-secrets [None]', 'hides-exec [None]'],
    ],
    [
      'one for a namespace does',
      `- level: None\n  namespaces: ["kube-system"]${REST}`,
      ['hides-secrets [None]', 'hides-exec [None]'],
    ],
    [
      'not what an earlier rule logs',
      `- level: Metadata\n  resources: [{group: "", resources: ["secrets", "pods/*"]}]\n- level: None\n  namespaces: ["kube-system"]${REST}`,
      [],
    ],
    [
      'nor events and leases',
      `- level: None\n  resources: [{group: "", resources: ["events"]}, {group: coordination.k8s.io}]${REST}`,
      [],
    ],
    [
      'a whole group has secrets in it',
      `- level: None\n  verbs: ["watch"]\n  resources: [{group: ""}]${REST}`,
      ['hides-secrets [""]'],
    ],
    [
      'dropped reads drop kubectl exec',
      `- level: Metadata\n  resources: [{group: "", resources: ["secrets"]}]\n- level: None\n  verbs: ["get"]\n  resources: [{group: "", resources: ["pods", "pods/exec"]}]${REST}`,
      ['hides-exec ["pods/exec"]'],
    ],
    [
      'Request leaks what is written',
      `- level: Request\n  verbs: ["patch"]\n  resources: [{group: "", resources: ["configmaps", "secrets"]}]${REST}`,
      ['secret-bodies ["secrets"]'],
    ],
    [
      'but not what is read',
      `- level: Request\n  verbs: ["get", "list"]\n  resources: [{group: "", resources: ["secrets"]}]${REST}`,
      [],
    ],
    [
      'RequestResponse leaks what is read',
      `- level: RequestResponse\n  verbs: ["list"]\n  resources: [{group: "", resources: ["secrets"]}]${REST}`,
      ['secret-bodies ["secrets"]'],
    ],
    [
      'a deletion leaks nothing',
      `- level: RequestResponse\n  verbs: ["delete"]\n  resources: [{group: "", resources: ["secrets"]}]${REST}`,
      [],
    ],
    [
      'everything at RequestResponse',
      '- level: RequestResponse',
      ['secret-bodies [RequestResponse]', 'token-bodies [RequestResponse]', 'token-bodies [RequestResponse]'],
    ],
    [
      'of one person too',
      `- level: Request\n  users: ["alice"]\n  namespaces: ["x"]${REST}`,
      ['secret-bodies [Request]'],
    ],
    [
      'not after a rule for secrets',
      `- level: Metadata\n  resources: [{group: "", resources: ["secrets", "serviceaccounts/token"]}, {group: authentication.k8s.io}]\n- level: RequestResponse`,
      [],
    ],
    [
      'not after a rule of these secrets by name only',
      `- level: Metadata\n  resources: [{group: "", resources: ["secrets"], resourceNames: ["a"]}]\n- level: Request\n  resources: [{group: "", resources: ["secrets"]}]${REST}`,
      ['secret-bodies ["secrets"]'],
    ],
  ])('%s', (_claim, rules, findings) => {
    expect(told(rules)).toEqual(findings);
  });
});

test.each<[rules: string, messages: string[]]>([
  [
    '- level: None\n  namespaces: ["x", "y"]',
    [
      'No request for secrets by anyone in x and y is logged.',
      'No request for pods/exec, pods/attach or pods/portforward by anyone in x and y is logged.',
    ],
  ],
  [
    '- level: None\n  verbs: ["list", "watch"]\n  userGroups: ["system:serviceaccounts"]',
    ['No list or watch of secrets by system:serviceaccounts is logged.'],
  ],
])('what is hidden by %j is told', (rules, messages) => {
  const found = findingsOf(`${rules}${REST}`).filter(({check}) => check.startsWith('hides-'));
  expect(found.map(({message}) => message)).toEqual(messages);
});

describe('what a rule for a resource does not take', () => {
  const infos = (rules: string, id: string) =>
    findingsOf(rules)
      .filter(({check}) => check === id)
      .map(({severity, message}) => `${severity}: ${message}`);
  const aws = '{group: "", resources: ["configmaps"], resourceNames: ["aws-auth"]}';

  test.each<[claim: string, rules: string, id: string, messages: (string | RegExp)[]]>([
    [
      'pods at a higher level than pods/exec',
      `- level: Request\n  resources: [{group: "", resources: ["pods"]}]${REST}`,
      'without-subresources',
      [/^info: pods does not take pods\/exec, .*; they are logged at a lower level\.$/],
    ],
    [
      'unless the policy names one of them somewhere',
      `- level: Request\n  resources: [{group: "", resources: ["pods"]}]\n- level: Metadata\n  resources: [{group: "", resources: ["pods/log"]}]${REST}`,
      'without-subresources',
      [],
    ],
    [
      'scaling that nobody logs',
      '- level: Request\n  resources: [{group: apps, resources: ["deployments"]}]',
      'without-subresources',
      ['warning: deployments does not take deployments/scale, and no other rule logs them.'],
    ],
    [
      'approvals of certificates',
      '- level: Request\n  verbs: ["update"]\n  resources: [{group: certificates.k8s.io, resources: ["certificatesigningrequests"]}]',
      'without-subresources',
      [
        'warning: certificatesigningrequests does not take certificatesigningrequests/approval, and no other rule logs them.',
      ],
    ],
    [
      'the creation of what is named',
      `- level: RequestResponse\n  resources: [${aws}]${REST}`,
      'name-on-create',
      ['info: The creation of aws-auth is not taken, and logged at a lower level.'],
    ],
    [
      'not where creations are logged alike',
      `- level: RequestResponse\n  resources: [${aws}]\n- level: RequestResponse\n  verbs: ["create"]\n  resources: [{group: "", resources: ["configmaps"]}]${REST}`,
      'name-on-create',
      [],
    ],
    ['not of a rule that drops', `- level: None\n  resources: [${aws}]${REST}`, 'name-on-create', []],
  ])('%s', (_claim, rules, id, messages) => {
    expect(infos(rules, id)).toEqual(
      messages.map(message => (typeof message === 'string' ? message : expect.stringMatching(message))),
    );
  });
});

describe('rules without effect', () => {
  const message = (rules: string, check: string) =>
    findingsOf(rules)
      .filter(f => f.check === check)
      .map(f => `${f.severity}: ${f.message}`);

  test('a dead rule names the one that takes everything', () => {
    expect(message('- level: Metadata\n- level: Request\n  resources: [{group: apps}]', 'dead-rule')).toEqual([
      'warning: rules[0] (line 4) has no selectors and takes every request, so this rule never decides.',
    ]);
  });

  test('a shadowed rule names all that shadow it', () => {
    const rules =
      '- level: Metadata\n  verbs: ["get"]\n- level: None\n  users: ["x"]\n- level: Request\n  verbs: ["list"]\n- level: None\n  verbs: ["get", "list"]\n  users: ["y"]\n- level: Metadata';
    expect(message(rules, 'shadowed-rule')).toEqual([
      'warning: rules[0] (line 4) and rules[2] (line 8) together take all that this rule selects, so it never decides.',
    ]);
  });

  test('one that changes nothing is only worth knowing', () => {
    expect(
      message(
        '- level: Metadata\n  verbs: ["get"]\n- level: Metadata\n  verbs: ["get"]\n  users: ["a"]\n- level: Metadata',
        'shadowed-rule',
      ),
    ).toEqual([expect.stringMatching(/^info: rules\[0\]/)]);
  });
});

describe('what is left unlogged', () => {
  const checks = (text: string) =>
    findingsOf(text)
      .filter(f => f.severity !== 'info')
      .map(f => f.check);
  const policy = (rest: string) => `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rest}`;

  test.each<[claim: string, text: string, checks: string[]]>([
    ['a catch-all logs all', '- level: Metadata', []],
    [
      'so do all resources and all URLs',
      '- level: Metadata\n  resources: [{group: "*"}]\n- level: Metadata\n  nonResourceURLs: ["*"]',
      [],
    ],
    [
      'a None rule at the end says what it means',
      '- level: RequestResponse\n  verbs: ["delete"]\n  namespaces: ["shop"]\n  resources: [{group: "", resources: ["pods"], resourceNames: ["web"]}]\n- level: None',
      [],
    ],
    [
      'authenticated users alone miss failed logins',
      '- level: Metadata\n  userGroups: ["system:authenticated"]',
      ['failed-logins'],
    ],
    [
      'so does an omitted stage of the catch-all',
      '- level: Metadata\n  omitStages: ["ResponseStarted"]',
      ['failed-logins'],
    ],
    [
      'not one of a narrower rule',
      '- level: Metadata\n  verbs: ["watch"]\n  omitStages: ["ResponseStarted"]\n- level: Metadata',
      [],
    ],
    [
      'nor other stages',
      policy('omitStages: ["RequestReceived"]\nrules:\n- level: Metadata\n  omitStages: ["Panic"]'),
      [],
    ],
    [
      'stages of policy and rule add up',
      policy(
        'omitStages: ["RequestReceived", "ResponseStarted"]\nrules:\n- level: Metadata\n  omitStages: ["ResponseComplete"]',
      ),
      ['failed-logins', 'only-panics'],
    ],
    ['a policy that logs nothing is told once', '- level: None\n  verbs: ["get"]\n- level: None', ['logs-nothing']],
    [
      'rights dropped by a rule',
      '- level: None\n  resources: [{group: rbac.authorization.k8s.io}]\n- level: Metadata',
      ['rbac-not-logged'],
    ],
    [
      'pods without exec and log',
      '- level: Metadata\n  resources: [{group: "", resources: ["pods"]}, {group: rbac.authorization.k8s.io}]',
      ['no-catch-all', 'without-subresources'],
    ],
    [
      'deletions have no subresources to miss',
      '- level: Metadata\n  verbs: ["delete"]\n  resources: [{group: "", resources: ["pods"]}]\n- level: None',
      [],
    ],
  ])('%s', (_claim, text, expected) => {
    expect(checks(text).toSorted()).toEqual(expected.toSorted());
  });
});

describe('selectors that match nothing', () => {
  const advice = (rules: string, check: string) =>
    findingsOf(`${rules}${REST}`)
      .filter(f => f.check === check)
      .map(f => f.write);

  test.each<[rules: string, check: string, write: string[]]>([
    [
      '- level: None\n  users: ["system:serviceaccount:kube-system:*"]',
      'glob',
      ['Write userGroups: ["system:serviceaccounts:kube-system"], the group of them all.'],
    ],
    ['- level: None\n  namespaces: ["*"]', 'glob', ['Leave namespaces out: a rule without namespaces takes them all.']],
    [
      '- level: None\n  resources: [{group: "", resources: ["*/*", "po*", "*", "pods/*", "*/log"]}]',
      'glob',
      [
        'There are "*", "pods/*" and "*/status"; else name each resource.',
        'There are "*", "pods/*" and "*/status"; else name each resource.',
      ],
    ],
    [
      '- level: None\n  resources: [{group: "", resources: ["configmaps"], resourceNames: ["leader-*"]}]',
      'glob',
      ['Name each object, or leave resourceNames out.'],
    ],
    ['- level: None\n  verbs: ["Get"]', 'unknown-verb', ['Write get.']],
    ['- level: None\n  verbs: ["put"]\n  resources: [{group: ""}]', 'unknown-verb', ['Write update.']],
    ['- level: None\n  verbs: ["put"]', 'unknown-verb', []],
    ['- level: None\n  verbs: ["list"]\n  nonResourceURLs: ["/metrics"]', 'unknown-verb', ['Write get.']],
    [
      '- level: None\n  verbs: ["impersonate"]',
      'unknown-verb',
      ['impersonate is a verb of RBAC; it is looked at before the request itself; the event says impersonatedUser.'],
    ],
    [
      '- level: None\n  users: ["system:serviceaccount:kube-system"]',
      'user-or-group',
      [
        'Write system:serviceaccount:kube-system:NAME, or system:serviceaccounts:kube-system in userGroups for all of the namespace.',
      ],
    ],
    ['- level: None\n  userGroups: ["system:kube-proxy"]', 'user-or-group', ['Write it in users.']],
    [
      '- level: None\n  nonResourceURLs: ["/apis/apps/v1/deployments", "/api*", "/apis/apps", "/healthz?verbose"]',
      'resource-url',
      ['Write resources: [{group: "apps", resources: ["deployments"]}].', 'Write /healthz.'],
    ],
    ['- level: None\n  resources: [{group: core, resources: ["pods"]}]', 'unknown-group', ['Write group: "".']],
    ['- level: None\n  resources: [{group: mine.example.com, resources: ["pods"]}]', 'unknown-group', []],
    [
      '- level: None\n  resources: [{group: "", resources: ["deployments/scale"]}]',
      'wrong-group',
      ['Write an entry {group: "apps", resources: ["deployments/scale"]}.'],
    ],
    ['- level: None\n  resources: [{group: extensions, resources: ["ingresses"]}]', 'wrong-group', []],
    [
      '- level: None\n  resources: [{group: apps, resources: ["deployment"]}]',
      'unknown-resource',
      ['Write deployments.'],
    ],
    ['- level: None\n  resources: [{group: "*", resources: ["widgets"]}]', 'unknown-resource', []],
    [
      '- level: None\n  resources: [{group: policy, resources: ["evictions"]}]',
      'unknown-resource',
      ['Write pods/eviction, in the core group: pods are evicted there.'],
    ],
    ['- level: None\n  resources: [{group: policy, resources: ["evictions"]}]', 'wrong-group', []],
    [
      '- level: None\n  resources: [{group: example.com, resources: ["Widget"]}]',
      'unknown-resource',
      ['Write its plural in lower case, as kubectl api-resources shows it: widget or widgets.'],
    ],
    ['- level: None\n  resources: [{group: example.com, resources: ["widgets"]}]', 'unknown-resource', []],
    [
      '- level: None\n  resources: [{group: "", resources: ["nodes/metrics"]}]',
      'unknown-subresource',
      ['There are nodes/proxy and nodes/status.'],
    ],
    [
      '- level: None\n  resources: [{group: "", resources: ["secrets/status"]}]',
      'unknown-subresource',
      ['Leave it out: secrets have no subresources.'],
    ],
    [
      '- level: None\n  namespaces: ["x"]\n  resources: [{group: "", resources: ["nodes", "namespaces", "pods"]}]',
      'cluster-scoped',
      ['Move nodes to a rule without namespaces, or add "" to namespaces.'],
    ],
    ['- level: None\n  namespaces: ["x", ""]\n  resources: [{group: "", resources: ["nodes"]}]', 'cluster-scoped', []],
    [
      '- level: None\n  namespaces: [""]\n  verbs: ["create"]\n  resources: [{group: "", resources: ["pods"]}]',
      'cluster-scoped',
      ['Name the namespaces, or leave namespaces out.'],
    ],
    [
      '- level: None\n  namespaces: [""]\n  verbs: ["create", "list"]\n  resources: [{group: "", resources: ["pods"]}]',
      'cluster-scoped',
      [],
    ],
    [
      '- level: Metadata\n  verbs: ["create"]\n  resources: [{group: "", resources: ["pods/eviction"], resourceNames: ["a"]}]',
      'name-on-create',
      [],
    ],
    [
      '- level: Metadata\n  resources: [{group: "", resources: ["pods"], stages: [a], verbs: [get]}]',
      'unknown-field',
      [
        'There is no list of stages to log: write omitStages with those that are not wanted.',
        'Move verbs out of resources, to the rule itself: one line with level.',
      ],
    ],
    [
      '- level: Metadata\n  groups: ["a"]\n  foo: 1',
      'unknown-field',
      [
        'Write userGroups instead of groups.',
        'Leave foo out; a rule has level, users, userGroups, verbs, resources, namespaces, nonResourceURLs, omitStages, omitManagedFields.',
      ],
    ],
  ])('%s: %s', (rules, check, write) => {
    expect(advice(rules, check)).toEqual(write);
  });
});

test('webhook configurations in a namespace, and verbs in the wrong place, as a course once taught it', () => {
  const rules = `- level: RequestResponse
  namespaces: ["kube-system"]
  resources:
  - group: admissionregistration.k8s.io
    resources: ["validatingwebhookconfigurations"]
    verbs: ["create"]
    omitStages: ["RequestReceived"]${REST}`;
  expect(told(rules)).toEqual([
    'cluster-scoped ["validatingwebhookconfigurations"]',
    'unknown-field [verbs]',
    'unknown-field [omitStages]',
  ]);
});

test('kinds of RBAC in the core group, and nothing for the rest', () => {
  const rules = '- level: Metadata\n  resources:\n  - group: ""\n    resources: ["roles", "clusterrolebindings"]';
  expect(
    findingsOf(rules)
      .map(({check}) => check)
      .toSorted(),
  ).toEqual(['no-catch-all', 'rbac-not-logged', 'wrong-group', 'wrong-group']);
});

test('findings stand in the order of the file, and name their rule', () => {
  const found = findingsOf(
    '- level: Metadata\n  verbs: ["*"]\n- level: None\n  users: ["*"]\n- level: Metadata',
  ).filter(f => f.check === 'glob');
  expect(found.map(({ruleIndex}) => ruleIndex)).toEqual([0, 1]);
});

test('what cannot be read is told alone', () => {
  expect(findingsOf('- level: [').map(({check}) => check)).toEqual(['not-yaml']);
});

describe('what cannot be loaded is told with what to write', () => {
  test.each<[claim: string, rules: string, write: string]>([
    ['a bare asterisk', '- level: None\n  users: [*]', 'in quotes, as "*"'],
    ['a bare pattern', '- level: None\n  resources: [{group: "", resources: [*/status]}]', 'in quotes, as "*"'],
    ['a tab', '- level: None\n\tusers: ["a"]', 'spaces instead of the tab'],
    ['a bracket that is not closed', '- level: None\n  users: ["a"', 'Close what is opened here'],
    ['no space after a colon', '- level: None\n  users:["a"]', 'a space after the colon'],
    ['names instead of entries', '- level: None\n  resources: ["pods"]', 'Write an entry for each group'],
    ['an entry that is no list', '- level: None\n  resources:\n    group: apps', 'Begin each entry with "- "'],
    ['a name that is no list', '- level: None\n  users: alice', 'Write it as a list'],
    ['a set of names', '- level: None\n  users: {a, b}', 'Write it as a list'],
    ['a list of groups', '- level: None\n  resources: [{group: [apps]}]', 'Write one group'],
    ['a level alone', '- Metadata\n- level: None', 'Write a rule: "- level: Metadata"'],
    ['a number as a level', '- level: 1', 'Write one of None, Metadata, Request, RequestResponse'],
    ['a truth as a namespace', '- level: None\n  namespaces: [yes]', 'Put it in quotes'],
  ])('%s', (_claim, rules, write) => {
    const [first] = checkPolicy(sampleText(`- level: Metadata\n${rules}`), {file: 'p.yaml'})[0]!.findings;
    expect(first).toMatchObject({severity: 'error', write: expect.stringContaining(write)});
  });
});

test('what an anchor holds is told once', () => {
  const found = told(
    `- level: Metadata\n  users: ["a"]\n  resources: &r [{group: "", resources: ["secret"]}]\n- level: None\n  resources: *r${REST}`,
  );
  expect(found.filter(one => one.startsWith('unknown-resource'))).toEqual(['unknown-resource ["secret"]']);
});

test('the version of Kubernetes is heeded', () => {
  const rules = '- level: Metadata\n  resources: [{group: "*"}]\n- level: Metadata';
  expect([told(rules, '1.35'), told(rules, '1.36')]).toEqual([['group ["*"]'], []]);
});

test.each<[resource: string, write: string]>([
  ['pod', 'Write pods.'],
  ['pod/log', 'Write pods/log.'],
  ['Deployment/*', 'Write deployments/*.'],
  ['pod/lgo', 'Write pods.'],
])('of %s what to write keeps the subresource that there is', (resource, write) => {
  const group = resource.startsWith('D') ? 'apps' : '';
  const rule = `- level: Metadata\n  resources: [{group: "${group}", resources: ["${resource}"]}]`;
  const [checked] = checkPolicy(sampleText(rule), {file: 'p.yaml'});
  expect(checked?.findings.find(({check}) => check === 'unknown-resource')?.write).toBe(write);
});
