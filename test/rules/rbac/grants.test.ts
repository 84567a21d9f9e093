// Widening, and what is covered.
import {describe, expect, test} from 'vitest';
import type {Access, Evidence, Seen} from '../../../src/rules/rbac/access.ts';
import {type Expansion, grantsFor} from '../../../src/rules/rbac/grants.ts';

/** `get secrets a/one`: verb, resource, namespace and name; an empty namespace is the cluster. */
const access = (text: string): Access => {
  const [verb = '', resource = '', where = ''] = text.split(' ');
  if (resource.startsWith('/')) return {kind: 'url', verb, path: resource};
  const [namespace = '', name = ''] = where.split('/');
  return {kind: 'resource', verb, apiGroup: '', resource, namespace, name};
};

const seen = (text: string, evidence: Evidence = {count: 1}): Seen => ({access: access(text), evidence});

const textOf = ({access: one}: {access: Access}) =>
  one.kind === 'url'
    ? `${one.verb} ${one.path}`
    : `${one.verb} ${one.resource} ${one.namespace}${one.name === '' ? '' : `/${one.name}`}`.trim();

const granted = (needs: readonly string[], ...by: readonly Expansion[]) =>
  grantsFor(
    needs.map(need => seen(need)),
    by,
  )
    .map(textOf)
    .sort();

describe('grantsFor', () => {
  test.each<[claim: string, needs: readonly string[], by: readonly Expansion[], grants: readonly string[]]>([
    ['as it was seen', ['get secrets a/one', 'get secrets b/two'], [], ['get secrets a/one', 'get secrets b/two']],
    ['all of the cluster covers a namespace', ['list pods', 'list pods a'], [], ['list pods']],
    ['all names cover one', ['list pods a', 'list pods a/one'], [], ['list pods a']],
    [
      'one name of the cluster covers it in a namespace',
      ['list pods /one', 'list pods a/one', 'list pods a/two'],
      [],
      ['list pods /one', 'list pods a/two'],
    ],
    ['another verb covers nothing', ['list pods a', 'get pods a/one'], [], ['get pods a/one', 'list pods a']],
    [
      'names: several become all',
      ['get secrets a/one', 'get secrets a/two', 'get secrets b/one'],
      ['names'],
      ['get secrets a', 'get secrets b/one'],
    ],
    ['names: one stays', ['get secrets a/one'], ['names'], ['get secrets a/one']],
    [
      'namespaces: several become all',
      ['get secrets a/one', 'get secrets b/one', 'get secrets a/two'],
      ['namespaces'],
      ['get secrets /one', 'get secrets a/two'],
    ],
    [
      'names and namespaces together',
      ['get secrets a/one', 'get secrets b/two'],
      ['names', 'namespaces'],
      ['get secrets'],
    ],
    [
      'one name in several namespaces stays one',
      ['get secrets a/one', 'get secrets b/one'],
      ['names', 'namespaces'],
      ['get secrets /one'],
    ],
    ['verbs: reading is one', ['list pods a'], ['verbs'], ['get pods a', 'list pods a', 'watch pods a']],
    ['verbs: getting alone is not listing', ['get pods a/one'], ['verbs'], ['get pods a/one']],
    [
      'verbs: who changes an object gets it',
      ['patch pods a/one', 'update pods/status a/two'],
      ['verbs'],
      [
        'get pods a/one',
        'get pods/status a/two',
        'patch pods a/one',
        'patch pods/status a/two',
        'update pods a/one',
        'update pods/status a/two',
      ],
    ],
    [
      'verbs: making and deleting stay as they are',
      ['create pods a', 'delete pods a/one', 'deletecollection pods a'],
      ['verbs'],
      ['create pods a', 'delete pods a/one', 'deletecollection pods a'],
    ],
    [
      'never widened: acting as others',
      ['impersonate users /ann', 'impersonate users /bob'],
      ['names', 'namespaces'],
      ['impersonate users /ann', 'impersonate users /bob'],
    ],
    ['URLs', ['get /version', 'get /api', 'get /api'], ['names', 'namespaces', 'verbs'], ['get /api', 'get /version']],
  ])('%s', (_, needs, by, grants) => expect(granted(needs, ...by)).toEqual(grants));

  test('what is covered counts for what covers it, each request of it being known', () => {
    const [one, two] = [{count: 3}, {count: 4}];
    const grants = grantsFor([seen('list pods', one), seen('list pods a', two), seen('list pods b', two)]);
    expect(grants.map(grant => [...new Set(grant.evidence)])).toEqual([[one, two]]);
  });
});
