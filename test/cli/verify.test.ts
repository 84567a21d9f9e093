// verify on logs that are there already; waiting for one that comes is in test/e2e/verify.test.ts.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isVisible} from '../../src/audit/visible.ts';
import {LOG_PATH, MANIFEST, makeTree, manifest, POLICY_PATH, removeTrees, TREES, type TreeName} from '../host/trees.ts';
import {event, request} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const DELETION = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';
const lines = (events: readonly object[]) => events.map(one => `${JSON.stringify(one)}\n`).join('');

let folder: string;
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => {
  rmSync(folder, {recursive: true, force: true});
  removeTrees();
});

const back = ['--since', '10m', '--within', '0s'];

describe('looking back', () => {
  test('tells level, bodies, stages, place and rule of what was recorded', async () => {
    const log = write(
      'a.log',
      lines([
        event({auditID: 'other', verb: 'get'}),
        ...request(['RequestReceived'], {level: 'Request'}),
        event({level: 'Request', requestObject: {kind: 'DeleteOptions'}}),
      ]),
    );
    const policy = write(
      'policy.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [watch]\n- level: Request\n',
    );
    const {code, out} = await runCli(['verify', DELETION, log, ...back, '--policy', policy]);
    expect(code).toBe(0);
    expect(out).toContain('Recorded: ');
    expect(out).toMatch(/level +Request\n/);
    expect(out).toMatch(/bodies +requestObject\n/);
    expect(out).toMatch(/stages +RequestReceived, ResponseComplete\n/);
    expect(out).toContain(`${log}:3`);
    expect(out).toContain(`rule 2 (${policy}:6)`);
  });

  test('json has the same', async () => {
    const log = write('b.log', lines([event({level: 'RequestResponse', requestObject: {}, responseObject: {}})]));
    const {code, out} = await runCli(['verify', DELETION, log, ...back, '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      recorded: true,
      level: 'RequestResponse',
      bodies: ['requestObject', 'responseObject'],
      ruleIndex: null,
      agrees: null,
    });
  });

  test('of several the latest is told', async () => {
    const log = write(
      'd.log',
      lines([event({auditID: 'one'}), event({auditID: 'two', stageTimestamp: '2026-11-20T10:02:30.000000Z'})]),
    );
    expect((await runCli(['verify', DELETION, log, ...back])).out).toMatch(/auditID +two/);
  });

  test('a request that goes on is not called one that was never answered', async () => {
    const log = write('e.log', lines(request(['RequestReceived'], {level: 'Request'})));
    const {out} = await runCli(['verify', DELETION, log, ...back]);
    expect(out).toMatch(/^Recorded: .+: received\n/);
    expect(out).toMatch(/answer +none so far; bodies come with it\n/);
  });

  test('what was recorded before counts only with --since', async () => {
    const log = write('c.log', lines([event()]));
    expect((await runCli(['verify', DELETION, log, '--within', '50ms'])).code).toBe(1);
    expect((await runCli(['verify', DELETION, log, ...back])).code).toBe(0);
  });
});

describe('what was not recorded', () => {
  const policyOf = (rules: string) =>
    write('why.yaml', `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n${rules}`);
  const because = async (expr: string, rules: string) => {
    const log = write(
      'why.log',
      lines([
        event({
          auditID: 'x',
          verb: 'get',
          objectRef: {resource: 'pods', name: 'webapp-pod', namespace: 'prod-namespace'},
        }),
      ]),
    );
    const {code, out} = await runCli(['verify', expr, log, ...back, '--policy', policyOf(rules)]);
    expect(code).toBe(1);
    return out.replace(/\s+/g, ' ');
  };

  test.each<[claim: string, expr: string, rules: string, said: RegExp]>([
    [
      'a rule of level None takes it',
      DELETION,
      '- level: None\n  verbs: [delete]\n- level: Metadata\n',
      /does not log such a request: rule 1 \(\S+:5\) takes it, with level None/,
    ],
    [
      'a word is none that a request has, whatever the policy says',
      'verb:exec resource:pods',
      '- level: None\n',
      /^Not recorded since \S+\. No request has the verb exec; write sub:exec verb:get,create\. (?!The policy)/,
    ],
    [
      'no rule takes it',
      DELETION,
      '- level: Metadata\n  verbs: [create]\n',
      /does not log such a request: no rule takes it/,
    ],
    [
      'it depends on what the query does not say',
      DELETION,
      '- level: None\n  users: [bob]\n- level: Request\n',
      /logs such a request: rule 1 \(\S+:5\) \(level None\) may take it, by what the query does not say; else rule 2 \(\S+:7\) takes it, with level Request, without RequestReceived/,
    ],
    ['another verb came', DELETION, '- level: Metadata\n', /Without verb:delete 1 event would match/],
    [
      'it is there at another stage',
      'verb:get stage:RequestReceived',
      '- level: Metadata\n',
      /1 event would match at another stage/,
    ],
  ])('%s', async (_claim, expr, rules, said) => {
    expect(await because(expr, rules)).toMatch(said);
  });

  test.each<[TreeName, RegExp]>([
    ['auditing off', /Auditing does not work here: --audit-policy-file is not set/],
    ['RKE2, the default policy', /Auditing does not work here: The policy records nothing/],
    ['log not mounted', /its log \S+ is not on the node/],
  ])('of a node with "%s" doctor says why at once, without waiting', async (name, why) => {
    const {code, out} = await runCli(['verify', DELETION, '--root', makeTree(TREES[name])]);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toMatch(why);
  });

  test('the policy of the node is the one that is asked', async () => {
    const dir = makeTree({
      [MANIFEST]: manifest(),
      [POLICY_PATH]:
        'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  resources: [{group: "", resources: [pods]}]\n- level: Metadata\n',
      [LOG_PATH]: lines([event({auditID: 'x', verb: 'get'})]),
    });
    const {code, out} = await runCli(['verify', DELETION, '--root', dir, ...back]);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toContain(`rule 1 (${POLICY_PATH}:4) takes it, with level None`);
  });
});

describe('before it waits', () => {
  const policy = () =>
    write(
      'none.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [delete]\n- level: Metadata\n',
    );
  test.each<[claim: string, expr: string, more: () => string[], said: RegExp]>([
    ['a word that no request has is told', 'verb:delte', () => [], /^audit-tui: No request has the verb delte; write /],
    [
      'a policy that logs none of it is told',
      DELETION,
      () => ['--policy', policy()],
      /^audit-tui: The policy does not log such a request: rule 1 /,
    ],
    ['nothing is told where nothing speaks against it', 'verb:get', () => ['--policy', policy()], /^$/],
  ])('%s', async (_claim, expr, more, said) => {
    const log = write('wait.log', lines([event({auditID: 'x', verb: 'get'})]));
    const {code, out, err} = await runCli(['verify', expr, log, '--within', '1ms', ...more()]);
    expect(code).toBe(1);
    expect(err).toMatch(said);
    expect(out).toContain('Not recorded within');
  });
});

test.each<[claim: string, argv: string[]]>([
  ['a query with an error', ['verify', 'vreb:get', 'a.log']],
  ['no time', ['verify', 'verb:get', 'a.log', '--within', 'soon']],
  ['no moment', ['verify', 'verb:get', 'a.log', '--since', 'soon']],
  ['no such log', ['verify', 'verb:get', '/no/such/log', '--within', '50ms']],
  ['no time at all', ['verify', 'verb:get', '/no/such/log', '--within', '0s']],
  ['no such policy', ['verify', 'verb:get', '/no/such/log', '--policy', '/no/policy']],
  ['a node without an API server', ['verify', 'verb:get', '--within', '50ms']],
])('%s is an error', async (_claim, argv) => {
  const {code, out, err} = await runCli(argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^audit-tui: /);
});

test('shows no control byte of a hostile event', async () => {
  const evil = '\x1b]52;c;aGk=\x07\u202e\n';
  const log = write(
    'evil.log',
    lines([event({auditID: evil, user: {username: evil}, objectRef: {resource: 'pods', name: evil, namespace: evil}})]),
  );
  for (const output of ['text', 'json']) {
    const {code, out} = await runCli(['verify', 'verb:delete', log, ...back, '-o', output]);
    expect(code).toBe(0);
    expect(out.split('\n').filter(line => !isVisible(line))).toEqual([]);
  }
});
