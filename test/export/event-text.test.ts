import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {eventLine, eventText} from '../../src/export/event-text.ts';
import {SCALE, SECRET} from './items.ts';

describe('eventText', () => {
  test.each<[claim: string, event: AuditEvent, raw: string, reveal: boolean, text: string]>([
    ['white space around is not the event', SCALE, ` ${JSON.stringify(SCALE)}\r\n`, false, JSON.stringify(SCALE)],
    ['revealed it is the text itself', SECRET, JSON.stringify(SECRET, null, 1), true, JSON.stringify(SECRET, null, 1)],
    ['what is no JSON is replaced', SCALE, '{"kind":', true, JSON.stringify(SCALE)],
    ['what is JSON but no object is replaced', SCALE, '[1]', true, JSON.stringify(SCALE)],
  ])('%s', (_claim, event, raw, reveal, text) => {
    expect(eventText({event, raw}, reveal)).toBe(text);
  });
});

test('eventLine has no line break', () => {
  const raw = JSON.stringify(SECRET, null, '\t');
  expect(eventLine({event: SECRET, raw}, true)).toBe(JSON.stringify(SECRET));
  expect(eventLine({event: SECRET, raw}, false)).not.toMatch(/[\r\n]/);
});
