// The rule with a memory about rights: given by somebody who wrote a role or a binding, and used by whoever got them.
import {and, type Expr} from '../../../query/ast.ts';
import {filterOf, isAnyOf, since} from '../filter-text.ts';
import type {Found, MemoryRule, Severity} from '../finding.ts';
import type {Memory} from '../memory.ts';
import {ANY_REASON, type Granted, keyOfRights, objectsIn, type Written} from '../rights.ts';
import {did} from '../sample.ts';
import {clock, listed} from '../words.ts';
import {allowsAll, ruleAllows, type WrittenRule} from '../written-rights.ts';
import {together, traits} from './together.ts';

const PUBLIC = ['system:anonymous', 'system:unauthenticated', 'system:authenticated', 'system:serviceaccounts'];

/** Reading secrets, running what one likes, and what gives more rights. */
const STRONG =
  /^(\* .*|escalate .*|bind .*|impersonate .*|(get|list|watch) secrets|(create|get) pods\/(exec|attach)|create serviceaccounts\/token|(create|update|patch) (pods\/ephemeralcontainers|(cluster)?role(binding)?s))$/;

const isBinding = ({kind}: Written): boolean => kind.endsWith('Binding');

/** What was written, and what was done with it that could not be done before. */
type Widened = {readonly written: Written; readonly uses: readonly Granted[]};

/** What is looked up again and again. A class because all of it is of one memory. */
class History {
  readonly #writes = new Map<string, Written[]>();
  readonly #first = new Map<string, number>();
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
    const add = (key: string, written: Written) => {
      const known = this.#writes.get(key);
      if (known === undefined) this.#writes.set(key, [written]);
      else known.push(written);
    };
    const objects = [...new Set(memory.granted.map(({reason}) => reason))].flatMap(objectsIn);
    for (const written of [...memory.written.of(objects)].sort((a, b) => a.time - b.time)) {
      add(keyOfRights(written.kind, written.ns, written.name), written);
      for (const role of written.body?.aggregatedTo ?? []) add(keyOfRights('ClusterRole', '', role), written);
    }
    for (const granted of memory.granted) {
      const key = this.#throughOf(granted);
      this.#first.set(key, Math.min(granted.all.from, this.#first.get(key) ?? Number.POSITIVE_INFINITY));
    }
  }

  /** Through one binding to one role. */
  #throughOf = ({binding, role, user}: Granted): string => `${binding}\0${role}\0${user}`;

  /** Writes of an object before a moment, the latest first. */
  #before(key: string, time: number): readonly Written[] {
    return (this.#writes.get(key) ?? []).filter(written => written.time < time).reverse();
  }

  /** The write of the binding that brought somebody in. */
  #binding(granted: Granted): Written | undefined {
    const {binding, all, subject} = granted;
    const first = this.#first.get(this.#throughOf(granted))!;
    const lists = ({body}: Written): boolean =>
      body?.subjects.some(({kind, name}) => kind === subject.kind && name === subject.name) === true;
    const writes = this.#before(binding, all.from);
    return writes.find((written, i) => {
      // It was used before: this write gave nothing.
      if (first < written.time) return false;
      // What was made gives all that it allows; the authorizer says to whom, also where the body was not logged.
      if (written.isNew) return true;
      if (!lists(written)) return false;
      const earlier = writes.slice(i + 1).find(({body}) => body?.isWhole === true);
      return earlier === undefined ? this.wasRefused(granted, written) : !lists(earlier);
    });
  }

  /** The write of the role that allowed what was not allowed before. */
  #role(granted: Granted): Written | undefined {
    const writes = this.#before(granted.role, granted.all.from);
    const allows = ({body}: Written): boolean => body?.rules.some(rule => ruleAllows(rule, granted)) === true;
    return writes.find((written, i) => {
      if (!allows(written)) return false;
      const earlier = writes.slice(i + 1).find(({body}) => body?.isWhole === true);
      if (earlier !== undefined) return !allows(earlier);
      // What it was before is not known: whoever was refused it has got it.
      return written.isNew || this.wasRefused(granted, written);
    });
  }

  wasRefused({user, verb, resource, ns}: Granted, {time}: Written): boolean {
    const [of = '', sub = ''] = resource.split('/');
    return this.#memory.wishes.wasRefused({user, verb, resource: of, sub, ns}, time);
  }

  /** The later of both: only with it there was all that it takes. */
  causeOf(granted: Granted): Written | undefined {
    const [binding, role] = [this.#binding(granted), this.#role(granted)];
    if (binding === undefined || role === undefined) return binding ?? role;
    return role.time > binding.time ? role : binding;
  }
}

async function widenedIn(memory: Memory): Promise<{readonly all: readonly Widened[]; readonly history: History}> {
  const history = new History(memory);
  const byWrite = new Map<Written, Granted[]>();
  for (const granted of memory.granted) {
    await memory.pause();
    const written = history.causeOf(granted);
    if (written === undefined || memory.isAllowed('rights-widened-and-used', traits(written))) continue;
    byWrite.set(written, [...(byWrite.get(written) ?? []), granted]);
  }
  const oldestFirst = (uses: readonly Granted[]) =>
    [...uses].sort((a, b) => a.all.from - b.all.from || (deedOf(a) < deedOf(b) ? -1 : 1));
  const all = [...byWrite]
    .map(([written, uses]): Widened => ({written, uses: oldestFirst(uses)}))
    .sort((a, b) => a.written.time - b.written.time);
  return {all, history};
}

/** undefined: what the row of the rule says, or whoever set it otherwise. */
function severityOf({written, uses}: Widened, history: History): Severity | undefined {
  const rules: readonly WrittenRule[] = written.body?.rules ?? [];
  const isPublic =
    isBinding(written) && uses.some(({subject: {kind, name}}) => kind === 'Group' && PUBLIC.includes(name));
  if (isPublic || uses.some(({roleName}) => roleName === 'cluster-admin') || rules.some(allowsAll)) return undefined;
  if (uses.some(({user}) => user === written.user)) return 'high';
  const isStrong = uses.some(({verb, resource}) => STRONG.test(`${verb} ${resource}`));
  if (uses.some(use => history.wasRefused(use, written))) return isStrong ? 'high' : 'medium';
  return isStrong ? 'low' : 'info';
}

const deedOf = ({verb, resource, path, ns}: Granted): string =>
  `${verb} ${resource || path}${ns === '' ? '' : ` in ${ns}`}`;

function sentenceOf({written, uses}: Widened): string {
  const {user, kind, name, ns, time, body} = written;
  const itself = (who: string) => (who === user ? 'itself' : who);
  const named = (body?.subjects ?? []).map(subject => subject.name);
  const subjects = named.length > 0 ? named : uses.map(({subject}) => subject.name);
  const role = body?.role ?? uses[0]!.roleName;
  const what = isBinding(written)
    ? `bound ${listed(subjects.map(itself))} to ${role} (${name})`
    : `wrote the ${kind} ${ns === '' ? name : `${ns}/${name}`}`;
  const from = Math.min(...uses.map(({all}) => all.from));
  const deeds = listed(uses.map(deedOf));
  return `${user} ${what} at ${clock(time)}, used from ${clock(from)} on by ${listed(uses.map(use => use.user))}: ${deeds}`;
}

/** More values make no filter that anybody reads. */
const MOST_VALUES = 4;

/** What shows the requests; where there are too many reasons, all that the same users asked for. */
function usesTerm(uses: readonly Granted[]): Expr {
  const reasons = new Set(uses.map(({reason}) => reason));
  if (reasons.size <= MOST_VALUES) return isAnyOf('authorizationReason', ...reasons);
  const users = new Set(uses.map(({user}) => user));
  if (users.size > MOST_VALUES) return ANY_REASON;
  const by = (['user.username', 'impersonatedUser.username'] as const).map(name => isAnyOf(name, ...users));
  return and({kind: 'or', of: by}, ANY_REASON);
}

function writesTerm(widened: readonly Widened[]): Expr {
  const kinds = widened.map(({written: {kind}}) => `${kind.toLowerCase()}s`);
  const names = new Set(widened.map(({written: {name}}) => name));
  return and(
    isAnyOf('objectRef.resource', ...kinds),
    ...(names.size > MOST_VALUES
      ? [isAnyOf('verb', 'create', 'update', 'patch')]
      : [isAnyOf('objectRef.name', ...names)]),
  );
}

function foundOf(widened: readonly Widened[], severity: Severity | undefined): Found {
  const [first] = widened;
  const {written} = first!;
  const uses = widened.flatMap(one => one.uses);
  const all = together(
    uses.map(use => use.all),
    [...widened.map(one => one.written.ip), ...uses.flatMap(({ips}) => [...ips])],
  );
  const users = [...new Set(uses.map(({user}) => user))];
  return {
    who: written.user,
    message:
      widened.length === 1
        ? sentenceOf(first!)
        : `${written.user} wrote ${widened.length} roles and bindings from ${clock(written.time)} on, used by ${listed(users)}`,
    count: widened.length + all.count,
    from: written.time,
    to: all.to,
    events: [...widened.map(one => one.written.id), ...all.events],
    filter: filterOf({kind: 'or', of: [usesTerm(uses), writesTerm(widened)]}, since(written.time)),
    addresses: all.addresses,
    // Who installs things is not the hand of all that they install.
    ...(severity === 'info' || severity === 'low' ? {} : {leadsTo: users.filter(user => user !== written.user)}),
    ...(severity === undefined ? {} : {severity}),
  };
}

const BINDING = 'clusterrolebindings.rbac.authorization.k8s.io';
const bind = did(`create ${BINDING} /mine`, {
  request: {roleRef: {kind: 'ClusterRole', name: 'cluster-admin'}, subjects: [{kind: 'User', name: 'eve'}]},
});
const byBinding = (name: string, role: string) =>
  `RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "${role}" to User "eve"`;

export const widenedThenUsed: MemoryRule = {
  kind: 'memory',
  id: 'rights-widened-and-used',
  title: 'Rights granted and used',
  severity: 'critical',
  technique: {id: 'T1098.006', name: 'Additional Container Cluster Roles'},
  sees: 'A role or binding that somebody wrote, and requests that were allowed because of it and not before. Critical if it grants everything, or grants anything to everybody. High if they granted it to themselves, or if it was refused before and reads secrets, runs commands or grants rights. Medium if anything else of it was refused before. Low if it reads secrets, runs commands or grants rights and nobody had asked. For the record otherwise.',
  why: 'The rights were not only granted: this log shows what was done with them.',
  falseAlarms: 'Setting up a cluster. Installing what brings its own roles. Somebody who asked for a right and got it.',
  query: 'resource:roles,clusterroles,rolebindings,clusterrolebindings verb:create,update,patch code:2xx',
  needs: 'body',
  thresholds: {},
  found: [bind, did('list secrets', {at: 60, user: 'eve', reason: byBinding('mine', 'cluster-admin')})],
  near: [bind, did('list secrets', {at: 60, user: 'eve', reason: byBinding('other', 'view')})],
  async find(memory) {
    const {all, history} = await widenedIn(memory);
    const told = all.map(widened => ({widened, severity: severityOf(widened, history)}));
    const record = told.filter(({severity}) => severity === 'info');
    const byUser = Map.groupBy(record, ({widened}) => widened.written.user);
    return [
      ...told.filter(one => !record.includes(one)).map(({widened, severity}) => foundOf([widened], severity)),
      ...[...byUser.values()].map(group =>
        foundOf(
          group.map(({widened}) => widened),
          'info',
        ),
      ),
    ];
  },
  untold({written, hasReasons}) {
    const all = {count: written.size, of: written.size, filter: widenedThenUsed.query};
    if (!hasReasons) return {...all, how: 'logged without the reason of the authorizer, so their use cannot be told'};
    return {
      count: written.lacking,
      of: written.size,
      filter: `${widenedThenUsed.query} (level:Metadata OR truncated:true)`,
    };
  },
};
