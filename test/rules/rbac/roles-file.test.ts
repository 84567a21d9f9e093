// Files of roles as people have them.
import {describe, expect, test} from 'vitest';
import {readRoles} from '../../../src/rules/rbac/roles-file.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ROLE = `${API}kind: Role\nmetadata: {name: r, namespace: a}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n`;

const faults = (text: string) => readRoles(text).faults.map(({at, message}) => `${at.line}:${at.column} ${message}`);
const notes = (text: string) => readRoles(text).notes.map(({at, message}) => `${at.line}:${at.column} ${message}`);

describe('readRoles', () => {
  test('several documents, with places', () => {
    const {roles, bindings} = readRoles(
      `# mine\n${ROLE}---\n${API}kind: RoleBinding\nmetadata: {name: b, namespace: a}\nroleRef: {kind: Role, name: r}\nsubjects:\n- {kind: User, name: ann}\n`,
    );
    expect(roles.map(({kind, name, namespace, at}) => [kind, name, namespace, at.line])).toEqual([
      ['Role', 'r', 'a', 2],
    ]);
    expect(roles[0]!.rules[0]!.verbs.map(({text, at}) => [text, at.line, at.column, at.length])).toEqual([
      ['get', 5, 54, 3],
    ]);
    expect(bindings.map(({kind, role, subjects, at}) => [kind, role, subjects, at.line])).toEqual([
      ['RoleBinding', {kind: 'Role', name: 'r'}, [{kind: 'User', name: 'ann', namespace: 'a'}], 7],
    ]);
  });

  test('a List, and JSON', () => {
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'x'}, rules: null}],
    });
    expect(readRoles(list).roles.map(({name, rules}) => [name, rules])).toEqual([['x', []]]);
    expect(readRoles(list).faults).toEqual([]);
  });

  test('an object of a List that is an alias is told: nothing is passed over', () => {
    const role = '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: x}}';
    expect(faults(`kind: List\nitems:\n- &a ${role}\n- *a\n`)).toEqual([
      '4:3 an object is an alias, which is not followed here: write it out',
    ]);
  });

  test('an aggregated role is told, with the place of its rule', () => {
    const [role] = readRoles(
      `${API}kind: ClusterRole\nmetadata: {name: x}\naggregationRule:\n  clusterRoleSelectors: []\nrules: []\n`,
    ).roles;
    expect([role?.aggregated?.line, role?.aggregated?.column]).toEqual([5, 3]);
  });

  test.each<[claim: string, text: string, faults: readonly string[]]>([
    ['no role', 'kind: Pod\n', ['1:1 there is no Role or ClusterRole in it']],
    ['nothing', '', ['1:1 there is no Role or ClusterRole in it']],
    [
      'rules that are no list',
      `${API}kind: Role\nmetadata: {name: r, namespace: a}\nrules: all\n`,
      ['4:8 rules is no list'],
    ],
    [
      'a rule that is no map',
      `${API}kind: Role\nmetadata: {name: r, namespace: a}\nrules: [x]\n`,
      ['4:9 a rule is no map'],
    ],
    ['verbs that are no list', ROLE.replace('[get]', 'get'), ['4:53 verbs is no list']],
    ['a verb that is no text', ROLE.replace('[get]', '[1]'), ['4:54 verbs holds what is no text']],
    ['an alias', `${ROLE.replace('[get]', '*v')}`, []],
  ])('%s', (claim, text, expected) => {
    if (claim === 'an alias') expect(faults(text).length).toBeGreaterThan(0);
    else expect(faults(text)).toEqual(expected);
  });

  test('no YAML is one sentence with its place', () => {
    expect(faults('kind: [Role\n')).toEqual([expect.stringMatching(/^\d+:\d+ no YAML: \S/)]);
  });

  test('other objects are passed over, and a Role without namespace is told', () => {
    expect(notes(`kind: ConfigMap\n---\n${ROLE.replace(', namespace: a', '')}`)).toEqual([
      '1:1 a ConfigMap is neither a role nor a binding: passed over',
      '3:1 Role "r" names no namespace: taken for one in "default"',
    ]);
  });
});
