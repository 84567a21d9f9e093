import {expect, test} from 'vitest';
import {facetState, toggleTerm} from '../../src/query/edit.ts';
import {matches} from '../../src/query/evaluate.ts';
import {subresourceTerms} from '../../src/query/subresource.ts';
import {eventOf, exprOf, UTC} from './samples.ts';

const EXEC = eventOf({objectRef: {resource: 'pods', subresource: 'exec', name: 'a'}});
const POD = eventOf({objectRef: {resource: 'pods', name: 'a'}});
const SCALE = eventOf({objectRef: {resource: 'deployments', subresource: 'scale', name: 'a'}});
/** None that an API server writes. */
const STRANGE = eventOf({objectRef: {resource: 'pods/exec', name: 'a'}});

test.each<[query: string, found: readonly boolean[]]>([
  ['resource:pods/exec', [true, false, false, false]],
  ['resource:pods', [true, true, false, false]],
  ['resource:pods/*', [true, false, false, false]],
  ['resource:*/scale', [false, false, true, false]],
  ['resource:pods/exec,deployments/scale', [true, false, true, false]],
  ['-resource:pods/exec', [false, true, true, true]],
  ['resource:"pods/exec"', [false, false, false, true]],
  ['objectRef.resource:pods/exec', [true, false, false, false]],
  ['sub:pods/exec', [false, false, false, false]],
])('%s', (query, found) => {
  expect([EXEC, POD, SCALE, STRANGE].map(event => matches(exprOf(query), event))).toEqual(found);
});

test.each(['pods', '/exec', 'pods/', 'a/b/c', '', '/'])('%j is no resource with its subresource', text => {
  expect(subresourceTerms(text)).toBeUndefined();
});

test('a facet adds to the list that it is in', () => {
  const text = 'resource:pods/exec verb:get';
  expect(toggleTerm(text, 'objectRef.resource', 'secrets', 'include', UTC)).toBe('resource:pods/exec,secrets verb:get');
  expect(facetState(text, 'objectRef.resource', UTC)).toEqual({included: [], excluded: []});
});
