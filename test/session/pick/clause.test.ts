import {expect, test} from 'vitest';
import {toggleClause} from '../../../src/session/pick/clause.ts';

const CONTEXT = {now: 0, zone: 'utc'} as const;

test.each<[before: string, term: string, keep: boolean, after: string]>([
  ['', 'took:>=31ms', true, 'took:>=31ms'],
  ['', 'took:>=31ms', false, '-took:>=31ms'],
  ['verb:get', 'took:>=31ms', true, 'verb:get took:>=31ms'],
  ['verb:get OR verb:list', 'has:user', true, '(verb:get OR verb:list) has:user'],
  // Again, no longer, however it is spelled.
  ['verb:get took:>=31ms', 'took:>=31ms', true, 'verb:get'],
  ['took:>=0.031s verb:get', 'took:>=31ms', true, 'verb:get'],
  ['verb:get -took:>=31ms', 'took:>=31ms', false, 'verb:get'],
  // The other way round.
  ['verb:get -took:>=31ms', 'took:>=31ms', true, 'verb:get took:>=31ms'],
  ['took:>=31ms', 'took:>=31ms', false, '-took:>=31ms'],
  // Several terms go together.
  ['', 'user:a ip:10.0.0.1', true, 'user:a ip:10.0.0.1'],
  ['', 'user:a ip:10.0.0.1', false, '-(user:a ip:10.0.0.1)'],
  ['verb:get', 'user:a ip:10.0.0.1', true, 'verb:get (user:a ip:10.0.0.1)'],
  ['user:a ip:10.0.0.1', 'user:a ip:10.0.0.1', true, ''],
  ['user:a ip:10.0.0.1', 'user:a ip:10.0.0.1', false, '-(user:a ip:10.0.0.1)'],
  ['verb:get (user:a ip:10.0.0.1)', 'user:a ip:10.0.0.1', true, 'verb:get'],
])('%j with %s, kept: %s, is %j', (before, term, keep, after) =>
  expect(toggleClause(before, term, keep, CONTEXT)).toBe(after),
);
