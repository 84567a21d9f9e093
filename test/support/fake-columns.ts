// Columns whose codes and numbers say themselves what they stand for: code 3 of a field is `<field>-3`, event 5 has the place '5'.
import type {FieldName} from '../../src/audit/fields.ts';
import type {Columns, RowColumns, TallyColumns} from '../../src/source/columns.ts';
import type {EventId} from '../../src/source/source.ts';

export const fakeId = (event: number): EventId => ({
  time: event * 1000,
  auditID: `audit-${event}`,
  stage: 'ResponseComplete',
  place: String(event),
});

export const fakeText = (field: FieldName, code: number): string => (code === 0 ? '' : `${field}-${code}`);

/** @param known what codes of some fields stand for instead */
export const fakeColumns = (known: {readonly [field: string]: readonly string[]} = {}): Columns => ({
  rows: () => Promise.reject(new Error('not asked')),
  tally: () => Promise.reject(new Error('not asked')),
  values: field => code => (known[field] === undefined ? fakeText(field, code) || undefined : known[field][code]),
  code: (field, text) => {
    if (text === '') return 0;
    const code = known[field] === undefined ? Number(text.slice(field.length + 1)) : known[field].indexOf(text);
    return code > 0 ? code : undefined;
  },
  id: fakeId,
});

/** Rows of codes, one list a row. Events and times are numbered from `first` on. */
export const fakeRows = (rows: readonly (readonly number[])[], first = 0): RowColumns => ({
  events: Uint32Array.from(rows, (_, i) => first + i),
  times: Float64Array.from(rows, (_, i) => (first + i) * 1000),
  cells: (rows[0] ?? []).map((_, field) => Uint32Array.from(rows, row => row[field]!)),
});

export type FakeTally = {
  readonly key: readonly number[];
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly events: readonly number[];
};

export function fakeTallies(tallies: readonly FakeTally[]): TallyColumns {
  const starts = new Uint32Array(tallies.length + 1);
  for (const [i, {events}] of tallies.entries()) starts[i + 1] = starts[i]! + events.length;
  return {
    size: tallies.length,
    keys: (tallies[0]?.key ?? []).map((_, field) => Uint32Array.from(tallies, ({key}) => key[field]!)),
    counts: Uint32Array.from(tallies, ({count}) => count),
    from: Float64Array.from(tallies, ({from}) => from),
    to: Float64Array.from(tallies, ({to}) => to),
    events: Uint32Array.from(tallies.flatMap(({events}) => events)),
    starts,
  };
}
