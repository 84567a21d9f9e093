import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import type {Json} from '../../../src/audit/event.ts';
import {type BodyOptions, bodyLines} from '../../../src/session/body/body.ts';
import {bytesKept, forgetBodies, Laid, laidBody, MOST_BYTES} from '../../../src/session/body/laid.ts';
import {runs} from '../../support/runs.ts';

const NONE: ReadonlySet<string> = new Set();
const YAML: BodyOptions = {format: 'yaml', folded: NONE, unfolded: NONE};

const big = (parts: number): Json =>
  Object.fromEntries(
    Array.from({length: parts}, (_, i) => [`part${i}`, {name: `n${i}`, text: 'one\ntwo', list: [1, {a: 'b'}]}]),
  );

const parts = fc.array(
  fc.record({key: fc.stringMatching(/^[a-c]{1,2}$/), value: fc.jsonValue({maxDepth: 3}) as fc.Arbitrary<Json>}),
  {minLength: 1, maxLength: 12},
);

beforeEach(forgetBodies);

describe('a body that is laid out in pieces', () => {
  test('has the lines that it has at once, wherever it rests', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom<'yaml' | 'json'>('yaml', 'json'),
        fc.option(fc.integer({min: 20, max: 60}), {nil: undefined}),
        fc.array(fc.integer({min: 1, max: 4000}), {maxLength: 8}),
        (some, format, wrap, stops) => {
          // Many times the same parts: far more lines than are made at once.
          const value: Json = Object.fromEntries(
            Array.from({length: 600}, (_, i) => [`part${i}`, some[i % some.length]!.value]),
          );
          const options: BodyOptions = {...YAML, format, ...(wrap === undefined ? {} : {wrap})};
          const all = bodyLines(value, options);
          const laid = new Laid(value, options);
          for (const stop of stops) {
            laid.reach(stop);
            expect(laid.lines).toEqual(all.slice(0, laid.total));
          }
          while (!laid.done) laid.reach(laid.total + 1);
          expect(laid.lines).toEqual(all);
        },
      ),
      {numRuns: runs(6)},
    );
  });

  test('has its first screen at once and not all of it', () => {
    const laid = new Laid(big(5000), YAML);
    expect(laid.total).toBeGreaterThan(100);
    expect(laid.done).toBe(false);
  });

  test('is whole at once where it is small', () => expect(new Laid(big(20), YAML).done).toBe(true));

  test('goes on for as long as it may', () => {
    const laid = new Laid(big(5000), YAML);
    laid.run(performance.now() - 1);
    expect(laid.done).toBe(false);
    laid.run(Infinity);
    expect(laid.lines).toEqual(bodyLines(big(5000), YAML));
  });

  test.each<[claim: string, value: Json, options: Partial<BodyOptions>, folds: boolean]>([
    ['nothing is folded', {a: [1, 2]}, {}, false],
    ['the user folded', {a: [1, 2]}, {folded: new Set(['a'])}, true],
    ['fields for machines fold by themselves', {metadata: {managedFields: [{a: 1}]}}, {}, true],
    ['a long list is cut', Array.from({length: 300}, (_, i) => i), {}, true],
    ['a text is folded', {a: 'one\ntwo'}, {folded: new Set(['a'])}, true],
  ])('%s: it knows whether a line stands for more', (_, value, options, folds) => {
    expect(new Laid(value, {...YAML, ...options}).hasFolds).toBe(folds);
  });
});

describe('bodies that were laid out', () => {
  test('are kept for the same value and options', () => {
    const [value, other] = [big(2), big(2)];
    const laid = laidBody(value, YAML);
    laidBody(other, YAML);
    laidBody(value, {...YAML, wrap: 40});
    expect(laidBody(value, YAML)).toBe(laid);
    expect(laidBody(value, {...YAML, folded: new Set()})).not.toBe(laid);
  });

  test('are kept up to a number of bytes', () => {
    const value = big(4500);
    for (const wrap of [30, 40, 50, 60, 70, 80, 90]) laidBody(value, {...YAML, wrap}).run(Infinity);
    laidBody(big(1), YAML);
    expect(bytesKept()).toBeLessThanOrEqual(MOST_BYTES);
    expect(bytesKept()).toBeGreaterThan(0);
  });
});
