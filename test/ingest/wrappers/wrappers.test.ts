import {describe, expect, test} from 'vitest';
import {exactText, readRecord} from '../../../src/ingest/record.ts';
import {SAMPLE_EVENT, SAMPLE_LINE} from '../../../src/ingest/wrappers/sample.ts';
import type {Wrapper} from '../../../src/ingest/wrappers/wrapper.ts';
import {formsTable, WRAPPERS} from '../../../src/ingest/wrappers/wrappers.ts';

type FormName = (typeof WRAPPERS)[number]['name'];

const second = {...SAMPLE_EVENT, auditID: 'second'};
const json = JSON.stringify;

describe('WRAPPERS', () => {
  test('names are unique', () => {
    expect(new Set(WRAPPERS.map(({name}) => name)).size).toBe(WRAPPERS.length);
  });

  test.each<Wrapper>(WRAPPERS)('$name is documented, and its sample is one record with the sample event', row => {
    expect(row.doc).toMatch(/^[A-Z].{20,}\.$/);
    expect(row.doc).not.toContain('|');
    expect(row.sample).not.toContain('\n');
    const {form, items, problems} = readRecord(row.sample);
    expect({form, problems}).toEqual({form: row.name, problems: []});
    expect(items).toHaveLength(1);
    const {kind: _kind, apiVersion: _apiVersion, ...item} = SAMPLE_EVENT;
    expect(items[0]).toMatchObject(item);
    expect(JSON.parse(exactText(row.sample, 0))).toMatchObject({
      ...item,
      ...(row.name === 'viaq' ? {level: 'default'} : {}),
    });
  });

  test('the table for the docs has a row for each', () => {
    expect(formsTable().trimEnd().split('\n')).toHaveLength(WRAPPERS.length + 2);
  });
});

/** Of each form, what is not in its sample. */
const CLAIMS: Readonly<
  Record<FormName, readonly (readonly [claim: string, record: string, ids: readonly string[]])[]>
> = {
  event: [
    ['without kind and apiVersion', json({...second, kind: undefined, apiVersion: undefined}), ['second']],
    ['with unknown keys', json({...second, future: {x: 1}}), ['second']],
    ['with keys in another order', json(Object.fromEntries(Object.entries(second).reverse())), ['second']],
  ],
  viaq: [
    ['of the OpenShift API server', json({...second, level: 'default', openshift_audit_level: 'Request'}), ['second']],
  ],
  EventList: [
    ['with several items', json({kind: 'EventList', items: [SAMPLE_EVENT, second]}), [SAMPLE_EVENT.auditID, 'second']],
  ],
  'AKS records': [
    [
      'with several entries, text and object',
      json({
        records: [{properties: {log: json(second)}}, {category: 'kube-audit-admin', properties: {log: SAMPLE_EVENT}}],
      }),
      ['second', SAMPLE_EVENT.auditID],
    ],
  ],
  AKS: [['with the log as an object', json({category: 'kube-audit', properties: {log: second}}), ['second']]],
  OTLP: [
    [
      'with several records',
      json({
        resourceLogs: [
          {scopeLogs: [{logRecords: [{body: {stringValue: json(second)}}, {body: {stringValue: SAMPLE_LINE}}]}]},
          {scopeLogs: [{logRecords: [{body: {stringValue: json(second)}}]}]},
        ],
      }),
      ['second', SAMPLE_EVENT.auditID, 'second'],
    ],
  ],
  CloudWatch: [
    [
      'with several messages',
      json({events: [{message: json(second)}, {message: SAMPLE_LINE}]}),
      ['second', SAMPLE_EVENT.auditID],
    ],
  ],
  message: [['of Filebeat, whose log is an object', json({message: json(second), log: {offset: 1}}), ['second']]],
  log: [['of Fluent Bit, without a newline in it', json({date: 1795255331.3, log: json(second)}), ['second']]],
  array: [
    ['of events', json([SAMPLE_EVENT, second]), [SAMPLE_EVENT.auditID, 'second']],
    ['of wrapped events', json([{log: json(second)}, [{items: [second]}]]), ['second', 'second']],
  ],
  prefixed: [
    ['by aws logs tail', `2026-11-20T10:02:11+00:00 kube-apiserver-audit-9001 ${json(second)}`, ['second']],
    ['by a node name', `master-0.example ${json(second)}`, ['second']],
    ['by syslog', `<14>Nov 20 10:02:11 master-0 audit[7]: ${json(second)}`, ['second']],
    [
      'before keys in another order',
      `master-0 {"annotations":{},${json(second)
        .slice(1)
        .replace(/,"annotations".*/, '}')}`,
      ['second'],
    ],
    ['by CRI before a wrapper', `2026-11-20T10:02:11Z stdout F ${json({items: [second]})}`, ['second']],
  ],
};

describe.each(Object.entries(CLAIMS))('%s', (name, claims) => {
  test.each(claims)('%s', (_claim, record, ids) => {
    const {form, items, problems} = readRecord(record);
    expect({form, ids: items.map(({auditID}) => auditID), problems}).toEqual({form: name, ids, problems: []});
    expect(ids.map((_, i) => JSON.parse(exactText(record, i)).auditID)).toEqual(ids);
  });
});

test('viaq gives the level of the event, not that of the collector', () => {
  const text = json({...second, level: 'default', openshift_audit_level: 'Request'});
  expect(readRecord(text).items[0]?.level).toBe('Request');
});

test('AKS counts entries of other logs', () => {
  const text = json({
    records: [
      {category: 'kube-apiserver', properties: {log: 'I1023 …'}},
      {category: 'guard', properties: {log: '{}'}},
    ],
  });
  const {items, problems} = readRecord(text);
  expect(items).toEqual([]);
  expect(problems).toEqual([
    {code: 'OTHER_LOG', reason: 'an entry of category "kube-apiserver", not kube-audit'},
    {code: 'OTHER_LOG', reason: 'an entry of category "guard", not kube-audit'},
  ]);
});
