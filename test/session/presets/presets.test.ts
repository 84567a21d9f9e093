import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {EVERYTHING, type Expr} from '../../../src/query/ast.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {parse} from '../../../src/query/parse.ts';
import {hidingTerm} from '../../../src/session/presets/hide.ts';
import {PRESETS} from '../../../src/session/presets/presets.ts';
import {TIME_ORDER} from '../../../src/source/source.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';

const exprOf = (query: string) => {
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expr;
};

const hides = (seen: AuditEvent): readonly string[] =>
  PRESETS.filter(({query}) => matches(exprOf(query), seen)).map(({name}) => name);

const KUBELET = {username: 'system:node:worker-1', groups: ['system:nodes']};
const SCHEDULER = {username: 'system:kube-scheduler', groups: []};
const ALICE = {username: 'alice@example.com', groups: []};

const seen = (
  user: AuditEvent['user'],
  verb: string,
  resource: string | undefined,
  {uri = '/api/v1/x', code = 200}: {readonly uri?: string; readonly code?: number} = {},
): AuditEvent => {
  const {objectRef: _, ...rest} = event({user, verb, requestURI: uri, responseStatus: {code}});
  return resource === undefined ? rest : {...rest, objectRef: {resource, apiVersion: 'v1', name: 'x'}};
};

describe('presets', () => {
  test('names are unique, and each says what it hides', () => {
    expect(new Set(PRESETS.map(({name}) => name)).size).toBe(PRESETS.length);
    for (const {doc} of PRESETS) expect(doc).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    ['a lease that is renewed', seen(KUBELET, 'update', 'leases'), ['leases']],
    ['a lease that a person deletes', seen(ALICE, 'delete', 'leases'), []],
    ['a probe', seen(ALICE, 'get', undefined, {uri: '/readyz?verbose'}), ['health checks']],
    ['another path that begins like one', seen(ALICE, 'get', undefined, {uri: '/readyzx'}), []],
    ['the status of a node', seen(KUBELET, 'patch', 'nodes'), ['node status']],
    ['a node that is deleted', seen(KUBELET, 'delete', 'nodes'), []],
    ['a scheduler that lists pods', seen(SCHEDULER, 'list', 'pods'), ['system reads']],
    ['a scheduler that binds a pod', seen(SCHEDULER, 'create', 'pods'), []],
    ['a person who watches', seen(ALICE, 'watch', 'pods'), ['watches']],
    ['discovery', seen(ALICE, 'get', undefined, {uri: '/apis/apps/v1?timeout=32s'}), ['discovery']],
    ['a resource that is read', seen(ALICE, 'get', 'pods', {uri: '/api/v1/namespaces/x/pods/y'}), []],
  ])('%s is hidden by %j', (_, given, names) => expect(hides(given)).toEqual(names));

  test.each([KUBELET, SCHEDULER, ALICE])('no secret that $username reads is hidden', user => {
    for (const verb of ['get', 'list', 'watch']) expect(hides(seen(user, verb, 'secrets'))).toEqual([]);
  });

  const WITHOUT_CODE: Readonly<Record<string, Partial<AuditEvent>>> = {
    'a panic': {stage: 'Panic', responseStatus: {code: 500}},
    'a panic with a code of 200': {stage: 'Panic', responseStatus: {code: 200}},
    'a panic without a code': {stage: 'Panic', responseStatus: {}},
    'a failure without a code': {responseStatus: {status: 'Failure'}},
    'an answer without a status': {responseStatus: undefined as never},
    'a request that was never answered': {stage: 'RequestReceived', responseStatus: undefined as never},
    'a code of 0': {responseStatus: {code: 0}},
  };
  test.each(Object.entries(WITHOUT_CODE))('%s is not hidden', (_, change) => {
    for (const {user, verb, resource, uri} of [
      {user: KUBELET, verb: 'update', resource: 'leases', uri: '/x'},
      {user: ALICE, verb: 'get', resource: undefined, uri: '/readyz'},
      {user: KUBELET, verb: 'patch', resource: 'nodes', uri: '/x'},
      {user: SCHEDULER, verb: 'list', resource: 'pods', uri: '/x'},
      {user: ALICE, verb: 'watch', resource: 'pods', uri: '/x'},
      {user: ALICE, verb: 'get', resource: undefined, uri: '/apis'},
    ]) {
      expect(hides(seen(user, verb, resource, {uri}))).not.toEqual([]);
      expect(hides({...seen(user, verb, resource, {uri}), ...change})).toEqual([]);
    }
  });

  test.each(PRESETS)('$name leaves a request that panicked in the table, and only that one', async ({query}) => {
    const noise = {
      leases: seen(KUBELET, 'update', 'leases'),
      'health checks': seen(ALICE, 'get', undefined, {uri: '/readyz'}),
      'node status': seen(KUBELET, 'patch', 'nodes'),
      'system reads': seen(SCHEDULER, 'list', 'pods'),
      watches: seen(ALICE, 'watch', 'pods'),
      discovery: seen(ALICE, 'get', undefined, {uri: '/apis'}),
    };
    const source = new MemorySource(
      Object.values(noise).flatMap((each, at) => [
        {...each, auditID: `fine ${at}`, stage: 'RequestReceived', responseStatus: undefined as never},
        {...each, auditID: `fine ${at}`},
        {...each, auditID: `panicked ${at}`, stage: 'RequestReceived', responseStatus: undefined as never},
        {...each, auditID: `panicked ${at}`, stage: 'Panic'},
      ]),
    );
    const idsOf = async (where: Expr) => {
      const page = await source.rows({where, stages: 'latest'}, {order: TIME_ORDER, limit: 99, cells: []});
      return page.rows.map(row => row.id.auditID);
    };
    const all = await idsOf(EVERYTHING);
    const hidden = await idsOf(exprOf(`-(${query.replace(' -stage:Panic', '')})`));
    const kept = await idsOf(exprOf(hidingTerm(query)));
    const gone = all.filter(id => !hidden.includes(id));
    expect(gone.some(id => id.startsWith('panicked'))).toBe(true);
    expect(kept).toEqual(all.filter(id => !gone.includes(id) || id.startsWith('panicked')));
  });

  test('no failure is hidden', () => {
    for (const user of [KUBELET, SCHEDULER, ALICE])
      for (const [verb, resource, uri] of [
        ['update', 'leases', '/x'],
        ['get', undefined, '/readyz'],
        ['patch', 'nodes', '/x'],
        ['list', 'pods', '/x'],
        ['watch', 'pods', '/x'],
        ['get', undefined, '/apis'],
      ] as const)
        for (const code of [401, 403, 500]) expect(hides(seen(user, verb, resource, {uri, code}))).toEqual([]);
  });
});
