import {expect, test} from 'vitest';
import {DECISION, LEVELS, REASON, STAGES, TRUNCATED} from '../../src/audit/event.ts';

test('stages stand in the order of a request, with Panic in the place of the end', () => {
  expect(STAGES).toEqual(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']);
});

test('levels stand from least to most', () => {
  expect(LEVELS).toEqual(['None', 'Metadata', 'Request', 'RequestResponse']);
});

test('annotations have upstream’s keys', () => {
  expect([DECISION, REASON, TRUNCATED]).toEqual([
    'authorization.k8s.io/decision',
    'authorization.k8s.io/reason',
    'audit.k8s.io/truncated',
  ]);
});
