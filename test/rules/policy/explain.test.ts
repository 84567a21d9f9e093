import {describe, expect, test} from 'vitest';
import type {Level, Stage} from '../../../src/audit/event.ts';
import {parseRequest} from '../../../src/rules/policy/attributes.ts';
import {type Agreement, agreement, explain, recordOf} from '../../../src/rules/policy/explain.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';
import {event} from '../../support/events.ts';

const policyFrom = (rules: string) =>
  readPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n${rules}`, {
    file: 'p.yaml',
  }).policy!;

const POLICY = policyFrom(`
- {level: None, users: [kube]}
- {level: None, verbs: [watch]}
- {level: Metadata, resources: [{group: "", resources: [secrets]}], omitStages: [ResponseStarted]}
`);

const of = (request: string) => {
  const parsed = parseRequest(request);
  if (!parsed.ok) throw new Error(parsed.message);
  return explain(POLICY, parsed.attributes);
};

describe('explain', () => {
  test('the first rule that matches decides, and each earlier one says what it missed', () => {
    const {decision, failed} = of('user=alice GET /api/v1/namespaces/x/secrets');
    expect(decision).toEqual({
      level: 'Metadata',
      ruleIndex: 2,
      omitStages: ['RequestReceived', 'ResponseStarted'],
      omitManagedFields: false,
    });
    expect(failed.map(({condition}) => condition)).toEqual(['users', 'verbs']);
  });

  test('the first rule has nothing before it', () => {
    expect(of('user=kube GET /api/v1/namespaces/x/secrets').failed).toEqual([]);
  });

  test('where none decides, every rule says what it missed', () => {
    const {decision, failed} = of('user=alice GET /healthz');
    expect(decision.ruleIndex).toBeNull();
    expect(failed.map(({condition}) => condition)).toEqual(['users', 'verbs', 'resourceRequest']);
  });
});

describe('agreement', () => {
  test.each<[level: Level, omitted: Stage[], loggedLevel: Level, stage: Stage, how: Agreement]>([
    ['Request', [], 'Request', 'ResponseComplete', 'agrees'],
    ['Request', ['RequestReceived'], 'Request', 'ResponseComplete', 'agrees'],
    ['Request', ['RequestReceived'], 'Request', 'RequestReceived', 'stage is omitted'],
    ['Metadata', [], 'Request', 'ResponseComplete', 'more was logged'],
    ['RequestResponse', [], 'Request', 'ResponseComplete', 'less was logged'],
    ['None', [], 'Metadata', 'ResponseComplete', 'not logged at all'],
    ['None', ['Panic'], 'Metadata', 'Panic', 'not logged at all'],
  ])('level %s without %j, logged at %s in %s: %s', (level, omitStages, loggedLevel, stage, how) => {
    const decision = {level, ruleIndex: 0, omitStages, omitManagedFields: false};
    expect(agreement(decision, {level: loggedLevel, stage})).toBe(how);
  });
});

describe('recordOf', () => {
  test('has the fields that scripts know, in that order', () => {
    const {decision} = of('user=alice DELETE /api/v1/namespaces/x/secrets/y');
    expect(JSON.stringify(recordOf(decision, event({auditID: 'a', level: 'Request'})))).toBe(
      '{"auditID":"a","stage":"ResponseComplete","level":"Metadata","ruleIndex":2,"omitStages":["RequestReceived","ResponseStarted"],"omitManagedFields":false,"agrees":false}',
    );
  });

  test('of a request that nobody made, nothing is known of an event', () => {
    const {decision} = of('user=alice GET /healthz');
    expect(recordOf(decision)).toMatchObject({
      auditID: null,
      stage: null,
      agrees: null,
      ruleIndex: null,
      level: 'None',
    });
  });
});
