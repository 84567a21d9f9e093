// Queries as conditions: what is a value is beside the statement, whatever it is.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Expr} from '../../../src/query/ast.ts';
import {detect} from '../../../src/source/clickhouse/detect.ts';
import type {Layout} from '../../../src/source/clickhouse/layout.ts';
import {ident, statement} from '../../../src/source/clickhouse/sql.ts';
import {COLUMNS} from '../../../src/source/clickhouse/table.ts';
import {condition, isCheap, likePattern} from '../../../src/source/clickhouse/translate.ts';
import {field} from '../../support/exprs.ts';

const layoutOf = (columns: readonly {name: string; type: string}[]): Layout => {
  const detected = detect(ident('t'), columns);
  if (!detected.ok) throw new Error(detected.message);
  return detected.layout;
};

const LAYOUT = layoutOf([{name: 'event', type: 'String'}, {name: 'place', type: 'UInt64'}, ...COLUMNS]);
const WITHOUT_EVENT = layoutOf([
  {name: 'time', type: "DateTime64(6, 'UTC')"},
  {name: 'audit_id', type: 'String'},
  {name: 'stage', type: 'String'},
]);

const queryOf = (expr: Expr) => statement(condition(expr, LAYOUT)).query;

describe('a term', () => {
  test.each<[string, Expr, string]>([
    ['one value', {kind: 'in', field: field('verb'), values: ['get']}, '`verb` = {p0:String}'],
    ['some values', {kind: 'in', field: field('verb'), values: ['get', 'list']}, '`verb` IN {p0:Array(String)}'],
    ['no value', {kind: 'in', field: field('verb'), values: ['']}, "`verb` = ''"],
    [
      'a code',
      {kind: 'in', field: field('responseStatus.code'), values: ['404']},
      'ifNull(has({p0:Array(Float64)}, toFloat64(`code`)), 0)',
    ],
    ['a code that is no number', {kind: 'in', field: field('responseStatus.code'), values: ['4e2']}, '0'],
    ['a word', {kind: 'like', field: field('verb'), glob: 'Get'}, "(`verb` != '' AND lowerUTF8(`verb`) = {p0:String})"],
    ['a star', {kind: 'like', field: field('verb'), glob: '*'}, "`verb` != ''"],
    [
      'a beginning',
      {kind: 'like', field: field('verb'), glob: 'g*'},
      "(`verb` != '' AND startsWith(lowerUTF8(`verb`), {p0:String}))",
    ],
    ['a glob', {kind: 'like', field: field('verb'), glob: 'g*t?'}, "(`verb` != '' AND `verb` ILIKE {p0:String})"],
    ['what is there', {kind: 'has', field: field('verb')}, "`verb` != ''"],
    ['everything', {kind: 'and', of: []}, '1'],
    ['nothing', {kind: 'or', of: []}, '0'],
    ['what only alerts have', {kind: 'has', field: field('priority')}, '0'],
  ])('for %s', (_, expr, written) => {
    expect(queryOf(expr)).toBe(written);
  });

  test.each([
    ['a*b?', 'a%b_'],
    ['100%', '100\\%'],
    ['a_b', 'a\\_b'],
    ['a\\*', 'a\\\\%'],
  ])('the glob %s is the pattern %s', (glob, pattern) => {
    expect(likePattern(glob)).toBe(pattern);
  });

  const anyText = fc.string({unit: 'binary', maxLength: 40});
  test('no text of a query is part of the statement', () => {
    const marked = anyText.map(text => `\u2603${text}`);
    const kinds = fc.constantFrom<(text: string) => Expr>(
      text => ({kind: 'in', field: field('user.username'), values: [text]}),
      text => ({kind: 'in', field: field('user.groups'), values: [text, 'a']}),
      text => ({kind: 'like', field: field('objectRef.name'), glob: text}),
      text => ({kind: 'text', text}),
      text => ({kind: 'in', field: {kind: 'path', segments: ['requestObject', text]}, values: [text]}),
      text => ({kind: 'has', field: {kind: 'path', segments: [text, '0']}}),
    );
    fc.assert(
      fc.property(marked, kinds, (text, make) => {
        expect(queryOf(make(text))).not.toContain('\u2603');
      }),
    );
  });

  test.each<[string, Expr, string]>([
    ['text', {kind: 'text', text: 'x'}, 'text cannot be searched'],
    ['a path', {kind: 'has', field: {kind: 'path', segments: ['a', 'b']}}, 'a.b cannot be asked for'],
    ['a field that it has not', {kind: 'has', field: field('userAgent')}, 'no column for user agent'],
  ])('a table without whole events refuses %s', (_, expr, message) => {
    expect(() => condition(expr, WITHOUT_EVENT)).toThrow(message);
  });

  test('a pattern that would take the server minutes is refused', () => {
    const long = 'x'.repeat(2000);
    expect(() => queryOf({kind: 'like', field: field('verb'), glob: `*${long}*`})).toThrow('shorten it');
    expect(queryOf({kind: 'like', field: field('verb'), glob: `*${long}`})).toContain('endsWith');
  });

  test('an expression that the server does not have is refused', () => {
    expect(() => queryOf({kind: 'regex', source: 'a(?=b)'})).toThrow('/a(?=b)/ cannot be asked of ClickHouse');
  });

  test.each<[string, Expr, boolean]>([
    ['columns', {kind: 'in', field: field('verb'), values: ['get']}, true],
    ['text', {kind: 'not', of: {kind: 'text', text: 'x'}}, false],
    ['a path', {kind: 'and', of: [{kind: 'has', field: {kind: 'path', segments: ['a']}}]}, false],
  ])('whether %s cost little', (_, expr, cheap) => {
    expect(isCheap(expr, LAYOUT)).toBe(cheap);
  });
});
