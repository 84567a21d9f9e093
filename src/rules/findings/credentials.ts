// The memory of credentials: where each credential id of an account was used. It is in no column, so events are read for it, of
// accounts alone of which it matters: those seen from several networks, and those for which somebody had a token made.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import type {EventId} from '../../source/source.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {isAnyOf} from './filter-text.ts';
import type {Place, Token} from './memory.ts';
import {networkOf} from './rules/windows.ts';
import {addSeen, nothingSeen, type Seen, stageIn, textOf, thinned} from './seen.ts';

const CREDENTIAL = ['user', 'extra', 'authentication.kubernetes.io/credential-id'];

/** Requests with these credentials. */
export const withCredential = (...values: readonly string[]): Expr => ({
  kind: 'in',
  field: {kind: 'path', segments: CREDENTIAL},
  values: [...new Set(values)],
});

/** One credential of an account at one address: all of its requests. */
export type CredentialUse = Seen & {readonly user: string; readonly credential: string; readonly ip: string};

/** Events of an address that are all read; of more some are, and the credentials of the others are looked for in it. */
const FEW = 400;
/** Events of an account that are read in one window, and of all accounts together. */
const MOST_READ = 4000;
const MOST_READ_OF_ALL = 20_000;
/** Events that are read of an address of which not all are: the fewer, the more such addresses an account has. */
const SAMPLES = 16;
const SAMPLES_OF_ALL = 512;
/** Credentials of an account that are looked for in one window for the first time. */
const MOST_WANTED = 100;

const CELLS = ['stage', 'sourceIP'] as const satisfies readonly FieldName[];

/** Addresses whose events were not all read, in a part of the log. */
type Unread = {readonly ips: readonly string[]; readonly span: Span};

/** What is known of one account. */
type Account = {
  readonly uses: Map<string, CredentialUse>;
  readonly unread: Unread[];
  /** Credentials that were looked for in all that is unread. */
  readonly searched: Set<string>;
  /** Where some of the events that were not all read had which credential. */
  readonly sampled: Map<string, Set<string>>;
};

const severalNetworks = (ips: Iterable<string>): boolean => new Set([...ips].map(networkOf)).size > 1;

const isBy = (user: string, ips: readonly string[]): Expr =>
  and(ANSWERED, isAnyOf('user.username', user), isAnyOf('sourceIP', ...ips));

/** A class because what is read and what is looked for make up one count. */
export class Credentials {
  readonly #accounts = new Map<string, Account>();

  /** By credential. */
  usesOf(user: string): ReadonlyMap<string, readonly CredentialUse[]> {
    return Map.groupBy(this.#accounts.get(user)?.uses.values() ?? [], ({credential}) => credential);
  }

  users(): Iterable<string> {
    return this.#accounts.keys();
  }

  /** After the places and the tokens of the same window. */
  async take(
    asking: Asking,
    span: Span,
    users: ReadonlyMap<string, ReadonlyMap<string, Place>>,
    tokens: readonly Token[],
  ): Promise<void> {
    const issued = Map.groupBy(tokens, ({account}) => account);
    let left = MOST_READ_OF_ALL;
    for (const [user, places] of users) {
      const ips = [...places.values()].map(({ip}) => ip);
      if (!issued.has(user) && !severalNetworks(ips)) continue;
      const known = this.#accounts.get(user);
      const account = known ?? {uses: new Map(), unread: [], searched: new Set(), sampled: new Map()};
      this.#accounts.set(user, account);
      const when: Span = known !== undefined ? span : span.to === undefined ? {} : {to: span.to};
      left -= await this.#read(asking, user, account, [ips, when], Math.min(MOST_READ, left));
      await this.#search(
        asking,
        user,
        account,
        (issued.get(user) ?? []).flatMap(({credential}) => credential ?? []),
        when,
      );
    }
  }

  #add(
    account: Account,
    [user, credential, ip]: readonly [string, string, string],
    stage: FieldValue,
    count: number,
    times: readonly [Micros, Micros],
    samples: readonly EventId[],
  ): void {
    const id = `${credential}\0${ip}`;
    const use = account.uses.get(id) ?? {...nothingSeen(), user, credential, ip};
    account.uses.set(id, use);
    addSeen(use, stageIn([stage]), count, times, {samples});
  }

  /**
   * All events where they are few, and some of the others.
   * @returns how many were read where they are few
   */
  async #read(
    asking: Asking,
    user: string,
    account: Account,
    [ips, span]: readonly [ips: readonly string[], span: Span],
    most: number,
  ): Promise<number> {
    const counts = new Map<string, {count: number; samples: EventId[]}>();
    for (const {key, count, samples} of await asking.tally(isBy(user, ips), span, CELLS, SAMPLES)) {
      const ip = textOf(key[1]);
      const known = counts.get(ip) ?? {count: 0, samples: []};
      counts.set(ip, {count: known.count + count, samples: [...known.samples, ...samples]});
    }
    const few: string[] = [];
    let left = most;
    for (const [ip, {count}] of [...counts].sort(([, a], [, b]) => a.count - b.count))
      if (count <= Math.min(FEW, left)) {
        few.push(ip);
        left -= count;
      }
    if (few.length > 0)
      for await (const {id, cells, event} of asking.withEvents(isBy(user, few), span, CELLS)) {
        const credential = credentialOf(event);
        if (credential === undefined) continue;
        this.#add(account, [user, credential, textOf(cells[1])], cells[0], 1, [id.time, id.time], [id]);
      }
    const many = [...counts.keys()].filter(ip => !few.includes(ip));
    if (many.length === 0) return most - left;
    account.unread.push({ips: many, span});
    const samples = Math.max(2, Math.min(SAMPLES, Math.floor(SAMPLES_OF_ALL / many.length)));
    for (const ip of many)
      for (const id of thinned(counts.get(ip)!.samples, samples)) {
        const credential = await credentialIn(asking, id);
        if (credential === undefined) continue;
        account.sampled.set(credential, (account.sampled.get(credential) ?? new Set()).add(ip));
      }
    return most - left;
  }

  /** In what was not read, what it may have in common with the rest. */
  async #search(asking: Asking, user: string, account: Account, issued: readonly string[], span: Span): Promise<void> {
    if (account.unread.length === 0) return;
    const moved = [...account.sampled].filter(([, ips]) => severalNetworks(ips)).map(([credential]) => credential);
    const read = [...account.uses.values()].map(({credential}) => credential);
    const wanted = new Set([...issued, ...moved, ...read]);
    const known = [...account.searched];
    const fresh = [...wanted].filter(credential => !account.searched.has(credential)).slice(0, MOST_WANTED);
    const last = account.unread.at(-1)!;
    if (last.span === span) await this.#lookIn(asking, user, account, last, known);
    for (const unread of account.unread) await this.#lookIn(asking, user, account, unread, fresh);
    for (const credential of fresh) account.searched.add(credential);
  }

  async #lookIn(
    asking: Asking,
    user: string,
    account: Account,
    {ips, span}: Unread,
    credentials: readonly string[],
  ): Promise<void> {
    if (credentials.length === 0) return;
    const anywhere = and(isBy(user, ips), withCredential(...credentials));
    const all = await asking.tally(anywhere, span, ['stage'], 0);
    if (all.length === 0) return;
    for (const credential of credentials) {
      const where = and(isBy(user, ips), withCredential(credential));
      for (const {key, count, from, to, samples} of await asking.tally(where, span, CELLS, 4)) {
        if (from === undefined || to === undefined) continue;
        this.#add(account, [user, credential, textOf(key[1])], key[0], count, [from, to], samples);
      }
    }
  }
}

const credentialOf = (event: AuditEvent): string | undefined =>
  leavesOf(CREDENTIAL, event).find(leaf => typeof leaf === 'string');

async function credentialIn(asking: Asking, id: EventId): Promise<string | undefined> {
  const event = await asking.event(id);
  return event === undefined ? undefined : credentialOf(event);
}
