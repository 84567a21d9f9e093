// Findings of an indexed file against the plain way: every rule alone, on events that were parsed one after the other.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {parseMicroTime} from '../../../src/audit/time.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {compiled, exprOf} from '../../../src/rules/findings/compile.ts';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import type {QueryRule, Report} from '../../../src/rules/findings/finding.ts';
import {FINDINGS, QUERY_RULES} from '../../../src/rules/findings/findings.ts';
import {openLocal} from '../../../src/source/open.ts';
import {MemorySource} from '../../support/memory-source.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'findings-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** How an event of a sample may differ from it. */
const change: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom<Change>({}, {level: 'Metadata', requestObject: undefined, responseObject: undefined}),
    fc.record(
      {
        stage: fc.constantFrom('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'),
        user: fc.constantFrom(
          ...['eve', 'system:node:worker-1', 'system:serviceaccount:kube-system:x'].map(username => ({username})),
          undefined,
        ),
        responseStatus: fc.constantFrom(...[200, 201, 403, 404].map(code => ({code}))),
      },
      {requiredKeys: []},
    ),
  )
  .map(([bodies, others]) => ({...bodies, ...others}));

type Change = {readonly [K in keyof AuditEvent]?: AuditEvent[K] | undefined};

const changed = (event: AuditEvent, other: Change): AuditEvent =>
  // A user that is there and undefined is written as none.
  JSON.parse(JSON.stringify({...event, ...other}));

const timeOf = ({stageTimestamp}: AuditEvent) => stageTimestamp ?? '';

/** Events of the samples of rules, some of them changed, each a request of its own, in the order of time. */
const samples = FINDINGS.flatMap(({found, near}) => [...found, ...near])
  // In a file an alert is another kind of line.
  .filter(({alert}) => alert === undefined);
const logs = fc
  .array(fc.tuple(fc.constantFrom(...samples), fc.option(change)), {minLength: 1, maxLength: 50})
  .map(parts =>
    parts
      .map(([event, other], i) => ({...changed(event, other ?? {}), auditID: `${i}-${event.auditID}`}))
      .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0)),
  );

/** What is said, without which of the events were kept. */
const told = ({incidents, cannotTell, events}: Report) => ({
  events,
  cannotTell,
  incidents: incidents.map(({who, severity, findings}) => ({
    who,
    severity,
    findings: findings.map(({events: _events, ...rest}) => rest),
  })),
});

const ENDED: readonly string[] = ['ResponseComplete', 'Panic'];
const ANSWERED: readonly string[] = [...ENDED, 'ResponseStarted'];

/** `exec eve 1779… 1779…`: whom a rule names, with the first and the last time. */
function namedBy(rule: QueryRule, events: readonly AuditEvent[]): readonly string[] {
  const expr = exprOf(rule.query);
  const stages = compiled(rule).matches === undefined ? ANSWERED : ENDED;
  const seen = events.filter(event => stages.includes(event.stage) && matches(expr, event));
  const who = ({user, sourceIPs}: AuditEvent) => user?.username ?? `address ${sourceIPs?.[0]}`;
  return [...Map.groupBy(seen, who)].map(([name, all]) => {
    const times = all.map(event => parseMicroTime(event.stageTimestamp!)!);
    return `${rule.id} ${name} ${Math.min(...times)} ${Math.max(...times)}`;
  });
}

test('findings of a file are those of every rule alone on its events', async () => {
  let file = 0;
  await fc.assert(
    fc.asyncProperty(logs, async events => {
      const path = join(folder, `audit-${file++}.log`);
      writeFileSync(path, events.map(event => `${JSON.stringify(event)}\n`).join(''));
      const source = await openLocal([path]);
      // Waits until all is read.
      await source.tally({where: EVERYTHING, stages: 'all'}, ['stage'], 0);
      const report = await findingsOf(source);
      await source.close();
      expect(told(report)).toEqual(told(await findingsOf(new MemorySource(events))));
      const ids = new Set(QUERY_RULES.map(({id}) => id));
      const named = report.incidents
        .flatMap(({findings}) => findings)
        .filter(({rule}) => ids.has(rule))
        .map(({rule, who, from, to}) => `${rule} ${who} ${from} ${to}`);
      expect(named.sort()).toEqual(QUERY_RULES.flatMap(rule => namedBy(rule, events)).sort());
    }),
    {numRuns: 25},
  );
}, 60_000);
