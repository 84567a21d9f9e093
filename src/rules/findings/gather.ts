// Fills the memory, window by window. Every part is a sum or a union, so that windows give the same as the whole at once.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, EVERYTHING, type Expr} from '../../query/ast.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import {type EventId, TIME_ORDER} from '../../source/source.ts';
import {ANSWERED, type Asking, type Kind, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import {Credentials} from './credentials.ts';
import {isAnyOf} from './filter-text.ts';
import {Firsts} from './firsts.ts';
import type {Memory, Place} from './memory.ts';
import {codesOf, MOMENT, MomentLists, Moments} from './moments.ts';
import {PowerfulPods} from './powerful-pods.ts';
import {Rights} from './rights.ts';
import {NOT_COMPONENTS, WATCHED_ACCOUNTS} from './rules/users.ts';
import {addSeen, nothingSeen, type Seen, stageIn, textOf} from './seen.ts';
import {Tokens} from './tokens.ts';
import {Wishes} from './wishes.ts';
import {accountOf} from './written-rights.ts';

/** More of one kind say nothing more. */
const MOST = 20_000;
const ENDED = exprOf('stage:ResponseComplete,Panic');
const PLACE = ['stage', 'user.username', 'sourceIP', 'userAgent'] as const satisfies readonly FieldName[];
const [USER, IP, NS, NAME] = [0, 1, 2, 3] as const;

const QUERIES = {
  places: exprOf(WATCHED_ACCOUNTS),
  logins: exprOf('code:401'),
  deletions: exprOf(`verb:delete,deletecollection sub:"" code:2xx ${NOT_COMPONENTS}`),
  podDeletions: exprOf(
    `verb:delete,deletecollection resource:pods,jobs,leases sub:"" code:2xx user:system:serviceaccount:* ${NOT_COMPONENTS}`,
  ),
  secrets: exprOf(`verb:get resource:secrets sub:"" code:2xx has:name ${NOT_COMPONENTS}`),
  tokens: exprOf(`verb:create resource:serviceaccounts sub:token code:2xx ${NOT_COMPONENTS}`),
  execs: exprOf('resource:pods sub:exec,attach code:101,2xx'),
  deletedAccounts: exprOf('verb:delete,deletecollection resource:serviceaccounts sub:"" code:2xx'),
  createdAccounts: exprOf('verb:create resource:serviceaccounts sub:"" code:2xx'),
} as const;

const NODE_RULES: readonly string[] = [
  'privileged-pod',
  'sensitive-host-path',
  'dangerous-capability',
  'host-namespace',
];
/** Rules whose events the memory goes by. */
export const REMEMBERED: readonly string[] = NODE_RULES;

/** Whatever is looked at: a gap is one in all that there is. */
async function beside({source, signal}: Asking, until: Micros, from: Micros): Promise<readonly EventId[]> {
  const view = {where: EVERYTHING, stages: 'all'} as const;
  const one = {order: TIME_ORDER, limit: 1, cells: []} as const;
  const call = signal === undefined ? {} : {signal};
  const before = await source.rows(view, {...one, at: until + 1, back: true}, call);
  const after = await source.rows(view, {...one, at: from}, call);
  return [...before.rows, ...after.rows].map(({id}) => id);
}

async function requestsOf(asking: Asking, user: string, from: Micros): Promise<readonly (Seen & {ip: string})[]> {
  const byAddress = new Map<string, Seen & {ip: string}>();
  const where = and(ANSWERED, isAnyOf('user.username', user));
  for (const tally of await asking.tally(where, {from}, ['stage', 'sourceIP'], 4)) {
    const ip = textOf(tally.key[1]);
    const seen = byAddress.get(ip) ?? {...nothingSeen(), ip};
    byAddress.set(ip, seen);
    if (tally.times !== undefined) addSeen(seen, stageIn(tally.key), tally.count, tally.times, tally);
  }
  return [...byAddress.values()];
}

/** A class because all that it holds is filled in one go. */
export class Gatherer {
  readonly #users = new Map<string, Map<string, Place>>();
  readonly #wishes: Wishes;
  readonly #logins: MomentLists;
  readonly #deletions: MomentLists;
  readonly #podDeletions: MomentLists;
  readonly #secrets: Firsts;
  readonly #tokens: Tokens;
  readonly #pods: PowerfulPods;
  readonly #execs: Moments;
  readonly #rights: Rights;
  readonly #deleted: MomentLists;
  readonly #created: MomentLists;
  readonly #credentials = new Credentials();

  constructor(columns: Columns) {
    this.#wishes = new Wishes(columns);
    this.#logins = new MomentLists(columns, MOST);
    this.#deletions = new MomentLists(columns, MOST);
    this.#podDeletions = new MomentLists(columns, MOST);
    this.#secrets = new Firsts(columns, MOST);
    this.#tokens = new Tokens(columns, MOST);
    this.#pods = new PowerfulPods(columns, MOST);
    this.#execs = new Moments(columns);
    this.#rights = new Rights(columns);
    this.#deleted = new MomentLists(columns, MOST);
    this.#created = new MomentLists(columns, MOST);
  }

  /** What is held of very many requests, about. */
  get bytes(): number {
    const parts = [
      this.#wishes,
      this.#logins,
      this.#deletions,
      this.#podDeletions,
      this.#secrets,
      this.#tokens,
      this.#pods,
      this.#execs,
      this.#rights.written,
      this.#deleted,
      this.#created,
    ];
    return parts.reduce((sum, {bytes}) => sum + bytes, 0);
  }

  /** What a query rule found in an event that was read. */
  onEvent(rule: string, rows: RowColumns, row: number, event: AuditEvent): void {
    if (NODE_RULES.includes(rule)) this.#pods.add(rows, row, event);
  }

  /** After the query rules took the same window. */
  async take(asking: Asking, span: Span): Promise<void> {
    for (const tally of await asking.tally(and(ANSWERED, QUERIES.places), span, PLACE, 4)) this.#addPlace(tally);
    await this.#wishes.take(asking, span);
    await this.#list(asking, span, and(ANSWERED, QUERIES.logins), this.#logins, text => text(IP));
    await this.#list(asking, span, and(ENDED, QUERIES.deletions), this.#deletions, text => text(USER));
    await this.#list(asking, span, and(ENDED, QUERIES.podDeletions), this.#podDeletions, text => text(USER));
    await this.#takeSecrets(asking, span);
    await this.#tokens.take(asking, await asking.rowColumns(and(ENDED, QUERIES.tokens), span, MOMENT));
    const execs = await asking.rowColumns(and(ANSWERED, QUERIES.execs), span, MOMENT);
    for (let row = 0; row < execs.events.length && this.#execs.size < MOST; row++) this.#execs.push(execs, row);
    for (const [query, into] of [
      [QUERIES.deletedAccounts, this.#deleted],
      [QUERIES.createdAccounts, this.#created],
    ] as const)
      await this.#list(asking, span, and(ENDED, query), into, text => accountOf(text(NS), text(NAME)));
    await this.#rights.take(asking, span);
    await this.#credentials.take(asking, span, this.#users, this.#tokens);
  }

  async #list(
    asking: Asking,
    span: Span,
    where: Expr,
    into: MomentLists,
    nameOf: (text: (field: number) => string) => string,
  ): Promise<void> {
    const rows = await asking.rowColumns(where, span, MOMENT);
    for (let row = 0; row < rows.events.length; row++) {
      if (asking.isDue) await asking.pause();
      into.push(nameOf, rows, row);
    }
  }

  #addPlace(tally: Kind): void {
    const {key, count, times} = tally;
    const [, user, ip, agent] = key;
    if (times === undefined) return;
    const places = this.#users.get(textOf(user)) ?? new Map<string, Place>();
    this.#users.set(textOf(user), places);
    const id = `${textOf(ip)}\0${textOf(agent)}`;
    const place = places.get(id) ?? {...nothingSeen(), ip: textOf(ip), agent: textOf(agent)};
    if (!places.has(id) && places.size >= MOST) return;
    places.set(id, place);
    addSeen(place, stageIn(key), count, times, tally);
  }

  async #takeSecrets(asking: Asking, span: Span): Promise<void> {
    const {size, keys, from, to, events, starts} = await asking.counts(and(ENDED, QUERIES.secrets), span, MOMENT, 1);
    for (let at = 0; at < size; at++) {
      if (asking.isDue) await asking.pause();
      if (from[at]! <= to[at]! && starts[at]! < starts[at + 1]!)
        this.#secrets.add(codesOf(keys, at), [from[at]!, to[at]!], events[starts[at]!]!);
    }
  }

  memory(asking: Asking, isAllowed: Memory['isAllowed']): Memory {
    const {notes = [], extent = {from: 0, to: 0}} = asking.source.about();
    const [tokens, pods, execs] = [this.#tokens, this.#pods, this.#execs];
    const rights = this.#rights;
    return {
      users: this.#users,
      refused: this.#wishes.kinds,
      wishes: this.#wishes,
      logins: this.#logins,
      deletions: this.#deletions,
      podDeletions: this.#podDeletions,
      secrets: this.#secrets,
      get tokens() {
        return tokens.all();
      },
      get pods() {
        return pods.all();
      },
      get execs() {
        return execs.all();
      },
      written: rights.written,
      granted: rights.granted(),
      hasReasons: rights.hasReasons,
      deleted: this.#deleted,
      created: this.#created,
      notes,
      extent,
      credentials: this.#credentials,
      requestsOf: (user, from) => requestsOf(asking, user, from),
      beside: (until, from) => beside(asking, until, from),
      pause: () => asking.pause(),
      isAllowed,
    };
  }
}
