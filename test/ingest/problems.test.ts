import {describe, expect, test} from 'vitest';
import {PROBLEMS, problemsTable} from '../../src/ingest/problems.ts';

describe('PROBLEMS', () => {
  test('codes and titles are unique', () => {
    expect(new Set(PROBLEMS.map(({code}) => code)).size).toBe(PROBLEMS.length);
    expect(new Set(PROBLEMS.map(({title}) => title)).size).toBe(PROBLEMS.length);
  });

  test.each(PROBLEMS)('$code has a form that can be typed, a short title, and sentences that explain it', row => {
    expect(row.code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    expect(row.title).toMatch(/^\S.{3,44}\S$/);
    expect(row.title).not.toMatch(/\.$/);
    expect(row.doc).toMatch(/^[A-Z].{40,}\.$/);
    expect(row.doc).not.toContain('|');
  });

  test('the table for the docs has a row for each', () => {
    const lines = problemsTable().trimEnd().split('\n');
    expect(lines).toHaveLength(PROBLEMS.length + 2);
    expect(new Set(lines.map(line => line.split('|').length))).toEqual(new Set([5]));
  });
});
