// The memory of refusals: what the authorizer refused to whom, and whether the same was allowed later, or before. A part of the
// memory that is filled window by window.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Columns, TallyColumns} from '../../source/columns.ts';
import {impersonationRefused} from '../rbac/refused.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import {isAnyOf} from './filter-text.ts';
import {NOT_COMPONENTS} from './rules/users.ts';
import {textOf} from './seen.ts';
import {FirstTimes, type Kind, type Traits, WishRows, Words} from './wish-rows.ts';

/** Kinds of refused requests that are followed. */
const MOST_REFUSED = 20_000;

/** What admission refuses was allowed by the authorizer, and is no question of rights. */
const REFUSED = exprOf(`code:403 has:user -decision:allow ${NOT_COMPONENTS}`);
const ALLOWED = exprOf('code:<400');

const WISH = [
  'stage',
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'sourceIP',
  'objectRef.name',
  'path',
  'impersonatedUser.username',
  'decision',
] as const satisfies readonly FieldName[];

/** The name by which the authorizer is asked: of what is not there yet it knows none. */
const nameIn = (verb: string, sub: string, name: string, path: string): string =>
  verb === 'create' && sub === '' ? '' : name || path;

/** What the requests of a wish may have in common, in the order of WISH: made under their own name, or by acting as it. */
function combinationsOf({user, verb, resource, sub, ns, name}: Traits): readonly (readonly (string | undefined)[])[] {
  const isMade = verb === 'create' && sub === '';
  const names = isMade ? [[undefined, undefined]] : [[name, undefined], ...(resource === '' ? [['', name]] : [])];
  const hands = [
    [user, ''],
    [undefined, user],
  ];
  return hands.flatMap(([by, as]) =>
    names.map(([named, path]) => [undefined, by, verb, resource, sub, ns, undefined, named, path, as, undefined]),
  );
}

/** Reads what was counted at a place of columns by WISH: of the identity that was asked about, and of who made the request. */
function reader(columns: Columns, {keys}: TallyColumns): (at: number) => Traits & {readonly by: string} {
  const values = WISH.map(name => columns.values(name));
  const text = (field: number, at: number) => textOf(values[field]!(keys[field]![at]!));
  return at => {
    const [by, verb, resource, sub, ns] = [text(1, at), text(2, at), text(3, at), text(4, at), text(5, at)];
    const [ip, name, path, as] = [text(6, at), text(7, at), text(8, at), text(9, at)];
    return {
      by,
      user: as || by,
      verb,
      resource,
      sub,
      ns,
      ip,
      name: nameIn(verb, sub, name, resource === '' ? path : ''),
    };
  };
}

/** The place of the decision in WISH. */
const DECISION = WISH.length - 1;

/** In the order of time: which are too many is the same in whatever order files were read. */
function oldestFirst({size, from}: TallyColumns): readonly number[] {
  const time = (at: number) => (Number.isFinite(from[at]!) ? from[at]! : 0);
  return Array.from({length: size}, (_, at) => at).sort((a, b) => time(a) - time(b));
}

/** A class because what was allowed is looked for by what was refused. */
export class Wishes {
  readonly #columns: Columns;
  /** By who made the request; names are not told apart. */
  readonly kinds: WishRows;
  /** Of the identity that was asked about, each name for itself; and by the same numbers what was allowed. */
  readonly refused: WishRows;
  readonly allowed: WishRows;
  readonly #words: Words;
  /** When the identity was refused it first. */
  readonly #first: FirstTimes;

  constructor(columns: Columns) {
    this.#columns = columns;
    const words = new Words();
    this.#words = words;
    this.kinds = new WishRows(columns, words, MOST_REFUSED);
    this.refused = new WishRows(columns, words, MOST_REFUSED);
    this.allowed = new WishRows(columns, words, MOST_REFUSED, this.refused);
    this.#first = new FirstTimes(words);
  }

  get bytes(): number {
    const rows = [this.kinds, this.refused, this.allowed, this.#first, this.#words];
    return rows.reduce((sum, {bytes}) => sum + bytes, 0);
  }

  /** Whether somebody was refused anything of this kind before a moment. */
  wasRefused(kind: Kind, before: Micros): boolean {
    const first = this.#first.of(kind);
    return first !== undefined && first < before;
  }

  async take(asking: Asking, span: Span): Promise<void> {
    const known = this.refused.size;
    const all = await asking.counts(and(ANSWERED, REFUSED), span, WISH, 4);
    // Where it says whether refused was to act as somebody, and not what was to be done then: only the message tells.
    const messageOf = (at: number) =>
      all.keys[DECISION]![at] === 0 && all.starts[at]! < all.starts[at + 1]!
        ? this.#columns.id(all.events[all.starts[at]!]!)
        : undefined;
    const traitsAt = reader(this.#columns, all);
    for await (const batch of asking.batchesWith(oldestFirst(all), messageOf))
      for (const [at, event] of batch) {
        const {by, ...traits} = traitsAt(at);
        this.kinds.add({...traits, user: by, name: ''}, all, at);
        if (event !== undefined && impersonationRefused(event) !== undefined) continue;
        this.refused.add(traits, all, at);
        if (all.from[at]! <= all.to[at]!) this.#first.add(traits, all.from[at]!);
      }
    if (this.refused.size === 0) return;
    const past: Span = span.to === undefined ? {} : {to: span.to};
    // Whether something was allowed before is asked once, when it is refused for the first time.
    await this.#look(asking, span, 0, known);
    await this.#look(asking, past, known, this.refused.size);
  }

  /** What was allowed of the wishes numbered [first, end). */
  async #look(asking: Asking, span: Span, first: number, end: number): Promise<void> {
    if (first === end) return;
    const wishes = Array.from({length: end - first}, (_, i) => this.refused.keyOf(first + i));
    const any = (name: FieldName, read: (wish: Traits) => string): Expr => isAnyOf(name, ...wishes.map(read));
    const alike = and(
      ANSWERED,
      ALLOWED,
      {kind: 'or', of: [any('user.username', ({user}) => user), any('impersonatedUser.username', ({user}) => user)]},
      any('verb', ({verb}) => verb),
      any('objectRef.resource', ({resource}) => resource),
      any('objectRef.subresource', ({sub}) => sub),
      any('objectRef.namespace', ({ns}) => ns),
    );
    const named = {
      kind: 'or',
      of: [isAnyOf('verb', 'create'), any('objectRef.name', ({name, resource}) => (resource === '' ? '' : name))],
    } as const;
    // Of all that these users, verbs and things make together, hardly any was refused.
    const among: (readonly (string | undefined)[])[] = [];
    for (const wish of wishes) {
      if (asking.isDue) await asking.pause();
      among.push(...combinationsOf(wish));
    }
    const all = await asking.counts(and(alike, named), span, WISH, 1, among);
    const traitsAt = reader(this.#columns, all);
    for (let at = 0; at < all.size; at++) {
      if (asking.isDue) await asking.pause();
      const {by: _, ...traits} = traitsAt(at);
      const number = this.refused.find(traits);
      if (number !== undefined && number >= first && number < end) this.allowed.addAs(number, traits, all, at);
    }
  }
}
