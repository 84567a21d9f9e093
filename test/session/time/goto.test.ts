import {expect, test} from 'vitest';
import {destinationOf} from '../../../src/session/time/goto.ts';
import {TEN_PAST} from '../../support/events.ts';

const CONTEXT = {now: TEN_PAST + 3600e6, zone: 'utc'} as const;
const MINUTE = TEN_PAST - 11e6;
const DAY = 86_400e6;

test.each<[text: string, at: number]>([
  ['10:02', MINUTE],
  [' 10:02:11 ', TEN_PAST],
  ['yesterday 14:00', MINUTE - 2 * 60e6 + 4 * 3600e6 - DAY],
  ['15m', TEN_PAST + 3600e6 - 900e6],
  ['2026-11-20T10:02:11', TEN_PAST],
  ['2026-11-20T12:02:11+02:00', TEN_PAST],
])('%j is a moment', (text, at) => expect(destinationOf(text, CONTEXT)).toEqual({kind: 'moment', at}));

test.each<[text: string, from: number | undefined, to: number | undefined]>([
  ['10:02..10:10', MINUTE, MINUTE + 480e6],
  ['10:02 .. 10:10', MINUTE, MINUTE + 480e6],
  ['yesterday 14:00..15:00', MINUTE - 120e6 + 4 * 3600e6 - DAY, MINUTE - 120e6 + 5 * 3600e6 - DAY],
  ['yesterday 23:50..0:10', MINUTE - 120e6 - DAY + 13 * 3600e6 + 3000e6, MINUTE - 120e6 - 10 * 3600e6 + 600e6],
  ['10:02..', MINUTE, undefined],
  ['..10:02', undefined, MINUTE],
  ['1h..30m', TEN_PAST, TEN_PAST + 1800e6],
  ['10:02:11±5s', TEN_PAST - 5e6, TEN_PAST + 5e6],
])('%j is a range', (text, from, to) => {
  expect(destinationOf(text, CONTEXT)).toEqual({
    kind: 'range',
    window: {...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})},
  });
});

test.each<[text: string, at: readonly [number, number]]>([
  ['noonish', [0, 7]],
  ['10:02..noonish', [7, 14]],
  ['noonish..10:02', [0, 7]],
  ['  25:00', [2, 7]],
  ['..', [0, 2]],
  ['10m..20m', [0, 8]],
])('%j is no time, and the place says where', (text, at) => {
  const to = destinationOf(text, CONTEXT);
  expect(to.kind).toBe('error');
  expect(to.kind === 'error' && to.at).toEqual(at);
  expect(to.kind === 'error' && to.reason).toMatch(/\.$/);
});

test('nothing is nothing', () => expect(destinationOf('  ', CONTEXT)).toEqual({kind: 'nothing'}));
