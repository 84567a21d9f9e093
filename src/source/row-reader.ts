// Rows of the index as those of a source: their ids, and the values of some fields.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {RowId} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import type {EventId, Row} from './source.ts';

export function idOfRow({table}: Store, row: RowId): EventId {
  const time = table.stageTime.at(row);
  return {
    time: time === Number.NEGATIVE_INFINITY ? 0 : time,
    auditID: table.auditID.at(row),
    stage: table.stage(row),
    place: String(row),
  };
}

function stagesOf({requests, table}: Store, row: RowId): Row['stages'] {
  const rows = requests.rowsOf(row);
  return rows.length === 1 ? [table.stage(row)] : [...new Set(rows.map(other => table.stage(other)))];
}

/** What reads rows, or `values` alone: worked out once for very many of them. */
export function rowReader(store: Store, cells: readonly FieldName[]) {
  const {table} = store;
  const fields = cells.map(fieldOf);
  /** Fields that an event may have to be read for. */
  const maybe = fields.filter(({name, column}) => !column || table.coded.get(name)?.unindexed.isEmpty === false);
  const isOutside = (row: RowId, name: FieldName, column: boolean) => !column || table.isUnindexed(row, name);
  const values = (row: RowId): readonly FieldValue[] => {
    if (!maybe.some(({name, column}) => isOutside(row, name, column))) return cells.map(name => table.value(row, name));
    const {event} = store.detail(row);
    return fields.map(({name, column, read}) => {
      if (!isOutside(row, name, column)) return table.value(row, name);
      const value = read(event);
      return typeof value === 'object' && value.length === 0 ? undefined : value;
    });
  };
  const read = (row: RowId): Row => ({id: idOfRow(store, row), stages: stagesOf(store, row), cells: values(row)});
  return {values, read};
}
