import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FIELDS} from '../../src/audit/fields.ts';
import {facetState} from '../../src/query/edit.ts';
import {suggest} from '../../src/query/suggest.ts';
import {queryText, UTC, weirdText} from './samples.ts';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  verb: ['get', 'list', 'watch', 'delete', 'deletecollection'],
  'objectRef.resource': ['pods', 'secrets'],
  'objectRef.subresource': ['', 'exec', 'log'],
  'user.username': ['alice@example.com', 'system:admin', 'a "b"', '-x'],
};
const context = {...UTC, valuesOf: (name: string) => VALUES[name] ?? []};

/** `|` is the cursor. */
const suggestAt = (marked: string) => suggest(marked.replace('|', ''), marked.indexOf('|'), context);

describe('the first suggestion', () => {
  test.each<[typed: string, becomes: string | undefined]>([
    ['ve|', 'verb:|'],
    ['foo -nam|', 'foo -name:|'],
    ['(res|', '(resource:|'],
    ['namespce|', 'ns:|'],
    ['ver|:get', 'verb:|get'],
    ['verb:del|', 'verb:delete|'],
    ['verb:get,wat| x', 'verb:get,watch| x'],
    ['user:"a \\"|', 'user:"a \\"b\\""|'],
    ['user:alcie|', undefined],
    ['resource:po|', 'resource:pods|'],
    ['resource:secrets,pods/ex| x', 'resource:secrets,pods/exec| x'],
    ['resource:pods/|', 'resource:pods/exec|'],
    ['user:alice.example|', 'user:alice@example.com|'],
    ['stage:comp|', 'stage:ResponseComplete|'],
    ['level:|', 'level:None|'],
    ['since:yes|', 'since:yesterday|'],
    ['has:requestOb|', 'has:requestObject|'],
    ['code:>4|', undefined],
    ['verb:get|', 'verb:get|'],
    ['zzzzz|', undefined],
    ['"verb|', undefined],
    ['/verb|', undefined],
    ['"a b" ve|', '"a b" verb:|'],
    ['OR|', undefined],
    ['nosuch:a|', undefined],
    ['annotations["a b"]:x ve|', 'annotations["a b"]:x verb:|'],
  ])('%s: %s', (typed, becomes) => {
    const first = suggestAt(typed).filter(({insert}) => insert !== typed.replace('|', ''))[0];
    const marked = first && `${first.insert.slice(0, first.cursor)}|${first.insert.slice(first.cursor)}`;
    expect(marked).toBe(becomes === typed ? undefined : becomes);
  });
});

test('an empty place offers fields with their docs', () => {
  for (const typed of ['|', 'verb:get |']) {
    const offered = suggestAt(typed);
    expect(offered[0]).toMatchObject({text: 'stage', doc: FIELDS[0].doc});
    expect(offered.length).toBeGreaterThan(10);
  }
});

test('a suggested value means that value, however odd', () => {
  fc.assert(
    fc.property(weirdText, value => {
      const suggestions = suggest('user:', 5, {...UTC, valuesOf: () => [value]});
      expect(suggestions.length).toBe(value === '' ? 0 : 1);
      if (value === '') return;
      const {insert, cursor} = suggestions[0]!;
      expect(cursor).toBe(insert.length);
      expect(facetState(insert, 'user.username', UTC).included).toEqual([value]);
    }),
    {numRuns: 1000},
  );
});

test('no text and no cursor makes it throw, and the cursor stays in the text', () => {
  fc.assert(
    fc.property(fc.oneof(queryText, weirdText), fc.double({min: 0, max: 1, noNaN: true}), (text, part) => {
      for (const {insert, cursor} of suggest(text, Math.round(part * text.length), context)) {
        expect(cursor >= 0 && cursor <= insert.length).toBe(true);
      }
    }),
    {numRuns: 1000},
  );
});
