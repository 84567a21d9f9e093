// Terms that columns alone can answer. A predicate on a coded field is asked once for each distinct value; then the codes of
// the column pick from the answers, of those rows only that are still asked about.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Expr, FieldRef} from '../query/ast.ts';
import {compileValue, type FieldTerm} from '../query/value.ts';
import {type Codes, isBlank, SEGMENT_BITS} from './column.ts';
import {bitsIn, type RowId} from './row-set.ts';
import type {CodedField, Table} from './table.ts';

/** A leaf of the AST. */
export type Term = Exclude<Expr, {readonly kind: 'and' | 'or' | 'not'}>;

/** Takes the rows that do not satisfy it out of `words`, which are those of a set for the rows of one segment. */
export type Narrow = (words: Uint32Array, segment: number) => void;

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

/** The column with a dictionary that answers `term`, if one does. */
export const codedOf = (term: Term, table: Table): CodedField | undefined =>
  'field' in term && term.field.kind === 'field' ? table.coded.get(term.field.name) : undefined;

/** For each code of the column, 1 if its value satisfies `term`. `known` is what was answered when there were fewer. */
export function acceptedCodes(term: FieldTerm, column: CodedField, known: Uint8Array = new Uint8Array()): Uint8Array {
  const {size} = column.dictionary;
  if (known.length === size) return known;
  const compiled = compileValue(term);
  const isNumber = column.field.kind === 'number';
  const test = (value: FieldValue) => compiled(isNumber && value !== undefined ? Number(value) : value);
  const accepted = new Uint8Array(size);
  accepted.set(known);
  if (known.length === 0) accepted[0] = test(undefined) ? 1 : 0;
  const values = column.kind === 'list' ? column.dictionary.lists : column.dictionary.values;
  for (let code = Math.max(1, known.length); code < size; code++) accepted[code] = test(values[code]!) ? 1 : 0;
  return accepted;
}

/** Words with more bits than this are gone through bit by bit, the others from one set bit to the next. */
const DENSE = 12;

/** Takes the rows out of `words` whose code is not accepted. */
export function pickCodes(words: Uint32Array, codes: Codes, accepted: Uint8Array): void {
  if (isBlank(codes)) {
    if (accepted[0] === 0) words.fill(0);
    return;
  }
  for (let word = 0; word < words.length; word++) {
    const asked = words[word]!;
    if (asked === 0) continue;
    const base = word << 5;
    let bits = 0;
    if (bitsIn(asked) > DENSE) for (let i = 0; i < 32; i++) bits |= accepted[codes[base + i]!]! << i;
    else {
      for (let left = asked; left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left);
        bits |= accepted[codes[base | bit]!]! << bit;
      }
    }
    words[word] = asked & bits;
  }
}

const byRow =
  (test: (row: RowId) => boolean): Narrow =>
  (words, segment) => {
    const first = segment << SEGMENT_BITS;
    for (let word = 0; word < words.length; word++)
      for (let left = words[word]!; left !== 0; left &= left - 1) {
        const bit = left & -left;
        if (!test(first | (word << 5) | (31 - Math.clz32(bit)))) words[word]! &= ~bit;
      }
  };

const byTime =
  (from: number, to: number, table: Table): Narrow =>
  (words, segment) => {
    const times = table.stageTime.segment(segment);
    for (let word = 0; word < words.length; word++)
      for (let left = words[word]!; left !== 0; left &= left - 1) {
        const bit = left & -left;
        const time = times[(word << 5) | (31 - Math.clz32(bit))]!;
        if (!(time >= from && time < to)) words[word]! &= ~bit;
      }
  };

/** What narrows to the rows of a term that no dictionary answers. Requires `isColumnTerm(term)`. */
export function narrowUncoded(term: Term, table: Table): Narrow {
  // A row without a time is in no window, not even one that is open to the past.
  if (term.kind === 'time') return byTime(term.from ?? -Number.MAX_VALUE, term.to ?? Number.POSITIVE_INFINITY, table);
  if (term.kind === 'text' || term.kind === 'regex') throw new Error(`${term.kind} is no column term`);
  const name = columnName(term.field)!;
  if (name === 'auditID' && term.kind === 'in') {
    const tests = term.values.map(value => table.auditID.tester(value));
    return byRow(row => tests.some(test => test(row)));
  }
  const test = compileValue(term);
  return byRow(row => test(table.value(row, name)));
}
