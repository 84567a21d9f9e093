import {describe, expect, test} from 'vitest';
import {parseMicroTime} from '../../src/audit/time.ts';
import {InputLog, type InputState} from '../../src/index/input-log.ts';
import type {OpenInput} from '../../src/ingest/read.ts';

const at = (time: string) => parseMicroTime(`2026-11-20T${time}:00Z`)!;

type File = readonly [name: string, set: string, from: string, to: string, state?: InputState];

function logOf(files: readonly File[]): InputLog {
  const log = new InputLog();
  for (const [name, set, from, to, state = 'read'] of files) {
    const stats = log.of({name, set, kind: 'plain'} as unknown as OpenInput);
    Object.assign(stats, {events: 1, from: at(from), to: at(to), state});
  }
  return log;
}

describe('oddities', () => {
  test.each<[claim: string, files: readonly File[], notes: readonly string[]]>([
    ['none of one file', [['a', 'a', '10:00', '11:00']], []],
    [
      'a gap between rotated files',
      [
        ['a', 'a', '11:00', '12:00'],
        ['a.1', 'a', '09:00', '10:00'],
      ],
      ['gap: nothing for 1h00m from 2026-11-20T10:00:00Z, between a.1 and a'],
    ],
    [
      'no gap after a short file within a long one',
      [
        ['a', 'a', '11:00', '12:00'],
        ['a.1', 'a', '09:20', '09:30'],
        ['a.2', 'a', '09:00', '11:00'],
      ],
      ['overlap: a.2 and a.1 overlap by 1h40m from 2026-11-20T09:20:00Z: was the clock set back?'],
    ],
    [
      'nothing of a file that is being read',
      [
        ['a', 'a', '11:00', '12:00'],
        ['a.1', 'a', '09:00', '10:00', 'reading'],
        ['b', 'b', '11:00', '12:00'],
      ],
      [],
    ],
    [
      'what the logs of several nodes cover together',
      [
        ['a', 'a', '10:30', '12:00'],
        ['a.1', 'a', '09:00', '10:30'],
        ['b', 'b', '10:00', '11:00'],
        ['c', 'c', '09:30', '11:30'],
      ],
      ['overlap: the 3 logs have the time from 2026-11-20T10:00:00Z to 2026-11-20T11:00:00Z in common'],
    ],
    [
      'logs of nodes without a time in common',
      [
        ['a', 'a', '11:00', '12:00'],
        ['b', 'b', '09:00', '10:00'],
      ],
      ['overlap: b ends 1h00m before a begins: are they from different times, or is the clock of a node wrong?'],
    ],
  ])('%s', (_claim, files, notes) => {
    const found = logOf(files).oddities();
    expect(found.map(({kind, text}) => `${kind}: ${text}`)).toEqual(notes);
  });

  test('a log without a time says nothing of the others', () => {
    const log = logOf([['a', 'a', '11:00', '12:00']]);
    Object.assign(log.of({name: 'b', set: 'b', kind: 'plain'} as unknown as OpenInput), {events: 1, state: 'read'});
    expect(log.oddities()).toEqual([]);
  });
});
