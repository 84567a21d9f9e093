// The questions of a screen, of ClickHouse beside the local index, at several sizes in one table.
import {measure} from './child.ts';
import type {Answers, Measured, Timed} from './measure-clickhouse.ts';
import {ms, printTable} from './print.ts';

type Pair = {readonly server: Measured; readonly index: Measured};

const cells = (timed: Timed | undefined): readonly string[] =>
  timed === undefined ? ['', ''] : [ms(timed.ms), ms(timed.cpu)];

const grouped = (value: number) => Math.round(value).toLocaleString('en-US');
const mb = (bytes: number) => `${grouped(bytes / 1e6)} MB`;

/** A row for each question: of each size what the server took and what the index did, by the clock and by the processor. */
export async function fleet(logs: readonly string[]): Promise<void> {
  const pairs: Pair[] = [];
  for (const log of logs) {
    const server = await measure<Measured>('measure-clickhouse.ts', ['server', log]);
    const index = await measure<Measured>('measure-clickhouse.ts', ['index', log]);
    pairs.push({server, index});
  }
  const row = (name: string, of: (measured: Measured) => Timed | undefined) => [
    name,
    ...pairs.flatMap(({server, index}) => [...cells(of(server)), ...cells(of(index))]),
  ];
  const rowsOf = (unit: string, answers: (measured: Measured) => Answers) =>
    Object.keys(answers(pairs[0]!.server)).map(name => row(`${name}, ${unit}`, of => answers(of)[name]));
  printTable('The same log in ClickHouse and in the index: rows are requests, or events', [
    ['', ...pairs.flatMap(({server}) => [`ClickHouse, ${grouped(server.events)}`, 'processor', 'index', 'processor'])],
    ...rowsOf('requests', ({requests}) => requests),
    ...rowsOf('events', ({all}) => all),
    row('all of it loaded', ({load}) => load),
    [
      'it takes',
      ...pairs.flatMap(({server, index}) => [`${mb(server.bytes)} of disk`, '', `${mb(index.bytes)} of memory`, '']),
    ],
    [
      'audit-tui load, events a second',
      ...pairs.flatMap(({server: {loadRate}}) => [grouped(loadRate?.ms ?? 0), grouped(loadRate?.cpu ?? 0), '', '']),
    ],
  ]);
}
