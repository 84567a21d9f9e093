import {describe, expect, test} from 'vitest';
import {comingEvent} from '../../../src/audit/coming-event.ts';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {redact, redactOpening} from '../../../src/audit/redact.ts';
import {finish} from '../../../src/audit/steps.ts';
import {rawOf} from '../../../src/session/body/raw-content.ts';
import type {Loaded} from '../../../src/session/session.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {event} from '../../support/events.ts';

const id = {time: 0, auditID: 'a', stage: 'ResponseComplete', place: '0'} as const;

function loaded(raw: string, logged: AuditEvent, masked: AuditEvent, revealed = false): Loaded {
  const detail = {event: logged, raw, form: 'event', at: {file: 'a', offset: 0}};
  return {id, detail, masked, shown: revealed ? logged : masked, revealed};
}

function text(of: Loaded): string {
  const content = rawOf(of, 200);
  content.run(Infinity);
  return content
    .at(0, content.total)
    .map(({line}) => lineText(line))
    .join('');
}

describe('the tab Raw', () => {
  const parsed = (raw: string) => JSON.parse(raw) as AuditEvent;
  const TWICE = '{"auditID":"a","requestObject":{"token":"hidden","token":""}}';

  test('shows no secret under a key that is there twice, although nothing else is masked', () => {
    const logged = parsed(TWICE);
    const {event: masked} = redact(logged);
    expect(masked).toBe(logged);
    expect(text(loaded(TWICE, logged, masked))).not.toContain('hidden');
  });

  test('shows the text as it is once it is revealed', () => {
    const logged = parsed(TWICE);
    expect(text(loaded(TWICE, logged, redact(logged).event, true))).toBe(TWICE);
  });

  test('shows numbers and blanks as they stand where nothing is secret', () => {
    const raw = '{"auditID":"a", "requestObject":{"n":1.0,"m":9007199254740993}}';
    const logged = parsed(raw);
    expect(text(loaded(raw, logged, redact(logged).event))).toBe(raw);
  });

  test.each<[claim: string, kind: string]>([
    ['verbatim', 'Bundle'],
    ['masked', 'Secret'],
  ])('is there %s for an event whose bodies come', (_, kind) => {
    const data = Object.fromEntries(Array.from({length: 6000}, (_, i) => [`k${i}`, `value <${i}>`]));
    const raw = JSON.stringify(event({requestObject: {kind, data, n: 1}})).replace(
      /[<>]/g,
      c => `\\u00${c.charCodeAt(0).toString(16)}`,
    );
    const logged = finish(comingEvent(raw)) as AuditEvent;
    const shown = text(loaded(raw, logged, finish(redactOpening(logged))));
    if (kind === 'Bundle') expect(shown).toBe(raw);
    else {
      expect(JSON.parse(shown)).toEqual(redact(parsed(raw)).event);
      expect(shown).not.toContain('value ');
    }
  });
});
