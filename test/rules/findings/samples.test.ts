// The sample logs: the incident is told in its order, and an hour in which nothing happens is quiet.
import {expect, test} from 'vitest';
import {compileMatcher} from '../../../src/query/evaluate.ts';
import {exprOf} from '../../../src/rules/findings/compile.ts';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import {type Report, rankOf} from '../../../src/rules/findings/finding.ts';
import {atLeastOf} from '../../../src/rules/findings/incidents.ts';
import {openLocal} from '../../../src/source/open.ts';
import {TIME_ORDER} from '../../../src/source/source.ts';

async function reported<T>(path: string, use: (report: Report, source: Awaited<ReturnType<typeof openLocal>>) => T) {
  const source = await openLocal([path], {follow: false});
  try {
    // Answers wait until all is read.
    await source.rows({where: exprOf(''), stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []});
    return await use(await findingsOf(source), source);
  } finally {
    await source.close();
  }
}

const THIEF = 'system:serviceaccount:build:ci-runner';
const MANAGER = 'system:serviceaccount:prod-namespace:release-manager';

test('the incident comes first, and is told worst first', async () => {
  await reported('sample-logs', ({incidents}) => {
    const [first, ...others] = atLeastOf(incidents, 'low');
    expect(first).toMatchObject({severity: 'critical', who: [THIEF, MANAGER, 'address 203.0.113.66']});
    expect(first!.findings.map(({rule, severity, who}) => `${severity} ${rule} ${who.split(':').at(-1)}`)).toEqual([
      'critical credential-moved ci-runner',
      'critical rights-widened-and-used release-manager',
      'critical privileged-then-exec release-manager',
      'high issued-token-used ci-runner',
      'high cluster-admin-binding release-manager',
      'high all-secrets-listed release-manager',
      'high privileged-pod release-manager',
      'high sensitive-host-path release-manager',
      'high impersonated-admin release-manager',
      'high events-deleted release-manager',
      'medium new-address ci-runner',
      'medium many-refusals ci-runner',
      'medium secrets-listed ci-runner',
      'medium exec ci-runner',
      'medium token-created ci-runner',
      'medium host-namespace release-manager',
      'medium kube-namespace-changed release-manager',
      'medium exec release-manager',
      'low secret-refused ci-runner',
      'low secret-read ci-runner',
      'low pod-in-kube-namespace release-manager',
      'low impersonation release-manager',
      'low failed-logins address 203.0.113.66',
    ]);
    expect(others.every(({severity}) => rankOf(severity) <= rankOf('medium'))).toBe(true);
    expect(others.map(({who}) => who[0])).not.toContain(MANAGER);
  });
});

test('every finding of the incident opens the events that it goes by', async () => {
  await reported('sample-logs', async ({incidents}, source) => {
    for (const {filter, events} of incidents.flatMap(({findings}) => findings)) {
      const shows = compileMatcher(exprOf(filter));
      for (const id of events) expect([filter, shows((await source.event(id)).event)]).toEqual([filter, true]);
    }
  });
});

test('the quiet hour has none above low', async () => {
  await reported('sample-logs/quiet', ({incidents, events}) => {
    expect(events).toBeGreaterThan(1500);
    expect(atLeastOf(incidents, 'medium')).toEqual([]);
  });
});
