// A custom resource of the cluster is one, whatever namespace stands in its body.
import {describe, expect, test} from 'vitest';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {classesOf} from '../../../src/rules/rbac/classes.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';

const request = (auditID: string, verb: string, requestURI: string, apiGroup: string, resource: string) =>
  event({auditID, verb, requestURI, objectRef: {apiGroup, resource, namespace: 'shop', name: auditID}});

const things = (auditID: string, verb: string, url: string) => request(auditID, verb, url, 'x.io', 'things');

const namespacesOf = async (log: MemorySource) =>
  (await classesOf(log, EVERYTHING)).map(({access}) => access.kind === 'resource' && access.namespace);

describe('the namespace of a custom resource', () => {
  test.each<[claim: string, verb: string, url: string, namespace: string]>([
    ['made in a namespace', 'create', '/apis/x.io/v1/namespaces/shop/things', 'shop'],
    ['made in the cluster', 'create', '/apis/x.io/v1/things', ''],
    ['replaced in the cluster', 'update', '/apis/x.io/v1/things/one', ''],
    ['its status replaced in the cluster', 'update', '/apis/x.io/v1/things/one/status', ''],
    ['without a URL in the log it is as logged', 'create', '', 'shop'],
  ])('%s', async (_, verb, url, namespace) => {
    expect(await namespacesOf(new MemorySource([things('one', verb, url)]))).toEqual([namespace]);
  });

  test('one request of each resource is read, whatever else was done to it', async () => {
    const log = new MemorySource([
      things('one', 'update', '/apis/x.io/v1/things/one'),
      things('two', 'update', '/apis/x.io/v1/things/two'),
      things('three', 'create', '/apis/x.io/v1/things'),
      request('four', 'create', '/apis/y.io/v1/namespaces/shop/things', 'y.io', 'things'),
      request('five', 'create', '/apis/apps/v1/namespaces/shop/deployments', 'apps', 'deployments'),
    ]);
    expect((await namespacesOf(log)).toSorted()).toEqual(['', '', '', 'shop', 'shop']);
    expect(log.calls.filter(call => call === 'event').length).toBe(2);
  });
});
