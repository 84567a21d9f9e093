// The authorizer's word counts before the code.
import {expect, test} from 'vitest';
import {type Outcome, outcomeOf} from '../../../src/rules/rbac/outcome.ts';

test.each<[claim: string, decision: string | undefined, code: number | undefined, outcome: Outcome]>([
  ['allowed', 'allow', 200, 'allowed'],
  ['allowed, then refused by admission', 'allow', 403, 'allowed'],
  ['allowed, and not there', 'allow', 404, 'allowed'],
  ['allowed, no end yet', 'allow', undefined, 'allowed'],
  ['forbidden', 'forbid', 403, 'refused'],
  ['no decision, a success', undefined, 200, 'allowed'],
  ['no decision, and not there', undefined, 404, 'allowed'],
  ['no decision, forbidden', undefined, 403, 'refused'],
  ['no decision, nobody', undefined, 401, 'refused'],
  ['no decision, too many requests', undefined, 429, 'unknown'],
  ['only received', undefined, undefined, 'unknown'],
])('%s', (_, decision, code, outcome) => expect(outcomeOf(decision, code)).toBe(outcome));
