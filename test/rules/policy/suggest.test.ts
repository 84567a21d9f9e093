import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {attributesOf} from '../../../src/rules/policy/attributes.ts';
import {evaluate, matches} from '../../../src/rules/policy/evaluate.ts';
import {policyYaml} from '../../../src/rules/policy/profiles-print.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';
import {simulate} from '../../../src/rules/policy/simulate.ts';
import {classesOf} from '../../../src/rules/policy/simulate-classes.ts';
import {ruleFrom, suggest} from '../../../src/rules/policy/suggest.ts';
import {applied} from '../../../src/rules/policy/suggest-apply.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';

const EVERYTHING_POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n';
const ALL = {where: EVERYTHING, stages: 'all'} as const;

type Who = {user: string; groups: string[]};
const KUBELET: Who = {user: 'system:node:n1', groups: ['system:nodes', 'system:authenticated']};
const MACHINE: Who = {user: 'system:kube-scheduler', groups: ['system:authenticated']};
const PERSON: Who = {user: 'alice', groups: ['system:authenticated']};
const ANONYMOUS: Who = {user: 'system:anonymous', groups: ['system:unauthenticated']};

function made({user, groups}: Who, verb: string, resource: string, change: Partial<AuditEvent> = {}): AuditEvent {
  const [plain, subresource] = resource.split('/');
  const path = ['/api/v1/namespaces/x', plain, 'n', ...(subresource === undefined ? [] : [subresource])].join('/');
  return event({
    verb,
    requestURI: path,
    user: {username: user, groups},
    objectRef: {resource: plain!, namespace: 'x', name: 'n', ...(subresource === undefined ? {} : {subresource})},
    ...change,
  });
}
const path = ({user, groups}: Who, uri: string): AuditEvent => {
  const {objectRef: _ref, ...rest} = event({verb: 'get', requestURI: uri, user: {username: user, groups}});
  return rest;
};

async function suggested(events: readonly AuditEvent[], policyText?: string) {
  const source = new MemorySource(events);
  const policy = policyText === undefined ? undefined : readPolicy(policyText, {file: 'p'}).policy!;
  const classes = await classesOf(source, ALL, policy === undefined ? [] : [policy], 8, ['system:nodes']);
  const found = await suggest({
    source,
    classes,
    ...(policy === undefined ? {} : {policy}),
    unfinished: 2,
    leastShare: 0,
  });
  return {...found, source, classes, policy};
}

describe('what is dropped', () => {
  test.each<[name: string, one: AuditEvent]>([
    ['a machine that reads pods', made(MACHINE, 'get', 'pods')],
    ['a machine that watches', made(MACHINE, 'watch', 'configmaps')],
    ['a machine that looks whether something is alive', path(MACHINE, '/readyz?verbose')],
    ['a machine that looks what there is', path(MACHINE, '/apis/apps/v1')],
  ])('%s', async (_name, one) => {
    const {suggestions} = await suggested([one]);
    expect(suggestions.map(({kind, events}) => [kind, events])).toEqual([['drop', 1]]);
    expect(matches(ruleFrom(suggestions[0]!.rule!), attributesOf(one))).toBe(true);
  });

  test.each<[name: string, one: AuditEvent]>([
    ['a write', made(MACHINE, 'update', 'pods')],
    ['a deletion', made(MACHINE, 'deletecollection', 'pods')],
    ['secrets', made(MACHINE, 'list', 'secrets')],
    ['a token', made(MACHINE, 'get', 'serviceaccounts/token')],
    ['an exec over WebSocket', made(MACHINE, 'get', 'pods/exec')],
    ['a log of a container', made(MACHINE, 'get', 'pods/log')],
    ['a proxy', made(MACHINE, 'get', 'nodes/proxy')],
    [
      'who may do what',
      made(MACHINE, 'get', 'roles', {
        objectRef: {resource: 'roles', apiGroup: 'rbac.authorization.k8s.io'},
        requestURI: '/apis/rbac.authorization.k8s.io/v1/roles',
      }),
    ],
    ['a failure', made(MACHINE, 'get', 'pods', {responseStatus: {code: 403}})],
    ['a person', made(PERSON, 'get', 'pods')],
    ['anonymous', path(ANONYMOUS, '/readyz')],
    ['nobody', made(MACHINE, 'get', 'pods', {user: {}})],
    ['an odd path', path(MACHINE, '/debug/pprof/heap')],
  ])('never %s', async (_name, one) => {
    expect((await suggested([one])).suggestions.filter(({kind}) => kind === 'drop')).toEqual([]);
  });

  test('a verb of which one failed stays, the others go', async () => {
    const events = [
      made(MACHINE, 'get', 'pods'),
      made(MACHINE, 'get', 'pods', {responseStatus: {code: 404}}),
      made(MACHINE, 'list', 'pods'),
    ];
    const {suggestions} = await suggested(events);
    expect(suggestions.map(({rule}) => rule?.verbs)).toEqual([['list']]);
  });

  test('kubelets share a rule, unless one of them failed', async () => {
    const other = {...KUBELET, user: 'system:node:n2'};
    const {suggestions} = await suggested([made(KUBELET, 'get', 'nodes'), made(other, 'get', 'nodes')]);
    expect(suggestions).toMatchObject([{events: 2, rule: {userGroups: ['system:nodes']}}]);
    const failed = await suggested([
      made(KUBELET, 'get', 'nodes'),
      made(other, 'get', 'nodes', {responseStatus: {code: 403}}),
    ]);
    expect(failed.suggestions).toEqual([]);
  });

  test('a rule takes no combination of verb and resource that was not seen', async () => {
    const {suggestions} = await suggested([made(MACHINE, 'get', 'pods'), made(MACHINE, 'list', 'nodes')]);
    const rules = suggestions.map(({rule}) => ruleFrom(rule!));
    expect(rules.some(rule => matches(rule, attributesOf(made(MACHINE, 'list', 'pods'))))).toBe(false);
    expect(rules.length).toBe(2);
  });
});

describe('bodies and stages', () => {
  const body = {metadata: {name: 'x', managedFields: [{manager: 'm'.repeat(100)}]}, spec: 'y'.repeat(100)};

  test('bodies of bookkeeping go, those of other writes stay', async () => {
    const lease = made(KUBELET, 'update', 'nodes/status', {
      level: 'RequestResponse',
      requestObject: body,
      responseObject: body,
    });
    const {suggestions} = await suggested([lease]);
    const lowered = suggestions.find(({kind}) => kind === 'lower')!;
    expect(lowered).toMatchObject({
      events: 0,
      rule: {level: 'Metadata', verbs: ['update'], resources: [{group: '', resources: ['nodes/status']}]},
    });
    const pod = made(KUBELET, 'update', 'pods', {level: 'RequestResponse', requestObject: body, responseObject: body});
    expect((await suggested([pod])).suggestions.map(({kind}) => kind)).toEqual(['managedFields']);
  });

  test('no rule that would log again what a later rule drops', async () => {
    const lease = made(KUBELET, 'update', 'nodes/status', {level: 'Request', requestObject: body});
    const policy =
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: Request, namespaces: [x]}\n- {level: None, userGroups: [system:nodes]}\n- level: Metadata\n';
    expect((await suggested([lease], policy)).suggestions.filter(({kind}) => kind === 'lower')).toEqual([]);
  });

  test('RequestReceived says what only it tells', async () => {
    const {suggestions} = await suggested([made(PERSON, 'get', 'pods', {stage: 'RequestReceived'})]);
    expect(suggestions).toMatchObject([{kind: 'stage', events: 1, unfinished: 2}]);
    const already = `${EVERYTHING_POLICY}omitStages: [RequestReceived]\n`;
    expect((await suggested([made(PERSON, 'get', 'pods', {stage: 'RequestReceived'})], already)).suggestions).toEqual(
      [],
    );
  });
});

const anyWho = fc.constantFrom(KUBELET, MACHINE, PERSON, ANONYMOUS, {...KUBELET, user: 'system:node:n2'});
const anyOf = fc
  .record({
    who: anyWho,
    verb: fc.constantFrom('get', 'list', 'watch', 'update', 'create'),
    resource: fc.constantFrom('pods', 'secrets', 'configmaps', 'pods/exec', 'nodes/status', 'events'),
    level: fc.constantFrom('Metadata', 'Request', 'RequestResponse'),
    stage: fc.constantFrom('RequestReceived', 'ResponseComplete'),
    code: fc.constantFrom(200, 200, 200, 404),
  })
  .map(({who, verb, resource, level, stage, code}) => {
    const bodies = stage === 'RequestReceived' || level === 'Metadata' ? {} : {requestObject: {a: 'x'.repeat(40)}};
    return made(who, verb, resource, {
      level,
      stage,
      ...(stage === 'RequestReceived' ? {} : {responseStatus: {code}}),
      ...bodies,
    } as Partial<AuditEvent>);
  });

test('of any log: put into the policy, the engine accepts them, nothing that must stay goes, and simulation agrees', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOf, {minLength: 1, maxLength: 40}), async events => {
      // The log is as the policy would have it, save for bodies.
      const text = EVERYTHING_POLICY.replace('Metadata', 'RequestResponse');
      const {suggestions, left, source, policy, log} = await suggested(events, text);
      const made = applied(text, policy!, suggestions);
      expect(made.ok).toBe(true);
      const {policy: smaller, faults} = readPolicy(made.ok ? made.text : '', {file: 'p'});
      expect(faults).toEqual([]);
      for (const one of events) {
        const attributes = attributesOf(one);
        if (evaluate(smaller!, attributes).level !== 'None') continue;
        expect(['get', 'list', 'watch']).toContain(attributes.verb);
        expect(['secrets']).not.toContain(attributes.resource);
        expect(attributes.subresource).not.toBe('exec');
        expect(attributes.user!.name).toMatch(/^system:(node|kube)/);
        expect(one.responseStatus?.code ?? 200).toBe(200);
      }
      const classes = await classesOf(source, ALL, [smaller!], 8);
      const {would} = await simulate({source, classes, policy: smaller!, span: 1});
      expect(would.events).toBe(left.events);
      expect(left.bytes).toBeLessThanOrEqual(log.bytes);
    }),
    {numRuns: 60},
  );
});

describe('putting rules into a text', () => {
  const draft = {why: [], level: 'None', users: ['m']} as const;
  const drop = {kind: 'drop', rule: draft, events: 1, bytes: 1, approx: false, losses: []} as const;
  const of = (text: string) => readPolicy(text, {file: 'p'}).policy!;

  test('a rule goes above the comment of the rule that it comes before, as deep as that', () => {
    const text =
      '# top\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n    # first\n    - level: None\n      users: [a]\n    # rest\n    - level: Metadata # all\n';
    const made = applied(text, of(text), [{...drop, before: 1}, {...drop, kind: 'stage'} as never]);
    expect(made).toEqual({
      ok: true,
      text: '# top\napiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ["RequestReceived"]\nrules:\n    # first\n    - level: None\n      users: [a]\n    - level: None\n      users: ["m"]\n    # rest\n    - level: Metadata # all\n',
    });
  });

  test('what no rule decides goes after the last, and CRLF stays', () => {
    const text = policyYaml({why: [], rules: [{why: [], level: 'Metadata', users: ['a']}]}).replaceAll('\n', '\r\n');
    const made = applied(text, of(text), [{...drop, before: 1}]);
    expect(made.ok && of(made.text).rules.map(({users}) => users)).toEqual([['a'], ['m']]);
    expect(made.ok && made.text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test.each<[name: string, text: string]>([
    ['flow style', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n'],
    ['JSON', '{"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{"level": "Metadata"}]}'],
  ])('%s is left to people', (_name, text) => {
    expect(applied(text, of(text), [{...drop, before: 0}])).toMatchObject({ok: false});
  });
});
