// The rules themselves are tested through redact.test.ts, each with its samples.
import {describe, expect, test} from 'vitest';
import {isSecretName} from '../../src/audit/redact-names.ts';
import {REDACTIONS, redactionsTable} from '../../src/audit/redactions.ts';

test('the table for the docs has a line a rule, in which no cell is broken', () => {
  const lines = redactionsTable().split('\n');
  expect(lines).toHaveLength(REDACTIONS.length + 2);
  for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
});

describe('isSecretName', () => {
  test.each<[name: string, is: boolean]>([
    ['DB_PASSWORD', true],
    ['apiKey', true],
    ['API-KEY', true],
    ['aws_secret_access_key', true],
    ['GITHUB_TOKEN', true],
    ['.dockerconfigjson', true],
    ['PWD', false],
    ['TOKEN_FILE', false],
    ['secretName', false],
    ['passwordSecretRef', false],
    ['AUTHOR', false],
    ['replicas', false],
  ])('%s: %s', (name, is) => {
    expect(isSecretName(name)).toBe(is);
  });
});
