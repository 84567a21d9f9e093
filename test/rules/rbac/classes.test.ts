// Equal requests are one class, and its access is what the authorizer was asked.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import type {FieldName, FieldValue} from '../../../src/audit/fields.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {accessOf, classesOf} from '../../../src/rules/rbac/classes.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';

const access = (values: Partial<Record<FieldName, FieldValue>>) => accessOf(name => values[name]);

test.each<[claim: string, values: Partial<Record<FieldName, FieldValue>>, name: string]>([
  ['a get', {verb: 'get'}, 'p'],
  ['a list with a selector', {verb: 'list'}, 'p'],
  ['a create', {verb: 'create'}, ''],
  ['a create of a subresource', {verb: 'create', 'objectRef.subresource': 'exec'}, 'p'],
  ['a deletion of many', {verb: 'deletecollection'}, ''],
])('%s', (_, values, name) => {
  expect(access({'objectRef.resource': 'pods', 'objectRef.name': 'p', ...values})).toMatchObject({
    kind: 'resource',
    name,
  });
});

test.each<[claim: string, verb: string, apiGroup: string | undefined, resource: string, namespace: string]>([
  ['a pod', 'create', undefined, 'pods', 'a'],
  ['a Namespace', 'get', undefined, 'namespaces', 'a'],
  ['a new Namespace, which is logged in itself', 'create', undefined, 'namespaces', ''],
  ['a ClusterRole whose body names a namespace', 'create', 'rbac.authorization.k8s.io', 'clusterroles', ''],
  ['a custom resource, of which nothing is known', 'create', 'x.io', 'things', 'a'],
])('%s', (_, verb, apiGroup, resource, namespace) => {
  const values = {verb, 'objectRef.apiGroup': apiGroup, 'objectRef.resource': resource, 'objectRef.namespace': 'a'};
  expect(access(values)).toMatchObject({namespace});
});

test('a path is decoded', () => {
  expect(access({verb: 'get', path: '/a%2Fb%20c'})).toEqual({kind: 'url', verb: 'get', path: '/a/b c'});
});

describe('classesOf', () => {
  const create = (name: string) =>
    event({
      auditID: name,
      verb: 'create',
      requestURI: '/api/v1/namespaces/a/pods',
      objectRef: {resource: 'pods', namespace: 'a', name},
    });
  const log = new MemorySource([create('one'), create('two'), event(), event({auditID: 'other'})]);

  test('names that only bodies told keep nothing apart', async () => {
    const classes = await classesOf(log, EVERYTHING);
    expect(classes.map(({access: {verb}, evidence: {count}, outcome}) => [verb, count, outcome])).toEqual([
      ['create', 2, 'allowed'],
      ['delete', 2, 'allowed'],
    ]);
  });

  test('alerts of Falco are no requests', async () => {
    const alert = event({
      auditID: 'falco-1',
      stage: 'Alert',
      alert: {priority: 'Notice', output: 'exec'},
    } as Partial<AuditEvent>);
    const classes = await classesOf(new MemorySource([event(), alert]), EVERYTHING);
    expect(classes.map(({evidence}) => evidence.count)).toEqual([1]);
  });

  test('with another field, and without one', async () => {
    const also = await classesOf(log, EVERYTHING, {also: ['auditID'], without: ['objectRef.namespace']});
    expect(also.map(({evidence}) => evidence.count)).toEqual([1, 1, 1, 1]);
    expect(also.map(({access: one}) => one.kind === 'resource' && one.namespace)).toEqual(['', '', '', '']);
  });
});
