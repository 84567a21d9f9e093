// COPIES: one row a thing that can be copied, by its key. Each is text, an event to be read first, or the reason why not.
import {formatMicroTime} from '../../audit/time.ts';
import {isVisible, visible} from '../../audit/visible.ts';
import {cellsFor} from '../../export/format.ts';
import {TABLE_FORMAT} from '../../export/table.ts';
import {fieldText} from '../../query/names.ts';
import type {EventId, Row} from '../../source/source.ts';
import {CELLS, cellOf} from '../cells.ts';
import {currentContent} from '../detail-content.ts';
import {facetCursor, facetRows} from '../facet-rows.ts';
import type {Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {safe} from '../text/safe.ts';
import {columnOf} from '../update/table.ts';
import {commandOf} from './command.ts';

export type Copied = {readonly text: string} | {readonly event: EventId} | {readonly none: string};

const isRevealed = ({detail}: Session): boolean => detail.open && detail.reveal;

const NO_ROW: Copied = {none: 'There is no row under the cursor.'};

/** As a line of `audit-tui query -o table`, under its titles. */
export function rowText(row: Row, session: Pick<Session, 'zone'>, reveal: boolean): string {
  const options = {toTerminal: false, reveal, zone: session.zone};
  const known: readonly string[] = CELLS;
  const cells = cellsFor(TABLE_FORMAT, options).map(name =>
    name === 'stageTimestamp'
      ? row.id.time
      : known.includes(name)
        ? cellOf(row, name as (typeof CELLS)[number])
        : undefined,
  );
  const writer = TABLE_FORMAT.open(options);
  return writer.begin() + writer.item({row: {...row, cells}}) + writer.end();
}

const lineOfDetail = (session: Session) =>
  currentContent(session).content.at(session.detail.scroll[session.detail.tab].cursor, 1)[0];

/** What stands there, masked unless it is shown in clear. */
function valueUnderCursor(session: Session): string | undefined {
  const shown = (value: string | undefined) =>
    value === undefined || value === '' ? undefined : isRevealed(session) ? visible(value) : safe(value);
  if (session.focus === 'facets') {
    const rows = facetRows(session);
    const row = rows[facetCursor(rows, session.facets.spot)];
    return row?.part === 'value' ? shown(row.value) : undefined;
  }
  if (session.focus === 'detail') {
    const line = lineOfDetail(session);
    return shown(line?.body?.scalar ?? line?.value);
  }
  const row = currentRow(session.table);
  if (row === undefined) return undefined;
  const column = columnOf(session);
  // As they are read, not as they are kept.
  if (column.id === 'time') return row.id.time > 0 ? formatMicroTime(row.id.time) : undefined;
  return shown(column.id === 'took' ? column.text(row) : column.keeps(row)?.value);
}

const BODY = {request: 'requestObject', response: 'responseObject'} as const;

/** As the query language writes it, so that it can be pasted into a filter. */
function pathUnderCursor(session: Session): string | undefined {
  const {tab} = session.detail;
  if (session.focus !== 'detail') return undefined;
  const line = lineOfDetail(session);
  if (tab !== 'request' && tab !== 'response')
    return line?.path === undefined ? line?.field : visible(fieldText({kind: 'path', segments: line.path}));
  const path = line?.body?.path;
  if (path === undefined) return undefined;
  return visible(path === '' || path.startsWith('[') ? BODY[tab] + path : `${BODY[tab]}.${path}`);
}

export type CopySpec = {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly doc: string;
  readonly of: (session: Session) => Copied;
};

export const COPIES = [
  {
    id: 'row',
    key: 'r',
    title: 'the row',
    doc: 'as a line of a table',
    of: session => {
      const row = currentRow(session.table);
      return row === undefined ? NO_ROW : {text: rowText(row, session, isRevealed(session))};
    },
  },
  {
    id: 'event',
    key: 'j',
    title: 'the event',
    doc: 'as JSON, as it was logged; masked unless r shows its secrets',
    of: session => {
      const id = (session.detail.open ? session.detail.id : undefined) ?? currentRow(session.table)?.id;
      return id === undefined ? NO_ROW : {event: id};
    },
  },
  {
    id: 'query',
    key: 'q',
    title: 'the query',
    doc: 'the filter as it is',
    of: ({filter}) =>
      filter.text === '' ? {none: 'Nothing is filtered: there is no query to copy.'} : {text: filter.text},
  },
  {
    id: 'command',
    key: 'c',
    title: 'the command',
    doc: 'an audit-tui query line that prints these events',
    of: session => {
      const text = commandOf(session);
      return isVisible(text)
        ? {text}
        : {
            none: 'The command holds a control character, which a shell could obey while it is pasted: ^S exports instead.',
          };
    },
  },
  {
    id: 'value',
    key: 'v',
    title: 'the value',
    doc: 'under the cursor: a cell, a value of a facet, a line of the detail',
    of: session => {
      const text = valueUnderCursor(session);
      return text === undefined ? {none: 'There is no value under the cursor.'} : {text};
    },
  },
  {
    id: 'path',
    key: 'p',
    title: 'the path',
    doc: 'of the line of the detail, as filters write it',
    of: session => {
      const text = pathUnderCursor(session);
      return text === undefined ? {none: 'Only a line of an open request has a path.'} : {text};
    },
  },
] as const satisfies readonly CopySpec[];
