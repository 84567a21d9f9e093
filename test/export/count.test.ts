import {expect, test} from 'vitest';
import {COUNT_FORMAT} from '../../src/export/count.ts';
import {exported, HEALTH, SCALE} from './items.ts';

test('count is the number alone', async () => {
  expect(await exported(COUNT_FORMAT, [])).toBe('0\n');
  expect(await exported(COUNT_FORMAT, [SCALE, HEALTH, SCALE])).toBe('3\n');
});
