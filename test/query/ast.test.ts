import {expect, test} from 'vitest';
import {asksForStage} from '../../src/query/ast.ts';
import {parse} from '../../src/query/parse.ts';

const exprOf = (query: string) => {
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expr;
};

test.each([
  ['verb:get', false],
  ['stage:Panic', true],
  ['-stage:Panic', true],
  ['verb:get -stage:RequestReceived', true],
  ['stage:Panic OR code:>=400', true],
  ['-(stage:Panic OR code:>=400)', true],
  ['-(verb:get -stage:Panic)', false],
  ['-(verb:get -stage:Panic) -(resource:leases stage:ResponseComplete)', false],
  ['-(verb:get -stage:Panic) stage:Panic', true],
])('%s asks for events of a stage: %s', (query, asks) => expect(asksForStage(exprOf(query))).toBe(asks));
