import {expect, test} from 'vitest';
import type {FieldValue} from '../../src/audit/fields.ts';
import type {FieldRef} from '../../src/query/ast.ts';
import {compileValue, type FieldTerm} from '../../src/query/value.ts';

const field: FieldRef = {kind: 'field', name: 'user.groups'};
const TERMS = {
  'is a': {kind: 'in', field, values: ['a']},
  'is 7': {kind: 'in', field, values: ['7']},
  'is absent or a': {kind: 'in', field, values: ['', 'a']},
  'is like *': {kind: 'like', field, glob: '*'},
  'matches /^/': {kind: 'match', field, source: '^'},
  'is below 5': {kind: 'compare', field, op: '<', value: 5},
  'is there': {kind: 'has', field},
} as const satisfies Record<string, FieldTerm>;

test.each<[value: FieldValue, accepted: (keyof typeof TERMS)[]]>([
  [undefined, ['is absent or a']],
  ['', ['is absent or a']],
  [[], ['is absent or a']],
  [[''], ['is absent or a']],
  ['a', ['is a', 'is absent or a', 'is like *', 'matches /^/', 'is there']],
  ['A', ['is like *', 'matches /^/', 'is there']],
  [
    ['b', '', 'a'],
    ['is a', 'is absent or a', 'is like *', 'matches /^/', 'is there'],
  ],
  [7, ['is 7', 'is like *', 'matches /^/', 'is there']],
  [0, ['is like *', 'matches /^/', 'is below 5', 'is there']],
  ['4.5', ['is like *', 'matches /^/', 'is below 5', 'is there']],
  [' 4', ['is like *', 'matches /^/', 'is there']],
])('%j %j', (value, accepted) => {
  const names = Object.keys(TERMS) as (keyof typeof TERMS)[];
  expect(names.filter(name => compileValue(TERMS[name])(value))).toEqual(accepted);
});
