// Every row of FINDINGS holds what it promises: it finds its sample, and not the near miss.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {compileMatcher} from '../../../src/query/evaluate.ts';
import {parse} from '../../../src/query/parse.ts';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import {FINDINGS, findingsTable, QUERY_RULES} from '../../../src/rules/findings/findings.ts';
import {MemorySource} from '../../support/memory-source.ts';

/** Each event a request of its own. */
const numbered = (events: readonly AuditEvent[]) =>
  events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}));

async function found(events: readonly AuditEvent[], rule: string) {
  const {incidents} = await findingsOf(new MemorySource(numbered(events)));
  return incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);
}

const CONTEXT = {now: 0, zone: 'utc'} as const;
const rows = FINDINGS.map(rule => [rule.id, rule] as const);
/** Goes by what the source says of its files. */
const withSamples = rows.filter(([id]) => id !== 'log-gap');

describe('the rows of FINDINGS', () => {
  test('have ids of their own, made of lower-case words', () => {
    const ids = FINDINGS.map(({id}) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test.each(rows)('%s is told in whole sentences', (_id, {title, sees, why, falseAlarms}) => {
    for (const text of [sees, why, falseAlarms]) expect(text).toMatch(/^[A-Za-z].*\.$/);
    expect(title).toMatch(/^[A-Za-z].*[^.]$/);
  });

  test.each(rows)('%s: a technique, where there is one, has a number', (_id, {technique}) => {
    if (technique !== undefined) expect(technique.id).toMatch(/^T\d{4}(\.\d{3})?$/);
  });

  test.each(rows)('%s: its query is one', (_id, {query}) => {
    expect(parse(query, CONTEXT)).toMatchObject({ok: true});
  });

  test.each(withSamples)('%s is found in its sample, and opens its events', async (id, rule) => {
    const findings = await found(rule.found, id);
    expect(findings.length).toBeGreaterThan(0);
    for (const {message, filter, events, who, from, to, count} of findings) {
      expect(message).toContain(who.replace('address ', ''));
      expect(from).toBeLessThanOrEqual(to);
      expect(count).toBeGreaterThan(0);
      const parsed = parse(filter, CONTEXT);
      if (!parsed.ok) throw new Error(`${filter} is no query`);
      const shows = compileMatcher(parsed.expr);
      const shown = numbered(rule.found)
        .filter(event => shows(event))
        .map(({auditID}) => auditID);
      expect(shown).toEqual(expect.arrayContaining(events.map(({auditID}) => auditID)));
    }
  });

  test.each(withSamples)('%s is not found in what is nearly the same', async (id, rule) => {
    for (const event of rule.kind === 'query' ? rule.near.map(one => [one]) : [rule.near])
      expect(await found(event, id)).toEqual([]);
  });

  test.each(QUERY_RULES.map(rule => [rule.id, rule] as const))(
    '%s: every event of its sample counts',
    async (id, rule) => {
      for (const event of rule.found) expect(await found([event], id)).toHaveLength(1);
    },
  );

  test.each(QUERY_RULES.filter(({needs}) => needs === 'body').map(rule => [rule.id, rule] as const))(
    '%s: without bodies it cannot be told',
    async (id, rule) => {
      const bare = numbered(rule.found).map(({requestObject: _request, responseObject: _response, ...event}) => ({
        ...event,
        level: 'Metadata' as const,
      }));
      const {cannotTell, incidents} = await findingsOf(new MemorySource(bare));
      expect(incidents.flatMap(({findings}) => findings).filter(({rule: of}) => of === id)).toEqual([]);
      expect(cannotTell.find(({rule: of}) => of === id)).toMatchObject({count: bare.length, of: bare.length});
    },
  );

  test('are in the table of the documentation', () => {
    for (const {id} of FINDINGS) expect(findingsTable()).toContain(`[${id}](#${id})`);
  });
});
