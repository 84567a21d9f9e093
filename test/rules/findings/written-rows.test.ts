import {describe, expect, test} from 'vitest';
import type {RightsObject} from '../../../src/rules/findings/rights.ts';
import {did} from '../../../src/rules/findings/sample.ts';
import {WRITTEN, WrittenRows} from '../../../src/rules/findings/written-rows.ts';
import {fakeColumns, fakeRows} from '../../support/fake-columns.ts';

const VALUES = {
  'objectRef.resource': ['', 'roles', 'clusterroles', 'rolebindings', 'clusterrolebindings', 'pods'],
  verb: ['', 'create', 'update'],
  'objectRef.namespace': ['', 'shop', 'build'],
  'objectRef.name': ['', 'a', 'b'],
};

/** Codes of WRITTEN for what was done to a resource. */
const row = (resource: string, verb: string, ns: string, name: string): readonly number[] =>
  WRITTEN.map(field => {
    const value = {'objectRef.resource': resource, verb, 'objectRef.namespace': ns, 'objectRef.name': name}[
      field as keyof typeof VALUES
    ];
    return value === undefined ? 1 : VALUES[field as keyof typeof VALUES].indexOf(value);
  });

const body = (aggregatedTo?: string) =>
  did('create clusterroles.rbac.authorization.k8s.io /x', {
    request: {
      metadata: {
        labels: aggregatedTo === undefined ? {} : {[`rbac.authorization.k8s.io/aggregate-to-${aggregatedTo}`]: 'true'},
      },
      rules: [],
    },
  });

const ROWS = [
  row('clusterroles', 'create', '', 'a'),
  row('clusterroles', 'update', '', 'a'),
  row('rolebindings', 'create', 'shop', 'a'),
  row('rolebindings', 'update', 'build', 'a'),
  row('roles', 'create', 'shop', ''),
  row('pods', 'create', 'shop', 'b'),
];

function written() {
  const rows = new WrittenRows(fakeColumns(VALUES));
  const columns = fakeRows(ROWS);
  const answer = {metadata: {name: 'a-x7k2p'}, kind: 'Role', rules: []};
  const events = [
    body('edit'),
    undefined,
    undefined,
    undefined,
    did('create roles shop/', {response: answer}),
    undefined,
  ];
  for (const [at, event] of events.entries()) rows.add(columns, at, event);
  return rows;
}

const object = (kind: RightsObject['kind'], ns: string, name: string): RightsObject => ({kind, ns, name});

describe('what was written', () => {
  test('is roles and bindings alone, each object once', () => {
    const rows = written();
    // And the cluster role that one of them is copied into.
    expect([rows.size, rows.objects]).toEqual([5, 5]);
  });

  test.each<[what: string, asked: RightsObject, places: readonly number[]]>([
    ['a cluster role, whatever the namespace of the binding', object('ClusterRole', 'shop', 'a'), [0, 1]],
    ['a binding of one namespace', object('RoleBinding', 'shop', 'a'), [2]],
    ['that of another', object('RoleBinding', 'build', 'a'), [3]],
    ['a role whose name the answer alone tells', object('Role', 'shop', 'a-x7k2p'), [4]],
    ['a cluster role that others are copied into', object('ClusterRole', '', 'edit'), [0]],
    ['what nobody wrote', object('ClusterRole', '', 'view'), []],
    ['a name that no code stands for', object('Role', 'shop', 'zzz'), []],
  ])('%s is found by its name', (_what, asked, places) => {
    const rows = written();
    expect(rows.of([asked]).map(({time}) => time / 1000)).toEqual(places);
    expect(rows.has(asked)).toBe(places.length > 0);
  });

  test('tells what was made, and what was logged without its body', () => {
    const rows = written();
    const all = rows.of([
      object('ClusterRole', '', 'a'),
      object('RoleBinding', 'shop', 'a'),
      object('RoleBinding', 'build', 'a'),
    ]);
    expect(all.map(({kind, isNew, body: own}) => [kind, isNew, own !== undefined])).toEqual([
      ['ClusterRole', true, true],
      ['ClusterRole', false, false],
      ['RoleBinding', true, false],
      ['RoleBinding', false, false],
    ]);
    // Of the binding that was made the authorizer tells the rest.
    expect(rows.lacking).toBe(2);
  });
});
