import {describe, expect, test} from 'vitest';
import {cellsFor, exportText} from '../../src/export/format.ts';
import {JSONL_FORMAT} from '../../src/export/jsonl.ts';
import {TABLE_FORMAT} from '../../src/export/table.ts';
import {itemOf, PIPE, SCALE} from './items.ts';

describe('exportText', () => {
  test('takes an item only when the text before it has been taken', async () => {
    let taken = 0;
    function* items() {
      for (;;) {
        taken++;
        yield itemOf(SCALE, []);
      }
    }
    const output = exportText(JSONL_FORMAT, items(), PIPE);
    for (let i = 1; i <= 5; i++) {
      await output.next();
      expect(taken).toBe(i);
    }
    await output.return();
  });

  test('stops its source when the reader goes away', async () => {
    let isClosed = false;
    async function* items() {
      try {
        for (;;) yield itemOf(SCALE, []);
      } finally {
        isClosed = true;
      }
    }
    const output = exportText(JSONL_FORMAT, items(), PIPE);
    await output.next();
    await output.return();
    expect(isClosed).toBe(true);
  });

  test('a table holds back a bounded number of rows', async () => {
    let taken = 0;
    function* items() {
      for (;;) {
        taken++;
        yield itemOf(SCALE, cellsFor(TABLE_FORMAT, PIPE));
      }
    }
    const output = exportText(TABLE_FORMAT, items(), PIPE);
    await output.next();
    expect(taken).toBeLessThanOrEqual(200);
    await output.return();
  });
});

describe('cellsFor', () => {
  test('events need no cells', () => {
    expect(cellsFor(JSONL_FORMAT, PIPE)).toEqual([]);
  });

  test('fields asked for are the cells, in that order', () => {
    expect(cellsFor(TABLE_FORMAT, {...PIPE, fields: ['verb', 'took']})).toEqual(['verb', 'took']);
  });

  test('with all stages the stage is among the usual ones', () => {
    expect(cellsFor(TABLE_FORMAT, PIPE)).not.toContain('stage');
    expect(cellsFor(TABLE_FORMAT, {...PIPE, allStages: true})).toContain('stage');
  });
});
