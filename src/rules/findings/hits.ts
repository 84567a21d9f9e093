// What one rule found: equal requests together, by the codes that the source has for what they are told by.
import type {Stage} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns} from '../../source/columns.ts';
import {type Hit, TRAITS, whoOf, wordOf} from './seen.ts';
import {SeenRows} from './seen-rows.ts';
import type {Traits} from './settings.ts';

/** All but the stage: a request has several. */
const KEY: readonly FieldName[] = TRAITS.slice(1);
const at = (name: (typeof TRAITS)[number]): number => KEY.indexOf(name);
const [USER, IP] = [at('user.username'), at('sourceIP')];
const [NS, NAME] = [at('objectRef.namespace'), at('objectRef.name')];
/** By hash. */
const SIZES = KEY.map(() => 2 ** 32);

/** Codes of TRAITS, those of one row in one place of each. */
export type TraitColumns = readonly Uint32Array[];

/** A class because requests and their counts have the same numbers. */
export class Hits {
  readonly #columns: Columns;
  readonly #ids = new TupleIds(SIZES);
  readonly #seen: SeenRows;
  readonly #key = new Uint32Array(KEY.length);

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#seen = new SeenRows(columns);
  }

  add(
    traits: TraitColumns,
    row: number,
    stage: Stage,
    count: number,
    times: readonly [from: Micros, to: Micros],
    events: Uint32Array,
  ): void {
    for (let i = 0; i < KEY.length; i++) this.#key[i] = traits[i + 1]![row]!;
    this.#seen.add(this.#ids.idOf(this.#key), stage, count, times, events);
  }

  /** Of each hand all requests, in the order in which they were found first. */
  *byWho(): Iterable<readonly [who: string, hits: readonly Hit[]]> {
    const all = Map.groupBy(
      Array.from({length: this.#ids.size}, (_, id) => id),
      id => {
        const user = this.#word(id, USER);
        return user ?? whoOf({user, ip: this.#word(id, IP), ns: this.#word(id, NS), name: this.#word(id, NAME)});
      },
    );
    for (const [who, ids] of all) yield [who, ids.map(id => this.#hit(id))];
  }

  #word(id: number, place: number): string | undefined {
    return wordOf(this.#columns.value(KEY[place]!, this.#ids.codeAt(id, place)));
  }

  #hit(id: number): Hit {
    const [user, as, ip, verb, resource, sub, ns, name, code] = KEY.map((_, place) => this.#word(id, place));
    return {...this.#seen.seen(id), user, as, ip, verb, resource, sub, ns, name, code};
  }

  get bytes(): number {
    return this.#ids.bytes + this.#seen.bytes;
  }
}

/** For the lists of what is allowed. */
export const traitsIn = (columns: Columns, traits: TraitColumns, row: number): Traits => {
  const word = (place: number) => wordOf(columns.value(KEY[place]!, traits[place + 1]![row]!));
  return {user: word(USER), namespace: word(NS), address: word(IP)};
};
