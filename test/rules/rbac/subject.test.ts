// Names of subjects, and names of objects made of them.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isDnsLabel} from '../../../src/rules/rbac/access.ts';
import {objectName, serviceAccountOf, subjectOfUser, subjectText, userNameOf} from '../../../src/rules/rbac/subject.ts';

describe('objectName', () => {
  test('of whatever user is a DNS label, and another one for another user', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.string({unit: 'binary'}), (a, b) => {
        const [first, second] = [objectName(subjectOfUser(a)), objectName(subjectOfUser(b))];
        expect(isDnsLabel(first)).toBe(true);
        if (a !== b) expect(first).not.toBe(second);
      }),
    );
  });

  test.each([
    ['alice', 'audit-tui-alice'],
    ['alice@example.com', /^audit-tui-alice-example-com-[0-9a-f]{6}$/],
    ['Alice', /^audit-tui-alice-[0-9a-f]{6}$/],
    ['system:serviceaccount:build:ci-runner', /^audit-tui-build-ci-runner-[0-9a-f]{6}$/],
    ['\n---\nkind: x', /^audit-tui-kind-x-[0-9a-f]{6}$/],
    ['', /^audit-tui-[0-9a-f]{6}$/],
    ['字幕', /^audit-tui-[0-9a-f]{6}$/],
    [`${'a'.repeat(46)}-${'b'.repeat(40)}`, /^audit-tui-a{46}-[0-9a-f]{6}$/],
  ])('%j', (user, name) =>
    expect(objectName(subjectOfUser(user))).toEqual(typeof name === 'string' ? name : expect.stringMatching(name)),
  );

  test('a user and a group of one name are two', () => {
    expect(objectName({kind: 'Group', name: 'dev'})).not.toBe(objectName({kind: 'User', name: 'dev'}));
  });
});

test.each([
  ['system:serviceaccount:a:b', {namespace: 'a', name: 'b'}],
  ['system:serviceaccount:a:b.c', {namespace: 'a', name: 'b.c'}],
  [`system:serviceaccount:a:${'b'.repeat(80)}`, {namespace: 'a', name: 'b'.repeat(80)}],
  [`system:serviceaccount:a:${'b'.repeat(254)}`, undefined],
  [`system:serviceaccount:${'a'.repeat(64)}:b`, undefined],
  ['system:serviceaccount:a:b..c', undefined],
  ['system:serviceaccount:a', undefined],
  ['system:serviceaccount:a:b:c', undefined],
  ['system:serviceaccount:A:b', undefined],
  ['alice', undefined],
])('%s is the service account %j', (user, account) => {
  expect(serviceAccountOf(user)).toEqual(account);
  const subject = subjectOfUser(user);
  expect(subject.kind).toBe(account === undefined ? 'User' : 'ServiceAccount');
  expect(subject.kind === 'Group' ? '' : userNameOf(subject)).toBe(user);
  expect(subjectText(subject)).toBe(`user "${user}"`);
});
