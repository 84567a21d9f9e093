// Choosing columns and their widths: in the table the column of the cursor, in the list the one under its cursor.
import {freed, resized, toggled, USUAL} from '../chosen.ts';
import {COLUMNS, type Column, type ColumnId} from '../columns.ts';
import type {Session} from '../session.ts';
import {noticed} from '../take/change.ts';
import {placedColumns} from './table.ts';

export type ColumnsAction =
  /** The one under the cursor, unless it says which. */
  | {readonly type: 'columns/toggle'; readonly id?: ColumnId}
  | {readonly type: 'columns/width'; readonly by: number}
  /** As wide as suits its content; in the list, all as at first. */
  | {readonly type: 'columns/reset'};

export const isColumnsAction = (action: {readonly type: string}): action is ColumnsAction =>
  action.type.startsWith('columns/');

const IDS: readonly ColumnId[] = COLUMNS.map(({id}) => id);

const columnUnder = ({overlay, table}: Session): Column | undefined =>
  (COLUMNS as readonly Column[]).find((column, at) =>
    overlay?.kind === 'columns' ? at === overlay.scroll.cursor : column.id === table.column,
  );

/** The cursor of the table stands on a column that is there. */
function settled(session: Session): Session {
  const {chosen, table} = session;
  if (!chosen.hidden.has(table.column)) return session;
  const column = IDS.find(id => !chosen.hidden.has(id))!;
  return {...session, table: {...table, column}};
}

function toggle(session: Session, id: ColumnId | undefined): Session {
  const column = id === undefined ? columnUnder(session) : (COLUMNS as readonly Column[]).find(each => each.id === id);
  if (column === undefined) return session;
  const chosen = toggled(session.chosen, column.id, IDS);
  if (chosen === undefined) return noticed(session, 'One column has to stay.', 'warn');
  return settled({...session, chosen});
}

function widen(session: Session, by: number): Session {
  const column = columnUnder(session);
  if (column === undefined) return session;
  if (column.id === 'time') return noticed(session, 'The time is as wide as its text.');
  const width = placedColumns(session).find(placed => placed.column.id === column.id)?.width;
  if (width === undefined)
    return noticed(session, `There is no room for ${column.title} on this screen, or it is hidden.`);
  return {...session, chosen: resized(session.chosen, column.id, width + by)};
}

function reset(session: Session): Session {
  if (session.overlay?.kind === 'columns')
    return noticed(settled({...session, chosen: USUAL}), 'The usual columns, as wide as suits their content.');
  const column = columnUnder(session);
  if (column === undefined) return session;
  const next = {...session, chosen: freed(session.chosen, column.id)};
  return noticed(next, `${column.title} is as wide as suits its content.`);
}

export function updateColumns(session: Session, action: ColumnsAction): Session {
  switch (action.type) {
    case 'columns/toggle':
      return toggle(session, action.id);
    case 'columns/width':
      return widen(session, action.by);
    case 'columns/reset':
      return reset(session);
  }
}
