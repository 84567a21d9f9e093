// Rights that were given and used: by whichever role or binding, as far as the log tells.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../../src/audit/event.ts';
import {compileMatcher} from '../../../../src/query/evaluate.ts';
import {exprOf} from '../../../../src/rules/findings/compile.ts';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {did} from '../../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const RBAC = 'rbac.authorization.k8s.io';
const EVE = {kind: 'User', name: 'eve'};
type Change = NonNullable<Parameters<typeof did>[1]>;

const bind = (at: number, role: string, subjects: readonly Json[], change: Change = {}, verb = 'create') =>
  did(`${verb} rolebindings.${RBAC} shop/b`, {
    at,
    code: verb === 'create' ? 201 : 200,
    request: {roleRef: {kind: 'Role', name: role}, subjects},
    ...change,
  });
const role = (at: number, verb: string, rules: readonly Json[], change: Change = {}) =>
  did(`${verb} roles.${RBAC} shop/r`, {at, code: 200, request: {rules}, ...change});
const READS = {apiGroups: [''], resources: ['pods'], verbs: ['get', 'list']};
const DELETES = {apiGroups: [''], resources: ['pods'], verbs: ['delete']};
const SECRETS = {apiGroups: [''], resources: ['secrets'], verbs: ['get']};
const use = (at: number, what: string, change: Change & {binding?: string; role?: string} = {}) =>
  did(what, {
    at,
    user: 'eve',
    reason: `RBAC: allowed by RoleBinding "${change.binding ?? 'b'}/shop" of Role "${change.role ?? 'r'}" to User "${change.user ?? 'eve'}"`,
    ...change,
  });
const refused = (at: number, what: string) => did(what, {at, user: 'eve', code: 403});
const without = ({requestObject: _request, responseObject: _response, ...event}: AuditEvent): AuditEvent => ({
  ...event,
  level: 'Metadata',
});

async function reported(events: readonly AuditEvent[]) {
  const source = new MemorySource(events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`})));
  const {incidents, cannotTell} = await findingsOf(source);
  const isIt = ({rule}: {readonly rule: string}) => rule === 'rights-widened-and-used';
  return {found: incidents.flatMap(one => one.findings).filter(isIt), untold: cannotTell.filter(isIt)};
}

describe('is found', () => {
  test.each<[what: string, severity: string, events: readonly AuditEvent[]]>([
    ['a role that was bound, and used', 'info', [bind(0, 'r', [EVE]), use(60, 'list pods shop')]],
    [
      'one that shows secrets',
      'low',
      [role(0, 'create', [SECRETS]), bind(1, 'r', [EVE]), use(60, 'get secrets shop/db')],
    ],
    [
      'one that was refused before',
      'medium',
      [refused(0, 'list pods shop'), bind(10, 'r', [EVE]), use(60, 'list pods shop')],
    ],
    [
      'secrets that were refused before',
      'high',
      [refused(0, 'get secrets shop/db'), bind(10, 'r', [EVE]), use(60, 'get secrets shop/db')],
    ],
    ['what somebody gave to itself', 'high', [bind(0, 'r', [EVE], {user: 'eve'}), use(60, 'list pods shop')]],
    [
      'a role of every verb on every resource',
      'critical',
      [
        role(0, 'update', [READS]),
        role(10, 'update', [READS, {apiGroups: ['*'], resources: ['*'], verbs: ['*']}]),
        use(60, 'delete pods shop/web'),
      ],
    ],
    [
      'a role that was changed: what it did not allow before',
      'info',
      [role(0, 'update', [READS]), role(10, 'update', [READS, DELETES]), use(60, 'delete pods shop/web')],
    ],
    [
      'a role that was changed, and nobody knows from what: what was refused before',
      'medium',
      [refused(0, 'delete pods shop/web'), role(10, 'update', [DELETES]), use(60, 'delete pods shop/web')],
    ],
    [
      'a rule that a patch puts in',
      'medium',
      [
        refused(0, 'delete pods shop/web'),
        role(10, 'patch', [], {request: [{op: 'add', path: '/rules/0/verbs/-', value: 'delete'}]}),
        use(60, 'delete pods shop/web'),
      ],
    ],
    [
      'a subject that was added to a binding',
      'info',
      [bind(0, 'r', [], {}, 'update'), bind(10, 'r', [EVE], {}, 'update'), use(60, 'list pods shop')],
    ],
    [
      'a binding without a body: the authorizer says the rest',
      'info',
      [without(bind(0, 'r', [EVE])), use(60, 'list pods shop')],
    ],
  ])('%s: %s', async (_what, severity, events) => {
    const {found} = await reported(events);
    expect(found.map(one => one.severity)).toEqual([severity]);
  });
});

describe('is not found', () => {
  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['a role that nobody used', [role(0, 'create', [READS]), bind(0, 'r', [EVE])]],
    ['a use before it', [use(0, 'list pods shop'), bind(10, 'r', [EVE])]],
    ['a binding that is made again', [use(0, 'list pods shop'), bind(10, 'r', [EVE]), use(60, 'list pods shop')]],
    [
      'a binding that was only tried',
      [bind(10, 'r', [EVE], {query: 'fieldManager=flux&dryRun=All'}), use(60, 'list pods shop')],
    ],
    ['a use by another binding', [bind(0, 'r', [EVE]), use(60, 'list pods shop', {binding: 'c'})]],
    [
      'a role that is written again as it was',
      [role(0, 'update', [READS]), role(10, 'update', [READS]), use(60, 'list pods shop')],
    ],
    ['a role that is changed otherwise', [role(0, 'update', [READS]), use(60, 'delete pods shop/web')]],
    [
      'a role of which nobody knows what it was, and nobody was refused',
      [role(0, 'update', [READS]), use(60, 'list pods shop')],
    ],
    [
      'a subject that was in the binding before',
      [
        bind(0, 'r', [EVE], {}, 'update'),
        bind(10, 'r', [EVE, {kind: 'User', name: 'bob'}], {}, 'update'),
        use(60, 'list pods shop'),
      ],
    ],
    ['what the API server wrote', [bind(0, 'r', [EVE], {user: 'system:apiserver'}), use(60, 'list pods shop')]],
  ])('%s', async (what, events) => {
    const {found} = await reported(events);
    // The first of two equal updates may have given it: nobody knows what was before.
    expect(found.filter(({count}) => !what.startsWith('a subject') || count === 0)).toEqual([]);
  });
});

test('it says who gave what to whom, and what they did with it; its filter shows all of that', async () => {
  const events = [
    bind(0, 'r', [EVE, {kind: 'ServiceAccount', namespace: 'shop', name: 'web'}]),
    use(60, 'list pods shop'),
    use(90, 'list pods shop'),
    use(120, 'get pods shop/web'),
  ];
  const {found} = await reported(events);
  expect(found).toMatchObject([
    {
      who: 'alice',
      count: 4,
      message:
        'alice bound eve and system:serviceaccount:shop:web to r (b) at 10:00:00 UTC, used from 10:01:00 UTC on by eve: list pods in shop and get pods in shop',
    },
  ]);
  expect(found[0]!.events).toHaveLength(4);
});

test('what is for the record is told once for whoever wrote it', async () => {
  const events = [0, 1, 2].flatMap(i => [
    did(`create rolebindings.${RBAC} shop/b${i}`, {at: i, request: {roleRef: {name: 'r'}, subjects: [EVE]}}),
    use(60 + i, 'list pods shop', {binding: `b${i}`}),
  ]);
  const {found} = await reported(events);
  expect(found).toMatchObject([{severity: 'info', count: 6, who: 'alice'}]);
  expect(found[0]!.message).toContain('alice wrote 3 roles and bindings');
});

test('of roles and changed bindings without a body it cannot be told', async () => {
  const {untold} = await reported([
    without(role(0, 'create', [READS])),
    without(bind(1, 'r', [EVE], {}, 'update')),
    without(bind(2, 'r', [EVE])),
    role(3, 'update', [READS]),
    use(4, 'list pods shop', {binding: 'other', role: 'other'}),
  ]);
  expect(untold).toMatchObject([{count: 2, of: 4, why: '2 of 4 requests were logged without the body'}]);
});

test('of a log without what the authorizer said it cannot be told', async () => {
  const {untold} = await reported([role(0, 'create', [READS]), did('list pods shop', {at: 3, user: 'eve'})]);
  expect(untold).toMatchObject([
    {
      count: 1,
      why: '1 of 1 request was logged without the reason of the authorizer, so their use cannot be told',
    },
  ]);
});

test('who acts as somebody uses the rights of that one', async () => {
  const {found} = await reported([
    refused(0, 'list pods shop'),
    bind(10, 'r', [EVE]),
    use(60, 'list pods shop', {
      user: 'alice',
      as: 'eve',
      reason: use(0, 'list pods shop').annotations!['authorization.k8s.io/reason']!,
    }),
  ]);
  // By their own name it was refused, and given to them: it is medium, and not what alice gave to herself.
  expect(found).toMatchObject([{severity: 'medium', leadsTo: ['eve']}]);
});

test('however much was given, its filter is short, and shows all of it', async () => {
  const events = Array.from({length: 30}, (_, i) => [
    did(`create rolebindings.${RBAC} shop/b${i}`, {at: i, request: {roleRef: {name: 'r'}, subjects: [EVE]}}),
    use(60 + i, 'list pods shop', {binding: `b${i}`}),
  ]).flat();
  const {found} = await reported(events);
  expect(found).toMatchObject([{count: 60}]);
  expect(found[0]!.filter.length).toBeLessThan(200);
  const shows = compileMatcher(exprOf(found[0]!.filter));
  expect(events.filter(event => shows(event))).toHaveLength(60);
});
