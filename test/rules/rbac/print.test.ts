// Whatever is in a log, the YAML says what it should, and nothing else.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {isVisible} from '../../../src/audit/visible.ts';
import {type Access, inexpressible, type Seen} from '../../../src/rules/rbac/access.ts';
import {grantsFor} from '../../../src/rules/rbac/grants.ts';
import {boundRoles} from '../../../src/rules/rbac/objects.ts';
import {EVIDENCE, evidenceText, rolesJson, rolesYaml} from '../../../src/rules/rbac/print.ts';
import {subjectOfUser} from '../../../src/rules/rbac/subject.ts';
import {runs} from '../../support/runs.ts';
import {objectsIn} from './roles.ts';
import {faultsOf} from './validation.ts';

const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 80}),
  fc.constantFrom(
    ...[
      'yes',
      'no',
      'on',
      'y',
      'null',
      '~',
      '1e3',
      '0x10',
      '0o17',
      '012',
      '1_000',
      '.5',
      '.nan',
      '2026-11-20',
      '=',
      '<<',
    ],
    ...[
      'a: b',
      '- x',
      '#x',
      'a #b',
      '&a',
      '*a',
      '!!str x',
      '|',
      '>',
      '%TAG',
      '@x',
      '`x',
      '---',
      '...',
      '"',
      "'",
      "''",
      '\\',
      '{}',
      '[]',
    ],
    ...[
      '\n',
      'a\n---\nkind: ClusterRole',
      '\r',
      '\u0085',
      '\u2028',
      '\x1b[31m',
      '\u202eabc',
      '\ufeff',
      '\x7f',
      '\t',
      ' x ',
      '',
    ],
    'x'.repeat(200),
    `${'word '.repeat(40)}\n\n${'word '.repeat(40)}`,
    '👩‍👩‍👧',
  ),
);

const access: fc.Arbitrary<Access> = fc.oneof(
  fc.record({
    kind: fc.constant('resource' as const),
    verb: text,
    apiGroup: text,
    resource: text,
    name: text,
    namespace: fc.constantFrom('', 'a', 'b', 'null', '1'),
  }),
  fc.record({kind: fc.constant('url' as const), verb: text, path: text}),
);

const time = fc.option(fc.integer({min: 0, max: 4e15}), {nil: undefined});
const needs: fc.Arbitrary<readonly Seen[]> = fc.array(
  fc.record({access, count: fc.integer({min: 1, max: 1e6}), from: time}).map(({access: one, count, from}) => ({
    access: one,
    evidence: {count, ...(from === undefined ? {} : {from, to: from + 1})},
    reason: 'because',
  })),
  {maxLength: 8},
);

describe('rolesYaml', () => {
  test.each(['1.1', '1.2'] as const)(
    'read again by YAML %s it is the objects, and no byte could move a terminal',
    version => {
      fc.assert(
        fc.property(needs, text, text, (seen, user, head) => {
          const roles = boundRoles(grantsFor(seen), subjectOfUser(user));
          const yaml = rolesYaml(roles, [head]);
          const documents = parseAllDocuments(yaml, {version});
          expect(documents.flatMap(({errors, warnings}) => [...errors, ...warnings])).toEqual([]);
          const objects = documents.map(document => document.toJS() as unknown).filter(object => object !== null);
          expect(objects).toEqual(roles.flatMap(({role, binding}) => [role, binding]));
          expect(yaml.split('\n').every(isVisible)).toBe(true);
        }),
        {numRuns: runs(100)},
      );
    },
  );

  test('whatever was seen of whomever, the API server takes it', () => {
    const account = fc
      .tuple(
        fc.constantFrom('a', '0-1', 'A', 'x'.repeat(63)),
        fc.constantFrom('b', 'b.c', 'b'.repeat(200), 'b..c', 'B'),
      )
      .map(([namespace, name]) => `system:serviceaccount:${namespace}:${name}`);
    const user = fc.oneof(account, text).filter(name => name !== '');
    fc.assert(
      fc.property(needs, user, (seen, name) => {
        const sayable = seen.filter(({access: one}) => inexpressible(one) === undefined);
        const yaml = rolesYaml(boundRoles(grantsFor(sayable), subjectOfUser(name)), []);
        const objects = sayable.length === 0 ? [] : objectsIn(yaml);
        expect(objects.flatMap(object => [...faultsOf(object)])).toEqual([]);
      }),
      {numRuns: runs(100)},
    );
  });

  test('comments tell the requests of a rule, and why it is there', () => {
    const [from, to] = [Date.UTC(2026, 10, 20, 10) * 1000, Date.UTC(2026, 10, 20, 11) * 1000];
    const need: Seen = {
      access: {kind: 'resource', verb: 'list', apiGroup: '', resource: 'pods', name: '', namespace: 'a'},
      evidence: {count: 1234, from, to},
      reason: 'because',
    };
    const yaml = rolesYaml(boundRoles(grantsFor([need]), subjectOfUser('alice')), ['head']);
    expect(yaml).toBe(`# head
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: audit-tui-alice
  namespace: a
rules:
  # 1,234 requests, 2026-11-20T10:00:00Z to 2026-11-20T11:00:00Z
  # because
  - apiGroups: [""]
    resources: [pods]
    verbs: [list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: audit-tui-alice
  namespace: a
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: audit-tui-alice
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: User
    name: alice
`);
  });
});

describe('rolesJson', () => {
  test('is a List of the same objects, with the evidence in an annotation', () => {
    fc.assert(
      fc.property(needs, text, (seen, user) => {
        const roles = boundRoles(grantsFor(seen), subjectOfUser(user));
        const list = JSON.parse(rolesJson(roles));
        expect([list.apiVersion, list.kind]).toEqual(['v1', 'List']);
        const plain = list.items.map((item: {metadata: {annotations?: unknown}}) => {
          const {annotations: _, ...metadata} = item.metadata;
          return {...item, metadata};
        });
        expect(plain).toEqual(roles.flatMap(({role, binding}) => [role, binding]));
        for (const [i, {seen: rules}] of roles.entries()) {
          const evidence = JSON.parse(list.items[i * 2].metadata.annotations[EVIDENCE]);
          expect(evidence.map(({requests}: {requests: number}) => requests)).toEqual(
            rules.map(rule => rule.evidence.count),
          );
        }
      }),
      {numRuns: runs(25)},
    );
  });
});

test('evidence of one second, and of no time', () => {
  expect(evidenceText({count: 1, from: 0, to: 1})).toBe('1 request, 1970-01-01T00:00:00Z');
  expect(evidenceText({count: 2})).toBe('2 requests');
});
