import {describe, expect, test} from 'vitest';
import {compileRegex} from '../../src/query/pattern.ts';
import {hasNestedRepeat} from '../../src/query/repeats.ts';

describe('a regular expression', () => {
  test.each([
    '^(a+)+$',
    '(a*)*',
    '((ab)+c?)*x',
    '(?:x+y?){2,}',
    '(a|aa)+$',
    '(?<n>[a-z]+)+',
    '(.|x)*',
    '(a+){3}',
    '(\\w|\\d)+',
    '([ab]+,?)*',
  ])('%s is refused: it can take for ever', source => {
    expect(hasNestedRepeat(source)).toBe(true);
    expect(compileRegex(source)).toMatchObject({reason: expect.stringContaining('for ever')});
  });

  test.each([
    '^kube',
    'a+b*',
    '(get|list)+',
    '(ab)+',
    'x{3}',
    '(a+)?',
    '(a+){1}',
    '[(+*]+',
    '\\(a+\\)+',
    '/api/v1/.*/pods',
    '(secrets|configmaps)/[^/]+$',
    '(?=.*a)b',
    '^[^]*x[^]*$',
    '(prod|dev)-\\d+',
  ])('%s is taken', source => {
    expect(hasNestedRepeat(source)).toBe(false);
    expect(compileRegex(source)).toBeInstanceOf(RegExp);
  });

  test.each(['(', '[', '(a', 'a)+', '\\', '(?<', '{', ')', '(?:', '[\\'])(
    '%s, which is none, is looked at without end or exception',
    source => {
      expect(hasNestedRepeat(source)).toBe(false);
    },
  );
});
