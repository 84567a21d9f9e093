// What is sent with every query, by what the server says of its settings.
import {expect, test} from 'vitest';
import type {Engine} from '../../../src/source/clickhouse/engine.ts';
import {mannersOf} from '../../../src/source/clickhouse/manners.ts';

type Setting = readonly [name: string, value: string, fixed: number];

const settingsWith = async (...rows: readonly Setting[]) => {
  const {settings} = await mannersOf({query: async () => rows} as unknown as Engine);
  return settings;
};

const DENY: Setting = ['distributed_product_mode', 'deny', 0];

test.each<[string, readonly Setting[], object]>([
  ['queries in queries over a Distributed table are allowed', [DENY], {distributed_product_mode: 'global'}],
  ['unless somebody chose how', [['distributed_product_mode', 'local', 0]], {}],
  ['or it may not be set', [['distributed_product_mode', 'deny', 1]], {}],
  ['or nothing may', [['readonly', '1', 1], DENY], {}],
  ['a limit throws', [['read_overflow_mode', 'break', 0]], {read_overflow_mode: 'throw'}],
  ['one that does is left alone', [['read_overflow_mode', 'throw', 0]], {}],
])('%s', async (_, rows, settings) => expect(await settingsWith(...rows)).toEqual(settings));

test('a server that does not say is sent nothing', async () => {
  expect(await mannersOf({query: async () => Promise.reject(new Error('no'))} as unknown as Engine)).toEqual({
    settings: {},
    notes: [],
  });
});
