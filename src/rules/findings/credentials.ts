// The memory of credentials: where each credential id of an account was used. It is in no column, so events are read for it, of
// accounts alone of which it matters: those seen from several networks, and those for which somebody had a token made.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import type {EventId} from '../../source/source.ts';
import {ANSWERED, type Asking, type OneRow, type Span} from './ask.ts';
import {isAnyOf} from './filter-text.ts';
import type {Place} from './memory.ts';
import {networkOf} from './rules/windows.ts';
import {addSeen, nothingSeen, type Seen, stageIn, textOf, thinned} from './seen.ts';
import type {Tokens} from './tokens.ts';

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
const MOST_READ_OF_ALL = 10_000;
/** Events that are read of an address of which not all are: the fewer, the more such addresses an account has. */
const SAMPLES = 16;
const SAMPLES_OF_ALL = 512;
/** Credentials of an account that are looked for in one window for the first time. */
const MOST_WANTED = 100;

const CELLS = ['stage', 'sourceIP', 'user.username'] as const satisfies readonly FieldName[];

/** Addresses whose events were not all read, in a part of the log. */
type Unread = {readonly ips: readonly string[]; readonly span: Span};

/** Events, and those that end a request. */
type Counted = {readonly count: number; readonly ended: number; readonly samples: readonly EventId[]};

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

const isBy = (users: readonly string[], ips: readonly string[]): Expr =>
  and(ANSWERED, isAnyOf('user.username', ...users), isAnyOf('sourceIP', ...ips));

/** A class because what is read and what is looked for make up one count. */
export class Credentials {
  readonly #accounts = new Map<string, Account>();
  /** Requests that ended of accounts of which it matters, and how many of them were not read. */
  readonly logged = {count: 0, unread: 0};

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
    tokens: Tokens,
  ): Promise<void> {
    const issued = Map.groupBy(tokens.all(), ({account}) => account);
    const known = [...this.#accounts.keys()];
    const fresh: string[] = [];
    for (const [user, places] of users) {
      if (this.#accounts.has(user)) continue;
      if (!issued.has(user) && !severalNetworks([...places.values()].map(({ip}) => ip))) continue;
      fresh.push(user);
      this.#accounts.set(user, {uses: new Map(), unread: [], searched: new Set(), sampled: new Map()});
    }
    const past: Span = span.to === undefined ? {} : {to: span.to};
    for (const [some, when] of [
      [known, span],
      [fresh, past],
    ] as const) {
      if (some.length === 0) continue;
      await this.#read(asking, some, when);
      for (const user of some) {
        const credentials = (issued.get(user) ?? []).flatMap(({credential}) => credential ?? []);
        await this.#search(asking, user, this.#accounts.get(user)!, credentials, when);
      }
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

  /** All events of addresses with few, and some of the others. */
  async #read(asking: Asking, users: readonly string[], span: Span): Promise<void> {
    const where = and(ANSWERED, isAnyOf('user.username', ...users));
    const counts = new Map<string, Map<string, Counted>>(users.map(user => [user, new Map()]));
    for (const {key, count, samples} of await asking.tally(where, span, CELLS, SAMPLES)) {
      const [, ip = '', user = ''] = key.map(textOf);
      const known = counts.get(user)?.get(ip) ?? {count: 0, ended: 0, samples: []};
      counts.get(user)?.set(ip, {
        count: known.count + count,
        ended: known.ended + (key[0] === 'ResponseStarted' ? 0 : count),
        samples: [...known.samples, ...samples],
      });
    }
    const few = new Set<string>();
    let left = MOST_READ_OF_ALL;
    for (const [user, byAddress] of counts) {
      const account = this.#accounts.get(user)!;
      let mine = Math.max(0, Math.min(MOST_READ, left));
      const many: string[] = [];
      for (const [ip, {count, ended}] of [...byAddress].sort(([, a], [, b]) => a.count - b.count)) {
        this.logged.count += ended;
        if (count <= Math.min(FEW, mine)) {
          few.add(`${user}\0${ip}`);
          mine -= count;
          left -= count;
        } else {
          many.push(ip);
          this.logged.unread += ended;
        }
      }
      if (many.length === 0) continue;
      account.unread.push({ips: many, span});
      const samples = Math.max(2, Math.min(SAMPLES, Math.floor(Math.min(SAMPLES_OF_ALL, left) / many.length)));
      left -= samples * many.length;
      const sampled = many.flatMap(ip => thinned(byAddress.get(ip)!.samples, samples).map(id => ({ip, id})));
      for await (const [{ip}, event] of asking.eachWith(sampled, ({id}) => id)) {
        const credential = event === undefined ? undefined : credentialOf(event);
        if (credential === undefined) continue;
        account.sampled.set(credential, (account.sampled.get(credential) ?? new Set()).add(ip));
      }
    }
    await this.#readFew(asking, span, few);
  }

  /** @param few users and addresses, with a NUL between */
  async #readFew(asking: Asking, span: Span, few: ReadonlySet<string>): Promise<void> {
    if (few.size === 0) return;
    const pairs = [...few].map(pair => pair.split('\0'));
    const users = pairs.map(([user = '']) => user);
    const where = isBy(
      users,
      pairs.map(([, ip = '']) => ip),
    );
    const rows: OneRow[] = [];
    for (const row of await asking.rows(where, span, CELLS)) {
      const [, ip = '', user = ''] = row.cells.map(textOf);
      if (few.has(`${user}\0${ip}`)) rows.push(row);
    }
    for await (const [{id, cells}, event] of asking.eachWith(rows, row => row.id)) {
      const credential = event === undefined ? undefined : credentialOf(event);
      if (credential === undefined) continue;
      const [, ip = '', user = ''] = cells.map(textOf);
      this.#add(this.#accounts.get(user)!, [user, credential, ip], cells[0], 1, [id.time, id.time], [id]);
    }
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
    const anywhere = and(isBy([user], ips), withCredential(...credentials));
    const all = await asking.tally(anywhere, span, ['stage'], 0);
    if (all.length === 0) return;
    for (const credential of credentials) {
      const where = and(isBy([user], ips), withCredential(credential));
      for (const {key, count, times, samples} of await asking.tally(where, span, CELLS, 4)) {
        if (times === undefined) continue;
        this.#add(account, [user, credential, textOf(key[1])], key[0], count, times, samples);
      }
    }
  }
}

const credentialOf = (event: AuditEvent): string | undefined =>
  leavesOf(CREDENTIAL, event).find(leaf => typeof leaf === 'string');
