import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';

const POLICY = 'sample-logs/audit-policy.yaml';
const LOGS = 'sample-logs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('policy explain', () => {
  test('the policy of the sample logs predicts the level and the stages of every event in them', async () => {
    const {code, out} = await runCli(['policy', 'explain', POLICY, '', LOGS, '-o', 'jsonl']);
    expect(code).toBe(0);
    const records = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(records.length).toBeGreaterThan(2500);
    expect(records.filter(({agrees}) => agrees !== true)).toEqual([]);
    expect(Object.keys(records[0]!)).toEqual([
      'auditID',
      'stage',
      'level',
      'ruleIndex',
      'omitStages',
      'omitManagedFields',
      'agrees',
    ]);
  });

  test('text tells the same of all of them', async () => {
    const {out} = await runCli(['policy', 'explain', POLICY, '', LOGS]);
    expect(out).toMatch(/\nall [\d,]+ events are as this policy logs them\n$/);
    expect(out).toMatch(/more events in \d+ more blocks; --limit 0 shows all/);
  });

  test('text shows the rule as it stands in the file, and what the rules before it miss', async () => {
    const {code, out} = await runCli([
      ...['policy', 'explain', POLICY, 'verb:delete resource:pods name:webapp-pod stage:ResponseComplete', LOGS],
    ]);
    expect(code).toBe(0);
    expect(out).toContain('delete pods in prod-namespace named webapp-pod by ');
    expect(out).toContain('level RequestResponse, every stage; the log agrees');
    expect(out).toContain(`rule 11 of 16 decides, ${POLICY}:67`);
    expect(out).toContain('67 | - level: RequestResponse\n    68 |   namespaces: ["prod-namespace"]');
    expect(out).toMatch(/ {5}4 :24 verb delete is none of create, update, patch\n/);
  });

  test('another policy disagrees, and that comes first', async () => {
    const other = file(
      'other.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  omitStages: [RequestReceived]\n',
    );
    const {out} = await runCli(['policy', 'explain', other, 'ns:prod-namespace', LOGS, '--limit', '1']);
    expect(out.split('\n')[1]).toMatch(/the log disagrees: it has /);
    expect(out).toMatch(/\n[\d,]+ of [\d,]+ events are as this policy logs them\n$/);
  });

  test('a request that nobody made needs no log', async () => {
    const request = 'user=alice groups=dev,ops GET /api/v1/namespaces/x/secrets';
    const text = await runCli(['policy', 'explain', POLICY, '--request', request]);
    expect(text.out).toMatch(/^list secrets in x by alice\n {2}level Metadata, every stage\n/);
    const json = await runCli(['policy', 'explain', POLICY, '--request', request, '-o', 'jsonl']);
    expect(JSON.parse(json.out)).toMatchObject({auditID: null, level: 'Metadata', ruleIndex: 11, agrees: null});
  });

  test('what no rule takes is not logged', async () => {
    const narrow = file(
      'narrow.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Request, users: [bob]}]\n',
    );
    const {out} = await runCli(['policy', 'explain', narrow, '--request', 'user=alice GET /healthz']);
    expect(out).toContain('level None: nothing is logged');
    expect(out).toMatch(/no rule of .*narrow.yaml matches/);
    expect(out).toContain('1 :3 user alice is not bob');
  });

  test('what a request says reaches a terminal as symbols', async () => {
    const {out} = await runCli(['policy', 'explain', POLICY, '--request', 'user=a\u001b[31m GET /x'], {
      isTerminal: true,
      columns: 80,
    });
    expect(out).not.toContain('\u001b');
    expect(out).toContain('␛');
    expect(out.split('\n').every(line => line.length <= 80)).toBe(true);
  });

  test('a policy inside a ConfigMap is found, and where is said', async () => {
    const inner = '    apiVersion: audit.k8s.io/v1\n    kind: Policy\n    rules:\n    - level: Metadata\n';
    const map = file('map.yaml', `apiVersion: v1\nkind: ConfigMap\ndata:\n  p.yaml: |\n${inner}`);
    const {out, err} = await runCli(['policy', 'explain', map, '--request', 'user=a GET /x']);
    expect(err).toContain('data["p.yaml"]');
    expect(out).toContain('map.yaml:8');
  });

  test('a policy that Kubernetes no longer reads explains the logs of its time, and says so', async () => {
    const old = file('old.yaml', 'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules:\n- level: Metadata\n');
    const {code, err} = await runCli(['policy', 'explain', old, '--request', 'user=a GET /x']);
    expect(code).toBe(0);
    expect(err).toContain('it is used all the same');
  });

  test.each<[argv: string[], sentence: RegExp]>([
    [[POLICY], /EXPR is missing/],
    [[POLICY, `${LOGS}/audit.log`], /stands where the query goes/],
    [[POLICY, 'clickhouse://db/logs/audit'], /stands where the query goes/],
    [[POLICY, 'code:', LOGS], /the query has an error/],
    [[POLICY, '--request', 'list /x'], /--request: "list" is a verb/],
    [[POLICY, '', LOGS, '--request', 'GET /x'], /needs no query/],
    [['no-such.yaml', ''], /the policy no-such.yaml is not there/],
    [['sample-logs', ''], /is a folder/],
    [['package.json', ''], /package.json:1:1: .*no audit policy/],
    [[POLICY, '', LOGS, '-o', 'yaml'], /--output: there is no "yaml"/],
  ])('%j is a sentence and exit code 2', async (argv, sentence) => {
    const {code, out, err} = await runCli(['policy', 'explain', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
  });

  test('every error of a policy is told with its place', async () => {
    const bad = file(
      'bad.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: metadata\n- level: None\n  nonResourceURLs: [x]\n',
    );
    const {code, err} = await runCli(['policy', 'explain', bad, '']);
    expect(code).toBe(2);
    expect(err).toMatch(/bad.yaml:4:10: rules\[0\].level/);
    expect(err).toMatch(/bad.yaml:6:21: rules\[1\].nonResourceURLs/);
  });

  test('nothing found is exit code 1', async () => {
    const {code, err} = await runCli(['policy', 'explain', POLICY, 'user:nobody-of-that-name', LOGS]);
    expect(code).toBe(1);
    expect(err).toContain('no event matches');
  });
});
