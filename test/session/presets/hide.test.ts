import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from '../../../src/query/parse.ts';
import {print} from '../../../src/query/print.ts';
import {countedFor, isHidden, toggleHidden} from '../../../src/session/presets/hide.ts';
import {PRESETS} from '../../../src/session/presets/presets.ts';

const CONTEXT = {now: Date.UTC(2026, 10, 20, 10) * 1000, zone: 'utc'} as const;
const LEASES = 'resource:leases user:system:*';

describe('hiding', () => {
  test.each([
    ['nothing yet', '', `-(${LEASES})`],
    ['after a term', 'verb:get', `verb:get -(${LEASES})`],
    ['alternatives are put into parentheses', 'verb:get OR code:403', `(verb:get OR code:403) -(${LEASES})`],
    ['it is there', `verb:get -(${LEASES})`, 'verb:get'],
    ['it is the first', `-(${LEASES}) verb:get`, 'verb:get'],
    ['it is spelled otherwise', `verb:get  -( r:leases  u:system:* )  code:200`, 'verb:get  code:200'],
    ['it is joined by AND', `verb:get AND -(${LEASES}) AND code:200`, 'verb:get AND code:200'],
    ['it is one of alternatives: then it is another filter', `a OR -(${LEASES})`, `(a OR -(${LEASES})) -(${LEASES})`],
  ])('%s', (_, text, toggled) => expect(toggleHidden(text, LEASES, CONTEXT)).toBe(toggled));

  test('twice is as before, for every preset and with the others hidden', () => {
    const some = fc.subarray([...PRESETS], {minLength: 1});
    const base = fc.constantFrom<string>('', 'verb:get', 'user:"a b" code:>=400', '/x y/ pods', '(a OR b) -c');
    fc.assert(
      fc.property(some, base, (presets, text) => {
        const hidden = presets.reduce<string>((now, {query}) => toggleHidden(now, query, CONTEXT), text);
        for (const {query} of PRESETS)
          expect(isHidden(hidden, query, CONTEXT)).toBe(presets.some(preset => preset.query === query));
        expect(parse(hidden, CONTEXT).ok).toBe(true);
        expect(presets.reduce<string>((now, {query}) => toggleHidden(now, query, CONTEXT), hidden)).toBe(text);
      }),
    );
  });

  test('what is counted leaves the own term out', () => {
    const {base, hidden} = countedFor(`verb:get -(${LEASES})`, LEASES, CONTEXT)!;
    expect([print(base), print(hidden)]).toEqual(['verb:get', `verb:get ${LEASES}`]);
  });
});
