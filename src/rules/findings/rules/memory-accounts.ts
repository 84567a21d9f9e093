// Rules with a memory about service accounts: from elsewhere, and those that should be gone.
import type {Micros} from '../../../audit/time.ts';
import {byWho, filterOf, isAnyOf, since} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import type {Memory, Moment, Place} from '../memory.ts';
import {did, times} from '../sample.ts';
import {requestsIn} from '../seen.ts';
import {thresholdOf} from '../settings.ts';
import {clock, listed, took} from '../words.ts';
import {asUsual, elsewhere, TOKEN} from './hands.ts';
import {together} from './together.ts';
import {isPrivate, networkOf, programOf} from './windows.ts';

const MINUTE: Micros = 60e6;

const withFirst = (places: Iterable<Place>): readonly Place[] => [...places].sort((a, b) => a.from - b.from);

/** Requests of an account before a moment, as far as counts tell. */
const known = (places: readonly Place[], before: Micros) => places.filter(({from}) => from < before);
const sum = (places: readonly Place[]) => places.reduce((count, place) => count + requestsIn(place), 0);

export const newAddress: MemoryRule = {
  kind: 'memory',
  id: 'new-address',
  title: 'Service account from a new address or program',
  severity: 'medium',
  technique: TOKEN,
  sees: 'A service account that was always seen from the same networks and programs, and later from another network (/16, or /48 of IPv6) or by another program. Low if all that is new is another private network.',
  why: 'Programs do not change while they run. A token used by another program, or elsewhere, may be in other hands.',
  falseAlarms: 'Upgrades, pods that move to nodes in another network, and people who use the token of a program.',
  query: 'user:system:serviceaccount:*',
  thresholds: {
    learn: {
      kind: 'duration',
      value: 10 * MINUTE,
      doc: 'how long an account must have been seen before something is new',
    },
    requests: {kind: 'count', value: 10, doc: 'how many requests it must have made until then'},
  },
  found: [
    ...times(12, 60, asUsual),
    elsewhere({ip: '203.0.113.66'}),
    elsewhere({ip: '10.0.3.17', agent: 'curl/8.5.0'}),
  ],
  near: [...times(12, 60, asUsual), elsewhere({ip: '10.0.3.18', agent: 'ci-runner/v3'})],
  async find(memory, settings) {
    const learn = thresholdOf(newAddress, 'learn', settings);
    const least = thresholdOf(newAddress, 'requests', settings);
    const found: Found[] = [];
    for (const [user, seen] of memory.users) {
      await memory.pause();
      const all = withFirst(seen.values());
      const fresh: {readonly place: Place; readonly what: string; readonly isInside: boolean}[] = [];
      const start = all[0]!.from;
      const base = known(all, start + learn);
      if (sum(base) < least) continue;
      const networks = new Set(base.map(({ip}) => networkOf(ip)));
      const programs = new Set(base.map(({agent}) => programOf(agent)));
      for (const place of all) {
        if (place.from < start + learn || memory.isAllowed('new-address', {user, address: place.ip})) continue;
        const isElsewhere = !networks.has(networkOf(place.ip));
        const isOther = !programs.has(programOf(place.agent));
        if (!isElsewhere && !isOther) continue;
        const what = [
          ...(isElsewhere ? [`from ${place.ip}`] : []),
          ...(isOther ? [`as ${place.agent || 'no program'}`] : []),
        ];
        // Where it leaves its node a pod may have the address of that, and after a restart that of another.
        const isInside = !isOther && isPrivate(place.ip) && base.every(({ip}) => isPrivate(ip));
        fresh.push({place, what: what.join(' '), isInside});
      }
      if (fresh.length === 0) continue;
      const places = fresh.map(({place}) => place);
      const usual = `${listed([...new Set(base.map(({ip}) => ip))], 2)} as ${listed([...programs], 2)}`;
      found.push({
        who: user,
        message: `${user} came ${listed(fresh.map(({what}) => what))}, first at ${clock(places[0]!.from)}; in the ${took(learn)} from ${clock(start)} on it only came from ${usual}`,
        ...together(
          places,
          places.map(({ip}) => ip),
        ),
        ...(fresh.every(({isInside}) => isInside) ? {severity: 'low' as const} : {}),
        filter: filterOf(
          byWho(user),
          isAnyOf('sourceIP', ...places.map(({ip}) => ip)),
          isAnyOf('userAgent', ...places.map(({agent}) => agent)),
        ),
      });
    }
    return found;
  },
};

/** The API server believes a token for some seconds longer. */
const CACHE: Micros = 30e6;

/** Of each account the last deletion. Where a namespace goes, those of all that it has are in one request. */
function lastDeletions(deleted: Memory['deleted'], users: Iterable<string>): ReadonlyMap<string, Moment> {
  const last = new Map<string, Moment>();
  const add = (account: string, moments: readonly Moment[]) => {
    const known = last.get(account);
    const latest = moments.reduce((a, b) => (a.time > b.time ? a : b));
    if (known === undefined || known.time < latest.time) last.set(account, latest);
  };
  for (const [account, moments] of deleted) if (!account.endsWith(':')) add(account, moments);
  for (const user of users) {
    const moments = deleted.get(user.slice(0, user.lastIndexOf(':') + 1));
    if (moments !== undefined) add(user, moments);
  }
  return last;
}

export const deletedIdentity: MemoryRule = {
  kind: 'memory',
  id: 'deleted-identity-used',
  title: 'Deleted service account still used',
  severity: 'high',
  technique: TOKEN,
  sees: 'Requests of a service account that were let in more than half a minute after it was deleted, alone or with its namespace, though it was not created again.',
  why: 'Its tokens should be dead. Something else lets it in, or the creation of a new account is missing from this log.',
  falseAlarms: 'A namespace that was deleted and set up again, if the creation was not logged.',
  query: 'resource:serviceaccounts verb:delete,deletecollection,create',
  thresholds: {},
  found: [
    did('delete serviceaccounts shop/deployer'),
    did('list pods shop', {at: 300, user: 'system:serviceaccount:shop:deployer'}),
  ],
  near: [
    did('delete serviceaccounts shop/deployer'),
    did('create serviceaccounts shop/deployer', {at: 60}),
    did('list pods shop', {at: 300, user: 'system:serviceaccount:shop:deployer'}),
  ],
  async find({deleted, created, users, requestsOf, isAllowed}) {
    const found: Found[] = [];
    for (const [account, last] of lastDeletions(deleted, users.keys())) {
      if (created.get(account)?.some(({time}) => time > last.time) === true) continue;
      const isLate = [...(users.get(account)?.values() ?? [])].some(({to}) => to > last.time + CACHE);
      if (!isLate) continue;
      const after = (await requestsOf(account, last.time + CACHE + 1)).filter(
        ({ip}) => !isAllowed('deleted-identity-used', {user: account, namespace: last.ns, address: ip}),
      );
      if (after.length === 0) continue;
      const told = together(
        after,
        after.map(({ip}) => ip),
      );
      found.push({
        who: account,
        message: `${account} was deleted by ${last.user} at ${clock(last.time)} and still used until ${clock(told.to)}, from ${listed(told.addresses)}`,
        ...told,
        from: last.time,
        events: [last.id, ...told.events],
        filter: filterOf(
          {
            kind: 'or',
            of: [
              byWho(account),
              {
                kind: 'and',
                of: [isAnyOf('objectRef.resource', 'serviceaccounts'), isAnyOf('auditID', last.id.auditID)],
              },
            ],
          },
          since(last.time),
        ),
      });
    }
    return found;
  },
};

export const ACCOUNT_RULES: readonly MemoryRule[] = [newAddress, deletedIdentity];
