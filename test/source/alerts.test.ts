// Alerts of Falco and events of the API server in one index, through files, as the explorer reads them.
import {mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isExactNumber} from '../../src/audit/exact-json.ts';
import {formatMicroTime} from '../../src/audit/time.ts';
import {EVERYTHING, type Expr} from '../../src/query/ast.ts';
import {parse} from '../../src/query/parse.ts';
import {openLocal} from '../../src/source/open.ts';
import {type Source, TIME_ORDER} from '../../src/source/source.ts';
import {event, TEN_PAST} from '../support/events.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const exprOf = (text: string): Expr => {
  const parsed = parse(text, {now: TEN_PAST, zone: 'utc'});
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expr;
};

async function withSource<T>(paths: readonly string[], use: (source: Source) => Promise<T>): Promise<T> {
  const source = await openLocal(paths, {follow: false});
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

const auditLine = (n: number) =>
  JSON.stringify(
    event({
      auditID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      requestReceivedTimestamp: formatMicroTime(TEN_PAST + n),
      stageTimestamp: formatMicroTime(TEN_PAST + n),
    }),
  );
const alertLine = (n: number, priority = 'Notice') => {
  const time = `${formatMicroTime(TEN_PAST + n).slice(0, -1)}763Z`;
  const nanos = `${TEN_PAST + n}763`;
  return `{"output":"x","output_fields":{"evt.time":${nanos},"k8s.pod.name":"webapp-pod"},"priority":"${priority}","rule":"R${n % 3}","source":"syscall","time":"${time}"}`;
};

const COUNT = 3000;
const mixed = Array.from({length: COUNT}, (_, n) =>
  n % 7 === 3 ? alertLine(n, n % 2 ? 'Error' : 'Debug') : auditLine(n),
);
const ALERTS = mixed.filter(line => line.startsWith('{"output"')).length;

describe('lines of both kinds in one file', () => {
  const count = (query: string, stages: 'all' | 'latest' = 'latest') =>
    withSource([write('mixed.log', `${mixed.join('\n')}\n`)], async source => {
      const page = await source.rows({where: exprOf(query), stages}, {order: TIME_ORDER, limit: 0, cells: []});
      return page.total;
    });

  test.each<[query: string, rows: number]>([
    ['', COUNT],
    ['stage:alert', ALERTS],
    ['has:rule', ALERTS],
    ['-has:priority', COUNT - ALERTS],
    ['priority:error..', mixed.filter(line => line.includes('"Error"')).length],
    ['priority:<error', mixed.filter(line => line.includes('"Debug"')).length],
    ['rule:R0', mixed.filter(line => line.includes('"R0"')).length],
    ['name:webapp-pod', COUNT],
    ['level:metadata', COUNT - ALERTS],
    ['alert.fields["k8s.pod.name"]:webapp*', ALERTS],
  ])('%j finds %i', async (query, rows) => {
    expect(await count(query)).toBe(rows);
    expect(await count(query, 'all')).toBe(rows);
  });

  test('are counted apart, and no column of an event is touched by an alert', async () => {
    await withSource([write('mixed.log', `${mixed.join('\n')}\n`)], async source => {
      const cells = ['rule', 'priority', 'verb', 'output', 'tags', 'hostname', 'alertSource'] as const;
      const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: COUNT, cells});
      expect(source.about()).toMatchObject({events: COUNT, alerts: ALERTS, problems: []});
      for (const [n, row] of rows.entries()) {
        const isAlert = mixed[n]!.startsWith('{"output"');
        expect(row.cells).toEqual(
          isAlert
            ? [`R${n % 3}`, n % 2 ? 'Error' : 'Debug', undefined, 'x', undefined, undefined, 'syscall']
            : [undefined, undefined, 'delete', undefined, undefined, undefined, undefined],
        );
        expect(row.stages).toEqual([isAlert ? 'Alert' : 'ResponseComplete']);
      }
    });
  });

  test('an alert is read again with all its digits', async () => {
    await withSource([write('mixed.log', `${mixed.join('\n')}\n`)], async source => {
      const {rows} = await source.rows(
        {where: exprOf('stage:alert'), stages: 'all'},
        {order: TIME_ORDER, limit: 1, cells: []},
      );
      const {event: read, raw, form} = await source.event(rows[0]!.id);
      const nanos = read.alert?.fields?.['evt.time'];
      expect(isExactNumber(nanos) && nanos.rawJSON).toBe(`${TEN_PAST + 3}763`);
      expect({raw, form}).toEqual({raw: mixed[3], form: 'Falco'});
    });
  });

  test('priorities sort by what they mean', async () => {
    const lines = ['Warning', 'Debug', 'Emergency', 'Error'].map((priority, n) => alertLine(n, priority));
    await withSource([write('sorted.json', `${lines.join('\n')}\n`)], async source => {
      const order = {field: 'priority', descending: false} as const;
      const page = await source.rows({where: EVERYTHING, stages: 'all'}, {order, limit: 9, cells: ['priority']});
      expect(page.rows.map(({cells}) => cells[0])).toEqual(['Debug', 'Warning', 'Error', 'Emergency']);
    });
  });
});

test('text alerts are of the day on which their file was last written, and stay so when they are read again', async () => {
  const text = ['23:59:58.000000001', '00:00:02.000000002'].map(clock => `${clock}: Warning A shell (user=root)\n`);
  const path = write('falco.txt', text.join(''));
  const written = new Date('2026-11-20T00:00:05Z');
  utimesSync(path, written, written);
  await withSource([path], async source => {
    const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 9, cells: []});
    utimesSync(path, new Date(), new Date());
    const details = await Promise.all(rows.map(({id}) => source.event(id)));
    expect(details.map(({event: read}) => read.alert?.time)).toEqual([
      '2026-11-19T23:59:58.000000001Z',
      '2026-11-20T00:00:02.000000002Z',
    ]);
    expect(details.map(({event: read}) => read.auditID)).toEqual(rows.map(({id}) => id.auditID));
    expect(details[0]?.event.alert?.dateFrom).toBe('when its file was last written');
    expect(source.about()).toMatchObject({events: 2, alerts: 2, problems: []});
  });
});
