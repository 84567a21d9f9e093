import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {finish} from '../../src/audit/steps.ts';
import {evaluate} from '../../src/index/evaluate.ts';
import {EventSearch} from '../../src/index/event-search.ts';
import {INLINE_BLOCKS, loadInput} from '../../src/index/load.ts';
import {inlinePool} from '../../src/index/pool.ts';
import {countRows, isEmpty} from '../../src/index/row-set.ts';
import {Store} from '../../src/index/store.ts';
import {findInputs} from '../../src/ingest/find.ts';
import type {Expr} from '../../src/query/ast.ts';
import {event} from '../support/events.ts';

const EVENTS = 300;

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
  const path = join(folder, 'audit.log');
  const lines = Array.from({length: EVENTS}, (_, n) => JSON.stringify(event({requestObject: {note: `word${n}.`}})));
  writeFileSync(path, `${lines.join('\n')}\n`);
  store = new Store();
  const {inputs} = await findInputs([path]);
  const {signal} = new AbortController();
  const loading = {rank: 0, pool: inlinePool(undefined), sizes: INLINE_BLOCKS, changed: () => undefined, signal};
  await loadInput(store, inputs[0]!, loading);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Patience for some looks at the clock: not enough for all terms of a question. */
const impatient = () => {
  let looks = 0;
  return {isBounded: true, passed: () => looks++ > 100};
};

/** How often it has to be asked until everything is known, and what is found then. */
function askedUntilKnown(exprs: readonly Expr[], most: number) {
  const search = new EventSearch(store.table);
  for (let times = 1; times <= most; times++) {
    const answers = exprs.map(expr =>
      finish(
        evaluate(expr, store.present(), {
          table: store.table,
          search,
          deadline: impatient(),
          newestFirst: store.newestFirst(),
        }),
      ),
    );
    if (answers.every(({unknown}) => isEmpty(unknown))) return {times, found: answers.map(({yes}) => countRows(yes))};
  }
  throw new Error(`not known after ${most} times`);
}

const text = (n: number): Expr => ({kind: 'text', text: `word${n}.`});
const anyOf = (count: number): Expr => ({kind: 'or', of: Array.from({length: count}, (_, n) => text(n))});

describe('terms that need the events', () => {
  test.each([1, 8, 9, 40])('%i of them in one question come to an end', count => {
    expect(askedUntilKnown([anyOf(count)], 100).found).toEqual([count]);
  });

  test('two questions in turns do not take each other’s answers away', () => {
    expect(askedUntilKnown([anyOf(12), text(200)], 100).found).toEqual([12, 1]);
  });
});
