// Columns of any source: those that it has, or its rows and tallies written into columns. Whoever keeps very many of them has one
// way to do it.
import type {FieldName, FieldValue} from '../audit/fields.ts';
import type {Columns, RowColumns, TallyColumns} from './columns.ts';
import {
  type Call,
  type EventId,
  type Source,
  type Tally,
  type TallyCall,
  TIME_ORDER,
  type Told,
  type View,
} from './source.ts';

/** Rows asked for at a time. */
const PAGE = 2000;

/** Codes of the values of a field; 0 is that of absent and of empty ones. */
class Values {
  readonly all: FieldValue[] = [undefined];
  readonly #codes = new Map<string, number>();

  codeOf(value: FieldValue): number {
    if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return 0;
    const text = JSON.stringify(value);
    const known = this.#codes.get(text) ?? this.all.push(value) - 1;
    this.#codes.set(text, known);
    return known;
  }

  find(text: string): number | undefined {
    return text === '' ? 0 : this.#codes.get(JSON.stringify(text));
  }
}

/** Where the events of each tally begin, and where those of the last one end. */
function startsOf(lists: readonly {readonly length: number}[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  for (const [i, {length}] of lists.entries()) starts[i + 1] = starts[i]! + length;
  return starts;
}

/** A class because codes and numbers stay what they are for as long as the source is open. */
class Written implements Columns {
  readonly #source: Source;
  readonly #values = new Map<FieldName, Values>();
  readonly #ids: EventId[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(source: Source) {
    this.#source = source;
  }

  async rows(view: View, cells: readonly FieldName[], call?: Call): Promise<Told<RowColumns>> {
    const ids: EventId[] = [];
    const codes = cells.map((): number[] => []);
    for (;;) {
      const last = ids.at(-1);
      const place = last === undefined ? {} : {at: last};
      const {rows, partial} = await this.#source.rows(view, {order: TIME_ORDER, limit: PAGE, cells, ...place}, call);
      const fresh = rows[0]?.id.place === last?.place ? rows.slice(1) : rows;
      for (const {id, cells: values} of fresh) {
        ids.push(id);
        for (const [i, name] of cells.entries()) codes[i]!.push(this.#of(name).codeOf(values[i]));
      }
      if (rows.length === PAGE && fresh.length > 0) continue;
      return {
        events: Uint32Array.from(ids, id => this.#numberOf(id)),
        times: Float64Array.from(ids, ({time}) => time),
        cells: codes.map(list => Uint32Array.from(list)),
        ...(partial === undefined ? {} : {partial}),
      };
    }
  }

  async tally(view: View, by: readonly FieldName[], samples: number, call?: TallyCall): Promise<Told<TallyColumns>> {
    const {tallies, partial} = await this.#source.tally(view, by, samples, call);
    const ids = tallies.map(tally => tally.samples);
    const time = (read: (tally: Tally) => number) => Float64Array.from(tallies, read);
    return {
      size: tallies.length,
      keys: by.map((name, i) => Uint32Array.from(tallies, ({key}) => this.#of(name).codeOf(key[i]))),
      counts: Uint32Array.from(tallies, ({count}) => count),
      from: time(({from}) => from ?? Number.POSITIVE_INFINITY),
      to: time(({to}) => to ?? Number.NEGATIVE_INFINITY),
      events: Uint32Array.from(ids.flat(), id => this.#numberOf(id)),
      starts: startsOf(ids),
      ...(partial === undefined ? {} : {partial}),
    };
  }

  values(field: FieldName): (code: number) => FieldValue {
    const {all} = this.#of(field);
    return code => all[code];
  }

  code(field: FieldName, text: string): number | undefined {
    return this.#of(field).find(text);
  }

  id(event: number): EventId {
    return this.#ids[event]!;
  }

  #of(field: FieldName): Values {
    const values = this.#values.get(field) ?? new Values();
    this.#values.set(field, values);
    return values;
  }

  #numberOf(id: EventId): number {
    const known = this.#numbers.get(id.place) ?? this.#ids.push(id) - 1;
    this.#numbers.set(id.place, known);
    return known;
  }
}

const written = new WeakMap<Source, Columns>();

/** Always the same ones of a source. */
export function columnsOf(source: Source): Columns {
  const columns = source.columns ?? written.get(source) ?? new Written(source);
  if (source.columns === undefined) written.set(source, columns);
  return columns;
}
