import {describe, expect, test} from 'vitest';
import {type Attributes, attributesOf} from '../../../src/rules/policy/attributes.ts';
import type {FailedCondition} from '../../../src/rules/policy/evaluate.ts';
import {agreementText, conditionText, decisionText, requestText} from '../../../src/rules/policy/explain-text.ts';
import {event} from '../../support/events.ts';

test.each<[condition: FailedCondition['condition'], wanted: string[], got: string[], text: string]>([
  ['users', ['a'], ['b'], 'user b is not a'],
  ['users', ['a', 'c'], [], 'nobody authenticated, so it is not a, c'],
  ['userGroups', ['a', 'b'], ['x'], 'of its groups (x) none is a, b'],
  ['userGroups', ['a'], [], 'the user has no groups, so none is a'],
  ['verbs', ['create', 'update'], ['get'], 'verb get is none of create, update'],
  ['verbs', ['create'], [''], 'verb "" is not create'],
  ['resourceRequest', ['a request for a resource'], ['/healthz'], 'it is a request for a path, not for a resource'],
  [
    'resourceRequest',
    ['a request for no resource'],
    ['/api/v1/pods'],
    'it is a request for a resource, not for a path',
  ],
  ['namespaces', ['x'], [''], 'it has no namespace, and that is not x'],
  ['namespaces', ['', 'x'], ['y'], 'namespace y is none of "", x'],
  ['resources', ['pods', 'pods/log'], ['secrets'], 'resource secrets is none of pods, pods/log'],
  ['resourceNames', ['x'], [], 'the request names no object, so it is not x'],
  ['resourceNames', ['x'], ['y'], 'name y is not x'],
  ['nonResourceURLs', ['/a*', '/b', '/c', '/d', '/e', '/f'], ['/x'], 'path /x is none of /a*, /b, /c, /d and 2 more'],
])('a rule that fails by %s, wanting %j of %j', (condition, wanted, got, text) => {
  expect(conditionText({condition, wanted, got})).toBe(text);
});

describe('requestText', () => {
  const base = attributesOf(event());
  test.each<[change: Partial<Attributes>, text: string]>([
    [{}, 'delete pods in prod-namespace named webapp-pod by alice@example.com'],
    [
      {apiGroup: 'apps', resource: 'deployments', subresource: 'scale'},
      'delete deployments/scale (apps) in prod-namespace named webapp-pod by alice@example.com',
    ],
    [{namespace: '', name: ''}, 'delete pods by alice@example.com'],
    [{isResourceRequest: false, verb: 'get', path: '/healthz'}, 'get /healthz by alice@example.com'],
    [{verb: ''}, '(no verb) pods in prod-namespace named webapp-pod by alice@example.com'],
  ])('%j', (change, text) => {
    expect(requestText({...base, ...change})).toBe(text);
  });

  test('nobody', () => {
    const {user: _user, ...rest} = base;
    expect(requestText(rest)).toMatch(/by nobody who authenticated$/);
  });
});

test('what a decision means', () => {
  const decision = {ruleIndex: 0, omitManagedFields: false} as const;
  expect(decisionText({...decision, level: 'None', omitStages: ['Panic']})).toBe('level None: nothing is logged');
  expect(decisionText({...decision, level: 'Request', omitStages: []})).toBe('level Request, every stage');
  expect(decisionText({...decision, level: 'Request', omitStages: ['RequestReceived', 'Panic']})).toBe(
    'level Request, without stage RequestReceived, Panic',
  );
});

test('how the log disagrees is said by what it has', () => {
  const logged = {level: 'Request', stage: 'ResponseStarted'};
  expect(agreementText('agrees', logged)).toBe('the log agrees');
  expect(agreementText('more was logged', logged)).toContain('it has level Request');
  expect(agreementText('stage is omitted', logged)).toContain('it has stage ResponseStarted');
  expect(agreementText('not logged at all', logged)).toContain('it has the event, at level Request');
});
