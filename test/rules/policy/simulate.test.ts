import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Level} from '../../../src/audit/event.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {attributesOf} from '../../../src/rules/policy/attributes.ts';
import {evaluate} from '../../../src/rules/policy/evaluate.ts';
import type {Policy} from '../../../src/rules/policy/policy.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';
import {aDay, blindSpots, simulate} from '../../../src/rules/policy/simulate.ts';
import {classesOf} from '../../../src/rules/policy/simulate-classes.ts';
import {anyEvent, event, request} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {anyPolicy} from './generate.ts';

const policyFrom = (rules: string): Policy =>
  readPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`, {file: 'p.yaml'}).policy!;

async function simulated(events: readonly AuditEvent[], policy: Policy, against?: Policy) {
  const source = new MemorySource(events);
  const policies = against === undefined ? [policy] : [policy, against];
  const classes = await classesOf(source, {where: EVERYTHING, stages: 'all'}, policies, 8);
  const rest = against === undefined ? {} : {against};
  return simulate({source, classes, policy, span: 3600e6, ...rest});
}

const lineBytes = (events: readonly AuditEvent[]) =>
  events.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)) + 1, 0);

/** The event with what a level leaves out taken away. */
function without({requestObject, responseObject, ...rest}: AuditEvent, level: Level): AuditEvent {
  return {
    ...rest,
    ...(level !== 'Metadata' && requestObject !== undefined ? {requestObject} : {}),
    ...(level === 'RequestResponse' && responseObject !== undefined ? {responseObject} : {}),
  };
}

/** The event with the URL that its objectRef comes from. */
function withURL(one: AuditEvent): AuditEvent {
  const {objectRef, verb} = one;
  if (objectRef === undefined) return {...one, requestURI: '/healthz?x'};
  const {namespace, resource = '', name} = objectRef;
  const parts = [
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined || verb === 'create' ? [] : [name]),
  ];
  return {...one, requestURI: `/api/v1/${parts.map(encodeURIComponent).join('/')}`};
}

const body = {spec: {text: 'ü'.repeat(50)}};
const FULL = event({level: 'RequestResponse', requestObject: body, responseObject: body});

describe('simulate', () => {
  test.each<[level: Level]>([['Metadata'], ['Request'], ['RequestResponse']])(
    'at level %s an event takes what it takes without the bodies of higher levels',
    async level => {
      const events = [FULL, FULL, FULL];
      const {would} = await simulated(events, policyFrom(`- level: ${level}\n`));
      expect(would).toEqual({
        events: 3,
        bytes: lineBytes(events.map(one => without(one, level))),
        approx: false,
        atLeast: false,
      });
    },
  );

  test('managedFields of objects and of lists of objects are taken out where the policy says so', async () => {
    const managed = (managedFields: object) => ({metadata: {name: 'x', ...managedFields}, spec: 1});
    const full = managed({managedFields: [{manager: 'kubectl', fieldsV1: {'f:spec': {}}}]});
    const wide = event({level: 'RequestResponse', requestObject: full, responseObject: {items: [full, full]}});
    const lean = event({
      level: 'RequestResponse',
      requestObject: managed({}),
      responseObject: {items: [managed({}), managed({})]},
    });
    const {would, changes} = await simulated(
      [wide],
      policyFrom('- level: RequestResponse\n  omitManagedFields: true\n'),
    );
    expect(would.bytes).toBe(lineBytes([lean]));
    expect(changes).toEqual([
      {from: 'RequestResponse', to: 'RequestResponse', events: 1, before: lineBytes([wide]), after: lineBytes([lean])},
    ]);
  });

  test('a higher level takes at least as much, and is told so', async () => {
    const {would, changes} = await simulated([event(), event()], policyFrom('- level: RequestResponse\n'));
    expect(would).toMatchObject({bytes: lineBytes([event(), event()]), atLeast: true});
    expect(changes).toMatchObject([{from: 'Metadata', to: 'RequestResponse', events: 2}]);
  });

  test.each<[name: string, change: Partial<AuditEvent>, level: Level]>([
    ['a path has no bodies', {objectRef: undefined as never, requestURI: '/healthz', verb: 'get'}, 'RequestResponse'],
    ['RequestReceived has no bodies', {stage: 'RequestReceived'}, 'RequestResponse'],
    ['a get sends no body', {verb: 'get'}, 'Request'],
    ['a watch has no bodies', {verb: 'watch'}, 'RequestResponse'],
  ])('%s, so that a higher level takes no more', async (_name, change, level) => {
    const {would} = await simulated([event(change)], policyFrom(`- level: ${level}\n`));
    expect(would.atLeast).toBe(false);
  });

  test('more events than are weighed stand for the others, and that is said', async () => {
    const events = Array.from({length: 400}, (_, i) => event({...FULL, requestObject: {n: 'x'.repeat(i % 7)}}));
    const {would} = await simulated(events, policyFrom('- level: Metadata\n'));
    const exact = lineBytes(events.map(one => without(one, 'Metadata')));
    expect(would.approx).toBe(true);
    expect(Math.abs(would.bytes - exact) / exact).toBeLessThan(0.02);
  });

  test('stages that are omitted are not written', async () => {
    const events = request(['RequestReceived', 'ResponseComplete']);
    const {would, rules, changes} = await simulated(
      events,
      policyFrom('- level: Metadata\n  omitStages: [RequestReceived]\n'),
    );
    expect(would.events).toBe(1);
    expect(rules[0]).toMatchObject({matched: 2, events: 1});
    expect(changes).toMatchObject([{from: 'Metadata', to: 'None', events: 1, after: 0}]);
  });

  test('rules that never matched, and what no rule takes', async () => {
    const policy = policyFrom('- {level: None, users: [nobody]}\n- {level: Metadata, verbs: [get]}\n');
    const {rules, neverMatched, would} = await simulated([event({verb: 'get'}), event()], policy);
    expect(neverMatched).toEqual([0]);
    expect(rules.map(({ruleIndex, matched, events}) => [ruleIndex, matched, events])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [null, 1, 0],
    ]);
    expect(would.events).toBe(1);
  });

  test('against the policy that was in force: what each would have written', async () => {
    const events = [FULL, event({verb: 'get', level: 'Metadata'})];
    const old = policyFrom('- {level: RequestResponse, verbs: [delete]}\n- level: Metadata\n');
    const now = policyFrom('- {level: None, verbs: [get]}\n- level: Metadata\n');
    const {before, unexplained, changes} = await simulated(events, now, old);
    expect(before).toMatchObject({events: 2, bytes: lineBytes(events)});
    expect(unexplained).toBe(0);
    const kinds = changes.map(({from, to}) => `${from} to ${to}`);
    expect(kinds.toSorted()).toEqual(['Metadata to None', 'RequestResponse to Metadata']);
    expect((await simulated(events, now, policyFrom('- level: Request\n'))).unexplained).toBe(2);
  });

  test('RequestReceived that the log does not hold is counted by requests', async () => {
    const {receivedMissing} = await simulated(
      [event({auditID: 'a'}), event({auditID: 'b'})],
      policyFrom('- level: Metadata\n'),
    );
    expect(receivedMissing).toBe(2);
    const both = await simulated(request(['RequestReceived', 'ResponseComplete']), policyFrom('- level: Metadata\n'));
    expect(both.receivedMissing).toBe(0);
  });

  test('spenders are who, verb and what, most bytes first', async () => {
    const {spenders} = await simulated(
      [event(), FULL, event({verb: 'get', objectRef: undefined as never, requestURI: '/healthz?x'})],
      policyFrom('- level: RequestResponse\n'),
    );
    expect(spenders.map(({user, verb, resource, events}) => [user, verb, resource, events])).toEqual([
      ['alice@example.com', 'delete', 'pods', 2],
      ['alice@example.com', 'get', '/healthz', 1],
    ]);
  });

  test('of any log and policy, each event is decided as by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent.map(withURL), {maxLength: 30}), anyPolicy, async (events, policy) => {
        const {rules, would} = await simulated(events, policy);
        const matched = new Map<number | null, number>();
        let written = 0;
        for (const one of events) {
          const {ruleIndex, level, omitStages} = evaluate(policy, attributesOf(one));
          matched.set(ruleIndex, (matched.get(ruleIndex) ?? 0) + 1);
          if (level !== 'None' && !omitStages.includes(one.stage)) written++;
        }
        expect(would.events).toBe(written);
        for (const report of rules) expect(report.matched).toBe(matched.get(report.ruleIndex) ?? 0);
      }),
      {numRuns: 60},
    );
  });
});

test('bytes a day are at the rate of the log', () => {
  expect(aDay(1000, 3600e6)).toBe(24_000);
  expect(aDay(1000, 59e6)).toBeUndefined();
});

test.each<[name: string, rules: string, none: number[], noCatchAll: boolean]>([
  ['everything is logged', '- level: Metadata\n', [], false],
  ['a rule drops', '- {level: None, verbs: [get]}\n- level: Metadata\n', [0], false],
  ['the rest is not taken', '- {level: Metadata, verbs: [get]}\n', [], true],
  ['the rest is dropped', '- {level: Metadata, verbs: [get]}\n- level: None\n', [1], false],
  ['what comes after a catch-all is dead', '- level: Metadata\n- {level: None, verbs: [get]}\n', [], false],
])('blind spots: %s', (_name, rules, none, noCatchAll) => {
  expect(blindSpots(policyFrom(rules))).toEqual({none, noCatchAll});
});
