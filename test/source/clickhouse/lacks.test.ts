import {expect, test} from 'vitest';
import {detect} from '../../../src/source/clickhouse/detect.ts';
import {lacksOf} from '../../../src/source/clickhouse/lacks.ts';
import {ident} from '../../../src/source/clickhouse/sql.ts';

const COLUMNS = [
  {name: 'ts', type: 'DateTime64(6)'},
  {name: 'audit_id', type: 'String'},
  {name: 'stage', type: 'String'},
  {name: 'verb', type: 'String'},
];

const lacksWith = (...more: {readonly name: string; readonly type: string}[]) => {
  const found = detect(ident('audit'), [...COLUMNS, ...more]);
  if (!found.ok) throw new Error(found.message);
  return lacksOf(found.layout);
};

test('a table of whole events lacks files and alerts', () => {
  const {lacks, unknown} = lacksWith({name: 'event', type: 'String'});
  expect(Object.keys(lacks!)).toEqual(['files', 'alerts']);
  expect(unknown).toBeUndefined();
});

test('one of columns alone lacks bodies, and the fields that have none', () => {
  const {lacks, unknown} = lacksWith({name: 'user', type: 'String'});
  expect(Object.keys(lacks!)).toEqual(['files', 'alerts', 'bodies']);
  expect(unknown).toEqual(expect.arrayContaining(['level', 'userAgent', 'responseStatus.code']));
  for (const known of ['verb', 'user.username', 'stageTimestamp', 'took', 'file', 'rule'])
    expect(unknown).not.toContain(known);
});
