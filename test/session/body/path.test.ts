import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {resolveField} from '../../../src/query/names.ts';
import {childIndex, childKey, segmentsOf} from '../../../src/session/body/path.ts';

describe('childKey', () => {
  test.each([
    ['', 'spec', 'spec'],
    ['spec', 'replicas', 'spec.replicas'],
    ['metadata.annotations', 'a.b/c', 'metadata.annotations["a.b/c"]'],
    ['', 'a.b', '["a.b"]'],
    ['x', '', 'x[""]'],
    ['x', 'say "hi"', 'x["say \\"hi\\""]'],
    ['x', '0', 'x["0"]'],
    ['x', 'with-dash_1', 'x.with-dash_1'],
  ])('%j and %j are %s', (path, key, expected) => {
    expect(childKey(path, key)).toBe(expected);
  });
});

describe('segmentsOf', () => {
  test.each([
    ['', []],
    ['spec.containers[0].image', ['spec', 'containers', '0', 'image']],
    ['[2].op', ['2', 'op']],
    ['metadata.annotations["a.b/c"]', ['metadata', 'annotations', 'a.b/c']],
  ])('%j is %j', (path, expected) => {
    expect(segmentsOf(path)).toEqual(expected);
  });

  test('undoes childKey and childIndex', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^[\\"a-z]*$/), fc.nat())), keys => {
        const path = keys.reduce<string>(
          (at, key) => (typeof key === 'number' ? childIndex(at, key) : childKey(at, key)),
          '',
        );
        expect(segmentsOf(path)).toEqual(keys.map(String));
      }),
    );
  });
});

test('the query language reads every path as the same segments', () => {
  const key = fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^[\\"*.:,()a-z -]*$/), fc.nat());
  fc.assert(
    fc.property(fc.array(key, {minLength: 1}), keys => {
      const path = keys.reduce<string>(
        (at, each) => (typeof each === 'number' ? childIndex(at, each) : childKey(at, each)),
        'requestObject',
      );
      expect(resolveField(path, [0, path.length], path)).toEqual({
        kind: 'path',
        segments: ['requestObject', ...keys.map(String)],
      });
    }),
  );
});
