import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {Findings, findingsOf} from '../../../src/rules/findings/engine.ts';
import type {Report} from '../../../src/rules/findings/finding.ts';
import {FINDINGS} from '../../../src/rules/findings/findings.ts';
import {did, times} from '../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../support/memory-source.ts';

/** What is said, without which of the events were kept. */
const told = ({incidents, cannotTell, events}: Report) => ({
  events,
  cannotTell,
  incidents: incidents.map(({who, severity, findings}) => ({
    who,
    severity,
    findings: findings.map(({rule, message, count, from, to, filter}) => ({rule, message, count, from, to, filter})),
  })),
});

const timeOf = ({stageTimestamp}: AuditEvent) => stageTimestamp ?? '';

/** The samples of some rules, one after the other in time, each event a request of its own. */
const logs = fc
  .shuffledSubarray(
    [...FINDINGS.flatMap(({found, near}) => [found, near])].filter(events => events.length > 0),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map(parts =>
    parts
      .flat()
      .map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}))
      .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0)),
  );

/** Cuts such that events of one moment stay together. */
function cut(events: readonly AuditEvent[], places: readonly number[]): readonly (readonly AuditEvent[])[] {
  const parts: AuditEvent[][] = [[]];
  events.forEach((event, i) => {
    if (i > 0 && places.includes(i) && timeOf(event) !== timeOf(events[i - 1]!)) parts.push([]);
    parts.at(-1)!.push(event);
  });
  return parts;
}

describe('following', () => {
  test('says the same as looking at the whole at once', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.array(fc.nat({max: 40}), {maxLength: 4}), async (events, places) => {
        const source = new MemorySource();
        const findings = new Findings(source);
        for (const part of cut(events, places)) {
          source.add(part);
          await findings.advance();
        }
        expect(told(await findings.report())).toEqual(told(await findingsOf(new MemorySource(events))));
      }),
      {numRuns: 40},
    );
  });

  test('reads no event twice', async () => {
    const privileged = (at: number) =>
      did(`create pods shop/p${at}`, {
        at,
        request: {spec: {containers: [{image: 'a', securityContext: {privileged: true}}]}},
      });
    const source = new MemorySource([privileged(0), privileged(1)]);
    const findings = new Findings(source);
    await findings.advance();
    const before = source.calls.filter(call => call === 'event').length;
    source.add([privileged(2)]);
    await findings.advance();
    expect(source.calls.filter(call => call === 'event')).toHaveLength(before + 1);
    await findings.advance();
    expect(source.calls.filter(call => call === 'event')).toHaveLength(before + 1);
  });

  test('what comes late, into the time that was looked at, is found', async () => {
    const source = new MemorySource([did('get /version', {at: 100})]);
    const findings = new Findings(source);
    await findings.advance();
    source.add([did('deletecollection events shop', {at: 50})]);
    await findings.advance();
    const {incidents} = await findings.report();
    expect(incidents.flatMap(one => one.findings).map(({rule}) => rule)).toContain('events-deleted');
  });

  test('stops when it is not wanted any more', async () => {
    const source = new MemorySource(times(50, 1, at => did('get secrets shop/db', {at})));
    await expect(findingsOf(source, {signal: AbortSignal.abort()})).rejects.toThrow();
  });
});

describe('memory', () => {
  test('what is held of very many requests is some hundred bytes each, whatever the number of rules that saw them', async () => {
    const source = new MemorySource(times(2000, 1, (at, i) => did(`get secrets shop/s${i}`, {at})));
    const findings = new Findings(source);
    await findings.advance();
    expect(findings.bytes / 2000).toBeLessThan(250);
    const {incidents} = await findings.report();
    expect(incidents[0]!.findings.map(({rule, count}) => `${rule} ${count}`)).toContain('secrets-enumerated 2000');
  });
});

describe('counts', () => {
  test('a stream that is logged at two stages is one request', async () => {
    const exec = did('get pods/exec shop/web', {code: 101, stage: 'ResponseStarted'});
    const {incidents} = await findingsOf(new MemorySource([exec, {...exec, stage: 'ResponseComplete'}]));
    expect(incidents[0]!.findings).toMatchObject([{rule: 'exec', count: 1}]);
  });

  test('alerts are no events that were looked at', async () => {
    const alert = {...did('get /version'), stage: 'Alert' as const, alert: {priority: 'Notice'}};
    expect((await findingsOf(new MemorySource([did('get pods shop/web'), alert]))).events).toBe(1);
  });

  test('a log without decisions cannot tell whether an anonymous request was allowed', async () => {
    const anonymous = (name: string, annotations: AuditEvent['annotations']) => ({
      ...did(`get configmaps kube-public/${name}`, {user: 'system:anonymous', groups: ['system:unauthenticated']}),
      annotations: annotations ?? {},
    });
    const events = [
      anonymous('a', {}),
      anonymous('cluster-info', {}),
      anonymous('b', {'authorization.k8s.io/decision': 'allow'}),
    ].map((event, i) => ({...event, auditID: `${i}`}));
    const {cannotTell} = await findingsOf(new MemorySource(events));
    expect(cannotTell.filter(({rule}) => rule === 'anonymous-allowed')).toMatchObject([
      {count: 1, of: 2, why: '1 of 2 requests was logged without the decision of the authorizer'},
    ]);
  });

  test('a log without ResponseStarted cannot tell of logins', async () => {
    const {cannotTell} = await findingsOf(new MemorySource([did('get pods shop/web')]));
    expect(cannotTell).toMatchObject([{rule: 'failed-logins', count: 1, of: 1}]);
  });
});
