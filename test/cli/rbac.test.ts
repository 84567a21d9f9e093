// The command as people use it, on the sample logs.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {isVisible} from '../../src/audit/visible.ts';
import {event} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const LOGS = 'sample-logs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rbac-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const rbac = (...argv: readonly string[]) => runCli(['rbac', ...argv]);

describe('rbac', () => {
  test('the rules of the build server, less what was done in its name to the shop', async () => {
    const {code, out} = await rbac('--serviceaccount', 'build:ci-runner', 'ns:staging', LOGS);
    expect(code).toBe(0);
    expect(out).toBe(`# What user "system:serviceaccount:build:ci-runner" was seen to need: 16 requests.
# Seen in sample-logs, 2026-11-20 09:20 to 2026-11-20 10:29 UTC (1h09m). What was not done
# then, or not logged, is not in it.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: audit-tui-build-ci-runner-3f3003
  namespace: staging
rules:
  # 16 requests, 2026-11-20T09:26:57Z to 2026-11-20T10:25:30Z
  - apiGroups: [apps]
    resources: [deployments]
    resourceNames: [checkout, web]
    verbs: [get, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: audit-tui-build-ci-runner-3f3003
  namespace: staging
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: audit-tui-build-ci-runner-3f3003
subjects:
  - kind: ServiceAccount
    name: ci-runner
    namespace: build
`);
  });

  test('--expand and --name', async () => {
    const {out} = await rbac(
      '--user',
      'system:serviceaccount:build:ci-runner',
      '--expand',
      'names',
      '--name',
      'ci',
      'ns:staging',
      LOGS,
    );
    expect(out).not.toContain('resourceNames');
    expect(out).toMatch(/; expanded by(\n#)? names\./);
    expect(out).toContain('  name: ci\n  namespace: staging\n');
  });

  test('--name takes what Kubernetes takes, quoted where YAML would read it as something else', async () => {
    for (const name of ['ci:deployer', 'CI.v2', 'null', '1e3']) {
      const {out} = await rbac('--user', 'alice@example.com', '--name', name, LOGS);
      const [role] = parseAllDocuments(out, {version: '1.1'});
      expect(role!.getIn(['metadata', 'name'])).toBe(name);
    }
  });

  test('json is a List', async () => {
    const {code, out} = await rbac('--user', 'alice@example.com', LOGS, '-o', 'json');
    expect(code).toBe(0);
    const {kind, items} = JSON.parse(out);
    expect([kind, items.map((item: {kind: string}) => item.kind)]).toEqual([
      'List',
      ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Role', 'RoleBinding'],
    ]);
  });

  test.each<[claim: string, argv: readonly string[], code: number, err: RegExp]>([
    ['nobody', [LOGS], 2, /whose requests\? Name a --user, a --serviceaccount or a --group/],
    ['two', ['--user', 'a', '--group', 'b', LOGS], 2, /name two subjects: write one of them/],
    ['an empty name', ['--user=', LOGS], 2, /--user needs a name/],
    [
      'a service account without namespace',
      ['--serviceaccount', 'x', LOGS],
      2,
      /takes a namespace and a name as build:ci-runner, not "x"/,
    ],
    ['a name that is none', ['--user', 'a', '--name', 'A B', LOGS], 2, /takes letters, digits and the signs/],
    ['a name that is a path', ['--user', 'a', '--name', '..', LOGS], 2, /takes letters, digits and the signs/],
    [
      'an expansion that is none',
      ['--user', 'a', '--expand', 'name', LOGS],
      2,
      /there is no "name"; did you mean names\?/,
    ],
    ['a format that is none', ['--user', 'a', '-o', 'text', LOGS], 2, /there is no "text"/],
    ['a query with an error', ['--user', 'a', 'verb:(', LOGS], 2, /the query has an error/],
    [
      'a user who is not there',
      ['--user', 'alice', LOGS],
      1,
      /no request of user "alice" is in this log; did you mean "alice@example.com"\?/,
    ],
    [
      'a user of whom the query leaves nothing',
      ['--user', 'alice@example.com', 'verb:nothing', LOGS],
      1,
      /no request of user "alice@example.com" matches the query; without it there are some/,
    ],
    ['a file that is not there', ['--user', 'a', 'no-such.log'], 2, /no-such\.log/],
    ['--unused with what makes rules', ['--unused', 'x.yaml', '--denied', LOGS], 2, /leave it out/],
    [
      '--unused without its file',
      ['--unused', 'no-such.yaml', LOGS],
      2,
      /the file of roles no-such\.yaml is not there/,
    ],
  ])('%s', async (_, argv, code, err) => {
    const ran = await rbac(...argv);
    expect(ran.err).toMatch(err);
    expect([ran.code, ran.out]).toEqual([code, '']);
  });

  test('who was only refused is told so', async () => {
    const log = file(
      'refused.log',
      `${JSON.stringify(event({responseStatus: {code: 403}, annotations: {'authorization.k8s.io/decision': 'forbid'}}))}\n`,
    );
    const ran = await rbac('--user', 'alice@example.com', log);
    expect([ran.code, ran.err]).toEqual([
      1,
      'audit-tui: nothing that user "alice@example.com" asked for was allowed; --denied covers the 1 refused\n',
    ]);
    expect((await rbac('--user', 'alice@example.com', '--denied', log)).out).toContain('1 request, 1 of them refused.');
  });

  test('hostile names stay in their quotes, also on a terminal', async () => {
    const username = 'x\n---\nkind: ClusterRole\u001b[31m\u202e';
    const hostile = event({user: {username}, objectRef: {resource: 'pods', namespace: 'a', name: 'p: {\n- "\u009b'}});
    const log = file('hostile\u001b.log', `${JSON.stringify(hostile)}\n`);
    for (const format of ['yaml', 'json']) {
      const ran = await runCli(['rbac', '--user', username, log, '-o', format], {isTerminal: true});
      expect(ran.code).toBe(0);
      expect(ran.out.split('\n').every(isVisible)).toBe(true);
      expect(ran.out.match(/^kind: /gm)?.length ?? 0).toBe(format === 'yaml' ? 2 : 0);
    }
  });
});

const ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ci}
rules:
  - apiGroups: [""]
    resources: [pods, configmaps]
    verbs: [get, delete, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ci}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ci}
subjects: [{kind: ServiceAccount, namespace: build, name: ci-runner}]
`;

describe('rbac --unused', () => {
  test('what was never used, with places, how much was looked at, and what that cannot prove', async () => {
    const path = file('role.yaml', ROLE);
    const {code, out} = await rbac('--unused', path, LOGS);
    expect(code).toBe(1);
    expect(out).toBe(`${path}:6:23: ClusterRole "ci", rule 1: resource "configmaps" was never used
${path}:7:26: ClusterRole "ci", rule 1: verb "watch" was never used

The rule grants more than was used, by 58 allowed requests in sample-logs, 2026-11-20 09:20 to 2026-11-20 10:29 UTC (1h09m).
A short log proves little: what is done once a month, or only in an emergency, is not in it.
What the audit policy drops cannot be seen: it looks as if it were never used.
`);
  });

  test('on a terminal its lines fit', async () => {
    const ran = await runCli(['rbac', '--unused', file('wrap.yaml', ROLE), LOGS], {isTerminal: true, columns: 60});
    expect(ran.out.split('\n').filter(line => line.length > 60 && line.includes(' '))).toEqual([]);
    const made = await runCli(['rbac', '-u', 'alice@example.com', LOGS], {isTerminal: true, columns: 60});
    expect(made.out.split('\n').filter(line => line.startsWith('# ') && line.length > 60)).toEqual([]);
  });

  test('of the rules that rbac makes everything was used', async () => {
    const {out} = await rbac('--serviceaccount', 'build:ci-runner', LOGS);
    const ran = await rbac('--unused', file('made.yaml', out), LOGS);
    expect([ran.code, ran.out.split(',')[0]]).toEqual([0, 'All 10 rules were used in full']);
  });

  test('without a binding it says for whom it is judged', async () => {
    const path = file('alone.yaml', ROLE.slice(0, ROLE.indexOf('---')));
    const anybody = await rbac('--unused', path, LOGS);
    expect(anybody.err).toContain(
      'is bound by nothing in the file: taken as that of everybody in the log; name a --user',
    );
    const one = await rbac('--unused', path, '--user', 'alice@example.com', LOGS);
    expect(one.err).toContain('taken as that of user "alice@example.com"');
    expect(one.out).toContain('by 18 allowed requests');
  });

  test('json has each word with its place and its requests', async () => {
    const {out} = await rbac('--unused', file('json.yaml', ROLE), LOGS, '-o', 'json');
    const {log, roles, unused, notes} = JSON.parse(out);
    expect(log).toMatchObject({name: 'sample-logs', requests: 58});
    expect(roles[0].rules[0].verbs).toEqual([
      {text: 'get', line: 7, column: 13, requests: 8},
      {text: 'delete', line: 7, column: 18, requests: 8},
      {text: 'watch', line: 7, column: 26, requests: 0},
    ]);
    expect(unused.map(({what, line, column}: Record<string, unknown>) => [what, line, column])).toEqual([
      ['resource', 6, 23],
      ['verb', 7, 26],
    ]);
    expect(notes.length).toBe(2);
  });

  test('a file with faults is refused with their places', async () => {
    const ran = await rbac('--unused', file('bad.yaml', ROLE.replace('[get, delete, watch]', 'get')), LOGS);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/the roles cannot be read:\n {2}\S+bad\.yaml:7:12: verbs is no list\n/);
  });
});
