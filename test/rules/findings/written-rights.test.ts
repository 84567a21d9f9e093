import {describe, expect, test} from 'vitest';
import type {Json} from '../../../src/audit/event.ts';
import {did} from '../../../src/rules/findings/sample.ts';
import {
  type Asked,
  allowsAll,
  ruleAllows,
  type WrittenRule,
  writtenBody,
} from '../../../src/rules/findings/written-rights.ts';

const write = (verb: string, request: Json | undefined, response?: Json) =>
  did(`${verb} roles.rbac.authorization.k8s.io shop/r`, {
    ...(request === undefined ? {} : {request}),
    ...(response === undefined ? {} : {response}),
  });
const ROLE = {rules: [{apiGroups: [''], resources: ['pods'], verbs: ['get']}]};

describe('the body of a role or binding', () => {
  test.each<[what: string, request: Json | undefined, response: Json | undefined, verb: string, expected: object]>([
    ['as it was sent', ROLE, undefined, 'update', {isWhole: true, rules: ROLE.rules}],
    ['of a patch', ROLE, undefined, 'patch', {isWhole: false, rules: ROLE.rules}],
    ['of a patch, as it came out', {rules: []}, ROLE, 'patch', {isWhole: true, rules: ROLE.rules}],
    ['that was refused by what comes later', ROLE, {kind: 'Status', code: 409}, 'update', {rules: ROLE.rules}],
    [
      'of a JSON patch',
      [{op: 'add', path: '/rules/-', value: ROLE.rules[0]!}],
      undefined,
      'patch',
      {rules: ROLE.rules},
    ],
    [
      'of which a JSON patch names a verb',
      [{op: 'add', path: '/rules/0/verbs/-', value: 'get'}],
      undefined,
      'patch',
      {
        rules: [{verbs: ['get']}],
      },
    ],
    [
      'of a binding',
      {
        roleRef: {kind: 'ClusterRole', name: 'view'},
        subjects: [
          {kind: 'User', name: 'eve'},
          {kind: 'Group', name: 'ops'},
          {kind: 'ServiceAccount', name: 'web', namespace: 'shop'},
          {kind: 'User', name: 5},
          'eve',
        ],
      },
      undefined,
      'create',
      {
        role: 'view',
        subjects: [
          {kind: 'User', name: 'eve'},
          {kind: 'Group', name: 'ops'},
          {kind: 'User', name: 'system:serviceaccount:shop:web'},
        ],
      },
    ],
    [
      'that a controller copies',
      {metadata: {labels: {'rbac.authorization.k8s.io/aggregate-to-edit': 'true', app: 'x'}}, rules: []},
      undefined,
      'create',
      {aggregatedTo: ['edit']},
    ],
  ])('%s', (_what, request, response, verb, expected) => {
    expect(writtenBody(write(verb, request, response))).toMatchObject(expected);
  });

  test('that was not logged', () => {
    expect(writtenBody(write('update', undefined))).toBeUndefined();
  });
});

const GET: Asked = {verb: 'get', apiGroup: '', resource: 'pods', path: ''};
const LOG: Asked = {...GET, resource: 'pods/log'};
const URL: Asked = {verb: 'get', apiGroup: '', resource: '', path: '/metrics/x'};

describe('what a rule allows', () => {
  test.each<[rule: WrittenRule, asked: Asked, isAllowed: boolean]>([
    [{apiGroups: [''], resources: ['pods'], verbs: ['get']}, GET, true],
    [{apiGroups: [''], resources: ['pods'], verbs: ['list']}, GET, false],
    [{apiGroups: ['apps'], resources: ['pods'], verbs: ['get']}, GET, false],
    [{apiGroups: [''], resources: ['secrets'], verbs: ['get']}, GET, false],
    [{apiGroups: [''], resources: ['pods'], verbs: ['get']}, LOG, false],
    [{apiGroups: [''], resources: ['*/log'], verbs: ['get']}, LOG, true],
    [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}, LOG, true],
    // A patch that names verbs leaves the rest as it was.
    [{verbs: ['get']}, GET, true],
    [{nonResourceURLs: ['/metrics/*'], verbs: ['get']}, URL, true],
    [{nonResourceURLs: ['/metrics'], verbs: ['get']}, URL, false],
    [{nonResourceURLs: ['*'], verbs: ['get']}, GET, false],
    [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}, URL, false],
  ])('%j, %j: %s', (rule, asked, isAllowed) => {
    expect(ruleAllows(rule, asked)).toBe(isAllowed);
  });

  test('everything is every verb on every resource', () => {
    expect(allowsAll({apiGroups: ['*'], resources: ['*'], verbs: ['*']})).toBe(true);
    expect(allowsAll({apiGroups: ['*'], resources: ['*'], verbs: ['get']})).toBe(false);
    expect(allowsAll({verbs: ['*']})).toBe(false);
  });
});
