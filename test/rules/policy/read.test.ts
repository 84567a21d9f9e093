import {describe, expect, test} from 'vitest';
import {readPolicies, readPolicy} from '../../../src/rules/policy/read.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

/** Each fault as `line:column [the text at its place] code`. */
const told = (text: string, version?: string) =>
  readPolicies(text, {file: 'policy.yaml', ...(version === undefined ? {} : {version})}).flatMap(({faults}) =>
    faults.map(({at, code, severity}) => {
      const token = text.slice(at.offset, at.offset + at.length);
      return `${at.line}:${at.column} [${token}] ${severity} ${code}`;
    }),
  );

describe('a fault points at its very token', () => {
  test.each<[claim: string, text: string, faults: string[]]>([
    ['in a plain file', `${HEAD}rules:\n- level: Foo\n`, ['4:10 [Foo] error level']],
    ['quoted', `${HEAD}rules:\n- level: "Foo"\n`, ['4:10 ["Foo"] error level']],
    ['after comments', `# one\n${HEAD}# two\nrules:\n# three\n- level: Foo # four\n`, ['7:10 [Foo] error level']],
    [
      'with CRLF',
      `${HEAD}rules:\n- level: Foo\n  x: 1\n`.replaceAll('\n', '\r\n'),
      ['5:3 [x] warning unknown-field', '4:10 [Foo] error level'],
    ],
    [
      'after a byte order mark',
      '\ufeffapiVersion: audit.k8s.io/v2\nkind: Policy\nrules: [{level: None}]\n',
      ['1:13 [audit.k8s.io/v2] error api-version'],
    ],
    [
      'in JSON',
      `{"apiVersion": "audit.k8s.io/v1", "kind": "Policy",\n "rules": [{"level": "Foo"}]}`,
      ['2:22 ["Foo"] error level'],
    ],
    [
      'through an anchor',
      `${HEAD}rules:\n- level: Metadata\n  omitStages: &s [Foo]\n- level: Metadata\n  omitStages: *s\n`,
      ['5:19 [Foo] error stage', '5:19 [Foo] error stage'],
    ],
    ['at the rule where the level is missing', `${HEAD}rules:\n- users: [a]\n`, ['4:3 [users: [a]] error level']],
    ['at the field where its value is empty', `${HEAD}rules:\n- level:\n`, ['4:3 [level] error level']],
    ['after wide characters', `${HEAD}rules:\n- {users: ["日本"], level: Foo}\n`, ['4:26 [Foo] error level']],
    [
      'of a merged map',
      `${HEAD}rules:\n- &a {level: Metadata, verbs: [get]}\n- <<: *a\n  level: Foo\n`,
      ['6:10 [Foo] error level'],
    ],
  ])('%s', (_claim, text, faults) => {
    expect(told(text)).toEqual(faults);
  });
});

describe('what keeps a policy from loading', () => {
  test.each<[claim: string, text: string, faults: string[]]>([
    [
      'a broken indentation, at the word',
      `${HEAD}rules:\n  - level: None\n   users: [a]\n`,
      ['5:4 [u] error not-yaml'],
    ],
    [
      'a bracket that is not closed, where it is opened',
      `${HEAD}rules:\n- level: None\n  users: ["a", "b"\n- level: Metadata\n`,
      ['5:10 [[] error not-yaml'],
    ],
    [
      'a quote that is not closed, where it is opened',
      `${HEAD}rules:\n- level: None\n  users: ["a]\n- level: Metadata\n`,
      ['5:11 ["] error not-yaml'],
    ],
    [
      'in text in a ConfigMap too',
      `kind: ConfigMap\ndata:\n  p: |\n    apiVersion: audit.k8s.io/v1\n    rules:\n    - level: None\n      users: ["a"\n    - x\n`,
      ['7:14 [[] error not-yaml'],
    ],
    ['a tab', `${HEAD}rules:\n\t- level: None\n`, ['4:1 [\t] error not-yaml']],
    ['a control character', `${HEAD}rules:\n- level: None # \x1b[1m\n`, ['4:17 [\x1b] error not-yaml']],
    ['a byte order mark in the middle', `${HEAD}rules:\n\ufeff- level: None\n`, ['4:1 [\ufeff] error not-yaml']],
    ['an anchor that is not there', `${HEAD}rules:\n- level: None\n  users: *a\n`, ['5:10 [*a] error not-yaml']],
    ['an empty file', '', ['1:1 [] error no-rules']],
    ['comments alone', '# nothing\n', ['1:1 [] error no-rules']],
    ['no rules', HEAD, ['1:1 [apiVersion: audit.k8s.io/v1] error no-rules']],
    ['an empty list of rules', `${HEAD}rules: []\n`, ['3:1 [rules] error no-rules']],
    ['another text', 'hello\n', ['1:1 [hello] error no-policy']],
    ['another object', 'apiVersion: v1\nkind: Secret\n', ['1:1 [apiVersion: v1] error no-policy']],
    [
      'RBAC rules',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: []\n',
      ['1:1 [apiVersion: rbac.authorization.k8s.io/v1] error no-policy'],
    ],
    ['no apiVersion', 'kind: Policy\nrules: [{level: None}]\n', ['1:1 [kind: Policy] error api-version']],
    ['no apiVersion and no kind', 'rules: [{level: None}]\n', ['1:1 [rules: [{level: None}]] error api-version']],
    [
      'a policy of something else',
      'apiVersion: kyverno.io/v1\nkind: Policy\nrules: [{level: None}]\n',
      ['1:13 [kyverno.io/v1] error api-version'],
    ],
    ['another kind', 'apiVersion: audit.k8s.io/v1\nkind: Event\nrules: [{level: None}]\n', ['2:7 [Event] error kind']],
    [
      'no kind, which the API server fills in',
      'apiVersion: audit.k8s.io/v1\nrules: [{level: None}]\n',
      ['1:13 [audit.k8s.io/v1] warning kind'],
    ],
    [
      'wrong types',
      `${HEAD}rules:\n- level: yes\n  users: a\n  verbs: [1, ~]\n  resources: [a]\n`,
      [
        '4:10 [yes] error wrong-type',
        '5:10 [a] error wrong-type',
        '6:11 [1] error wrong-type',
        '7:15 [a] error wrong-type',
      ],
    ],
    ['a rule that is none', `${HEAD}rules:\n- foo\n`, ['4:3 [foo] error wrong-type']],
    ['rules that are no list', `${HEAD}rules:\n  level: None\n`, ['4:3 [level: None] error wrong-type']],
    [
      'repeated and unknown fields, which only warn',
      `${HEAD}rules:\n- level: None\n  level: Metadata\n  verb: [get]\n`,
      ['5:3 [level] warning repeated-field', '6:3 [verb] warning unknown-field'],
    ],
    [
      'an empty first document',
      `---\n---\n${HEAD}rules: [{level: None}]\n`,
      ['3:1 [apiVersion: audit.k8s.io/v1] error first-document'],
    ],
    ['a second document', `${HEAD}rules: [{level: None}]\n---\na: 1\n`, ['5:1 [a: 1] warning more-documents']],
    [
      'a second document that is no YAML, which nobody reads',
      `${HEAD}rules: [{level: None}]\n---\na: [\n`,
      ['5:1 [a: [] warning more-documents'],
    ],
    [
      'everything at once',
      `${HEAD}omitStages: [Foo]\nrules:\n- level: Bar\n  nonResourceURLs: [x, "/*/a"]\n  namespaces: [a]\n- level: None\n  resources: [{group: a/v1}, {resourceNames: [b]}]\n`,
      [
        '3:14 [Foo] error stage',
        '5:10 [Bar] error level',
        '6:21 [x] error url',
        '6:24 ["/*/a"] error url',
        '6:20 [[x, "/*/a"]] error urls-and-resources',
        '9:23 [a/v1] error group',
        '9:46 [[b]] error resource-names',
      ],
    ],
  ])('%s', (_claim, text, faults) => {
    expect(told(text)).toEqual(faults);
    expect(readPolicy(text, {file: 'p'}).policy === undefined).toBe(faults.some(fault => fault.includes(' error ')));
  });

  test('words that look like times are words', () => {
    const {policy, faults} = readPolicy(`${HEAD}rules:\n- level: None\n  users: [12:30, 2026-11-20, 1:2.5]\n`, {
      file: 'p',
    });
    expect([faults, policy?.rules[0]?.users]).toEqual([[], ['12:30', '2026-11-20', '1:2.5']]);
  });

  test('the last of two equal fields counts', () => {
    const {policy} = readPolicy(`${HEAD}rules:\n- level: None\nrules:\n- level: Metadata\n- level: Request\n`, {
      file: 'p',
    });
    expect(policy?.rules.map(({level}) => level)).toEqual(['Metadata', 'Request']);
  });

  test('aliases of aliases end', () => {
    const many = (name: string) => Array.from({length: 100}, () => `*${name}`).join(', ');
    const text = `${HEAD}x: &x [{level: None, verbs: &v [${Array.from({length: 100}, () => 'get').join(', ')}]}]\nr: &r {level: None, resources: [${many('g')}]}\n`;
    const deep = `${HEAD}a: &v [${'get, '.repeat(1000)}get]\ng: &g {group: "", resources: *v}\nl: &l [${many('g')}]\nr: &r {level: None, resources: *l}\nrules: [${many('r')}]\n`;
    expect(told(text).length).toBeGreaterThan(0);
    expect(told(deep).filter(fault => fault.includes('error'))).toEqual([expect.stringContaining('not-yaml')]);
  });
});

describe('the version decides', () => {
  const anyGroup = `${HEAD}rules: [{level: None, resources: [{group: "*"}]}]\n`;
  const managed = `${HEAD}omitManagedFields: true\nrules: [{level: None}]\n`;
  const beta = 'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]\n';

  test.each<[claim: string, text: string, version: string | undefined, codes: string[]]>([
    ['group * is refused before 1.36', anyGroup, '1.35', ['error group']],
    ['and known since', anyGroup, 'v1.36.2', []],
    ['as it is today', anyGroup, undefined, []],
    ['omitManagedFields is unknown before 1.23', managed, '1.22', ['warning unknown-field']],
    ['and known since', managed, '1.23', []],
    ['v1beta1 is read until 1.23', beta, '1.23.17', ['warning api-version']],
    ['and not since', beta, '1.24', ['error api-version']],
  ])('%s', (_claim, text, version, codes) => {
    expect(told(text, version).map(fault => fault.replace(/^.*\] /, ''))).toEqual(codes);
  });
});

describe('a policy inside something else', () => {
  const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n# why\nrules:\n- level: Metadata\n  verb: [get]\n';
  const indented = (by: number) =>
    POLICY.trimEnd()
      .split('\n')
      .map(line => `${' '.repeat(by)}${line}`)
      .join('\n');

  test.each<[what: string, text: string, where: string, place: string]>([
    [
      'a ConfigMap',
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  note: hello\n  audit-policy.yaml: |\n${indented(4)}\n`,
      'data["audit-policy.yaml"]',
      '11:7',
    ],
    ['a ConfigMap, kept trailing lines', `kind: ConfigMap\ndata:\n  p: |+\n\n${indented(6)}\n\n\n`, 'data.p', '10:9'],
    [
      'a ConfigMap with CRLF',
      `kind: ConfigMap\ndata:\n  p: |\n${indented(4)}\n`.replaceAll('\n', '\r\n'),
      'data.p',
      '9:7',
    ],
    ['a ConfigMap as JSON', JSON.stringify({kind: 'ConfigMap', data: {p: POLICY}}), 'data.p', '1:113'],
    [
      'the second document of a manifest',
      `kind: Namespace\n---\nkind: ConfigMap\ndata:\n  p: |\n${indented(4)}\n`,
      'data.p',
      '11:7',
    ],
    [
      'a List of ConfigMaps',
      `kind: List\nitems:\n- kind: ConfigMap\n  data:\n    p: |\n${indented(6)}\n`,
      'items[0].data.p',
      '11:9',
    ],
    [
      'a kops cluster',
      `spec:\n  fileAssets:\n  - name: audit\n    content: |\n${indented(6)}\n  kubeAPIServer:\n    auditPolicyFile: /srv/audit.yaml\n`,
      'spec.fileAssets[0].content',
      '10:9',
    ],
    [
      'an RKE1 cluster',
      `services:\n  kube-api:\n    audit_log:\n      configuration:\n        policy:\n${indented(10)}\n`,
      'services.kube-api.audit_log.configuration.policy',
      '11:13',
    ],
    [
      'a Talos machine configuration',
      `cluster:\n  apiServer:\n    auditPolicy:\n${indented(6)}\n`,
      'cluster.apiServer.auditPolicy',
      '9:9',
    ],
    [
      'Cluster API files of kubeadm',
      `spec:\n  kubeadmConfigSpec:\n    files:\n    - path: /etc/kubernetes/audit.yaml\n      content: |\n${indented(8)}\n`,
      'spec.kubeadmConfigSpec.files[0].content',
      '11:11',
    ],
    [
      'text in text',
      `kind: ConfigMap\ndata:\n  cm: |\n    kind: ConfigMap\n    data:\n      p: |\n${indented(8)}\n`,
      'data.cm.data.p',
      '12:11',
    ],
  ])('%s', (_what, text, where, place) => {
    const [found, ...more] = readPolicies(text, {file: 'f'});
    expect(more).toEqual([]);
    expect(found?.policy?.rules).toHaveLength(1);
    expect(found?.where).toBe(where);
    expect(found?.faults.map(({at}) => `${at.line}:${at.column}`)).toEqual([place]);
    const [fault] = found!.faults;
    expect(text.slice(fault!.at.offset, fault!.at.offset + fault!.at.length)).toBe('verb');
  });

  test.each<[what: string, text: string, token: string]>([
    [
      'kubeadm v1beta3',
      'kind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-policy-file: /etc/a.yaml\n',
      '/etc/a.yaml',
    ],
    [
      'kubeadm v1beta4',
      'kind: ClusterConfiguration\napiServer:\n  extraArgs:\n  - name: audit-policy-file\n    value: /etc/a.yaml\n',
      '/etc/a.yaml',
    ],
    ['k3s', 'kube-apiserver-arg:\n- audit-policy-file=/etc/a.yaml\n', 'audit-policy-file=/etc/a.yaml'],
    ['RKE2', 'audit-policy-file: /etc/a.yaml\n', '/etc/a.yaml'],
    ['kops', 'spec:\n  kubeAPIServer:\n    auditPolicyFile: /etc/a.yaml\n', '/etc/a.yaml'],
    [
      'a static pod',
      'kind: Pod\nspec:\n  containers:\n  - command: [kube-apiserver, --audit-policy-file=/etc/a.yaml]\n',
      '--audit-policy-file=/etc/a.yaml',
    ],
  ])('%s names the file, and that is said at its place', (_what, text, token) => {
    const [{faults, policy} = {faults: []}] = readPolicies(text, {file: 'f'});
    expect(policy).toBeUndefined();
    expect(faults[0]).toMatchObject({code: 'no-policy', message: expect.stringContaining('it names /etc/a.yaml')});
    const {offset, length} = faults[0]!.at;
    expect(text.slice(offset, offset + length)).toBe(token);
  });

  test('one in base64 is found, and stands where its text begins', () => {
    const text = `kind: Secret\ndata:\n  p.yaml: ${Buffer.from(POLICY).toString('base64')}\n`;
    const [{faults, policy, where} = {faults: [], where: ''}] = readPolicies(text, {file: 'f'});
    expect([policy?.rules.length, where]).toEqual([1, 'data["p.yaml"]']);
    expect(faults).toMatchObject([{code: 'unknown-field', at: {line: 3, column: 11}}]);
  });

  test('all of several are found', () => {
    const text = `kind: ConfigMap\ndata:\n  a: |\n${indented(4)}\n  b: |\n${indented(4)}\n`;
    expect(readPolicies(text, {file: 'f'}).map(({where}) => where)).toEqual(['data.a', 'data.b']);
  });

  test('one that is no YAML is told at its place in the file', () => {
    const text =
      'kind: ConfigMap\ndata:\n  a: |\n    apiVersion: audit.k8s.io/v1\n    rules:\n      - level: None\n       x: 1\n';
    const [{faults, where} = {faults: [], where: ''}] = readPolicies(text, {file: 'f'});
    expect(where).toBe('data.a');
    expect(faults).toMatchObject([{code: 'not-yaml', at: {line: 7}}]);
  });
});
