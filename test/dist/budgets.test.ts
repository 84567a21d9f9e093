// What is shipped stays as small as it is. Nothing of release/ is measured where it was not made.
import {globSync, readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {BUDGETS} from '../../scripts/package/budgets.ts';

describe('sizes', () => {
  test.each(BUDGETS)('$what is no bigger than its budget ($path)', ({path, most, gzip}) => {
    for (const file of globSync(path)) {
      const bytes = readFileSync(file);
      expect((gzip === true ? gzipSync(bytes, {level: 9}) : bytes).length).toBeLessThanOrEqual(most);
    }
  });

  test('the bundle is among what was measured', () => {
    expect(globSync(BUDGETS.map(({path}) => path))).toContain('dist/audit-tui.js');
  });

  test('no budget is twice what is needed', () => {
    for (const {what, path, most, gzip} of BUDGETS) {
      for (const file of globSync(path)) {
        const bytes = readFileSync(file);
        const size = (gzip === true ? gzipSync(bytes, {level: 9}) : bytes).length;
        expect(`${what}: ${size * 2 > most}`).toBe(`${what}: true`);
      }
    }
  });
});
