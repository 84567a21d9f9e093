// The alerts of the sample incident: each about audit events has its request, each shell its session.
import {describe, expect, test} from 'vitest';
import {parseMicroTime} from '../../src/audit/time.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {bytesOf, events} from './read.ts';

const lines = bytesOf('falco/falco.json').toString('utf8').trimEnd().split('\n');
const alerts = lines.map(line => {
  const {items, problems, form} = readRecord(line);
  expect({form, problems}).toEqual({form: 'Falco', problems: []});
  return {event: items[0]!, alert: items[0]!.alert!};
});

test('they are in the order of time, with the keys of Falco in theirs', () => {
  expect(alerts.map(({alert}) => alert.time)).toEqual(alerts.map(({alert}) => alert.time).sort());
  for (const line of lines) {
    const keys = Object.keys(JSON.parse(line) as object);
    expect(keys).toEqual(['hostname', 'output', 'output_fields', 'priority', 'rule', 'source', 'tags', 'time']);
    const fields = Object.keys((JSON.parse(line) as {output_fields: object}).output_fields);
    expect(fields).toEqual([...fields].sort());
  }
});

describe('those about audit events', () => {
  test.each(alerts.filter(({alert}) => alert.source === 'k8s_audit'))('$alert.rule at $alert.time', ({event}) => {
    const same = events.filter(
      ({stageTimestamp, user, objectRef}) =>
        stageTimestamp === event.stageTimestamp &&
        user.username === event.user.username &&
        objectRef?.name === event.objectRef?.name,
    );
    expect(same.length).toBeGreaterThan(0);
  });
});

describe('those about system calls', () => {
  const calls = alerts.filter(({alert}) => alert.source === 'syscall');

  test('have nanoseconds that no audit event has', () => {
    expect(calls.length).toBe(3);
    for (const {alert} of calls) expect(alert.time).not.toMatch(/000Z$/);
  });

  test.each(calls)('$alert.rule at $alert.time is in an open session of its pod', ({event}) => {
    const time = parseMicroTime(event.stageTimestamp!)!;
    const sessions = events.filter(
      ({stage, objectRef, requestReceivedTimestamp, stageTimestamp}) =>
        stage === 'ResponseComplete' &&
        objectRef?.subresource === 'exec' &&
        objectRef.name === event.objectRef?.name &&
        parseMicroTime(requestReceivedTimestamp!)! <= time &&
        time <= parseMicroTime(stageTimestamp!)!,
    );
    expect(sessions).toHaveLength(1);
  });
});

test('they tell of the incident: the secret, the shells, cluster-admin, and the privileged pod', () => {
  const bad = alerts.filter(({alert}) => ['Warning', 'Error'].includes(alert.priority));
  expect(bad.map(({alert}) => alert.rule)).toEqual([
    'K8s Secret Get Successfully',
    'Attach to cluster-admin Role',
    'Create Privileged Pod',
    'Create HostNetwork Pod',
    'Pod Created in Kube Namespace',
    'Read sensitive file untrusted',
  ]);
});
