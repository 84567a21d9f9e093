import fc from 'fast-check';
import {describe, expect, test, vi} from 'vitest';
import {parse} from '../../../src/query/parse.ts';
import {
  LEAST,
  momentText,
  rounded,
  spanOf,
  windowOf,
  windowText,
  within,
  withWindow,
  zoomIn,
  zoomOut,
} from '../../../src/session/time/window.ts';
import {TEN_PAST} from '../../support/events.ts';

const CONTEXT = {now: TEN_PAST + 3600e6, zone: 'utc'} as const;
const exprOf = (text: string) => {
  const parsed = parse(text, CONTEXT);
  if (!parsed.ok) throw new Error(`${text} does not parse`);
  return parsed.expr;
};
const window = (text: string) => windowOf(exprOf(text));

const moments = fc.integer({min: 0, max: 4_000_000_000_000_000});

describe('a moment as text', () => {
  test.each<[micros: number, text: string]>([
    [TEN_PAST, '2026-11-20T10:02:11Z'],
    [TEN_PAST - 11e6, '2026-11-20T10:02Z'],
    [TEN_PAST - 131e6, '2026-11-20T10:00Z'],
    [TEN_PAST + 310_000, '2026-11-20T10:02:11.31Z'],
    [TEN_PAST + 1, '2026-11-20T10:02:11.000001Z'],
    [TEN_PAST - 11e6 + 500, '2026-11-20T10:02:00.0005Z'],
  ])('%i is %s', (micros, text) => expect(momentText(micros, 'utc')).toBe(text));

  test.each(['America/St_Johns', 'Europe/Berlin', 'Asia/Kathmandu'])('in %s a moment names its offset', machine => {
    vi.stubEnv('TZ', machine);
    try {
      expect(new Date(TEN_PAST / 1000).getTimezoneOffset()).not.toBe(0);
      fc.assert(
        fc.property(moments, at => {
          const parsed = parse(`since:${momentText(at, 'local')}`, {...CONTEXT, zone: 'local'});
          expect(parsed.ok && windowOf(parsed.expr)).toEqual({from: at});
        }),
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test.each(['utc', 'local'] as const)('in %s since: and until: parse back to the same window', zone => {
    fc.assert(
      fc.property(moments, fc.integer({min: 1, max: 1e12}), (from, width) => {
        const parsed = parse(windowText({from, to: from + width}, zone), {...CONTEXT, zone});
        expect(parsed.ok && windowOf(parsed.expr)).toEqual({from, to: from + width});
      }),
    );
  });
});

describe('the window of a filter', () => {
  test.each<[text: string, from: number | undefined, to: number | undefined]>([
    ['', undefined, undefined],
    ['verb:get', undefined, undefined],
    ['since:10:02', TEN_PAST - 11e6, undefined],
    ['verb:get until:2026-11-20T10:02:11Z', undefined, TEN_PAST],
    ['since:10:00 verb:get until:10:02 since:10:01', TEN_PAST - 71e6, TEN_PAST - 11e6],
    ['at:10:02', TEN_PAST - 11e6, TEN_PAST + 49e6],
    ['since:10:00 OR until:10:02', undefined, undefined],
    ['-since:10:02', undefined, undefined],
  ])('%j keeps from %s to %s', (text, from, to) => {
    expect(window(text).from).toBe(from);
    expect(window(text).to).toBe(to);
  });
});

describe('a window in the text', () => {
  const to = {from: TEN_PAST - 11e6, to: TEN_PAST};
  const added = 'since:2026-11-20T10:02Z until:2026-11-20T10:02:11Z';
  test.each<[text: string, after: string]>([
    ['', added],
    ['verb:get', `verb:get ${added}`],
    ['since:15m', added],
    ['since:15m verb:get', `verb:get ${added}`],
    ['verb:get since:15m user:alice', `verb:get user:alice ${added}`],
    ['verb:get AND since:15m AND user:alice', `verb:get user:alice ${added}`],
    ['verb:get AND user:alice since:1h', `verb:get AND user:alice ${added}`],
    ['at:10:02 "until:x"', `"until:x" ${added}`],
    ['a OR since:15m', `(a OR since:15m) ${added}`],
    ['-since:15m verb:get', `-since:15m verb:get ${added}`],
    ['(since:15m OR verb:get)', `(since:15m OR verb:get) ${added}`],
  ])('%j becomes %j', (text, after) => {
    expect(withWindow(text, to, CONTEXT)).toBe(after);
    expect(window(after)).toEqual(to);
  });

  test('no window takes the terms of time out', () => {
    expect(withWindow('verb:get since:15m', {}, CONTEXT)).toBe('verb:get');
    expect(withWindow('since:15m', {}, CONTEXT)).toBe('');
  });

  test('text that does not parse is left alone', () => expect(withWindow('usr:x (', to, CONTEXT)).toBe('usr:x ('));

  test('whatever the terms, what is no time stays, and the window is the one that was asked for', () => {
    const terms = fc.constantFrom('verb:get', 'since:1h', 'until:10:02', 'at:10:00', '-user:a', '(a OR b)', '"x y"');
    fc.assert(
      fc.property(fc.array(terms, {maxLength: 6}), moments, fc.integer({min: 1, max: 1e12}), (list, from, width) => {
        const after = withWindow(list.join(' '), {from, to: from + width}, CONTEXT);
        expect(window(after)).toEqual({from, to: from + width});
        const rest = list.filter(term => !/^(since|until|at):/.test(term)).join(' ');
        expect(withWindow(after, {}, CONTEXT)).toBe(rest);
      }),
    );
  });
});

describe('zooming', () => {
  const EXTENT = {from: TEN_PAST - 3600e6, to: TEN_PAST + 3600e6};
  const spans = fc
    .record({from: fc.integer({min: 0, max: 7199e6}), width: fc.integer({min: LEAST * 4, max: 7200e6})})
    .map(({from, width}) => ({from: EXTENT.from + from, to: Math.min(EXTENT.to, EXTENT.from + from + width)}))
    .filter(({from, to}) => to - from >= LEAST * 4);

  test('in and out again contains what there was', () => {
    fc.assert(
      fc.property(spans, fc.double({min: 0, max: 1, noNaN: true}), (span, part) => {
        const at = Math.floor(span.from + (span.to - span.from) * part);
        const inner = zoomIn(span, at);
        if (inner === undefined) return;
        const outer = zoomOut(inner, at, EXTENT);
        const whole = outer === undefined ? EXTENT : spanOf(outer, EXTENT);
        expect(whole.from).toBeLessThanOrEqual(span.from);
        expect(whole.to).toBeGreaterThanOrEqual(span.to);
      }),
    );
  });

  test('in becomes narrower, around the cursor, until it goes no further', () => {
    fc.assert(
      fc.property(spans, fc.double({min: 0, max: 1, noNaN: true}), (start, part) => {
        let span = start;
        const at = Math.floor(span.from + (span.to - span.from) * part);
        for (let times = 0; ; times++) {
          expect(times).toBeLessThan(60);
          const next = zoomIn(span, at);
          if (next === undefined) break;
          expect(next.to - next.from).toBeLessThan(span.to - span.from);
          expect(next.from <= at && at <= next.to).toBe(true);
          span = next;
        }
      }),
    );
  });

  test('out of an hour is two hours, and past the log it is no window at all', () => {
    const hour = {from: TEN_PAST - 900e6, to: TEN_PAST + 900e6};
    expect(zoomOut(hour, TEN_PAST, {from: 0, to: TEN_PAST + 9e12})).toEqual(
      rounded({from: TEN_PAST - 1800e6, to: TEN_PAST + 1800e6}),
    );
    expect(zoomOut({from: EXTENT.from + 1, to: EXTENT.to}, TEN_PAST, EXTENT)).toEqual({});
    expect(zoomOut(EXTENT, TEN_PAST, EXTENT)).toBeUndefined();
  });

  test('only the end that reaches past the log opens', () => {
    const late = {from: TEN_PAST + 1800e6, to: TEN_PAST + 3000e6};
    expect(zoomOut(late, TEN_PAST + 2000e6, EXTENT)!.to).toBeUndefined();
    expect(zoomOut(late, TEN_PAST + 2000e6, EXTENT)!.from).toBeDefined();
  });
});

test.each<[name: string, window: {from?: number; to?: number}, cut: {from?: number; to?: number}]>([
  ['no window stays none', {}, {}],
  ['one inside stays', {from: 20, to: 30}, {from: 20, to: 30}],
  ['an end far after the log is its end', {from: 20, to: 9999}, {from: 20, to: 101}],
  ['a start long before it is its start', {from: 0}, {from: 10}],
  ['one after the log stays', {from: 200, to: 300}, {from: 200, to: 300}],
])('cut to the log %s', (_, window, cut) => expect(within(window, {from: 10, to: 100})).toEqual(cut));
