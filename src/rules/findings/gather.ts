// Fills the memory, window by window. Every part is a sum or a union, so that windows give the same as the whole at once.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import type {EventId, Tally} from '../../source/source.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import type {Binding, Memory, Moment, Place, Token, Use, Wish} from './memory.ts';
import {COMPONENTS, NOT_COMPONENTS} from './rules/users.ts';
import {addSeen, type Hit, nothingSeen, type Seen, samplesOf, stageIn} from './seen.ts';

/** More of one kind say nothing more. */
const MOST = 20_000;
/** Kinds of refused requests whose later fortune is followed. */
const MOST_REFUSED = 5_000;

const ENDED = exprOf('stage:ResponseComplete,Panic');
const WISH = [
  'stage',
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'sourceIP',
] as const satisfies readonly FieldName[];
const PLACE = ['stage', 'user.username', 'sourceIP', 'userAgent'] as const satisfies readonly FieldName[];
const MOMENT = [
  'user.username',
  'sourceIP',
  'objectRef.namespace',
  'objectRef.name',
] as const satisfies readonly FieldName[];

const QUERIES = {
  places: exprOf(`user:system:serviceaccount:* -user:${COMPONENTS}`),
  refused: exprOf(`code:403 has:user ${NOT_COMPONENTS}`),
  /** What gives more than it is: of other things it is not asked whether they were allowed later. */
  allowed: exprOf(
    'code:<400 as:"" (resource:secrets,serviceaccounts,roles,clusterroles,rolebindings,clusterrolebindings,nodes,namespaces,' +
      'certificatesigningrequests,mutatingwebhookconfigurations,validatingwebhookconfigurations OR sub:exec,attach,ephemeralcontainers,proxy)',
  ),
  logins: exprOf('code:401'),
  deletions: exprOf(`verb:delete,deletecollection sub:"" code:2xx ${NOT_COMPONENTS}`),
  secrets: exprOf(`verb:get resource:secrets sub:"" code:2xx has:name ${NOT_COMPONENTS}`),
  tokens: exprOf(`verb:create resource:serviceaccounts sub:token code:2xx ${NOT_COMPONENTS}`),
  execs: exprOf('resource:pods sub:exec,attach code:101,2xx'),
  deletedAccounts: exprOf('verb:delete resource:serviceaccounts sub:"" code:2xx'),
  createdAccounts: exprOf('verb:create resource:serviceaccounts sub:"" code:2xx'),
} as const;

const ISSUED = 'authentication.kubernetes.io/issued-credential-id';
const CREDENTIAL = ['user', 'extra', 'authentication.kubernetes.io/credential-id'];

const str = (value: FieldValue): string => (typeof value === 'string' ? value : '');
const strings = (path: readonly string[], event: AuditEvent) =>
  leavesOf(path, event).filter(leaf => typeof leaf === 'string');

const isIn = (name: FieldName, values: readonly string[]): Expr => ({kind: 'in', field: {kind: 'field', name}, values});

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else if (known.length < MOST) known.push(value);
}

const momentOf = (id: EventId, [user, ip, ns, name]: readonly FieldValue[]): Moment => ({
  user: str(user),
  ip: str(ip),
  ns: str(ns),
  name: str(name),
  time: id.time,
  id,
});

const accountOf = (ns: string, name: string): string => `system:serviceaccount:${ns}:${name}`;

/** A name that is there to be found out later: with generateName only the answer tells it. */
const nameIn = (hit: Hit, event: AuditEvent): string =>
  hit.name ?? strings(['responseObject', 'metadata', 'name'], event)[0] ?? '';

const NODE_RULES: readonly string[] = [
  'privileged-pod',
  'sensitive-host-path',
  'dangerous-capability',
  'host-namespace',
];
const BINDING_RULES: readonly string[] = ['cluster-admin-binding', 'public-binding'];
/** Rules whose events the memory goes by. */
export const REMEMBERED: readonly string[] = [...NODE_RULES, ...BINDING_RULES];

/** A class because all that it holds is filled in one go. */
export class Gatherer {
  readonly #users = new Map<string, Map<string, Place>>();
  readonly #refused = new Map<string, Wish>();
  readonly #allowed = new Map<string, Wish>();
  readonly #refusedUsers = new Set<string>();
  readonly #logins = new Map<string, EventId[]>();
  readonly #deletions = new Map<string, Moment[]>();
  readonly #secrets = new Map<string, Map<string, Moment>>();
  readonly #tokens: Token[] = [];
  readonly #pods: Moment[] = [];
  readonly #execs: Moment[] = [];
  readonly #bindings: Binding[] = [];
  readonly #grants = new Map<string, {reason: string; user: string; ip: string; seen: Seen}>();
  readonly #deleted = new Map<string, Moment[]>();
  readonly #created = new Map<string, Moment[]>();
  readonly #uses = new Map<string, Use | undefined>();

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
    if (NODE_RULES.includes(rule) && hit.resource === 'pods' && this.#pods.length < MOST) this.#pods.push(moment);
    if (BINDING_RULES.includes(rule) && moment.name !== '' && this.#bindings.length < MOST) {
      const subjects = leavesOf(['requestObject', 'subjects'], event);
      this.#bindings.push({
        ...moment,
        kind: hit.resource === 'rolebindings' ? 'RoleBinding' : 'ClusterRoleBinding',
        role: strings(['requestObject', 'roleRef', 'name'], event)[0] ?? '',
        subjects: subjects.flatMap(subject => {
          if (typeof subject !== 'object') return [];
          const {kind, name, namespace} = subject as {kind?: unknown; name?: unknown; namespace?: unknown};
          if (typeof name !== 'string') return [];
          return [kind === 'ServiceAccount' && typeof namespace === 'string' ? accountOf(namespace, name) : name];
        }),
      });
    }
  }

  /** After the query rules took the same window. */
  async take(asking: Asking, span: Span): Promise<void> {
    for (const tally of await asking.tally(and(ANSWERED, QUERIES.places), span, PLACE, 4)) this.#addPlace(tally);
    await this.#takeRefused(asking, span);
    for await (const {id, cells} of asking.rows(and(ANSWERED, QUERIES.logins), span, ['sourceIP']))
      push(this.#logins, str(cells[0]), id);
    for await (const row of asking.rows(and(ENDED, QUERIES.deletions), span, MOMENT))
      push(this.#deletions, str(row.cells[0]), momentOf(row.id, row.cells));
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
    await this.#takeGrants(asking, span);
  }

  #addPlace(tally: Tally): void {
    const {key, count, from, to} = tally;
    const [, user, ip, agent] = key;
    if (from === undefined || to === undefined) return;
    const places = this.#users.get(str(user)) ?? new Map<string, Place>();
    this.#users.set(str(user), places);
    const id = `${str(ip)}\0${str(agent)}`;
    const place = places.get(id) ?? {...nothingSeen(), ip: str(ip), agent: str(agent)};
    if (!places.has(id) && places.size >= MOST) return;
    places.set(id, place);
    addSeen(place, stageIn(key), count, [from, to], tally);
  }

  #addWish(into: Map<string, Wish>, tally: Tally): void {
    const {key, count, from, to} = tally;
    if (from === undefined || to === undefined) return;
    const [user = '', verb = '', resource = '', sub = '', ns = '', ip = ''] = key.slice(1).map(str);
    const id = [user, verb, resource, sub, ns].join('\0');
    if (into === this.#allowed && !this.#refused.has(id)) return;
    const wish = into.get(id) ?? {...nothingSeen(), user, verb, resource, sub, ns, ip};
    into.set(id, wish);
    addSeen(wish, stageIn(key), count, [from, to], tally);
  }

  /** Whoever was refused something for the first time is looked up from the beginning. */
  async #takeRefused(asking: Asking, span: Span): Promise<void> {
    const fresh = new Set<string>();
    for (const tally of await asking.tally(and(ANSWERED, QUERIES.refused), span, WISH, 4)) {
      if (this.#refused.size >= MOST_REFUSED) break;
      this.#addWish(this.#refused, tally);
      const user = str(tally.key[1]);
      if (!this.#refusedUsers.has(user)) fresh.add(user);
    }
    const wishes = [...this.#refused.values()];
    const distinct = (read: (wish: Wish) => string) => [...new Set(wishes.map(read))];
    const alike = and(
      ANSWERED,
      QUERIES.allowed,
      isIn(
        'verb',
        distinct(({verb}) => verb),
      ),
      isIn(
        'objectRef.resource',
        distinct(({resource}) => resource),
      ),
    );
    const look = async (users: readonly string[], when: Span) => {
      if (users.length === 0) return;
      const where = and(alike, isIn('user.username', users));
      for (const tally of await asking.tally(where, when, WISH, 1)) {
        this.#addWish(this.#allowed, tally);
        await asking.pause();
      }
    };
    await look([...this.#refusedUsers], span);
    for (const user of fresh) this.#refusedUsers.add(user);
    await look([...fresh], span.to === undefined ? {} : {to: span.to});
  }

  async #takeSecrets(asking: Asking, span: Span): Promise<void> {
    const by = [...MOMENT] as const;
    for (const {key, from, samples} of await asking.tally(and(ENDED, QUERIES.secrets), span, by, 1)) {
      await asking.pause();
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

  /** Of each binding the requests since it was made. */
  async #takeGrants(asking: Asking, span: Span): Promise<void> {
    const since = new Map<string, Micros>();
    for (const {kind, name, ns, time} of this.#bindings) {
      const reason = reasonOf(kind, name, ns);
      since.set(reason, Math.min(time, since.get(reason) ?? Number.POSITIVE_INFINITY));
    }
    const isNew = (time: Micros) => span.from === undefined || time >= span.from;
    const old = [...since].filter(([, time]) => !isNew(time)).map(([reason]) => reason);
    await this.#addGrants(asking, old, span);
    for (const [reason, from] of since) if (isNew(from)) await this.#addGrants(asking, [reason], {...span, from});
  }

  async #addGrants(asking: Asking, reasons: readonly string[], span: Span): Promise<void> {
    if (reasons.length === 0) return;
    const field = {kind: 'field', name: 'authorizationReason'} as const;
    const where: Expr = {kind: 'or', of: reasons.map(reason => ({kind: 'like', field, glob: `${reason}*`}))};
    const by = ['stage', 'authorizationReason', 'user.username', 'sourceIP'] as const;
    for (const tally of await asking.tally(and(ANSWERED, where), span, by, 4)) {
      const {key, count, from, to} = tally;
      if (from === undefined || to === undefined) continue;
      const [, reason = '', user = '', ip = ''] = key.map(str);
      const id = `${reason}\0${user}\0${ip}`;
      const grant = this.#grants.get(id) ?? {reason, user, ip, seen: nothingSeen()};
      this.#grants.set(id, grant);
      addSeen(grant.seen, stageIn(key), count, [from, to], tally);
    }
  }

  memory(asking: Asking, isAllowed: Memory['isAllowed']): Memory {
    const {notes = [], extent = {from: 0, to: 0}} = asking.source.about();
    return {
      users: this.#users,
      refused: this.#refused,
      allowed: this.#allowed,
      logins: this.#logins,
      deletions: this.#deletions,
      secrets: this.#secrets,
      tokens: this.#tokens,
      pods: this.#pods,
      execs: this.#execs,
      bindings: this.#bindings,
      grants: [...this.#grants.values()],
      deleted: this.#deleted,
      created: this.#created,
      notes,
      extent,
      usesOf: async (user, place) => {
        const uses: Use[] = [];
        for (const id of samplesOf(place)) {
          if (!this.#uses.has(id.place)) {
            const event = await asking.event(id);
            const credential = event === undefined ? undefined : strings(CREDENTIAL, event)[0];
            const {ip, agent} = place;
            this.#uses.set(id.place, credential === undefined ? undefined : {user, ip, agent, credential, id});
          }
          const use = this.#uses.get(id.place);
          if (use !== undefined) uses.push(use);
        }
        return uses;
      },
      isAllowed,
    };
  }
}

/** How the authorizer's reason begins for what a binding allows (kubernetes plugin/pkg/auth/authorizer/rbac). */
export const reasonOf = (kind: Binding['kind'], name: string, ns: string): string =>
  `RBAC: allowed by ${kind} "${name}${kind === 'RoleBinding' ? `/${ns}` : ''}" `;
