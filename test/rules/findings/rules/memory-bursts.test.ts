// Bursts, and what only looks like one; and what is missing in the log.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../../src/audit/event.ts';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {did, times} from '../../../../src/rules/findings/sample.ts';
import type {Note} from '../../../../src/source/source.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const START = Date.UTC(2026, 10, 20, 10) * 1000;
const EVENTS = [0, 10, 4000, 4010].map(at => ({...did('get /version', {at}), auditID: `${at}`}));

class Noted extends MemorySource {
  readonly #notes: readonly Note[];
  constructor(notes: readonly Note[]) {
    super(EVENTS);
    this.#notes = notes;
  }
  override about() {
    return {...super.about(), notes: this.#notes};
  }
}

test.each<[what: string, note: Note, ids: readonly string[], filter: string]>([
  [
    'a gap opens the last before it and the first after it',
    {kind: 'gap', text: 'nothing for 1h6m', from: START + 10e6, to: START + 4000e6},
    ['10', '4000'],
    'since:2026-11-20T10:00:10.000000Z until:2026-11-20T11:06:40.000001Z',
  ],
  [
    'what was dropped at the beginning opens the first that is there',
    {kind: 'dropped', text: 'the oldest 12 were dropped'},
    ['0'],
    'since:2026-11-20T10:00:00.000000Z until:2026-11-20T10:00:00.000001Z',
  ],
])('%s', async (_what, note, ids, filter) => {
  const {incidents} = await findingsOf(new Noted([note]));
  const found = incidents.flatMap(({findings}) => findings).filter(({rule}) => rule === 'log-gap');
  expect(found).toMatchObject([{message: note.text, who: 'the log', filter}]);
  expect(found[0]!.events.map(({auditID}) => auditID)).toEqual(ids);
});

test('what else is said of the log is no gap', async () => {
  const {incidents} = await findingsOf(new Noted([{kind: 'duplicates', text: 'twice'}]));
  expect(incidents).toEqual([]);
});

async function told(events: readonly AuditEvent[], rule: string) {
  const {incidents} = await findingsOf(new MemorySource(events.map((event, i) => ({...event, auditID: `${i}`}))));
  return incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);
}

const RUNNER = 'system:serviceaccount:build:runner';
const deletions = (count: number, step: number, what: string, change: Parameters<typeof did>[1] = {}) =>
  times(count, step, (at, i) => did(`delete ${what}${i}`, {at, ...change}));

describe('many deletions', () => {
  test.each<[what: string, events: readonly AuditEvent[], severity: string]>([
    ['by a person', deletions(25, 2, 'pods shop/p'), 'high'],
    ['of pods by an account, all at once', deletions(25, 2, 'pods build/p', {user: RUNNER}), 'medium'],
    ['of pods by an account, all day', deletions(400, 10, 'pods build/p', {user: RUNNER}), 'low'],
    ['of pods by a person, for long', deletions(400, 10, 'pods build/p'), 'high'],
    ['of workloads by an account', deletions(25, 2, 'deployments.apps shop/d', {user: RUNNER}), 'high'],
    [
      'of pods, and of one thing more',
      [...deletions(25, 2, 'pods build/p', {user: RUNNER}), did('delete configmaps build/c', {at: 20, user: RUNNER})],
      'high',
    ],
    ['just as many as it takes', deletions(20, 15, 'pods shop/p'), 'high'],
  ])('%s: %s', async (_what, events, severity) => {
    expect(await told(events, 'deletion-burst')).toMatchObject([{severity, count: events.length}]);
  });

  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['one too few', deletions(19, 2, 'pods shop/p')],
    ['too slow', deletions(25, 20, 'pods shop/p')],
    ['by two', [...deletions(12, 2, 'pods shop/p'), ...deletions(12, 2, 'pods shop/q', {user: 'bob'})]],
    ['refused', deletions(25, 2, 'pods shop/p', {code: 403})],
    ['of what is not there', deletions(25, 2, 'pods shop/p', {code: 404})],
    ['by a controller', deletions(25, 2, 'pods shop/p', {user: 'system:serviceaccount:kube-system:job-controller'})],
    ['evictions, which a drain asks for', times(25, 2, (at, i) => did(`create pods/eviction shop/p${i}`, {at}))],
  ])('%s are none', async (_what, events) => {
    expect(await told(events, 'deletion-burst')).toEqual([]);
  });
});

test('what was refused or was not there is neither counted nor shown', async () => {
  const [found] = await told(
    [...deletions(25, 2, 'pods shop/p'), ...deletions(5, 2, 'pods shop/q', {code: 404})],
    'deletion-burst',
  );
  expect(found!.count).toBe(25);
  expect(found!.filter).toContain('code:>=200 code:<=299');
});

/** Forty minutes. */
const later = (event: AuditEvent): AuditEvent => {
  const time = event.stageTimestamp!.replace('T10:00', 'T10:40');
  return {...event, requestReceivedTimestamp: time, stageTimestamp: time};
};

describe('many secrets', () => {
  const reads = (count: number, step: number, change: Parameters<typeof did>[1] = {}, name = 's') =>
    times(count, step, (at, i) => did(`get secrets shop/${name}${i}`, {at, ...change}));

  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['one too few', reads(9, 2)],
    ['too slow', reads(12, 40)],
    ['the same ones again', [...reads(6, 2), ...reads(6, 2, {})]],
    ['by two', [...reads(6, 2), ...reads(6, 2, {user: 'bob'}, 't')]],
    ['refused', reads(12, 2, {code: 403})],
    ['that are not there', reads(12, 2, {code: 404})],
    ['by a node', reads(12, 2, {user: 'system:node:worker-1'})],
    ['ConfigMaps', times(12, 2, (at, i) => did(`get configmaps shop/c${i}`, {at}))],
  ])('%s are none', async (_what, events) => {
    expect(await told(events, 'secrets-enumerated')).toEqual([]);
  });

  test.each<[what: string, events: readonly AuditEvent[], severity: string]>([
    [
      'an operator that reads them again and again',
      [...reads(12, 2, {user: RUNNER}), ...reads(12, 2, {user: RUNNER}).map(later)],
      'low',
    ],
    ['a person who does', [...reads(12, 2), ...reads(12, 2).map(later)], 'high'],
    [
      'an account that reads some of them again',
      [...reads(12, 2, {user: RUNNER}), ...reads(6, 2, {user: RUNNER}).map(later)],
      'high',
    ],
    ['an account that reads them once', reads(12, 2, {user: RUNNER}), 'high'],
  ])('of %s', async (_what, events, severity) => {
    expect(await told(events, 'secrets-enumerated')).toMatchObject([{severity}]);
  });

  test('in several namespaces are counted together', async () => {
    const events = times(12, 2, (at, i) => did(`get secrets ns-${i}/token`, {at}));
    expect(await told(events, 'secrets-enumerated')).toMatchObject([{severity: 'high', count: 12}]);
  });
});
