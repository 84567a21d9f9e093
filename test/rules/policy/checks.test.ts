import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {SEVERITIES, sampleText} from '../../../src/rules/policy/checks/check.ts';
import {POLICY_CHECKS, policyChecksReference, policyChecksTable} from '../../../src/rules/policy/checks.ts';

const idsOf = (sample: string) =>
  checkPolicy(sampleText(sample), {file: 'sample.yaml'}).flatMap(({findings}) => findings.map(({check}) => check));

describe('POLICY_CHECKS', () => {
  test('ids and titles are unique', () => {
    expect(new Set(POLICY_CHECKS.map(({id}) => id)).size).toBe(POLICY_CHECKS.length);
    expect(new Set(POLICY_CHECKS.map(({title}) => title)).size).toBe(POLICY_CHECKS.length);
  });

  test.each(POLICY_CHECKS)('$id has a title, a reason and an advice', ({id, severity, title, why, write}) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(SEVERITIES).toContain(severity);
    expect(title).toMatch(/^\S.{3,60}[^.\s]$/);
    expect(why).toMatch(/^[A-Za-z].{40,}[.)]$/s);
    expect(why).not.toContain('\n');
    const [sentence, ...yaml] = write.split('\n');
    expect(sentence).toMatch(yaml.length > 0 ? /^[A-Z].*:$/ : /^[A-Z].{10,}\.$/);
    expect(yaml.filter(line => !/^( *- | +\w)/.test(line))).toEqual([]);
  });

  test.each(POLICY_CHECKS)('$id finds something in its bad sample, and nothing in the good one', ({id, bad, good}) => {
    expect(idsOf(bad)).toContain(id);
    expect(idsOf(good)).not.toContain(id);
  });

  test.each(POLICY_CHECKS)('what $id advises to write is sound', ({write}) => {
    const yaml = write.slice(write.indexOf('\n') + 1);
    if (yaml.startsWith('- ')) {
      const [checked] = checkPolicy(sampleText(`${yaml}\n- level: Metadata`), {file: 'advice.yaml'});
      expect(checked?.findings.filter(({severity}) => severity !== 'info')).toEqual([]);
    }
  });

  test.each(POLICY_CHECKS)('the good sample of $id loads', ({good}) => {
    expect(
      checkPolicy(sampleText(good), {file: 's'}).flatMap(p => p.findings.filter(f => f.severity === 'error')),
    ).toEqual([]);
  });

  test('errors are what keeps a policy from loading', () => {
    for (const {id, severity, bad} of POLICY_CHECKS) {
      const severities = checkPolicy(sampleText(bad), {file: 's'}).flatMap(p =>
        p.findings.filter(f => f.check === id).map(f => f.severity),
      );
      expect([id, ...new Set(severities)]).toEqual([id, severity]);
    }
  });

  test('the docs have a row and a section for each', () => {
    expect(policyChecksTable().split('\n')).toHaveLength(POLICY_CHECKS.length + 2);
    for (const {id} of POLICY_CHECKS) expect(policyChecksReference()).toContain(`### ${id}\n`);
  });
});
