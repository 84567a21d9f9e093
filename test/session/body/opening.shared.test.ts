// Real logs: events whose bodies come piece by piece show what they show when they are there whole.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {arrival, isComing} from '../../../src/audit/coming.ts';
import {comingEvent} from '../../../src/audit/coming-event.ts';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {parseExact, stringifyExact} from '../../../src/audit/exact-json.ts';
import {redact} from '../../../src/audit/redact.ts';
import {finish} from '../../../src/audit/steps.ts';
import {bodyLines} from '../../../src/session/body/body.ts';
import {Laid} from '../../../src/session/body/laid.ts';
import {openingSteps} from '../../../src/session/body/opening.ts';
import {TINY} from '../../audit/coming-bodies.ts';

const REAL = new URL('../../../../shared/data/real/', import.meta.url);
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

const YAML = {format: 'yaml', folded: new Set<string>(), unfolded: new Set<string>()} as const;

function* lines(): Generator<string> {
  for (const name of readdirSync(REAL, {recursive: true, encoding: 'utf8'})) {
    if (!/\.(log|json|jsonl)$/.test(name)) continue;
    for (const raw of readFileSync(new URL(name, REAL), 'utf8').split('\n'))
      if (raw.startsWith('{"kind":"Event"')) yield raw.trim();
  }
}

describe.skipIf(!isHere)('events of real logs', () => {
  test('have the same values, masks and lines', () => {
    let came = 0;
    for (const raw of lines()) {
      const event = finish(comingEvent(raw, TINY)) as AuditEvent | undefined;
      if (event === undefined) continue;
      const masked = finish(openingSteps(event));
      const whole = parseExact(raw) as unknown as AuditEvent;
      const {event: expected} = redact(whole);
      for (const key of ['requestObject', 'responseObject'] as const) {
        if (!isComing(masked[key])) continue;
        came++;
        const laid = new Laid(masked[key]!, YAML);
        laid.run(Infinity);
        expect(laid.lines).toEqual(bodyLines(expected[key]!, YAML));
        finish(arrival(masked[key]));
        finish(arrival(event[key]));
      }
      expect(stringifyExact(masked as never) === stringifyExact(expected as never)).toBe(true);
      expect(stringifyExact(event as never) === stringifyExact(whole as never)).toBe(true);
    }
    expect(came).toBeGreaterThan(100);
  });
});
