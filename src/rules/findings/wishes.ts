// The memory of refusals: what the authorizer refused to whom, and whether the same was allowed later, or before. A part of the
// memory that is filled window by window.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {EventId, Tally} from '../../source/source.ts';
import {impersonationRefused} from '../rbac/refused.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import {isAnyOf} from './filter-text.ts';
import type {Wish} from './memory.ts';
import {NOT_COMPONENTS} from './rules/users.ts';
import {addSeen, nothingSeen, stageIn, textOf} from './seen.ts';

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

type Kind = Pick<Wish, 'user' | 'verb' | 'resource' | 'sub' | 'ns'>;

export const wishKey = ({user, verb, resource, sub, ns}: Kind): string => [user, verb, resource, sub, ns].join('\0');

const namedKey = (wish: Kind & Pick<Wish, 'name'>): string => `${wishKey(wish)}\0${wish.name}`;

/** The name by which the authorizer is asked: of what is not there yet it knows none. */
const nameIn = (verb: string, sub: string, name: string, path: string): string =>
  verb === 'create' && sub === '' ? '' : name || path;

/** What the requests of a wish may have in common, in the order of WISH: made under their own name, or by acting as it. */
function combinationsOf({user, verb, resource, sub, ns, name}: Wish): readonly (readonly (string | undefined)[])[] {
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

type Traits = Omit<Wish, 'stages' | 'from' | 'to' | 'samples'>;

/** Of the identity that the authorizer was asked about, and of who made the request. */
function traitsOf({key}: Tally): Traits & {readonly by: string} {
  const [by = '', verb = '', resource = '', sub = '', ns = '', ip = '', name = '', path = '', as = ''] = key
    .slice(1)
    .map(textOf);
  return {by, user: as || by, verb, resource, sub, ns, ip, name: nameIn(verb, sub, name, resource === '' ? path : '')};
}

/** Where it says whether refused was to act as somebody, and not what was to be done then: only the message tells. */
const messageIn = ({key, samples}: Tally): EventId | undefined => (textOf(key.at(-1)) === '' ? samples[0] : undefined);

/** Adds what a tally counted to the wish of a key, unless there are too many. */
function add(into: Map<string, Wish>, key: string, traits: Traits, tally: Tally): void {
  const {count, from, to} = tally;
  if (from === undefined || to === undefined || (into.size >= MOST_REFUSED && !into.has(key))) return;
  const wish = into.get(key) ?? {...nothingSeen(), ...traits};
  into.set(key, wish);
  addSeen(wish, stageIn(tally.key), count, [from, to], tally);
}

/** A class because what was allowed is looked for by what was refused. */
export class Wishes {
  /** By `wishKey` of who made the request; names are not told apart. */
  readonly kinds = new Map<string, Wish>();
  /** Of the identity that was asked about, each name for itself; and by the same keys what was allowed. */
  readonly refused = new Map<string, Wish>();
  readonly allowed = new Map<string, Wish>();
  /** When the identity was refused it first, by `wishKey`. */
  readonly #first = new Map<string, Micros>();

  /** Whether somebody was refused anything of this kind before a moment. */
  wasRefused(kind: Kind, before: Micros): boolean {
    const first = this.#first.get(wishKey(kind));
    return first !== undefined && first < before;
  }

  async take(asking: Asking, span: Span): Promise<void> {
    const known = new Set(this.refused.keys());
    const all = await asking.tally(and(ANSWERED, REFUSED), span, WISH, 4);
    // In the order of time: which are too many is the same in whatever order files were read.
    const ordered = all.toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0));
    for await (const [tally, event] of asking.eachWith(ordered, messageIn)) {
      const {by, ...traits} = traitsOf(tally);
      add(this.kinds, wishKey({...traits, user: by}), {...traits, user: by, name: ''}, tally);
      if (event !== undefined && impersonationRefused(event) !== undefined) continue;
      add(this.refused, namedKey(traits), traits, tally);
      const kind = wishKey(traits);
      if (tally.from !== undefined) this.#first.set(kind, Math.min(tally.from, this.#first.get(kind) ?? tally.from));
    }
    if (this.refused.size === 0) return;
    const past: Span = span.to === undefined ? {} : {to: span.to};
    // Whether something was allowed before is asked once, when it is refused for the first time.
    await this.#look(asking, span, key => known.has(key));
    await this.#look(asking, past, key => !known.has(key));
  }

  async #look(asking: Asking, span: Span, isWanted: (key: string) => boolean): Promise<void> {
    const wishes = [...this.refused].filter(([key]) => isWanted(key)).map(([, wish]) => wish);
    if (wishes.length === 0) return;
    const any = (name: FieldName, read: (wish: Wish) => string): Expr => isAnyOf(name, ...wishes.map(read));
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
    for (const tally of await asking.tally(and(alike, named), span, WISH, 1, wishes.flatMap(combinationsOf))) {
      const {by: _, ...traits} = traitsOf(tally);
      const key = namedKey(traits);
      if (this.refused.has(key) && isWanted(key)) add(this.allowed, key, traits, tally);
      if (asking.isDue) await asking.pause();
    }
  }
}
