// Every real log at hand, counted in a second, independent way.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {contentOf} from '../../src/ingest/sniff.ts';
import {readPath} from './helpers.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/real', import.meta.url));
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no real logs (../shared/data/real)');

type Loose = {[key: string]: Loose | undefined} & {auditID?: unknown; stage?: unknown};

/** Whatever objects with auditID and stage are in a value, and in the strings in it, except in bodies of events. */
function eventsIn(value: unknown): Loose[] {
  if (typeof value === 'string')
    return value.includes('"auditID"') && value.startsWith('{') ? eventsIn(JSON.parse(value)) : [];
  if (typeof value !== 'object' || value === null) return [];
  const loose = value as Loose;
  if (loose.auditID !== undefined && loose.stage !== undefined) return [loose];
  return Object.values(value).flatMap(eventsIn);
}

/** The whole file as one JSON value, else each line. */
function independent(text: string): Loose[] {
  const content = text.replace(/^\uFEFF/, '');
  try {
    return eventsIn(JSON.parse(content));
  } catch {
    return content.split('\n').flatMap(line => (line.trim() === '' ? [] : eventsIn(JSON.parse(line))));
  }
}

const tally = (values: readonly unknown[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

const files = isHere
  ? readdirSync(REAL, {recursive: true, encoding: 'utf8'})
      .filter(name => /\.(json|jsonl|log)$/.test(name))
      .filter(name => !/auditd|falco_alerts/.test(name))
      .sort()
  : [];

describe.skipIf(!isHere)('real logs', () => {
  test('they are there', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files).toContain('liggitt__audit2rbac/demo-v1beta1-757events.log');
  });

  test.each(files)('%s: events by stage, verb, code and user as counted independently', async name => {
    const path = join(REAL, name);
    const expected = independent(readFileSync(path, 'utf8'));
    for (const blockSize of [3000, 1 << 23]) {
      const {events} = await readPath(path, {blockSize});
      expect(tally(events.map(({auditID}) => auditID))).toEqual(tally(expected.map(({auditID}) => auditID)));
      expect(tally(events.map(({stage}) => stage))).toEqual(tally(expected.map(({stage}) => stage)));
      expect(tally(events.map(({verb}) => verb))).toEqual(tally(expected.map(({verb}) => verb)));
      expect(tally(events.map(event => event.responseStatus?.code))).toEqual(
        tally(expected.map(event => event.responseStatus?.code)),
      );
      expect(tally(events.map(event => event.user.username))).toEqual(
        tally(expected.map(event => event.user?.username)),
      );
    }
  });

  test('in all of them together, nothing is wrong with any event', async () => {
    const codes: Record<string, string[]> = {};
    for (const name of files) {
      for (const code of (await readPath(join(REAL, name))).codes)
        codes[code] = [...new Set([...(codes[code] ?? []), name])];
    }
    const samples = 'openshift__cluster-logging-operator/logsamples';
    expect(codes).toEqual({
      AUDITD_LINE: [`${samples}/otlp_audit_host.json`, `${samples}/viaq_audit_host.json`],
      NOT_AN_EVENT: ['falcosecurity__falco/k8s_audit/fal_01_003.json'],
      NOT_JSON: [`${samples}/otlp_audit_ovn.json`, `${samples}/viaq_audit_ovn.json`],
    });
  });

  test('the log of Kubernetes 1.8 has 757 events, each with a time', async () => {
    const {events} = await readPath(join(REAL, 'liggitt__audit2rbac/demo-v1beta1-757events.log'));
    expect(events).toHaveLength(757);
    expect(events.every(({stageTimestamp}) => stageTimestamp?.startsWith('2017-09-11T'))).toBe(true);
  });

  test.each([
    ['GoogleCloudPlatform__khi/oss/test-log.yaml', 'yaml event'],
    ['GoogleCloudPlatform__khi/gke_audit/cluster_creation_started.yaml', 'yaml'],
    ['splunk__security_content/kubernetes_audit.yml', 'yaml'],
    ['liggitt__audit2rbac/demo-policy.yaml', 'policy'],
    ['openshift__cluster-logging-operator/logsamples/raw_auditd.log', 'auditd'],
    ['falcosecurity__falco-website/falco_alerts.jsonl', 'events'],
    ['sysdiglabs__aks-audit-log/curl.txt', 'other'],
  ])('%s is %s', (name, content) => {
    expect(contentOf(readFileSync(join(REAL, name)).subarray(0, 65_536))).toBe(content);
  });
});
