// Tallies of real files: bytes are those of the file, whatever form it has, and values past the index's limit are read.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {FieldName} from '../../src/audit/fields.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {event} from '../support/events.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tally-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const events = (count: number) =>
  Array.from({length: count}, (_, i) => event({verb: i % 3 === 0 ? 'get' : 'list', auditID: `a${i}`}));

async function talliesOf(text: string, by: readonly FieldName[], maxMemory?: number) {
  const path = join(folder, 'audit.log');
  writeFileSync(path, text);
  const source = await openLocal([path], maxMemory === undefined ? {} : {maxMemory});
  try {
    const {tallies} = await source.tally({where: EVERYTHING, stages: 'all'}, by, 2);
    const first = tallies[0] === undefined ? undefined : await source.event(tallies[0].samples[0]!);
    return {tallies, first};
  } finally {
    await source.close();
  }
}

const lines = (count: number) =>
  events(count)
    .map(one => `${JSON.stringify(one)}\n`)
    .join('');

describe('tally of a source', () => {
  test.each<[form: string, text: string]>([
    ['lines', lines(30)],
    ['lines that fill a segment', lines(17_000)],
    [
      'lines that fill a segment, and a list behind them',
      `${lines(16_384)}${JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: events(30)})}\n`,
    ],
    ['an EventList', `${JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: events(30)})}\n`],
    [
      'a list and lines',
      `${JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: events(7)})}\n${lines(30)}`,
    ],
  ])('of %s, all bytes are counted once', async (_form, text) => {
    const {tallies, first} = await talliesOf(text, ['verb']);
    const sum = (of: 'bytes' | 'count') => tallies.reduce((total, tally) => total + tally[of], 0);
    expect(Math.abs(sum('bytes') - text.length)).toBeLessThan(tallies.length);
    expect(sum('count')).toBe(text.split('"auditID"').length - 1);
    expect(first?.event.verb).toBe(tallies[0]!.key[0]);
  });

  test('values that the index has no room for are counted by themselves', async () => {
    const many = Array.from({length: 20_000}, (_, i) =>
      event({userAgent: `agent ${i} ${'x'.repeat(60)}`, auditID: `a${i}`}),
    );
    const {tallies} = await talliesOf(
      many.map(one => `${JSON.stringify(one)}\n`).join(''),
      ['userAgent'],
      16 * 2 ** 20,
    );
    expect(tallies.every(({count}) => count === 1)).toBe(true);
    expect(new Set(tallies.map(({key}) => key[0])).size).toBe(tallies.length);
  });
});
