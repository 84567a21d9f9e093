// What the server changed of what it was sent, and why that cannot be said.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {parse} from '../../../src/query/parse.ts';
import {termOf} from '../../../src/query/print.ts';
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
  [
    'a deletion',
    {verb: 'delete', requestObject: {kind: 'DeleteOptions'}, responseObject: pod({})},
    'cannot be compared',
  ],
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
  const text = answerLines(each, 100, which => whyNoBody(each, which)).map(({line}) => lineText(line));
  expect(text).toContain('Nothing: the server accepted it as it was sent.');
  expect(text.at(-1)).toBe('+ 3 bookkeeping fields: metadata.uid, metadata.resourceVersion, status');
});

describe('a line of a change keeps and drops its value', () => {
  const SPEC = {a: 1, image: 'web:1', containers: [{name: 'x', image: 'i:1'}]};
  const both = (change: Partial<AuditEvent> = {}) =>
    event({
      level: 'RequestResponse',
      verb: 'update',
      requestObject: pod(SPEC),
      responseObject: pod({...SPEC, a: 2, on: true, containers: [{name: 'x', image: 'i:2'}]}),
      ...change,
    });
  const linesOf = (each: AuditEvent) => answerLines(each, 100, which => whyNoBody(each, which));

  test.each([
    ['− 1', ['requestObject', 'spec', 'a'], '1'],
    ['+ 2', ['responseObject', 'spec', 'a'], '2'],
    ['spec.on', ['responseObject', 'spec', 'on'], 'true'],
    ['+ i:2', ['responseObject', 'spec', 'containers', 'image'], 'i:2'],
  ])('%s', (text, path, value) => {
    const line = linesOf(both()).find(({line}) => lineText(line) === text);
    expect(line).toMatchObject({path, value});
  });

  test('each finds its event', () => {
    const each = both();
    const kept = linesOf(each).filter(({path}) => path !== undefined);
    expect(kept.length).toBeGreaterThan(5);
    for (const {path, value} of kept) {
      const parsed = parse(termOf({kind: 'path', segments: path!}, value, true), {now: 0, zone: 'utc'});
      expect({path, found: parsed.ok && matches(parsed.expr, each)}).toEqual({path, found: true});
    }
  });

  test('an object has its path alone; masked values and what a JSON patch sent have nothing', () => {
    const masked = both({responseObject: pod({...SPEC, a: '‹masked 1234›', o: {b: 1}})});
    const patch = both({verb: 'patch', requestObject: [{op: 'add', path: '/spec/a', value: 1}]});
    expect(linesOf(masked).filter(({value}) => value?.includes('masked'))).toEqual([]);
    expect(linesOf(masked).find(({line}) => lineText(line).startsWith('spec.o'))?.path).toEqual([
      'responseObject',
      'spec',
      'o',
    ]);
    expect(linesOf(masked).find(({line}) => lineText(line).startsWith('spec.a'))?.path?.[0]).not.toBe('responseObject');
    expect(linesOf(patch).filter(({path}) => path?.[0] === 'requestObject')).toEqual([]);
    expect(linesOf(patch).filter(({path}) => path?.[0] === 'responseObject')).not.toEqual([]);
  });
});
