import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parse} from '../../../src/query/parse.ts';
import {fieldRef, pickOf} from '../../../src/session/pick/pick.ts';

const textOf = (field: 'took' | 'stageTimestamp' | 'requestReceivedTimestamp', micros: number): string => {
  const pick = pickOf(fieldRef(field), String(micros), 'utc');
  return pick.kind === 'clause' ? pick.text : pick.kind;
};

test.each([
  ['took', 0, 'took:<=0s'],
  ['took', 7, 'took:>=7us'],
  ['took', 934, 'took:>=930us'],
  ['took', 8765, 'took:>=8.7ms'],
  ['took', 31_999, 'took:>=31ms'],
  ['took', 1_250_000, 'took:>=1.2s'],
  ['took', 754_000_000, 'took:>=750s'],
  ['stageTimestamp', 1795168931_310_000, 'at:2026-11-20T10:02:11Z'],
  ['stageTimestamp', 1795168920_000_000, 'at:2026-11-20T10:02:00Z'],
  ['stageTimestamp', 0, 'none'],
  ['requestReceivedTimestamp', 1795168931_310_000, 'received:2026-11-20T10:02:11Z'],
] as const)('%s of %i microseconds is kept by %s', (field, micros, text) => expect(textOf(field, micros)).toBe(text));

test('however long it took, as long or longer holds it, and leaves out what took half as long', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 1e13}), took => {
      const parsed = parse(textOf('took', took), {now: 0, zone: 'utc'});
      if (!parsed.ok || parsed.expr.kind !== 'compare') throw new Error('no comparison');
      expect(parsed.expr.value).toBeLessThanOrEqual(took);
      expect(parsed.expr.value).toBeGreaterThan(took / 2);
    }),
  );
});
