// Every alert of Falco at hand, read in a second, independent way.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {isExactNumber} from '../../src/audit/exact-json.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {readPath} from './helpers.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/real', import.meta.url));
const ALERTS = join(REAL, 'falcosecurity__falco-website/falco_alerts.jsonl');
const SPLUNK = join(REAL, 'splunk__security_content/kubernetes_falco.yml');
const isHere = existsSync(ALERTS) && existsSync(SPLUNK);
if (!isHere) console.log('skipped: no alerts of Falco (../shared/data/real)');

describe.skipIf(!isHere)('real alerts', () => {
  test('all are read, with their rules, priorities and outputs, and no time loses a digit', async () => {
    const lines = readFileSync(ALERTS, 'utf8').split('\n').filter(Boolean);
    const {events, problems} = await readPath(ALERTS);
    expect(problems).toEqual([]);
    expect(events).toHaveLength(lines.length);
    expect(lines.length).toBe(14);
    const nanos = lines.map(line => /"evt\.time":(\d+)/.exec(line)![1]);
    const texts = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    const alerts = events.map(({alert}) => alert!);
    expect(alerts.map(({time}) => time)).toEqual(texts.map(({time}) => time));
    expect(alerts.map(({rule}) => rule)).toEqual(texts.map(({rule}) => rule));
    expect(alerts.map(({priority}) => priority)).toEqual(texts.map(({priority}) => priority));
    expect(alerts.map(({output}) => output)).toEqual(texts.map(({output}) => output));
    const own = alerts.map(({fields}) => fields?.['evt.time']);
    expect(own.map(time => (isExactNumber(time) ? time.rawJSON : String(time)))).toEqual(nanos);
    // The same moment twice: in nanoseconds, and as a time.
    for (const [i, {time}] of alerts.entries()) {
      const seconds = BigInt(Date.parse(`${time!.slice(0, 19)}Z`) / 1000);
      expect(String(seconds * 1_000_000_000n + BigInt(time!.slice(20, 29)))).toBe(nanos[i]);
    }
    expect(new Set(events.map(({auditID}) => auditID)).size).toBe(14);
  });

  test('the text alert of Splunk’s sample is read', () => {
    const folded = /example_log: '([^']*)'/.exec(readFileSync(SPLUNK, 'utf8'))![1]!;
    const {items} = readRecord(folded.replace(/\n +/g, ' '));
    expect(items[0]).toMatchObject({
      stage: 'Alert',
      objectRef: {resource: 'pods', namespace: 'default', name: 'my-splunk-otel-collector-agent-9sdhr'},
      alert: {priority: 'Notice', fields: {command: 'bash -il', container_image_tag: '0.88.0'}},
    });
  });
});
