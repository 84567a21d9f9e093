import fc from 'fast-check';
import {expect, test} from 'vitest';
import {PRIORITIES} from '../../../src/audit/alert.ts';
import {formatMicroTime, parseMicroTime} from '../../../src/audit/time.ts';
import {readRecord} from '../../../src/ingest/record.ts';

const SHELL =
  'Notice A shell was spawned in a container with an attached terminal (evt_type=execve user=root command=bash -il terminal=34816 k8s_ns=shop k8s_pod_name=web-1)';
const near = (time: string) => () => ({time: parseMicroTime(time)!, from: 'when its file was last written'});

const alertIn = (line: string, written?: string) => {
  const {items, problems, form} = readRecord(line, written === undefined ? undefined : near(written));
  expect(items).toHaveLength(1);
  return {event: items[0]!, alert: items[0]!.alert!, problems, form};
};

test.each<[line: string, written: string | undefined, time: string, from: string | undefined]>([
  [`2026-11-20T10:02:11.318214763+0000: ${SHELL}`, undefined, '2026-11-20T10:02:11.318214763+0000', undefined],
  [
    `2026-11-20T10:02:11Z stdout F 10:02:10.918214763: ${SHELL}`,
    undefined,
    '2026-11-20T10:02:10.918214763Z',
    'the time of its container or collector',
  ],
  [
    `[pod/falco-x7k2p/falco] 2026-11-20T10:02:11.918300000Z 10:02:10.918214763: ${SHELL}`,
    undefined,
    '2026-11-20T10:02:10.918214763Z',
    'the time before the alert',
  ],
  [
    JSON.stringify({__REALTIME_TIMESTAMP: '1795168931318214', MESSAGE: `10:02:10.918214763: ${SHELL}`}),
    undefined,
    '2026-11-20T10:02:10.918214763Z',
    'the time of its container or collector',
  ],
  [
    `<13>2026-11-20T00:00:01Z n1 falco: 23:59:59.918214763: ${SHELL}`,
    undefined,
    '2026-11-19T23:59:59.918214763Z',
    'the time before the alert',
  ],
  [
    `Nov  2 10:02:11 n1 falco[7]: 10:02:11.318214763: ${SHELL}`,
    '2026-11-20T12:00:00Z',
    '2026-11-02T10:02:11.318214763Z',
    'the day before the alert, and the year of when its file was last written',
  ],
  [
    `Dec 31 10:02:11 n1 falco[7]: 10:02:11.318214763: ${SHELL}`,
    '2026-01-01T12:00:00Z',
    '2025-12-31T10:02:11.318214763Z',
    'the day before the alert, and the year of when its file was last written',
  ],
  [
    `10:02:11.318214763: ${SHELL}`,
    '2026-11-20T12:00:00Z',
    '2026-11-20T10:02:11.318214763Z',
    'when its file was last written',
  ],
  [
    `23:50:11.318214763: ${SHELL}`,
    '2026-11-20T00:10:00Z',
    '2026-11-19T23:50:11.318214763Z',
    'when its file was last written',
  ],
])('%s, written %s', (line, written, time, dateFrom) => {
  const {alert, form, problems} = alertIn(line, written);
  expect(form).toMatch(/^Falco text$/);
  expect(problems).toEqual([]);
  expect({time: alert.time, dateFrom: alert.dateFrom}).toEqual({time, dateFrom});
});

test('a date that nothing tells is said to be missing, and the alert is kept', () => {
  const {event, problems} = alertIn(`10:02:11.318214763: ${SHELL}`);
  expect(event.stageTimestamp).toBeUndefined();
  expect(problems.map(({code}) => code)).toEqual(['NO_TIME']);
});

test('its parentheses are its fields, commands with their blanks, and its pod is its object', () => {
  const {event, alert} = alertIn(`10:02:11.318214763: ${SHELL}`, '2026-11-20T12:00:00Z');
  expect(alert).toMatchObject({rule: 'Terminal shell in container', ruleFrom: 'the words of its output'});
  expect(alert.fields).toEqual({
    evt_type: 'execve',
    user: 'root',
    command: 'bash -il',
    terminal: '34816',
    k8s_ns: 'shop',
    k8s_pod_name: 'web-1',
  });
  expect(event.objectRef).toEqual({resource: 'pods', namespace: 'shop', name: 'web-1'});
  expect(event.user).toEqual({});
});

test('an alert about an audit event says who did what to which object', () => {
  const text =
    '10:02:11.318214000: Warning K8s Operation performed by user not in allowed list of users (user=jane target=web-1/pods verb=delete uri=/api/v1/namespaces/shop/pods/web-1 resp=200)';
  expect(alertIn(text, '2026-11-20T12:00:00Z').event).toMatchObject({
    user: {username: 'jane'},
    verb: 'delete',
    objectRef: {resource: 'pods', name: 'web-1'},
    responseStatus: {code: 200},
  });
});

test.each([...PRIORITIES])('%s is known', priority => {
  expect(alertIn(`10:02:11.318214000: ${priority} x`, '2026-11-20T12:00:00Z').alert.priority).toBe(priority);
});

test('whatever day a file was written, the date is at most half a day away from it', () => {
  const day = 86_400e6;
  fc.assert(
    fc.property(fc.integer({min: 0, max: day - 1}), fc.integer({min: 1e15, max: 1.9e15}), (clock, written) => {
      const digits = formatMicroTime(clock).slice(11, 26);
      const {event} = alertIn(`${digits}000: ${SHELL}`, formatMicroTime(written));
      expect(Math.abs(parseMicroTime(event.stageTimestamp!)! - written)).toBeLessThanOrEqual(day / 2 + 1e6);
    }),
  );
});
