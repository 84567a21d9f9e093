// + and - on every line of every pane, over the sample logs: a line either gives a term that finds the event it is of, and
// whose opposite does not, or says in a sentence that it has none.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {readRecord} from '../../../src/ingest/record.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {parse} from '../../../src/query/parse.ts';
import {COLUMNS, type ColumnId} from '../../../src/session/columns.ts';
import {currentContent} from '../../../src/session/detail-content.ts';
import {EMPTY_FILTER} from '../../../src/session/filter.ts';
import {shownSteps} from '../../../src/session/history/pane.ts';
import type {Line, Style} from '../../../src/session/line.ts';
import {contentOfFindings} from '../../../src/session/panes/findings.ts';
import {timelineEntries} from '../../../src/session/panes/timeline.ts';
import type {Pick} from '../../../src/session/pick/pick.ts';
import {underCursor} from '../../../src/session/pick/under-cursor.ts';
import {type Session, TABS, type Tab} from '../../../src/session/session.ts';
import {contextOf} from '../../../src/session/suggest.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import type {Zone} from '../../../src/session/time-text.ts';
import {update} from '../../../src/session/update.ts';
import type {Row} from '../../../src/source/source.ts';
import {event} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver} from '../../support/session.ts';
import {ROOT} from '../../support/terminal.ts';
import {KNOWN_POLICY} from '../../support/ways.ts';

const LOGS = `${ROOT}sample-logs/`;
const linesOf = (name: string): readonly string[] => {
  const bytes = readFileSync(LOGS + name);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
};

/** One event of each kind: what is asked, at which stage, how it went, with which bodies. */
function samples(): readonly AuditEvent[] {
  const kinds = new Map<string, AuditEvent>();
  const files = [
    'audit-2026-11-20T09-44-30.112.log.gz',
    'audit-2026-11-20T10-00-41.507.log',
    'audit.log',
    'falco/falco.json',
  ];
  for (const line of files.flatMap(linesOf))
    for (const event of readRecord(line).items) {
      const {objectRef: ref, responseStatus: status, requestObject, responseObject, alert} = event;
      const bodies = [requestObject, responseObject].map(body => body !== undefined);
      const kind = [
        event.verb,
        ref?.resource,
        ref?.subresource,
        event.stage,
        status?.code,
        ...bodies,
        alert?.rule,
      ].join();
      if (!kinds.has(kind)) kinds.set(kind, event);
    }
  return [...kinds.values()];
}
const SAMPLES = samples();
/** Every tab of every one would take minutes. */
const SOME = SAMPLES.filter((_, at) => at % Math.ceil(SAMPLES.length / 100) === 0);

/** The filter after the key: what a line says to keep or drop, on the event of its pane. */
const filterAfter = (session: Session, how: 'keep' | 'drop'): Session => update(session, {type: 'value', how}).session;

const finds = (session: Session, event: AuditEvent): boolean => {
  const parsed = parse(session.filter.text, contextOf(session));
  if (!parsed.ok) throw new Error(`${session.filter.text}: ${parsed.error.message}`);
  return matches(parsed.expr, event);
};

/** What `event` is kept and dropped by; asked twice, the filter is as it was. */
function expectPicks(session: Session, events: readonly AuditEvent[], line: string): void {
  const kept = filterAfter(session, 'keep');
  expect({line, notice: kept.notice?.text, filter: kept.filter.text}).toEqual({
    line,
    notice: session.overlay === undefined ? undefined : expect.stringContaining('The filter is now'),
    filter: expect.stringMatching(/./),
  });
  const {text} = kept.filter;
  expect({line, text, found: events.some(event => finds(kept, event))}).toEqual({line, text, found: true});
  const dropped = filterAfter(session, 'drop');
  expect({line, text, found: finds(dropped, events[0]!)}).toEqual({
    line,
    text,
    found: text.startsWith('stage:') && events.length > 1 ? expect.anything() : false,
  });
  for (const how of ['keep', 'drop'] as const)
    expect({line, text: filterAfter(how === 'keep' ? kept : dropped, how).filter.text}).toEqual({line, text: ''});
  // What was kept is dropped by the other key, not both.
  expect(filterAfter(kept, 'drop').filter.text).toBe(dropped.filter.text);
}

/** Words of ours: titles, remarks, what is not there. */
const OURS: readonly Style[] = ['dim', 'title', 'label', 'warn', 'rule', 'punct'];
const isOurs = (line: Line): boolean => line.every(({text, style}) => OURS.includes(style) || text.trim() === '');

/** Other lines that hold no value: what was worked out, what an alert is joined to, what is masked, what no field is called. */
const NO_VALUES: Readonly<Record<Tab, RegExp>> = {
  summary: /^Patch |^Alerts |^The request |‹masked/,
  request: /‹masked/,
  response: /‹masked/,
  diff: /‹masked|^−|^stringData/,
  policy: /policy\.yaml/,
  raw: /‹masked|^\{?"(?:kind|apiVersion|metadata)"|^[}\]]+$/,
};

describe.each(TABS)('in the tab %s', tab => {
  test('every line of every kind of event keeps and drops it, or says that it has no value', async () => {
    let picked = 0;
    for (const event of [...SOME, ...HOSTILE_EVENTS]) {
      const source = new MemorySource([event]);
      const driver = await new Driver(source, {columns: 100, rows: 40}).settle();
      await driver.act({type: 'policy/known', policy: KNOWN_POLICY}).press('enter').settle();
      driver.act({type: 'detail/tab', tab});
      const {content} = currentContent(driver.session);
      const {detail} = driver.session;
      content.at(0, 80).forEach(({line}, cursor) => {
        const session = {...driver.session, detail: {...detail, scroll: {...detail.scroll, [tab]: {cursor, top: 0}}}};
        const found: Pick = underCursor(session);
        const text = lineText(line).trimEnd();
        if (found.kind !== 'none') {
          picked++;
          // The file is known to the source alone.
          if (!(found.kind === 'value' && found.field.kind === 'field' && found.field.name === 'file'))
            expectPicks(session, [event], text);
          return;
        }
        expect(found.why).toMatch(/^[A-Z][^.]*\.$|^A masked value matches nothing: r shows it first\.$/);
        expect(filterAfter(session, 'keep').notice?.text).toBe(found.why);
        if (!HOSTILE_EVENTS.includes(event) && !isOurs(line))
          expect({tab, text}).toEqual({tab, text: expect.stringMatching(NO_VALUES[tab])});
      });
    }
    expect(picked).toBeGreaterThan(tab === 'diff' ? 15 : 100);
  });
});

const open = async (events: readonly AuditEvent[], size = {columns: 200, rows: 60}) => {
  const driver = await new Driver(new MemorySource(events), size).settle();
  const byPlace = async (rows: readonly Row[]) =>
    Promise.all(rows.map(async row => (await new MemorySource(events).event(row.id)).event));
  return {driver, byPlace};
};

test('every cell of the table keeps and drops its row; only an event without a time has none', async () => {
  const {driver, byPlace} = await open([...SAMPLES.slice(0, 120), ...HOSTILE_EVENTS]);
  driver.act({type: 'stages/toggle'}).act({type: 'move/end', end: 'start'});
  await driver.settle();
  const {table} = driver.session;
  const events = await byPlace(table.rows);
  expect(table.rows.length).toBeGreaterThan(100);
  for (const [cursor, event] of events.entries())
    for (const {id: column, title} of COLUMNS) {
      const session = {...driver.session, table: {...table, cursor, column}};
      const found = underCursor(session);
      if (found.kind === 'none') expect({title, time: table.rows[cursor]!.id.time}).toEqual({title: 'Time', time: 0});
      else if (filterAfter(session, 'keep').notice === undefined) expectPicks(session, [event], title);
      // A name may hold a secret: then the key says how to see it.
      else expect(filterAfter(session, 'keep').notice?.text).toMatch(/secret/);
    }
});

test.each<[column: ColumnId, zone: Zone, text: RegExp]>([
  ['time', 'utc', /^at:2026-11-20T10:02:11Z$/],
  ['took', 'utc', /^took:>=31ms$/],
  ['verb', 'utc', /^verb:delete$/],
  ['level', 'utc', /^level:Metadata$/],
])('the cell %s is kept by a term that can be read', async (column, zone, text) => {
  const {driver} = await open([event({stageTimestamp: '2026-11-20T10:02:11.031999Z'})]);
  const session = {...driver.session, zone, table: {...driver.session.table, column}};
  expect(filterAfter(session, 'keep').filter.text).toMatch(text);
  expect(filterAfter(session, 'drop').filter.text).toBe(`-${filterAfter(session, 'keep').filter.text}`);
});

describe('what lies over the panes', () => {
  const walk = async (keys: readonly string[], total: (session: Session) => number) => {
    const events = SAMPLES.filter(each => each.alert === undefined);
    const {driver} = await open(events);
    for (const key of keys) await driver.press(key).settle();
    const session: Session = {...driver.session, filter: EMPTY_FILTER};
    expect(total(session)).toBeGreaterThan(1);
    return Array.from({length: total(session)}, (_, cursor) => ({
      events,
      session: {...session, overlay: {...session.overlay!, scroll: {cursor, top: 0}}} as Session,
    }));
  };

  test('a step of a history keeps and drops who did it', async () => {
    for (const {session, events} of await walk(
      ['/', 'text:verb:patch', 'enter', 'H', 'R'],
      ({history}) => shownSteps(history!).length,
    )) {
      const step = shownSteps(session.history!)[session.overlay!.scroll.cursor]!;
      const its = events.filter(each => each.auditID === step.id.auditID && each.stage === step.id.stage);
      expect(its.length).toBe(1);
      expectPicks(session, its, step.user);
    }
  });

  test('a line of a timeline keeps and drops its session or credential, and the others say so', async () => {
    const lines = await walk(['/', 'text:user:*ci-runner', 'enter', 'U'], session =>
      session.overlay?.kind === 'timeline' ? timelineEntries(session, session.overlay).length : 0,
    );
    let visits = 0;
    for (const {session, events} of lines) {
      if (session.overlay?.kind !== 'timeline') throw new Error('no timeline');
      const {entry} = timelineEntries(session, session.overlay)[session.overlay.scroll.cursor]!;
      if (entry.kind === 'words') {
        expect(filterAfter(session, 'keep').notice?.text).toBe('Choose a session or a credential.');
        continue;
      }
      if (entry.kind !== 'visit') continue;
      visits++;
      const {first, last} = entry.visit;
      for (const id of [first, last])
        expectPicks(
          session,
          events.filter(each => each.auditID === id.auditID && each.stage === id.stage),
          'visit',
        );
    }
    expect(visits).toBeGreaterThan(1);
  });

  test('a line of the findings keeps and drops what it is about', async () => {
    const lines = await walk(['!'], session =>
      session.overlay?.kind === 'findings' ? contentOfFindings(session, session.overlay).length : 0,
    );
    let picked = 0;
    for (const {session, events} of lines) {
      if (session.overlay?.kind !== 'findings') throw new Error('no findings');
      const {filter} = contentOfFindings(session, session.overlay)[session.overlay.scroll.cursor]!;
      const kept = filterAfter(session, 'keep');
      if (filter === undefined || filter === '') {
        expect(kept.notice?.text).toBe('Choose a finding.');
        continue;
      }
      picked++;
      expect(kept.filter.text).toBe(filter);
      const dropped = filterAfter(session, 'drop');
      for (const each of events) expect(finds(kept, each)).toBe(!finds(dropped, each));
      expect(filterAfter(kept, 'keep').filter.text).toBe('');
    }
    expect(picked).toBeGreaterThan(5);
  });
});
