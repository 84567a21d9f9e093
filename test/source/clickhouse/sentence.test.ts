// What went wrong with a server, as one sentence.
import {expect, test} from 'vitest';
import {sentenceOf} from '../../../src/source/clickhouse/sentence.ts';

const ADDRESS = {host: 'h', port: 8443, secure: true, database: 'd', table: 't'};
const failure = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : {code});

test.each<[string, unknown, string]>([
  ['nobody there', failure('connect ECONNREFUSED', 'ECONNREFUSED'), 'is not reached: nothing listens there'],
  ['several ways, none of them', new AggregateError([failure('x', 'ECONNREFUSED')], ''), 'nothing listens there'],
  ['a cause', new Error('fetch failed', {cause: failure('x', 'ENOTFOUND')}), 'there is no host of that name'],
  ['TLS where there is none', failure('wrong version', 'EPROTO'), 'add ?secure=false'],
  ['an unknown authority', failure('self-signed', 'SELF_SIGNED_CERT_IN_CHAIN'), 'CLICKHOUSE_CA'],
  ['a time limit of the client', failure('Timeout error.'), 'it does not answer'],
  ['a time limit of the server', failure('Timeout exceeded: elapsed 5 s', '159'), 'took longer than the server allows'],
  ['too much memory', failure('Memory limit exceeded', '241'), 'needs more memory'],
  ['a wrong password', failure('me: Authentication failed', '516'), 'refuses this user or the password'],
  ['anything else', failure('Strange thing. In query SELECT secret', '999'), 'says: Strange thing (code 999)'],
  ['no error at all', 'what', 'says: what'],
])('%s', (_, error, sentence) => {
  const told = sentenceOf(error, ADDRESS);
  expect(told).toContain(sentence);
  expect(told).toMatch(/^ClickHouse at h:8443[ :]/);
  expect(told).not.toContain('secret');
});

test('is safe for a terminal, and short', () => {
  const told = sentenceOf(failure(`\u001b[31m${'x'.repeat(5000)}`), ADDRESS);
  expect(told).not.toContain('\u001b');
  expect(told.length).toBeLessThan(400);
});
