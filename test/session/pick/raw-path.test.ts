import fc from 'fast-check';
import {expect, test} from 'vitest';
import {pathsInJson} from '../../../src/session/pick/raw-path.ts';

const TEXT = '{"a":"one","b":{"c":[1,{"d":"two \\" {"}],"e":null},"long":"xxxxxxxxxx"}';
const at = (part: string): number => TEXT.indexOf(part);

test.each<[what: string, from: number, to: number, paths: readonly (readonly string[])[]]>([
  ['the values that begin', 0, at('{"d"'), [['a'], ['b', 'c', '0']]],
  ['a value after its key', at('"b"'), at('{"d"'), [['b', 'c', '0']]],
  ['inside of a list and an object', at('{"d"'), at('"e"'), [['b', 'c', '1', 'd']]],
  ['null', at('"e"'), at('"long"'), [['b', 'e']]],
  ['one that goes on', at('xxx') + 3, at('xxx') + 6, [['long']]],
  ['one that goes on, behind those that begin', at('one') + 1, at('{"d"'), [['b', 'c', '0'], ['a']]],
  ['a key whose value is on the next line', at('"e"'), at('null'), [['b', 'e']]],
  ['nothing but brackets', TEXT.length - 1, TEXT.length, []],
])('%s', (_, from, to, paths) => expect(pathsInJson(TEXT, from, to)).toEqual(paths));

test('whatever the JSON, the path of each scalar leads to it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), {minKeys: 1}), object => {
      const text = JSON.stringify(object);
      for (let from = 0; from < text.length; from += 3) {
        for (const path of pathsInJson(text, from, from + 9)) {
          let value: unknown = object;
          for (const step of path) value = (value as {readonly [key: string]: unknown})[step];
          expect(value).not.toBeUndefined();
        }
      }
    }),
  );
});

test('text that is no JSON throws nothing', () => {
  fc.assert(fc.property(fc.string(), text => void pathsInJson(text, 0, text.length)));
});
