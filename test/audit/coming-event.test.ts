// Events whose bodies come piece by piece, against JSON.parse and parseExact of the whole text.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {arrival, arrivalOf, isComing} from '../../src/audit/coming.ts';
import {comingEvent, NO_JSON} from '../../src/audit/coming-event.ts';
import type {Json} from '../../src/audit/event.ts';
import {parseExact, stringifyExact} from '../../src/audit/exact-json.ts';
import {finish} from '../../src/audit/steps.ts';
import {body, eventText, isPartOf, stepBodies, TINY} from './coming-bodies.ts';

type Coming = {readonly [key: string]: Json};

const opened = (text: string): Coming | undefined => finish(comingEvent(text, TINY));

function whole(text: string): Coming | undefined {
  const event = opened(text);
  for (const key of ['requestObject', 'responseObject']) finish(arrival(event?.[key]));
  return event;
}

/** Also the order of the keys. */
const same = (one: Json, other: Json): void => expect(stringifyExact(one)).toBe(stringifyExact(other));

describe('an event whose bodies come', () => {
  test('is in the end what parseExact gives', () => {
    let count = 0;
    fc.assert(
      fc.property(body, body, fc.constantFrom('', ' ', '\n\t'), (request, response, blank) => {
        const text = eventText(request, response, blank);
        const event = whole(text);
        if (event === undefined) return;
        count++;
        same(event, parseExact(text));
      }),
      {numRuns: 1000},
    );
    expect(count).toBeGreaterThan(250);
  });

  test('has at every moment what parseExact gives, or nothing', () => {
    fc.assert(
      fc.property(body, body, (request, response) => {
        const text = eventText(request, response);
        const event = opened(text);
        if (event === undefined) return;
        const expected = parseExact(text);
        do expect(isPartOf(event, expected)).toBe(true);
        while (stepBodies(event));
      }),
      {numRuns: 300},
    );
  });

  const LONG = `[${Array.from({length: 20}, (_, i) => `{"n":${i}}`)}]`;

  test('has all but its bodies at once', () => {
    const event = opened(`{"a":1.0,"requestObject":{"x":${LONG},"y":2},"b":{"c":[${LONG}]}}`)!;
    same(event.a!, parseExact('1.0'));
    same(event.b!, parseExact(`{"c":[${LONG}]}`));
    expect(event.requestObject).toEqual({x: new Array(20).fill(undefined), y: undefined});
    expect(Object.keys(event)).toEqual(['a', 'requestObject', 'b']);
  });

  test.each(['kind', 'name', 'metadata'])('has %s of a body at once', key => {
    const {requestObject} = opened(`{"requestObject":{"x":${LONG},"${key}":${LONG}}}`)! as {requestObject: Coming};
    expect(requestObject.x).toHaveLength(20);
    expect((requestObject.x as readonly Json[])[0]).toBeUndefined();
    same(requestObject[key]!, parseExact(LONG));
  });

  test('has the words of a list all at once', () => {
    const words = JSON.stringify(Array.from({length: 20}, (_, i) => `--w${i}`));
    const {requestObject} = opened(`{"requestObject":{"args":${words},"z":${LONG}}}`)! as {requestObject: Coming};
    expect(requestObject.args).toBeUndefined();
    finish(arrivalOf(requestObject, 'args'));
    same(requestObject.args!, parseExact(words));
    expect(isComing(requestObject)).toBe(true);
  });

  test('has a long list of blanks as an empty one', () => {
    const text = `{"requestObject":{"a":[${' '.repeat(60)}],"b":${LONG}}}`;
    same(whole(text)!, parseExact(text));
  });

  test('its keys may be waited for, also such as it has not', () => {
    const {requestObject} = opened(`{"requestObject":{"x":${LONG},"y":2,"z":${LONG}}}`)! as {requestObject: Coming};
    finish(arrivalOf(requestObject, 'none'));
    expect(requestObject.y).toBeUndefined();
    finish(arrivalOf(requestObject, 'y'));
    expect(requestObject.y).toBe(2);
    expect(isComing(requestObject)).toBe(true);
  });

  test.each<[claim: string, text: string]>([
    ['a list', `[{"requestObject":${LONG}}]`],
    ['an event without a long body', `{"a":${LONG},"requestObject":{}}`],
    ['a key that stands twice in the event', `{"a":1,"a":2,"requestObject":${LONG}}`],
    ['a key that stands twice in a body', `{"requestObject":{"a":${LONG},"\\u0061":2}}`],
    ['a body that stands twice', `{"requestObject":${LONG},"requestObject":${LONG}}`],
    ['what is behind the event', `{"requestObject":${LONG}} {}`],
    ['an event without its end', `{"requestObject":${LONG}`],
    ['brackets that do not match', `{"requestObject":${LONG.slice(0, -1)}}}`],
    ['a key without quotes', `{a:1,"requestObject":${LONG}}`],
    ['a key with a control character', `{"requestObject":{"a\tb":${LONG}}}`],
    ['a comma at the end', `{"requestObject":{"a":${LONG},}}`],
    ['a comma too many in a list', `{"requestObject":{"a":${LONG.replace(',', ',,')}}}`],
    ['something before a long value', `{"requestObject":{"a":1${LONG}}}`],
    ['something behind a long value', `{"requestObject":{"a":${LONG}1}}`],
    ['no JSON beside the bodies', `{"a":01,"requestObject":${LONG}}`],
    ['words of a body only', JSON.stringify({requestObject: Array.from({length: 40}, () => 'w')})],
    ['numbers of a body only', JSON.stringify({requestObject: Array.from({length: 40}, () => 1)})],
  ])('%s has to be parsed whole', (_, text) => {
    expect(opened(text)).toBeUndefined();
  });

  test('what is no JSON any more is told instead of its value', () => {
    const {requestObject} = whole(`{"requestObject":{"a":01,"b":${LONG},"c":[${LONG},x]}}`)! as {requestObject: Coming};
    expect(requestObject.a).toBe(NO_JSON);
    same(requestObject.b!, parseExact(LONG));
    expect((requestObject.c as readonly Json[])[1]).toBe(NO_JSON);
  });

  test('usual sizes: a small event is parsed whole, of a big one nothing but its bodies comes', () => {
    const big = JSON.stringify({auditID: 'a', requestObject: {list: Array.from({length: 20_000}, (_, i) => [i])}});
    expect(finish(comingEvent(`{"requestObject":${LONG}}`))).toBeUndefined();
    const event = finish(comingEvent(big))!;
    expect(isComing(event.requestObject)).toBe(true);
    finish(arrival(event.requestObject));
    expect(event).toEqual(JSON.parse(big));
  });
});
