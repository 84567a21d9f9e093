// Bodies that come masked, against those that are masked whole: the same in the end, and nothing else at any moment.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {arrival, isComing} from '../../src/audit/coming.ts';
import {comingEvent} from '../../src/audit/coming-event.ts';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {parseExact, stringifyExact} from '../../src/audit/exact-json.ts';
import {redact, redactOpening, redactText} from '../../src/audit/redact.ts';
import {finish} from '../../src/audit/steps.ts';
import {runs} from '../support/runs.ts';
import {body, eventText, isPartOf, stepBodies, TINY} from './coming-bodies.ts';

type Fields = {readonly [key: string]: Json};

const opened = (text: string) => finish(comingEvent(text, TINY)) as AuditEvent | undefined;
const asFields = (event: AuditEvent) => event as unknown as Fields;
const wholly = (text: string) => redact(parseExact(text) as unknown as AuditEvent).event as unknown as Json;

const requests: fc.Arbitrary<Fields> = fc.constantFrom<Fields[]>(
  {objectRef: {resource: 'secrets'}},
  {objectRef: {resource: 'configmaps'}},
  {requestURI: '/api/v1/namespaces/a/secrets'},
  {objectRef: {resource: 'pods'}, userAgent: 'Bearer abcDEF123456'},
  {kind: 'Secret'},
);

describe('an event that is masked while it comes', () => {
  test('is at every moment a part of what it is when it is masked whole', () => {
    let [count, masked] = [0, 0];
    fc.assert(
      fc.property(body, body, requests, (request, response, rest) => {
        const text = eventText(request, response, '', rest);
        const event = opened(text);
        if (event === undefined) return;
        const [shown, expected] = [asFields(finish(redactOpening(event))), wholly(text)];
        do expect(isPartOf(shown, expected)).toBe(true);
        while (stepBodies(shown));
        expect(stringifyExact(shown)).toBe(stringifyExact(expected));
        count++;
        if (stringifyExact(shown).includes('‹masked')) masked++;
      }),
      {numRuns: runs(400)},
    );
    expect(count).toBeGreaterThan(100);
    expect(masked).toBeGreaterThan(40);
  });

  test('is the same whatever of it was there before', () => {
    fc.assert(
      fc.property(body, body, requests, fc.nat(20), (request, response, rest, steps) => {
        const text = eventText(request, response, '', rest);
        const event = opened(text);
        if (event === undefined) return;
        for (let i = 0; i < steps; i++) stepBodies(asFields(event));
        const shown = asFields(finish(redactOpening(event)));
        while (stepBodies(shown));
        expect(stringifyExact(shown)).toBe(stringifyExact(wholly(text)));
        expect(stringifyExact(asFields(event))).toBe(stringifyExact(parseExact(text)));
      }),
      {numRuns: runs(150)},
    );
  });

  const LONG = Array.from({length: 20}, (_, n) => ({n}));
  const text = (request: Json) =>
    JSON.stringify({auditID: 'a', objectRef: {resource: 'secrets'}, requestObject: request});

  test.each<[claim: string, request: Json]>([
    ['the kind of its object', {data: {a: 'hidden', b: LONG}, stringData: {c: 'hidden'}, kind: 'Secret'}],
    ['the name of a variable', {env: [{value: 'hidden', x: LONG, name: 'DB_PASSWORD'}]}],
    ['the path of a patch', [{value: {long: LONG, a: 'hidden'}, path: '/data', op: 'add'}]],
    ['the words of a command', {args: ['-phidden12'], more: LONG, command: ['mysql']}],
    ['a key under which it stands', {auths: {'a.b': {auth: 'hidden', x: LONG}}}],
  ])('a secret that %s tells is there masked, although that comes behind it', (_, request) => {
    const event = opened(text(request))!;
    const shown = asFields(finish(redactOpening(event)));
    expect(isComing(shown.requestObject)).toBe(true);
    do expect(stringifyExact(shown)).not.toContain('hidden');
    while (stepBodies(shown));
    expect(stringifyExact(shown)).toContain('‹masked');
    expect(stringifyExact(shown)).toBe(stringifyExact(wholly(text(request))));
  });

  test('of one body nothing waits for the other', () => {
    const event = opened(JSON.stringify({auditID: 'a', requestObject: LONG, responseObject: LONG}))!;
    const shown = finish(redactOpening(event));
    finish(arrival(shown.responseObject));
    expect(shown.responseObject).toEqual(LONG);
    expect((shown.requestObject as readonly Json[])[0]).toBeUndefined();
  });

  test('has its metadata before what stands in front of it', () => {
    const shown = finish(redactOpening(opened(text({items: LONG, metadata: {name: 'a'}}))!));
    const request = shown.requestObject as Fields;
    while (isComing(request) && request.metadata === undefined) stepBodies(asFields(shown));
    expect((request.items as readonly Json[] | undefined)?.[0]).toBeUndefined();
  });

  test('its text is masked whole', () => {
    const raw = text({kind: 'Secret', data: {a: 'hidden'}, list: LONG});
    const masked = redactText(raw, opened(raw)!);
    expect(masked).toBe(redactText(raw, JSON.parse(raw) as AuditEvent));
    expect(masked).not.toContain('hidden');
  });
});
