import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Json} from '../../src/audit/event.ts';
import {parseEvery, parseExact, stringifyGo} from '../../src/audit/exact-json.ts';
import {finish} from '../../src/audit/steps.ts';
import {stringifyGoSteps} from '../../src/audit/write-steps.ts';
import {body} from './coming-bodies.ts';

describe('JSON that is written in pieces', () => {
  test('is what it is at once', () => {
    fc.assert(
      fc.property(body, text => {
        const value = parseExact(text);
        expect(finish(stringifyGoSteps(value))).toBe(stringifyGo(value));
      }),
    );
  });

  test.each<[claim: string, value: Json]>([
    ['a key that is there twice', parseEvery('{"a":{"b":1,"b":2}}')],
    ['what nests deep', parseExact(`${'{"a":['.repeat(50_000)}1.0${']}'.repeat(50_000)}`)],
    ['a value that is missing', {a: undefined as unknown as Json, b: 1}],
    ['a text', '<a>'],
  ])('has %s as it has it at once', (_, value) => {
    expect(finish(stringifyGoSteps(value)) === stringifyGo(value)).toBe(true);
  });

  test('rests on the way', () => {
    const steps = stringifyGoSteps(Array.from({length: 50_000}, (_, i) => ({number: i})));
    expect(steps.next().done).toBe(false);
  });
});
