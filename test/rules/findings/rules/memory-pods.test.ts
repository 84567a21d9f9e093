// Powerful pods that were entered, whoever made them.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../../src/audit/event.ts';
import {compileMatcher} from '../../../../src/query/evaluate.ts';
import {exprOf} from '../../../../src/rules/findings/compile.ts';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import type {Report} from '../../../../src/rules/findings/finding.ts';
import {did} from '../../../../src/rules/findings/sample.ts';
import {NO_SETTINGS} from '../../../../src/rules/findings/settings.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const numbered = (events: readonly AuditEvent[]) =>
  events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}));
const only = ({incidents}: Pick<Report, 'incidents'>, rule: string) =>
  incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);
const reported = async (events: readonly AuditEvent[]) => findingsOf(new MemorySource(numbered(events)));

const SPEC = {containers: [{name: 'a', image: 'x', securityContext: {privileged: true}}]};
const CONTROLLER = 'system:serviceaccount:kube-system:replicaset-controller';
const exec = (name: string, at = 30) => did(`get pods/exec shop/${name}`, {at, code: 101, user: 'bob'});
const deployment = did('create deployments.apps shop/web', {request: {spec: {template: {spec: SPEC}}}});
const generated = (answer: Json | undefined) =>
  did('create pods shop', {
    at: 5,
    user: CONTROLLER,
    request: {metadata: {generateName: 'web-59d8b7c9d4-'}, spec: SPEC},
    ...(answer === undefined ? {} : {response: answer}),
  });

describe('is found', () => {
  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['by its Deployment', [deployment, exec('web-59d8b7c9d4-2xkqz')]],
    [
      'by the name that the answer gave it',
      [generated({metadata: {name: 'web-59d8b7c9d4-2xkqz'}}), exec('web-59d8b7c9d4-2xkqz')],
    ],
    ['by how its name begins', [generated(undefined), exec('web-59d8b7c9d4-2xkqz')]],
    [
      'started again under its name',
      [
        did('create pods shop/agent', {request: {spec: SPEC}}),
        did('create pods shop/agent', {at: 10, request: {spec: SPEC}}),
        exec('agent'),
      ],
    ],
  ])('%s', async (_what, events) => {
    const all = numbered(events);
    const found = only(await findingsOf(new MemorySource(all)), 'privileged-then-exec');
    expect(found).toMatchObject([{who: 'bob', count: 2}]);
    const shows = compileMatcher(exprOf(found[0]!.filter));
    const shown = all.filter(event => shows(event)).map(({auditID}) => auditID);
    expect(shown).toEqual(expect.arrayContaining(found[0]!.events.map(({auditID}) => auditID)));
  });
});

describe('is not found', () => {
  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['in another namespace', [deployment, did('get pods/exec prod/web-59d8b7c9d4-2xkqz', {at: 30, code: 101})]],
    ['of a name that only looks like it', [deployment, exec('website-59d8b7c9d4-2xkqz')]],
    ['before it was started', [did('create pods shop/agent', {at: 60, request: {spec: SPEC}}), exec('agent')]],
  ])('%s', async (_what, events) => {
    expect(only(await reported(events), 'privileged-then-exec')).toEqual([]);
  });
});

describe('a powerful pod started and entered', () => {
  const pod = (level: 'Metadata' | 'Request') => {
    const {requestObject: _request, ...bare} = did('create pods shop/agent', {
      request: {kind: 'Pod', spec: {containers: [{name: 'a', image: 'x', securityContext: {privileged: true}}]}},
    });
    return level === 'Metadata' ? {...bare, level} : {...bare, level, requestObject: _request!};
  };
  const exec = did('get pods/exec shop/agent', {at: 30, code: 101});

  test('without the body of the pod it cannot be told', async () => {
    const {incidents, cannotTell} = await reported([pod('Metadata'), exec]);
    expect(only({incidents}, 'privileged-then-exec')).toEqual([]);
    expect(cannotTell.filter(({rule}) => rule === 'privileged-then-exec')).toMatchObject([
      {count: 1, of: 1, why: '1 of 1 request was logged without the body'},
    ]);
  });

  test('is found although the rule for the pod alone is off, or of too little weight', async () => {
    const off = ['privileged-pod', 'weakened-pod'];
    for (const options of [{settings: {...NO_SETTINGS, off}}, {least: 'critical'} as const]) {
      const report = await findingsOf(new MemorySource(numbered([pod('Request'), exec])), options);
      expect(only(report, 'privileged-then-exec')).toHaveLength(1);
      if ('settings' in options) expect(only(report, 'privileged-pod')).toEqual([]);
    }
  });
});
