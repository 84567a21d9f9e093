import {expect, test} from 'vitest';
import type {Engine} from '../../../src/source/clickhouse/engine.ts';
import {sentenceOf} from '../../../src/source/clickhouse/sentence.ts';
import {isOlder, LEAST_VERSION, tooOld} from '../../../src/source/clickhouse/version.ts';

const ADDRESS = {host: 'db', port: 8443, secure: true, database: 'logs', table: 'audit'} as const;
const engineOf = (version: string | Error) =>
  ({query: async () => (version instanceof Error ? Promise.reject(version) : [[version]])}) as unknown as Engine;

test.each([
  ['18.16.1', true],
  ['22.8.21.38', true],
  ['23.3.1.2823', true],
  ['23.6.1.1', false],
  ['23.12.1', false],
  ['24.1', false],
  ['26.7.2.1', false],
])('%s is older: %s', (version, older) => expect(isOlder(version)).toBe(older));

test('an older server is told by its version', async () => {
  expect(await tooOld(engineOf('22.8.21.38'), ADDRESS)).toBe(
    `clickhouse://db:8443/logs/audit: the server is ClickHouse 22.8.21.38; ${LEAST_VERSION} or newer is needed.`,
  );
});

test.each([['26.7.2.1'], ['\u001b[31m1.2'], [new Error('gone')]])('%s is not', async version => {
  expect(await tooOld(engineOf(version), ADDRESS)).toBeUndefined();
});

test('one that cannot even be asked for it is known by how it writes errors', () => {
  const message = 'Code: 115, e.displayText() = DB::Exception: Unknown setting param_p0, e.what() = DB::Exception';
  expect(sentenceOf({message}, ADDRESS)).toBe(
    `ClickHouse at db:8443 is too old: version ${LEAST_VERSION} or newer is needed`,
  );
});
