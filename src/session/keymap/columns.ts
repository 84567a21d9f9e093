// Keys for choosing the table's columns and their widths.
import type {Binding} from './binding.ts';

export const COLUMN_KEYS = [
  {
    id: 'columns',
    keys: ['c'],
    where: ['table'],
    help: 'Columns: which there are, and how wide',
    action: {type: 'take/open', what: 'columns'},
  },
  {
    id: 'columns.wider',
    keys: ['>'],
    where: ['table', 'columns'],
    help: 'Make the column wider',
    footer: ['wider', 3],
    action: {type: 'columns/width', by: 2},
  },
  {
    id: 'columns.narrower',
    keys: ['<'],
    where: ['table', 'columns'],
    help: 'Make the column narrower',
    action: {type: 'columns/width', by: -2},
  },
  {
    id: 'columns.reset',
    keys: ['0'],
    where: ['table', 'columns'],
    help: 'Make the column as wide as suits it; in their list, the usual columns again',
    action: {type: 'columns/reset'},
  },
  {
    id: 'columns.toggle',
    keys: ['space', 'enter'],
    where: ['columns'],
    help: 'Show this column, or hide it',
    footer: ['show, hide', 9],
    action: {type: 'columns/toggle'},
  },
] as const satisfies readonly Binding[];
