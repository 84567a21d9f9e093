import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FIELDS, findField} from '../../src/audit/fields.ts';
import {fieldText, OPERATORS, resolveField, TOP_KEYS} from '../../src/query/names.ts';
import {weirdText} from './samples.ts';

test('every field is found by each of its names, and printed by its first alias', () => {
  for (const {name, aliases} of FIELDS) {
    for (const word of [name, ...aliases, name.toUpperCase()]) {
      expect(resolveField(word, [0, 1], word)).toEqual({kind: 'field', name});
    }
    expect(fieldText({kind: 'field', name})).toBe(aliases[0]);
  }
});

test('no operator has the name of a field', () => {
  expect(OPERATORS.filter(({name}) => findField(name) !== undefined)).toEqual([]);
});

test('any path is printed so that it is read back', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOP_KEYS), fc.array(weirdText, {minLength: 1, maxLength: 4}), (top, rest) => {
      const segments = [top, ...rest];
      if (findField(segments.join('.')) !== undefined) return;
      expect(resolveField(fieldText({kind: 'path', segments}), [0, 1], '')).toEqual({kind: 'path', segments});
    }),
    {numRuns: 2000},
  );
});
