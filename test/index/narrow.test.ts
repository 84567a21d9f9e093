// Rows of expressions that columns answer: those of the events that match, whatever was asked before, while the table grows.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {finish} from '../../src/audit/steps.ts';
import {SEGMENT_ROWS} from '../../src/index/column.ts';
import {INLINE_BLOCKS, loadInput} from '../../src/index/load.ts';
import {narrowed, Terms} from '../../src/index/narrow.ts';
import {inlinePool} from '../../src/index/pool.ts';
import {forEachRow, fullSet, type RowSet} from '../../src/index/row-set.ts';
import {Store} from '../../src/index/store.ts';
import {findInputs} from '../../src/ingest/find.ts';
import type {Expr} from '../../src/query/ast.ts';
import {compileMatcher} from '../../src/query/evaluate.ts';
import {parse} from '../../src/query/parse.ts';
import {event} from '../support/events.ts';
import {runs} from '../support/runs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'narrow-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** A little more than a segment. */
const COUNT = SEGMENT_ROWS + 100;
const events = Array.from({length: 2 * COUNT}, (_, i) =>
  event({
    auditID: `a${i}`,
    verb: ['get', 'list', 'watch', 'create'][(i >> 1) % 4]!,
    // Some of it stands in a part of the log only.
    ...(i > COUNT && i % 7 === 0 ? {impersonatedUser: {username: `late-${i % 3}`}} : {}),
    responseStatus: {code: i % 5 === 0 ? 403 : 200},
  }),
);

async function add(store: Store, part: readonly AuditEvent[]): Promise<void> {
  const path = join(folder, 'audit.log');
  writeFileSync(path, part.map(one => `${JSON.stringify(one)}\n`).join(''));
  const {inputs} = await findInputs([path]);
  const {signal} = new AbortController();
  const loading = {rank: 0, pool: inlinePool(undefined), sizes: INLINE_BLOCKS, changed: () => undefined, signal};
  await loadInput(store, inputs[0]!, loading);
}

function exprOf(text: string): Expr {
  const parsed = parse(text, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(text);
  return parsed.expr;
}

const rowsIn = (set: RowSet): readonly number[] => {
  const rows: number[] = [];
  forEachRow(set, row => rows.push(row));
  return rows;
};

const TERMS = [
  'verb:get',
  'verb:list,watch',
  'has:as',
  'as:""',
  'as:late-1',
  'code:>=400',
  'code:200..299',
  'user:*',
  'took:>1ms',
  'id:a5,a20000',
  'until:2020-01-01',
];
const exprs = fc.letrec<{expr: string}>(tie => ({
  expr: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constantFrom(...TERMS),
    tie('expr').map(text => `-(${text})`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `(${a} ${b})`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `(${a} OR ${b})`),
  ),
})).expr;

describe('narrowing', () => {
  test('gives the rows of the events that match, whatever was asked before', async () => {
    const store = new Store();
    await add(store, events.slice(0, COUNT));
    const terms = new Terms(store.table);
    const check = (text: string, every: number) => {
      const expr = exprOf(text);
      const care = fullSet(store.size);
      for (let row = 0; row < store.size; row++) if (row % every !== 0) care.words[row >>> 5]! &= ~(1 << (row & 31));
      const matches = compileMatcher(expr);
      // Blocks come from the end of the file.
      const eventAt = (row: number) => events[Number(store.table.auditID.at(row).slice(1))]!;
      const wanted = rowsIn(care).filter(row => matches(eventAt(row)));
      expect(rowsIn(finish(narrowed(care, terms.narrow(expr)!))), text).toEqual(wanted);
    };
    const property = fc.property(exprs, fc.constantFrom(1, 2, 9), check);
    fc.assert(property, {numRuns: runs(15)});
    await add(store, events.slice(COUNT));
    fc.assert(property, {numRuns: runs(15)});
  });

  test('pauses, and what comes meanwhile is neither in the answer nor taken for answered', async () => {
    const store = new Store();
    await add(store, events.slice(0, COUNT));
    const terms = new Terms(store.table);
    const before = fullSet(store.size);
    const late = exprOf('has:as');
    const work = narrowed(before, terms.narrow(late)!);
    work.next();
    // So few that they fill the last word of the set.
    const more = events.filter(({impersonatedUser}) => impersonatedUser !== undefined).slice(0, 20);
    await add(store, more);
    expect(rowsIn(finish(work))).toEqual([]);
    const all = rowsIn(finish(narrowed(fullSet(store.size), terms.narrow(late)!)));
    expect(all.length).toBe(more.length);
  });

  test.each(['"text"', 'verb:get requestObject.a:1', '-/regex/'])('says of %s that events have to be read', text => {
    expect(new Terms(new Store().table).narrow(exprOf(text))).toBeUndefined();
  });

  test('says of values that have no code that events have to be read', async () => {
    const store = new Store({values: 2, chars: 100});
    await add(store, events.slice(0, 100));
    expect(new Terms(store.table).narrow(exprOf('verb:get'))).toBeUndefined();
    expect(new Terms(store.table).narrow(exprOf('code:200'))).toBeDefined();
  });
});
