// Fills the memory, window by window. Every part is a sum or a union, so that windows give the same as the whole at once.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, EVERYTHING} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import {type EventId, type Tally, TIME_ORDER} from '../../source/source.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import {Credentials} from './credentials.ts';
import {isAnyOf} from './filter-text.ts';
import type {Memory, Moment, Place, PowerfulPod, Token} from './memory.ts';
import {Rights} from './rights.ts';
import {COMPONENTS, NOT_COMPONENTS} from './rules/users.ts';
import {addSeen, type Hit, nothingSeen, type Seen, stageIn, textOf} from './seen.ts';
import {Wishes} from './wishes.ts';
import {accountOf} from './written-rights.ts';

/** More of one kind say nothing more. */
const MOST = 20_000;
const ENDED = exprOf('stage:ResponseComplete,Panic');
const PLACE = ['stage', 'user.username', 'sourceIP', 'userAgent'] as const satisfies readonly FieldName[];
const MOMENT = [
  'user.username',
  'sourceIP',
  'objectRef.namespace',
  'objectRef.name',
] as const satisfies readonly FieldName[];

const QUERIES = {
  places: exprOf(`user:system:serviceaccount:* -user:${COMPONENTS}`),
  logins: exprOf('code:401'),
  deletions: exprOf(`verb:delete,deletecollection sub:"" code:2xx ${NOT_COMPONENTS}`),
  secrets: exprOf(`verb:get resource:secrets sub:"" code:2xx has:name ${NOT_COMPONENTS}`),
  tokens: exprOf(`verb:create resource:serviceaccounts sub:token code:2xx ${NOT_COMPONENTS}`),
  execs: exprOf('resource:pods sub:exec,attach code:101,2xx'),
  deletedAccounts: exprOf('verb:delete resource:serviceaccounts sub:"" code:2xx'),
  createdAccounts: exprOf('verb:create resource:serviceaccounts sub:"" code:2xx'),
} as const;

const ISSUED = 'authentication.kubernetes.io/issued-credential-id';

const strings = (path: readonly string[], event: AuditEvent) =>
  leavesOf(path, event).filter(leaf => typeof leaf === 'string');

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else if (known.length < MOST) known.push(value);
}

const momentOf = (id: EventId, [user, ip, ns, name]: readonly FieldValue[]): Moment => ({
  user: textOf(user),
  ip: textOf(ip),
  ns: textOf(ns),
  name: textOf(name),
  time: id.time,
  id,
});

/** A name that is there to be found out later: with generateName only the answer tells it. */
const nameIn = (hit: Hit, event: AuditEvent): string =>
  hit.name ?? strings(['responseObject', 'metadata', 'name'], event)[0] ?? '';

/** Of what makes pods its own name, and a dash. */
function prefixOf({resource}: Hit, name: string, event: AuditEvent): string | undefined {
  if (resource === 'pods')
    return name === '' ? strings(['requestObject', 'metadata', 'generateName'], event)[0] : undefined;
  return name === '' ? undefined : `${name}-`;
}

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
    if (tally.from !== undefined && tally.to !== undefined)
      addSeen(seen, stageIn(tally.key), tally.count, [tally.from, tally.to], tally);
  }
  return [...byAddress.values()];
}

/** A class because all that it holds is filled in one go. */
export class Gatherer {
  readonly #users = new Map<string, Map<string, Place>>();
  readonly #wishes = new Wishes();
  readonly #logins = new Map<string, EventId[]>();
  readonly #deletions = new Map<string, Moment[]>();
  readonly #secrets = new Map<string, Map<string, Moment>>();
  readonly #tokens: Token[] = [];
  readonly #pods: PowerfulPod[] = [];
  readonly #execs: Moment[] = [];
  readonly #rights = new Rights();
  readonly #deleted = new Map<string, Moment[]>();
  readonly #created = new Map<string, Moment[]>();
  readonly #credentials = new Credentials();

  /** What a query rule found in an event that was read. */
  onEvent(rule: string, hit: Hit, event: AuditEvent, id: EventId): void {
    const moment: Moment = {
      user: hit.user ?? '',
      ip: hit.ip ?? '',
      time: id.time,
      id,
      ns: hit.ns ?? '',
      name: nameIn(hit, event),
    };
    if (NODE_RULES.includes(rule) && this.#pods.length < MOST)
      this.#pods.push({
        ...moment,
        prefix: prefixOf(hit, moment.name, event),
        isNamed: hit.resource === 'pods' && hit.name !== undefined,
      });
  }

  /** After the query rules took the same window. */
  async take(asking: Asking, span: Span): Promise<void> {
    for (const tally of await asking.tally(and(ANSWERED, QUERIES.places), span, PLACE, 4)) this.#addPlace(tally);
    await this.#wishes.take(asking, span);
    for await (const {id, cells} of asking.rows(and(ANSWERED, QUERIES.logins), span, ['sourceIP']))
      push(this.#logins, textOf(cells[0]), id);
    for await (const row of asking.rows(and(ENDED, QUERIES.deletions), span, MOMENT))
      push(this.#deletions, textOf(row.cells[0]), momentOf(row.id, row.cells));
    await this.#takeSecrets(asking, span);
    for await (const {id, cells} of asking.rows(and(ENDED, QUERIES.tokens), span, MOMENT)) {
      const moment = momentOf(id, cells);
      if (this.#tokens.length >= MOST) break;
      const event = await asking.event(id);
      const credential = event === undefined ? undefined : strings(['annotations', ISSUED], event)[0];
      this.#tokens.push({...moment, account: accountOf(moment.ns, moment.name), credential});
    }
    for await (const row of asking.rows(and(ANSWERED, QUERIES.execs), span, MOMENT))
      if (this.#execs.length < MOST) this.#execs.push(momentOf(row.id, row.cells));
    for (const [query, into] of [
      [QUERIES.deletedAccounts, this.#deleted],
      [QUERIES.createdAccounts, this.#created],
    ] as const)
      for await (const {id, cells} of asking.rows(and(ENDED, query), span, MOMENT)) {
        const moment = momentOf(id, cells);
        push(into, accountOf(moment.ns, moment.name), moment);
      }
    await this.#rights.take(asking, span);
    await this.#credentials.take(asking, span, this.#users, this.#tokens);
  }

  #addPlace(tally: Tally): void {
    const {key, count, from, to} = tally;
    const [, user, ip, agent] = key;
    if (from === undefined || to === undefined) return;
    const places = this.#users.get(textOf(user)) ?? new Map<string, Place>();
    this.#users.set(textOf(user), places);
    const id = `${textOf(ip)}\0${textOf(agent)}`;
    const place = places.get(id) ?? {...nothingSeen(), ip: textOf(ip), agent: textOf(agent)};
    if (!places.has(id) && places.size >= MOST) return;
    places.set(id, place);
    addSeen(place, stageIn(key), count, [from, to], tally);
  }

  async #takeSecrets(asking: Asking, span: Span): Promise<void> {
    const by = [...MOMENT] as const;
    for (const {key, from, samples} of await asking.tally(and(ENDED, QUERIES.secrets), span, by, 1)) {
      if (asking.isDue) await asking.pause();
      const [id] = samples;
      if (id === undefined || from === undefined) continue;
      const moment = {...momentOf(id, key), time: from};
      const names = this.#secrets.get(moment.user) ?? new Map<string, Moment>();
      this.#secrets.set(moment.user, names);
      const name = `${moment.ns}/${moment.name}`;
      const known = names.get(name);
      if (names.size < MOST && (known === undefined || known.time > from)) names.set(name, moment);
    }
  }

  memory(asking: Asking, isAllowed: Memory['isAllowed']): Memory {
    const {notes = [], extent = {from: 0, to: 0}} = asking.source.about();
    return {
      users: this.#users,
      refused: this.#wishes.kinds,
      wishes: this.#wishes,
      logins: this.#logins,
      deletions: this.#deletions,
      secrets: this.#secrets,
      tokens: this.#tokens,
      pods: this.#pods,
      execs: this.#execs,
      written: this.#rights.written,
      granted: this.#rights.granted(),
      hasReasons: this.#rights.hasReasons,
      deleted: this.#deleted,
      created: this.#created,
      notes,
      extent,
      credentials: this.#credentials,
      requestsOf: (user, from) => requestsOf(asking, user, from),
      beside: (until, from) => beside(asking, until, from),
      isAllowed,
    };
  }
}
