// docs/query.md is the reference: its tables come from the code, and what it shows as an example must work.
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {FIELDS} from '../../src/audit/fields.ts';
import {fieldsTable, queryErrorsTable} from '../../src/query/docs.ts';
import {ERRORS} from '../../src/query/errors.ts';
import {TOP_KEYS} from '../../src/query/names.ts';
import {exprOf} from './samples.ts';

const PAGE = readFileSync(new URL('../../docs/query.md', import.meta.url), 'utf8');

const generated = (name: string) =>
  new RegExp(`<!-- generated:${name} -->\\s*([\\s\\S]*?)\\s*<!-- /generated -->`).exec(PAGE)?.[1];

const cells = (line: string) => line.slice(2, -2).split(' | ');
const rowsAfter = (head: string) =>
  PAGE.slice(PAGE.indexOf(head))
    .split('\n\n')[0]!
    .split('\n')
    .slice(2)
    .filter(line => line.startsWith('|'));

describe('docs/query.md', () => {
  test.each([
    ['fields', fieldsTable()],
    ['query-errors', queryErrorsTable()],
  ])('has the current table of %s', (name, table) => {
    expect(generated(name)).toBe(table);
  });

  test.each(rowsAfter('| Write | It finds').map(line => [cells(line).at(-1)!.replace(/^`|`$/g, '')]))(
    'its example %s parses',
    example => {
      expect(exprOf(example)).not.toEqual({kind: 'and', of: []});
    },
  );

  test('its moments parse', () => {
    const moments = rowsAfter('| Write | Means').flatMap(line => [...cells(line)[0]!.matchAll(/`([^`]+)`/g)]);
    expect(moments.length).toBeGreaterThan(12);
    for (const [, moment] of moments) expect(exprOf(`since:${moment}`)).toMatchObject({kind: 'time'});
  });

  test('its example queries parse, and all keys of the event are named', () => {
    const paths = PAGE.split('## Paths')[1]!
      .split('##')[0]!
      .split('\n')
      .filter(line => line.startsWith('    '));
    expect(paths.length).toBe(4);
    for (const line of paths) expect(exprOf(line)).toMatchObject({field: {kind: 'path'}});
    for (const key of TOP_KEYS) expect(PAGE).toContain(`\`${key}\``);
  });
});

test('the tables have a row for each field and each error, and no cell breaks them', () => {
  expect(fieldsTable().split('\n')).toHaveLength(FIELDS.length + 2);
  expect(queryErrorsTable().split('\n')).toHaveLength(ERRORS.length + 2);
  for (const line of [...fieldsTable().split('\n'), ...queryErrorsTable().split('\n')]) {
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
  }
});
