import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {visible} from '../../../src/audit/visible.ts';
import {parse} from '../../../src/query/parse.ts';
import {type Line, STYLES, span} from '../../../src/session/line.ts';
import {type Marks, marked, marksOf, NO_MARKS} from '../../../src/session/search/marks.ts';
import {lineText, lineWidth} from '../../../src/session/text/fit.ts';
import {TEN_PAST} from '../../support/events.ts';

const marksFor = (query: string): Marks => {
  const parsed = parse(query, {now: TEN_PAST, zone: 'utc'});
  if (!parsed.ok) throw new Error(query);
  return marksOf(parsed.expr);
};

/** What is marked of a text, its parts in `[ ]`. */
const shown = (line: Line): string =>
  line.map(part => (part.style === 'match' ? `[${part.text}]` : part.text)).join('');

describe('marking', () => {
  test.each<[query: string, text: string, result: string]>([
    ['nginx', 'image: Nginx:1.25', 'image: [Nginx]:1.25'],
    ['a', 'banana', 'b[a]n[a]n[a]'],
    ['ana', 'banana', 'b[ana]na'],
    ['nginx pod', 'a pod of nginx', 'a [pod] of [nginx]'],
    ['(nginx OR pod)', 'a pod of nginx', 'a [pod] of [nginx]'],
    ['-nginx pod', 'a pod of nginx', 'a [pod] of nginx'],
    ['-(-nginx)', 'a pod of nginx', 'a pod of [nginx]'],
    ['/n.i+/', 'nginx niii', '[ngi]nx [niii]'],
    ['/x*/', 'axxb', 'a[xx]b'],
    ['"a.b"', 'a.b acb', '[a.b] acb'],
    ['字', '字幕', '[字]幕'],
    ['e', 'e\u0301tude', '[e\u0301]tud[e]'],
    ['user:alice', 'alice', 'alice'],
    ['code:>=400', '500', '500'],
  ])('%s in %j', (query, text, result) => {
    expect(shown(marked([span(text)], marksFor(query).anywhere))).toBe(result);
  });

  test('a match goes over the edges of spans', () => {
    const line = [span('name', 'key'), span(': ', 'punct'), span('web', 'string')];
    expect(marked(line, marksFor('"e: w"').anywhere)).toEqual([
      span('nam', 'key'),
      span('e', 'match'),
      span(': ', 'match'),
      span('w', 'match'),
      span('eb', 'string'),
    ]);
  });

  test.each<[query: string, raw: string, result: string]>([
    ['"a&b"', '"cmd":"a\\u0026b"', '"cmd":"[a\\u0026b]"'],
    ['"a&b"', '"cmd":"a&b"', '"cmd":"[a&b]"'],
    ['"<x>"', '"\\u003cx\\u003e"', '"[\\u003cx\\u003e]"'],
    ['"say \\"hi\\""', '"say \\"hi\\""', '"[say \\"hi\\"]"'],
  ])('in the file %s is found as it is escaped there: %s', (query, raw, result) => {
    expect(shown(marked([span(raw)], marksFor(query).raw))).toBe(result);
  });

  test.each<[query: string, value: string, result: string]>([
    ['user:alice', 'alice', '[alice]'],
    ['user:alice', 'Alice', 'Alice'],
    ['user:alice,bob', 'bob', '[bob]'],
    ['user:al*', 'alice   ', '[alice]   '],
    ['user:/^al/', 'alice', '[al]ice'],
    ['user:/^li/', 'alice', 'alice'],
    ['user:/ice$/', 'alice   ', 'al[ice]   '],
    ['-user:alice', 'alice', 'alice'],
    ['user:*', 'alice', 'alice'],
  ])('%s in the user %j', (query, value, result) => {
    const {ofField} = marksFor(query);
    expect(shown(marked([span(value)], ofField.get('user.username') ?? []))).toBe(result);
  });

  test('a value of a path is marked in bodies alone', () => {
    const marks = marksFor('requestObject.spec.replicas:3');
    expect(marks.anywhere).toEqual([]);
    expect(shown(marked([span('replicas: 3')], marks.body))).toBe('replicas: [3]');
  });

  test.each(['', '-x', 'code:>=400', 'has:name', 'since:15m', 'user:*'])('%j marks nothing', query => {
    expect(marksFor(query)).toBe(NO_MARKS);
  });

  test('no marking changes the text or the width of a line', () => {
    const piece = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.constantFrom('字幕', 'e\u0301', '\u{1f469}\u200d\u{1f467}', 'क्षि', 'aa', ' ', 'पन', '\u0e33'),
    );
    const style = fc.constantFrom(...STYLES);
    const line = fc.array(fc.tuple(piece, style).map(([text, as]) => span(visible(text), as)));
    const needle = fc.oneof(piece, fc.constantFrom('a', '字', '\u0301', '\u200d', 'क'));
    fc.assert(
      fc.property(line, needle, fc.nat(40), (spans, extra, at) => {
        const text = lineText(spans);
        const wanted = [extra, text.slice(at, at + 3)].filter(each => each !== '');
        const marks = marksOf(...wanted.map(each => ({kind: 'text', text: each}) as const));
        for (const patterns of [marks.anywhere, marks.raw]) {
          const result = marked(spans, patterns);
          expect(lineText(result)).toBe(text);
          expect(lineWidth(result)).toBe(lineWidth(spans));
        }
      }),
      {numRuns: 500},
    );
  });
});
