// Real logs: what their Secrets hold is in no masked line, and a line without secrets comes out byte for byte.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {isContainer} from '../../src/audit/exact-json.ts';
import {redact, redactText} from '../../src/audit/redact.ts';

const REAL = new URL('../../../shared/data/real/', import.meta.url);
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

type Line = {readonly raw: string; readonly event: AuditEvent};

function readLines(): readonly Line[] {
  const lines: Line[] = [];
  for (const name of readdirSync(REAL, {recursive: true, encoding: 'utf8'})) {
    if (!/\.(log|json|jsonl)$/.test(name)) continue;
    for (const raw of readFileSync(new URL(name, REAL), 'utf8').split('\n')) {
      if (!raw.startsWith('{"kind":"Event"')) continue;
      try {
        lines.push({raw, event: JSON.parse(raw) as AuditEvent});
      } catch {
        // A cut line: what is read of it is the business of the readers.
      }
    }
  }
  return lines;
}

/** Whatever stands under `data` and `stringData` of the bodies of a request for Secrets. */
function secretValues(event: AuditEvent): readonly string[] {
  if (event.objectRef?.resource !== 'secrets') return [];
  const values: string[] = [];
  const collect = (value: Json | undefined, isSecret: boolean): void => {
    if (typeof value === 'string' && isSecret && value.length > 3) values.push(value);
    else if (isContainer(value))
      for (const [key, item] of Object.entries(value))
        collect(item, isSecret || key === 'data' || key === 'stringData');
  };
  collect(event.requestObject, false);
  collect(event.responseObject, false);
  return values;
}

describe.skipIf(!isHere)('redactText on real logs', () => {
  const lines = isHere ? readLines() : [];

  test('no value of a Secret comes through', () => {
    let count = 0;
    for (const {raw, event} of lines) {
      const text = redactText(raw, event);
      for (const value of secretValues(event)) {
        count++;
        expect(text).not.toContain(JSON.stringify(value));
      }
    }
    expect(count).toBeGreaterThan(5);
  });

  test('what is masked is the same event otherwise, what is not is the same text', () => {
    const wrong = lines.filter(({raw, event}) => {
      const {event: masked, masked: count} = redact(event);
      const text = redactText(raw, event);
      return count === 0
        ? text !== raw || masked !== event
        : JSON.stringify(JSON.parse(text)) !== JSON.stringify(masked);
    });
    expect(wrong.map(({raw}) => raw.slice(0, 200))).toEqual([]);
    expect(lines.length).toBeGreaterThan(500);
  });
});
