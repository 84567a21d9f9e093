// What the server changed of what it was sent, and why that cannot be said.
import {expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {whyNoBody} from '../../../src/session/detail-content.ts';
import {answerLines, compareAnswer} from '../../../src/session/history/answer.ts';
import {pathText} from '../../../src/session/history/path.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {event} from '../../support/events.ts';

const pod = (spec: {readonly [key: string]: Json}): Json => ({kind: 'Pod', metadata: {name: 'x'}, spec});

const compared = (change: Partial<AuditEvent>) => {
  const each = event({level: 'RequestResponse', ...change});
  return compareAnswer(each, which => whyNoBody(each, which));
};

test.each<[claim: string, change: Partial<AuditEvent>, paths: readonly string[]]>([
  [
    'defaults that were added',
    {verb: 'create', requestObject: pod({a: 1}), responseObject: pod({a: 1, restartPolicy: 'Always'})},
    ['spec.restartPolicy'],
  ],
  ['what admission changed', {verb: 'update', requestObject: pod({a: 1}), responseObject: pod({a: 2})}, ['spec.a']],
  [
    'of a patch only what it sends',
    {verb: 'patch', requestObject: {spec: {a: 1}}, responseObject: pod({a: 1, b: 2})},
    [],
  ],
  [
    'a field of a patch that was dropped',
    {verb: 'patch', requestObject: {spec: {a: 1}}, responseObject: pod({})},
    ['spec.a'],
  ],
  [
    'an operation of a JSON patch',
    {verb: 'patch', requestObject: [{op: 'add', path: '/spec/a', value: 1}], responseObject: pod({a: 3})},
    ['spec.a'],
  ],
  [
    'a field that was to go and is there',
    {verb: 'patch', requestObject: {spec: {a: null}}, responseObject: pod({a: 3})},
    ['spec.a'],
  ],
])('%s', (_, change, paths) => {
  const answered = compared(change);
  expect(answered.kind === 'compared' ? answered.diff.changes.map(({path}) => pathText(path)) : answered.why).toEqual(
    paths,
  );
});

test.each<[claim: string, change: Partial<AuditEvent>, words: string]>([
  ['no request body', {verb: 'update', level: 'Metadata'}, 'request body was not logged at level Metadata'],
  ['no answer', {verb: 'update', level: 'Request', requestObject: pod({})}, 'RequestResponse would have logged it'],
  [
    'an error',
    {verb: 'update', requestObject: pod({}), responseObject: {kind: 'Status', message: 'conflict'}},
    'answered with a Status, not with the object: conflict',
  ],
  ['a deletion', {verb: 'delete', requestObject: {kind: 'DeleteOptions'}, responseObject: pod({})}, 'do not compare'],
])('%s: says why', (_, change, words) => {
  const answered = compared(change);
  expect(answered.kind === 'not' ? answered.why : answered).toContain(words);
});

test('bookkeeping is named, not shown', () => {
  const each = event({
    verb: 'create',
    level: 'RequestResponse',
    requestObject: {kind: 'Pod', metadata: {name: 'x'}},
    responseObject: {kind: 'Pod', metadata: {name: 'x', uid: 'u', resourceVersion: '1'}, status: {phase: 'Pending'}},
  });
  const text = answerLines(each, 100, which => whyNoBody(each, which)).map(lineText);
  expect(text).toContain('Nothing: the server took it as it was sent.');
  expect(text.at(-1)).toBe('+ 3 bookkeeping fields: metadata.uid, metadata.resourceVersion, status');
});
