// Bodies that are shown while they come, against those that are there whole.
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import {isComing} from '../../../src/audit/coming.ts';
import {comingEvent} from '../../../src/audit/coming-event.ts';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {parseExact} from '../../../src/audit/exact-json.ts';
import {redact} from '../../../src/audit/redact.ts';
import {finish} from '../../../src/audit/steps.ts';
import {type BodyOptions, bodyLines} from '../../../src/session/body/body.ts';
import {forgetBodies, Laid} from '../../../src/session/body/laid.ts';
import {openingSteps} from '../../../src/session/body/opening.ts';
import {body, eventText, TINY} from '../../audit/coming-bodies.ts';
import {runs} from '../../support/runs.ts';

const NONE: ReadonlySet<string> = new Set();
const YAML: BodyOptions = {format: 'yaml', folded: NONE, unfolded: NONE};

const opened = (text: string, revealed = false): AuditEvent | undefined => {
  const event = finish(comingEvent(text, TINY)) as AuditEvent | undefined;
  if (event === undefined) return undefined;
  const masked = finish(openingSteps(event));
  return revealed ? event : masked;
};

const whole = (text: string, revealed = false): AuditEvent => {
  const event = parseExact(text) as unknown as AuditEvent;
  return revealed ? event : redact(event).event;
};

/** What is masked comes before what says so. */
const secret = fc
  .tuple(fc.constantFrom('data', 'stringData'), body, fc.constantFrom('Secret', 'ConfigMap', 'OAuthClient'))
  .map(([key, value, kind]) => `{"${key}":{"some key":${value}},"kind":"${kind}"}`);

const anyBody = fc.oneof(
  {weight: 4, arbitrary: body},
  {weight: 1, arbitrary: secret},
  {weight: 1, arbitrary: fc.array(secret, {maxLength: 3}).map(items => `{"items":[${items.join(',')}],"kind":"List"}`)},
);

beforeEach(forgetBodies);

describe('the lines of a body that comes', () => {
  test('are at every moment the first of those of the whole body', () => {
    let count = 0;
    fc.assert(
      fc.property(
        anyBody,
        fc.constantFrom<BodyOptions['format']>('yaml', 'json'),
        fc.option(fc.integer({min: 20, max: 60}), {nil: undefined}),
        fc.constantFrom('pods', 'secrets', 'configmaps'),
        fc.boolean(),
        (request, format, wrap, resource, revealed) => {
          const text = eventText(request, 'null', '', {objectRef: {resource}});
          const value = opened(text, revealed)?.requestObject;
          if (value === undefined) return;
          const options: BodyOptions = {...YAML, format, ...(wrap === undefined ? {} : {wrap})};
          const all = bodyLines(whole(text, revealed).requestObject!, options);
          const laid = new Laid(value, options);
          for (;;) {
            expect(laid.lines).toEqual(all.slice(0, laid.total));
            if (laid.done) break;
            laid.run(performance.now() + 0.01);
          }
          expect(laid.lines).toEqual(all);
          count++;
        },
      ),
      {numRuns: runs(200)},
    );
    expect(count).toBeGreaterThan(50);
  });

  test('are those of the whole body for every event of the samples', () => {
    let [count, came] = [0, 0];
    for (const raw of readFileSync('sample-logs/audit.log', 'utf8').split('\n')) {
      if (!raw.startsWith('{')) continue;
      const [event, expected] = [opened(raw), whole(raw)];
      for (const key of ['requestObject', 'responseObject'] as const) {
        if (event?.[key] === undefined) continue;
        count++;
        if (isComing(event[key])) came++;
        const laid = new Laid(event[key], YAML);
        laid.run(Infinity);
        expect(laid.lines).toEqual(bodyLines(expected[key]!, YAML));
      }
    }
    expect(count).toBeGreaterThan(50);
    expect(came).toBeGreaterThan(50);
  });

  test('are there for the first screen before the rest has come', () => {
    const value = finish(
      comingEvent(JSON.stringify({requestObject: {items: Array.from({length: 90_000}, (_, i) => ({name: `n${i}`}))}})),
    )!.requestObject!;
    const laid = new Laid(value, {...YAML, unfolded: new Set(['items'])});
    expect(laid.total).toBeGreaterThan(100);
    expect(isComing(value)).toBe(true);
    expect(laid.done).toBe(false);
  });

  test('wait for no more than a little at once', () => {
    // The last key of the text comes first of all.
    const map = Object.fromEntries(Array.from({length: 9000}, (_, i) => [`k${i}`, 'x'.repeat(200)]));
    const text = `{"requestObject":${JSON.stringify(map).slice(0, -1)},"1":"first"}}`;
    const value = finish(comingEvent(text))!.requestObject!;
    const laid = new Laid(value, YAML);
    expect(laid.total).toBe(0);
    laid.run(Infinity);
    expect(laid.lines[0]!.line.map(({text}) => text).join('')).toContain('first');
  });
});

describe('what the summary tells of a body is there at once', () => {
  const LONG = Array.from({length: 40}, (_, n) => ({n}));

  test('the name that the API server made up', () => {
    const event = opened(
      JSON.stringify({auditID: 'a', verb: 'create', responseObject: {items: LONG, metadata: {name: 'made-up'}}}),
    )!;
    expect((event.responseObject as {readonly metadata: Json}).metadata).toEqual({name: 'made-up'});
    expect(isComing(event.responseObject)).toBe(true);
  });

  test('all of a patch', () => {
    const event = opened(JSON.stringify({auditID: 'a', verb: 'patch', requestObject: LONG, responseObject: LONG}))!;
    expect(isComing(event.requestObject)).toBe(false);
    expect(isComing(event.responseObject)).toBe(true);
  });
});
