// Which combinations of values anybody asks about, as codes: rows of others need not be counted.
import {UNINDEXED} from './dictionary.ts';
import type {CodedField} from './table.ts';
import {TupleIds} from './tuple-ids.ts';

/** Values of the fields of a tally, in their order; '' is an absent one, and `undefined` stands for any. */
export type Combination = readonly (string | undefined)[];

/** Combinations that leave the same fields open. */
type Alike = {
  /** Places of the fields that they do not leave open. */
  readonly fields: readonly number[];
  readonly ids: TupleIds;
  readonly tuple: Uint32Array;
};

/** The code of a value; `undefined` where no row has one. */
function codeOf(column: CodedField, value: string): number | undefined {
  if (value === '') return 0;
  return column.kind === 'text' ? column.dictionary.find(value) : undefined;
}

export type AmongTest = {
  /** Fields by which it tests; the codes of others need not be there. */
  readonly fields: readonly boolean[];
  /** A test of the codes from a place on. It may let others pass as well, never the other way round. */
  readonly test: (codes: Uint32Array, at: number) => boolean;
};

/** Combinations taken between two pauses. */
const STRIDE = 512;

/** Pauses now and then. */
export function* amongTest(
  columns: readonly CodedField[],
  wanted: readonly Combination[],
): Generator<undefined, AmongTest> {
  // What comes meanwhile is in no row that is looked at.
  const sizes = columns.map(({dictionary}) => dictionary.size);
  const alike = new Map<string, Alike>();
  for (const [i, combination] of wanted.entries()) {
    if (i % STRIDE === STRIDE - 1) yield;
    const fields = columns.flatMap(({kind}, at) => (combination[at] === undefined || kind === 'list' ? [] : [at]));
    const codes = fields.map(at => codeOf(columns[at]!, combination[at]!) ?? UNINDEXED);
    if (codes.some((code, at) => code >= sizes[fields[at]!]!)) continue;
    const key = fields.join(' ');
    const known = alike.get(key) ?? {
      fields,
      ids: new TupleIds(fields.map(at => sizes[at]!)),
      tuple: new Uint32Array(fields.length),
    };
    alike.set(key, known);
    known.tuple.set(codes);
    known.ids.idOf(known.tuple);
  }
  const all = [...alike.values()];
  const isIn = ({fields, ids, tuple}: Alike, codes: Uint32Array, at: number): boolean => {
    for (let i = 0; i < fields.length; i++) {
      const code = codes[at + fields[i]!]!;
      // Its value stands in the event alone.
      if (code === UNINDEXED) return true;
      tuple[i] = code;
    }
    return ids.find(tuple) !== undefined;
  };
  return {
    fields: columns.map((_, i) => all.some(({fields}) => fields.includes(i))),
    test: (codes, at) => all.some(each => isIn(each, codes, at)),
  };
}
