import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {isVisible} from '../../../src/audit/visible.ts';
import {reportEntry, reportHead} from '../../../src/session/take/report.ts';
import type {Mark} from '../../../src/session/take/take.ts';
import {event, TEN_PAST} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';

const markOf = ({auditID, stage}: AuditEvent, note = ''): Mark => {
  const id = {time: TEN_PAST, auditID, stage, place: '0'};
  return {id, row: {id, stages: [stage], cells: []}, note};
};

const detailOf = (seen: AuditEvent) => ({
  detail: {
    event: seen,
    raw: JSON.stringify(seen),
    form: 'JSON line',
    at: {file: '/var/log/audit.log', line: 7, offset: 99},
  },
});

describe('the report', () => {
  test('tells when, what, the note, the auditID and the place', () => {
    const seen = event({auditID: 'abc'});
    expect(reportEntry(markOf(seen, 'why *this*?'), detailOf(seen), false).trim().split('\n')).toEqual([
      expect.stringMatching(/^## 2026-11-20T10:\d\d:\S+Z$/),
      '',
      expect.stringMatching(/^alice@example\.com deleted pod webapp-pod in prod-namespace: /),
      '',
      '> why \\*this\\*?',
      '',
      `- auditID \`abc\`, stage ${seen.stage}`,
      '- `/var/log/audit.log:7`',
    ]);
  });

  test('without a note has none', () => {
    const seen = event({});
    expect(reportEntry(markOf(seen), detailOf(seen), false)).not.toContain('>');
  });

  test('says of an event that it is gone', () => {
    expect(reportEntry(markOf(event({auditID: 'abc'})), {reason: 'The file is gone.'}, false)).toContain(
      'could not be read again: The file is gone.',
    );
  });

  test('begins with how many, and the command', () => {
    const head = reportHead({marks: [markOf(event({}))], command: "audit-tui query 'verb:get' a.log -o json"});
    expect(head).toContain('One event');
    expect(head).toContain("\n    audit-tui query 'verb:get' a.log -o json\n");
  });

  test.each([
    ['# no title', '> \\# no title'],
    ['1. no list', '> \\1. no list'],
    ['- no list', '> \\- no list'],
    ['<script>', '> \\<script\\>'],
    ['[x](http://y)', '> \\[x\\](http://y)'],
  ])('a note of %s is no markup', (note, line) => {
    const seen = event({});
    expect(reportEntry(markOf(seen, note), detailOf(seen), false)).toContain(`\n${line}\n`);
  });

  test('a backtick in an auditID does not end its code', () => {
    const seen = event({auditID: 'a`b``c'});
    expect(reportEntry(markOf(seen), detailOf(seen), false)).toContain('auditID ``` a`b``c ```,');
  });

  test('hostile events leave no control character and no markup at the start of a line', () => {
    for (const seen of HOSTILE_EVENTS)
      for (const line of reportEntry(markOf(seen), detailOf(seen), false).split('\n')) {
        expect(isVisible(line)).toBe(true);
        expect(line).toMatch(/^($|## |> |- |[^#>\-+*<`|\s])/);
      }
  });
});
