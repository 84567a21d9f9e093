import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FieldName, FieldValue} from '../../../src/audit/fields.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {exprOf, isColumns, mayMatch} from '../../../src/rules/findings/compile.ts';
import {FINDINGS, QUERY_RULES} from '../../../src/rules/findings/findings.ts';

const EVENTS = FINDINGS.flatMap(({found, near}) => [...found, ...near]);
const known = (event: (typeof EVENTS)[number]) =>
  new Map<FieldName, FieldValue>([
    ['verb', event.verb],
    ['objectRef.resource', event.objectRef?.resource],
    ['objectRef.subresource', event.objectRef?.subresource],
  ]);

describe('what may match', () => {
  test('is never less than what does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...QUERY_RULES), fc.constantFrom(...EVENTS), ({query}, event) => {
        const expr = exprOf(query);
        if (matches(expr, event)) expect(mayMatch(expr, known(event))).toBe(true);
      }),
      {numRuns: 2000},
    );
  });

  test.each([
    ['verb:get user:x', true],
    ['verb:delete user:x', false],
    ['-verb:get', false],
    ['-(verb:get user:x)', true],
    ['verb:delete OR user:x', true],
    ['requestObject.a:b', true],
    ['sub:""', true],
    ['has:sub', false],
  ])('%s of a get of pods: %s', (query, may) => {
    const values = new Map<FieldName, FieldValue>([
      ['verb', 'get'],
      ['objectRef.subresource', undefined],
    ]);
    expect(mayMatch(exprOf(query), values)).toBe(may);
  });

  test('columns are fields that the index holds', () => {
    expect(['verb:get -ns:a', 'since:2026-11-20'].map(query => isColumns(exprOf(query)))).toEqual([true, true]);
    expect(['word', 'requestObject.a:b', 'verb:get OR /re/'].map(query => isColumns(exprOf(query)))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
