// The outputs of real alerts tell their rules.
import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {ruleOfOutput} from '../../../src/ingest/wrappers/falco-rules.ts';
import {syscallRuleOf} from '../../../src/ingest/wrappers/falco-syscall-rules.ts';

const ALERTS = new URL('../../../../shared/data/real/falcosecurity__falco-website/falco_alerts.jsonl', import.meta.url);
const isHere = existsSync(ALERTS);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

test.skipIf(!isHere)('the outputs of real alerts give the rules that are named beside them', () => {
  const alerts = readFileSync(ALERTS, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as {rule: string; output: string; source: string});
  const ofAudit = alerts.filter(({source}) => source === 'k8s_audit');
  expect(ofAudit.length).toBeGreaterThan(5);
  expect(ofAudit.map(({output}) => ruleOfOutput(output))).toEqual(ofAudit.map(({rule}) => rule));
  const others = alerts.filter(({source}) => source !== 'k8s_audit');
  expect(others.length).toBeGreaterThan(5);
  expect(others.map(({output}) => syscallRuleOf(output))).toEqual(others.map(({rule}) => rule));
});
