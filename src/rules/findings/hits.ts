// What one rule found: equal requests together, by the codes that the source has for what they are told by.
import type {Stage} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns} from '../../source/columns.ts';
import {type Hit, TRAITS, whoOf, wordOf} from './seen.ts';
import {SeenRows} from './seen-rows.ts';
import type {Traits} from './settings.ts';

/** What requests have in common but for the thing that they are about: their kind. The stage is none of it, a request has several. */
const KIND = [
  'user.username',
  'impersonatedUser.username',
  'sourceIP',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'responseStatus.code',
] as const satisfies readonly FieldName[];
const [USER, AS, IP, VERB, RESOURCE, SUB, CODE] = [0, 1, 2, 3, 4, 5, 6] as const;
const THING = ['objectRef.namespace', 'objectRef.name'] as const satisfies readonly FieldName[];

/** Where they stand among TRAITS. */
const KIND_AT = KIND.map(name => TRAITS.indexOf(name));
const [NS_AT, NAME_AT] = [TRAITS.indexOf(THING[0]), TRAITS.indexOf(THING[1])];

/** Of codes and numbers: by hash. */
const ANY = 2 ** 32;

/** Codes of TRAITS, those of one row in one place of each. */
export type TraitColumns = readonly Uint32Array[];

type Word = (code: number) => string | undefined;

const wordsOf = (columns: Columns, names: readonly FieldName[]): readonly Word[] =>
  names.map(name => {
    const value = columns.values(name);
    return code => wordOf(value(code));
  });

/** A class because requests and their counts have the same numbers. */
export class Hits {
  readonly #kindWords: readonly Word[];
  readonly #thingWords: readonly Word[];
  readonly #kinds = new TupleIds(KIND.map(() => ANY));
  /** The number of the kind, and the codes of namespace and name. */
  readonly #ids = new TupleIds([ANY, ANY, ANY]);
  readonly #seen: SeenRows;
  readonly #kind = new Uint32Array(KIND.length);
  readonly #id = new Uint32Array(3);

  constructor(columns: Columns) {
    this.#kindWords = wordsOf(columns, KIND);
    this.#thingWords = wordsOf(columns, THING);
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
    for (let i = 0; i < KIND.length; i++) this.#kind[i] = traits[KIND_AT[i]!]![row]!;
    this.#id[0] = this.#kinds.idOf(this.#kind);
    this.#id[1] = traits[NS_AT]![row]!;
    this.#id[2] = traits[NAME_AT]![row]!;
    this.#seen.add(this.#ids.idOf(this.#id), stage, count, times, events);
  }

  /** Of each hand all requests, in the order in which they were found first. */
  *byWho(): Iterable<readonly [who: string, hits: readonly Hit[]]> {
    const all = Map.groupBy(
      Array.from({length: this.#ids.size}, (_, id) => id),
      id =>
        this.#ofKind(id, USER) ??
        whoOf({user: undefined, ip: this.#ofKind(id, IP), ns: this.#thing(id, 0), name: this.#thing(id, 1)}),
    );
    for (const [who, ids] of all) yield [who, ids.map(id => this.#hit(id))];
  }

  #ofKind(id: number, place: number): string | undefined {
    return this.#kindWords[place]!(this.#kinds.codeAt(this.#ids.codeAt(id, 0), place));
  }

  #thing(id: number, place: 0 | 1): string | undefined {
    return this.#thingWords[place]!(this.#ids.codeAt(id, place + 1));
  }

  #hit(id: number): Hit {
    const {stages, from, to, samples} = this.#seen.seen(id);
    return {
      stages,
      from,
      to,
      samples,
      user: this.#ofKind(id, USER),
      as: this.#ofKind(id, AS),
      ip: this.#ofKind(id, IP),
      verb: this.#ofKind(id, VERB),
      resource: this.#ofKind(id, RESOURCE),
      sub: this.#ofKind(id, SUB),
      ns: this.#thing(id, 0),
      name: this.#thing(id, 1),
      code: this.#ofKind(id, CODE),
    };
  }

  get bytes(): number {
    return this.#kinds.bytes + this.#ids.bytes + this.#seen.bytes;
  }
}

/** For the lists of what is allowed. */
export const traitsIn = (columns: Columns, traits: TraitColumns, row: number): Traits => {
  const word = (at: number) => wordOf(columns.values(TRAITS[at]!)(traits[at]![row]!));
  return {user: word(KIND_AT[USER]!), namespace: word(NS_AT), address: word(KIND_AT[IP]!)};
};
