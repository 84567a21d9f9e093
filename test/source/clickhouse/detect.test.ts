// What a table is found to be, from its columns alone.
import {describe, expect, test} from 'vitest';
import type {FieldName} from '../../../src/audit/fields.ts';
import {type Column, type DetectOptions, detect} from '../../../src/source/clickhouse/detect.ts';
import {ident, statement} from '../../../src/source/clickhouse/sql.ts';
import {COLUMNS} from '../../../src/source/clickhouse/table.ts';

const columns = (text: string): readonly Column[] =>
  text
    .trim()
    .split('\n')
    .map(line => {
      const [name = '', ...type] = line.trim().split(' ');
      return {name, type: type.join(' ')};
    });

const RECOMMENDED: readonly Column[] = [
  {name: 'event', type: 'String'},
  {name: 'place', type: 'UInt64'},
  ...COLUMNS.map(({name, type}) => ({name, type})),
];

const found = (list: readonly Column[], options?: DetectOptions) => {
  const detected = detect(ident('t'), list, options);
  if (!detected.ok) throw new Error(detected.message);
  return detected;
};

const written = (list: readonly Column[], name: FieldName, options?: DetectOptions) => {
  const field = found(list, options).layout.fields.get(name);
  return field === undefined ? undefined : `${field.isColumn ? 'column' : 'event'} ${statement(field.sql).query}`;
};

describe('a table', () => {
  test('with the columns of ours is the recommended one, and every field but the latency is a column of it', () => {
    const {layout, timeToCheck} = found(RECOMMENDED);
    expect([layout.kind, timeToCheck]).toEqual(['recommended', undefined]);
    expect([...layout.fields].filter(([, field]) => !field.isColumn)).toEqual([]);
    expect(statement(layout.place).query).toBe('`place`');
  });

  test('with one text column is read out of the event', () => {
    const {layout} = found(columns('line String'));
    expect(layout.kind).toBe('raw');
    expect(statement(layout.auditID).query).toBe("JSONExtractString(`line`, 'auditID')");
  });

  const HOME = columns(`
    ts DateTime64(3)
    audit_id UUID
    Stage LowCardinality(String)
    userName Nullable(String)
    status_code UInt16
    groups Array(LowCardinality(String))
    message String
    event String
  `);

  test.each<[FieldName, string]>([
    ['auditID', "column ifNull(toString(`audit_id`), '')"],
    ['stage', 'column `Stage`'],
    ['user.username', "column ifNull(toString(`userName`), '')"],
    ['responseStatus.code', 'column nullIf(toFloat64(`status_code`), 0)'],
    ['user.groups', 'column `groups`'],
    ['responseStatus.message', 'column `message`'],
    ['verb', "event JSONExtractString(`event`, 'verb')"],
  ])('made at home has %s as %s', (name, sql) => {
    expect(written(HOME, name)).toBe(sql);
  });

  test('made at home has its time checked against the event', () => {
    expect(found(HOME).timeToCheck).toBeDefined();
    expect(written(HOME, 'stageTimestamp', {timeFromEvent: true})).toMatch(/^event /);
  });

  test('what the config file says goes before any guess', () => {
    const options = {overrides: {verb: 'message', event: 'event', user: 'Stage'}};
    expect(written(HOME, 'verb', options)).toBe('column `message`');
    expect(written(HOME, 'user.username', options)).toBe('column `Stage`');
  });

  test.each<[string, readonly Column[], DetectOptions, string]>([
    [
      'a column of the config file that is not there',
      HOME,
      {overrides: {verb: 'action'}},
      'verb names the column action',
    ],
    ['neither an event nor an auditID', columns('time DateTime\nstage String'), {}, 'no column for audit id'],
    ['a column that holds no events after all', columns('event String'), {withoutWhole: true}, 'no column for'],
  ])('with %s is refused', (_, list, options, message) => {
    expect(detect(ident('t'), list, options)).toMatchObject({ok: false, message: expect.stringContaining(message)});
  });

  test('without whole events knows only its columns', () => {
    const {layout} = found(columns('time DateTime64(6)\naudit_id String\nstage String\nverb String'));
    expect([layout.raw, layout.fields.has('verb'), layout.fields.has('userAgent')]).toEqual([undefined, true, false]);
  });

  test('otel_logs is many logs: only rows that are audit events count, and its other columns are no fields', () => {
    const {layout} = found(
      columns(
        'Timestamp DateTime64(9)\nServiceName String\nBody String\nLogAttributes Map(String, String)\nResource String',
      ),
    );
    expect(layout.kind).toBe('otel');
    expect(statement(layout.where).query).toContain("position(`Body`, 'audit.k8s.io/')");
    expect(layout.fields.get('objectRef.resource')?.isColumn).toBe(false);
  });
});
