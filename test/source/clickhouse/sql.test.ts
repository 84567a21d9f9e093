// SQL is put together of pieces that no text can get into.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  alias,
  all,
  any,
  FALSE,
  ident,
  literal,
  not,
  sql,
  statement,
  TRUE,
  text,
} from '../../../src/source/clickhouse/sql.ts';

describe('a statement', () => {
  test('has its values beside it, each once', () => {
    const made = sql`SELECT ${ident('a')} WHERE ${ident('a')} = ${text('x')} OR ${ident('b')} IN (${text('x')}, ${text('y')})`;
    expect(statement(made)).toEqual({
      query: 'SELECT `a` WHERE `a` = {p0:String} OR `b` IN ({p0:String}, {p1:String})',
      params: {p0: 'x', p1: 'y'},
    });
  });

  test('is the same whatever the values are', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary-ascii'}), value => {
        expect(statement(sql`a = ${text(value)}`)).toEqual({query: 'a = {p0:String}', params: {p0: value}});
      }),
    );
  });

  test.each([
    ['plain', '`plain`'],
    ['with space', '`with space`'],
    ['tick`s', '`tick\\`s`'],
    ['back\\slash', '`back\\\\slash`'],
    ['`; DROP TABLE x; --', '`\\`; DROP TABLE x; --`'],
  ])('the name %j is written %s', (name, written) => {
    expect(statement(ident(name)).query).toBe(written);
  });

  test('a literal is a constant of the program or a fault', () => {
    expect(statement(literal('authorization.k8s.io/decision')).query).toBe("'authorization.k8s.io/decision'");
    expect(() => literal("it's")).toThrow('no constant');
  });

  test('names of answers begin as no column does that is asked for', () => {
    expect(statement(alias('c', 3)).query).toBe('__c3');
  });
});

describe('conditions', () => {
  const a = sql`a`;
  const b = sql`b`;
  test.each([
    ['all of none', all([]), '1'],
    ['all of two', all([a, b]), '(a AND b)'],
    ['all with what is true', all([TRUE, a]), 'a'],
    ['all with what is false', all([a, FALSE]), '0'],
    ['any of none', any([]), '0'],
    ['any of two', any([a, b]), '(a OR b)'],
    ['any with what is true', any([a, TRUE]), '1'],
    ['not of what is true', not(TRUE), '0'],
    ['not', not(a), 'NOT (a)'],
  ])('%s', (_, made, written) => {
    expect(statement(made).query).toBe(written);
  });
});
