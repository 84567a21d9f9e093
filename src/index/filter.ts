// Terms that columns alone can answer. A predicate on a coded field is asked once for each distinct value, then the codes
// of the column pick from the answers.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Expr, FieldRef} from '../query/ast.ts';
import {compileValue, type FieldTerm} from '../query/value.ts';
import {type Codes, SEGMENT_BITS, SEGMENT_ROWS} from './column.ts';
import {emptySet, type RowId, type RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';

/** A leaf of the AST. */
export type Term = Exclude<Expr, {readonly kind: 'and' | 'or' | 'not'}>;

const columnName = (field: FieldRef): FieldName | undefined =>
  field.kind === 'field' && fieldOf(field.name).column ? field.name : undefined;

/** Whether `term` needs no event to be read. */
export function isColumnTerm(term: Term): boolean {
  switch (term.kind) {
    case 'time':
      return true;
    case 'text':
    case 'regex':
      return false;
    default:
      return columnName(term.field) !== undefined;
  }
}

/** For each code of the column, 1 if its value satisfies `term`. */
function acceptedCodes(term: FieldTerm, column: CodedField): Uint8Array {
  const compiled = compileValue(term);
  const isNumber = column.field.kind === 'number';
  const test = (value: FieldValue) => compiled(isNumber && value !== undefined ? Number(value) : value);
  const accepted = new Uint8Array(column.dictionary.size);
  accepted[0] = test(undefined) ? 1 : 0;
  const values = column.kind === 'list' ? column.dictionary.lists : column.dictionary.values;
  for (let code = 1; code < accepted.length; code++) accepted[code] = test(values[code]!) ? 1 : 0;
  return accepted;
}

function pickCodes(codes: Codes, accepted: Uint8Array, rows: number, words: Uint32Array, firstWord: number): void {
  for (let base = 0, word = firstWord; base < rows; base += 32, word++) {
    const end = Math.min(32, rows - base);
    let bits = 0;
    for (let i = 0; i < end; i++) bits |= accepted[codes[base + i]!]! << i;
    words[word] = bits;
  }
}

function byCodes(term: FieldTerm, column: CodedField, size: number): RowSet {
  const accepted = acceptedCodes(term, column);
  const set = emptySet(size);
  for (let first = 0; first < size; first += SEGMENT_ROWS) {
    const codes = column.codes.segment(first >>> SEGMENT_BITS);
    pickCodes(codes, accepted, Math.min(SEGMENT_ROWS, size - first), set.words, first >>> 5);
  }
  return set;
}

function byRow(test: (row: RowId) => boolean, size: number): RowSet {
  const set = emptySet(size);
  for (let row = 0; row < size; row++) if (test(row)) set.words[row >>> 5]! |= 1 << (row & 31);
  return set;
}

function byTime(from: number, to: number, table: Table, size: number): RowSet {
  const set = emptySet(size);
  for (let first = 0; first < size; first += SEGMENT_ROWS) {
    const times = table.stageTime.segment(first >>> SEGMENT_BITS);
    const rows = Math.min(SEGMENT_ROWS, size - first);
    for (let i = 0; i < rows; i++) {
      const time = times[i]!;
      if (time >= from && time < to) set.words[(first + i) >>> 5]! |= 1 << (i & 31);
    }
  }
  return set;
}

/** The rows below `size` that satisfy `term`. Requires `isColumnTerm(term)`. */
export function filterColumn(term: Term, table: Table, size: number): RowSet {
  if (term.kind === 'time') {
    // A row without a time is in no window, not even one that is open to the past.
    return byTime(term.from ?? -Number.MAX_VALUE, term.to ?? Number.POSITIVE_INFINITY, table, size);
  }
  if (term.kind === 'text' || term.kind === 'regex') throw new Error(`${term.kind} is no column term`);
  const name = columnName(term.field)!;
  const column = table.coded.get(name);
  if (column !== undefined) return byCodes(term, column, size);
  if (name === 'auditID' && term.kind === 'in') {
    const tests = term.values.map(value => table.auditID.tester(value));
    return byRow(row => tests.some(test => test(row)), size);
  }
  const test = compileValue(term);
  return byRow(row => test(table.value(row, name)), size);
}
