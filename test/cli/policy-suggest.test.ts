import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readPolicy} from '../../src/rules/policy/read.ts';
import {runCli} from '../support/run-cli.ts';

const POLICY = 'sample-logs/audit-policy.yaml';
const LOGS = 'sample-logs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suggest-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

describe('policy suggest', () => {
  test('what is suggested for the sample logs comes true in a simulation of it', async () => {
    const {code, out: policy} = await runCli(['policy', 'suggest', '--policy', POLICY, LOGS, '-o', 'policy']);
    expect(code).toBe(0);
    expect(readPolicy(policy, {file: 'p'}).faults).toEqual([]);
    const file = join(folder, 'new.yaml');
    writeFileSync(file, policy);
    const {left} = JSON.parse((await runCli(['policy', 'suggest', '--policy', POLICY, LOGS, '-o', 'json'])).out);
    const {would} = JSON.parse(
      (await runCli(['policy', 'simulate', file, '--against', POLICY, LOGS, '-o', 'json'])).out,
    );
    expect(would.events).toBe(left.events);
    // Which events are weighed differs a little.
    expect(Math.abs(would.bytes - left.bytes) / left.bytes).toBeLessThan(0.01);
    expect(left.bytes).toBeLessThan(0.7 * 3_163_393);
  });

  test('nothing of what happened is lost by it', async () => {
    const {out: policy} = await runCli(['policy', 'suggest', '--policy', POLICY, LOGS, '-o', 'policy']);
    const file = join(folder, 'story.yaml');
    writeFileSync(file, policy);
    const lost = async (query: string) => {
      const {out} = await runCli(['policy', 'explain', file, query, LOGS, '-o', 'jsonl']);
      return out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .filter(({level}) => level === 'None').length;
    };
    expect(await lost('ip:203.0.113.66 -stage:RequestReceived')).toBe(0);
    expect(await lost('code:>=400')).toBe(0);
    expect(await lost('verb:create,update,patch,delete,deletecollection')).toBe(0);
    expect(await lost('user:*@example.com')).toBe(0);
  });

  test('text has the YAML, its place, and what it loses', async () => {
    const {code, out} = await runCli(['policy', 'suggest', '--policy', POLICY, LOGS, '--limit', '2']);
    expect(code).toBe(0);
    expect(out).toMatch(/^1\. drop get of .*: saves [\d,]+ events, [\d.]+ kB, [\d.]+% of the bytes\n {3}loses get /);
    expect(out).toContain(`before rule 6, ${POLICY}:36:\n       - level: None\n`);
    expect(out).toMatch(/omitStages: \["RequestReceived"\]/);
    expect(out).toMatch(/more suggestions; --limit 0 shows all\n/);
    expect(out).toContain('never dropped: writes, failures, secrets');
  });

  test('without a policy it says that the place is to be found', async () => {
    expect((await runCli(['policy', 'suggest', LOGS])).out).toContain('before the rule that logs it now:');
  });

  test.each<[argv: string[], sentence: string]>([
    [[LOGS, '-o', 'policy'], 'name it with --policy'],
    [[LOGS, '--policy', 'no-such.yaml'], 'the policy no-such.yaml is not there'],
    [[LOGS, '-o', 'csv'], '--output: there is no "csv"'],
  ])('%j is a sentence and exit code 2', async (argv, sentence) => {
    const {code, out, err} = await runCli(['policy', 'suggest', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});
