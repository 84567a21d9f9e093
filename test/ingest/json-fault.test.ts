import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type JsonFault, jsonFault} from '../../src/ingest/json-fault.ts';

const parses = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  test.each<[text: string, kind: JsonFault['kind'], at: number, why: string]>([
    ['{"a":1 "b":2}', 'bad', 7, 'a comma or } is missing'],
    ['[1 2]', 'bad', 3, 'a comma or ] is missing'],
    ['{a:1}', 'bad', 1, 'a key in quotes is missing'],
    ['{"a":1,}', 'bad', 7, 'a key in quotes is missing'],
    ['{"a" 1}', 'bad', 5, 'the colon after a key is missing'],
    ['{"a":yes}', 'bad', 5, 'this is no JSON value'],
    ['{"a":01}', 'bad', 5, 'this is no JSON value'],
    ['{"a":"\t"}', 'bad', 6, 'a string holds a control character'],
    ['{"a":"\\x"}', 'bad', 6, 'a string holds an unknown escape'],
    ['{"a":1}{"b":2}', 'extra', 7, 'something follows the JSON value'],
    ['{"a":1} and more', 'extra', 8, 'something follows the JSON value'],
  ])('%j is %s at %i: %s', (text, kind, at, why) => {
    expect(jsonFault(text)).toEqual({kind, at, why});
  });

  test('every beginning of an object is cut, not bad', () => {
    const text = '{"a":[true,-1.5e+3,null,"\\u00e9\\n"],"b":{"c":false}}';
    for (let length = 1; length < text.length; length++) expect(jsonFault(text.slice(0, length))?.kind).toBe('cut');
    expect(jsonFault(text)).toBeUndefined();
  });

  test('finds a fault exactly where JSON.parse does', () => {
    const damaged = fc.tuple(fc.json(), fc.nat(), fc.string({maxLength: 2})).map(([json, at, insert]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + insert + json.slice(place);
    });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), text => {
        expect(jsonFault(text) === undefined).toBe(parses(text));
      }),
      {numRuns: 2000},
    );
  });
});
