// What a Source must answer, by the words of its interface: a filter over parsed events, in plain JavaScript.
import type {AuditEvent} from '../../src/audit/event.ts';
import {ROW_STAGES} from '../../src/audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../src/audit/fields.ts';
import {folded, nameOf} from '../../src/index/tally.ts';
import {asksForStage, type Expr, without} from '../../src/query/ast.ts';
import {matches} from '../../src/query/evaluate.ts';
import type {Order, TallyField, View} from '../../src/source/source.ts';

/** What tells requests apart. */
export const requestOf = (e: AuditEvent) => `${e.auditID} ${e.requestReceivedTimestamp}`;

/** A field as a cell has it: an empty list is no value. */
export function cellOf(event: AuditEvent, name: FieldName): FieldValue {
  const value = fieldOf(name).read(event);
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

export const timeOf = (event: AuditEvent): number => {
  const time = fieldOf('stageTimestamp').read(event);
  return typeof time === 'number' ? time : Number.NEGATIVE_INFINITY;
};

export const isFailed = (event: AuditEvent) => (event.responseStatus?.code ?? 0) >= 400 || event.stage === 'Panic';

const inWindow = ({from, to}: View, time: number) =>
  (from === undefined && to === undefined) ||
  (time > Number.NEGATIVE_INFINITY && time >= (from ?? -Infinity) && time < (to ?? Infinity));

/** Indices of the rows of a view, by time; those of one moment in no order that means anything. */
export function rowsOf(events: readonly AuditEvent[], view: View): readonly number[] {
  const {where, stages} = view;
  const later = (a: number, b: number) =>
    ROW_STAGES.indexOf(events[a]!.stage) - ROW_STAGES.indexOf(events[b]!.stage) ||
    timeOf(events[a]!) - timeOf(events[b]!) ||
    a - b;
  const latestOf = (rows: readonly number[]) => {
    const latest = new Map<string, number>();
    for (const row of rows) {
      const key = requestOf(events[row]!);
      const before = latest.get(key);
      if (before === undefined || later(row, before) > 0) latest.set(key, row);
    }
    return [...latest.values()];
  };
  const all = events.map((_, row) => row);
  const byEvent = stages === 'all' || asksForStage(where);
  const hits = (byEvent ? all : latestOf(all)).filter(
    row => inWindow(view, timeOf(events[row]!)) && matches(where, events[row]!),
  );
  const rows = byEvent && stages === 'latest' ? latestOf(hits) : hits;
  return rows.sort((a, b) => timeOf(events[a]!) - timeOf(events[b]!) || a - b);
}

/** What an order sorts by: rows that are equal in it are ties. */
export function sortKey(
  event: AuditEvent,
  {field}: Order,
): readonly [absent: boolean, value: string | number, time: number] {
  if (field === 'stageTimestamp') return [false, timeOf(event), 0];
  const spec = fieldOf(field);
  const value = spec.read(event);
  const time = timeOf(event);
  if (value === undefined || typeof value === 'object') return [true, 0, time];
  const rank = spec.values?.indexOf(String(value));
  return rank === undefined ? [false, value, time] : [rank === -1, rank, time];
}

/** Absent values last; equal values by time, which only goes backwards where it is what is sorted by. */
export function compareKeys(a: ReturnType<typeof sortKey>, b: ReturnType<typeof sortKey>, descending: boolean): number {
  if (a[0] !== b[0]) return a[0] ? 1 : -1;
  if (!a[0] && a[1] !== b[1]) return (a[1] < b[1] ? -1 : 1) * (descending ? -1 : 1);
  return a[2] - b[2];
}

const listed = (value: FieldValue): readonly (string | undefined)[] =>
  value === undefined || (typeof value === 'object' && value.length === 0)
    ? [undefined]
    : typeof value === 'object'
      ? [...new Set(value)]
      : [String(value)];

/** Values and their counts, in the order of a facet. */
export function facetOf(events: readonly AuditEvent[], view: View, field: FieldName) {
  const where: Expr = without(view.where, field);
  const counts = new Map<string | undefined, number>();
  for (const row of rowsOf(events, {...view, where, stages: field === 'stage' ? 'all' : view.stages}))
    for (const value of listed(fieldOf(field).read(events[row]!))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({value, count}))
    .sort(
      (a, b) => b.count - a.count || (a.value === undefined ? 1 : b.value === undefined || a.value < b.value ? -1 : 1),
    );
}

/** Every combination of one element of each list. */
const combinations = (lists: readonly (readonly (string | undefined)[])[]) =>
  lists.reduce<(string | undefined)[][]>((done, list) => done.flatMap(key => list.map(value => [...key, value])), [[]]);

const nearestRank = (sorted: readonly number[], share: number) =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];

/** Groups by the text of their key. */
export function groupsOf(events: readonly AuditEvent[], view: View, by: readonly FieldName[]) {
  const found = new Map<string, {count: number; failed: number; took: number[]}>();
  for (const row of rowsOf(events, view)) {
    const event = events[row]!;
    for (const key of combinations(by.map(name => listed(fieldOf(name).read(event))))) {
      const text = JSON.stringify(key.map(value => value ?? null));
      const group = found.get(text) ?? {count: 0, failed: 0, took: []};
      found.set(text, group);
      group.count++;
      if (isFailed(event)) group.failed++;
      const took = fieldOf('took').read(event);
      if (typeof took === 'number') group.took.push(took);
    }
  }
  return new Map(
    [...found].map(([text, {count, failed, took}]) => {
      const sorted = took.sort((a, b) => a - b);
      return [
        text,
        {count, failed, p50: nearestRank(sorted, 0.5), p90: nearestRank(sorted, 0.9), p99: nearestRank(sorted, 0.99)},
      ];
    }),
  );
}

/** Rows by the text of their key. */
export function talliesOf(events: readonly AuditEvent[], view: View, by: readonly TallyField[]) {
  const found = new Map<string, number[]>();
  for (const row of rowsOf(events, view)) {
    const key = by.map(field => folded(field, cellOf(events[row]!, nameOf(field))));
    const text = JSON.stringify(key.map(value => value ?? null));
    found.set(text, [...(found.get(text) ?? []), row]);
  }
  return found;
}
