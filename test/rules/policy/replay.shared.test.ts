// Replaying a policy on the log that it made predicts each event's level and that its stage is written.
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {readRecord} from '../../../src/ingest/record.ts';
import {attributesOf} from '../../../src/rules/policy/attributes.ts';
import {evaluate} from '../../../src/rules/policy/evaluate.ts';
import {agreement} from '../../../src/rules/policy/explain.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';

const REAL = new URL('../../../../shared/data/real/', import.meta.url);
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

type Pair = readonly [log: string, policy: string, events: number, agree: number];

/** Pairs with what is known of them. */
const PAIRS: readonly Pair[] = [
  ['liggitt__audit2rbac/demo.log', 'liggitt__audit2rbac/demo-policy.yaml', 37, 37],
  ['liggitt__audit2rbac/demo-v1beta1.log', 'liggitt__audit2rbac/demo-policy.yaml', 37, 37],
  // Taken before that policy was written: it is not the policy of this log, and that must show.
  ['liggitt__audit2rbac/demo-v1beta1-757events.log', 'liggitt__audit2rbac/demo-policy.yaml', 757, 437],
];

const eventsIn = (log: string): readonly AuditEvent[] =>
  readFileSync(new URL(log, REAL), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .flatMap(line => readRecord(line).items);

describe.skipIf(!isHere)('replay', () => {
  test.each(PAIRS)('%s under %s: of %i events %i are as it would log them', (log, file, count, agree) => {
    const {policy} = readPolicy(readFileSync(new URL(file, REAL), 'utf8'), {file});
    const events = eventsIn(log);
    const agreeing = events.filter(event => agreement(evaluate(policy!, attributesOf(event)), event) === 'agrees');
    expect([events.length, agreeing.length]).toEqual([count, agree]);
  });
});
