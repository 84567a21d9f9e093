// Rules with a memory about identities: tokens in other hands, accounts from elsewhere, and accounts that should be gone.
import type {Micros} from '../../../audit/time.ts';
import {byWho, filterOf, isAnyOf, since} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import type {Place, Token} from '../memory.ts';
import {did, times} from '../sample.ts';
import {byTime, requestsIn, samplesOf} from '../seen.ts';
import {thresholdOf} from '../settings.ts';
import {clock, listed, took} from '../words.ts';
import {networkOf, programOf} from './windows.ts';

const MINUTE: Micros = 60e6;
const TOKEN = {id: 'T1550.001', name: 'Application Access Token'} as const;
const CI = 'system:serviceaccount:build:ci-runner';
const ISSUED = {'authentication.kubernetes.io/issued-credential-id': 'JTI=1'};

const withFirst = (places: Iterable<Place>): readonly Place[] => [...places].sort((a, b) => a.from - b.from);

/** Requests of an account before a moment, as far as counts tell. */
const known = (places: readonly Place[], before: Micros) => places.filter(({from}) => from < before);
const sum = (places: readonly Place[]) => places.reduce((count, place) => count + requestsIn(place), 0);

const asUsual = (at: number) =>
  did('list pods build', {at, user: CI, ip: '10.0.3.17', agent: 'ci-runner/v2', credential: 'JTI=a'});
const elsewhere = (change: Parameters<typeof did>[1]) =>
  did('list secrets prod', {at: 1300, user: CI, agent: 'ci-runner/v2', ...change});

export const credentialMoved: MemoryRule = {
  kind: 'memory',
  id: 'credential-moved',
  title: 'Token used from elsewhere',
  severity: 'critical',
  technique: TOKEN,
  sees: 'One credential id of a service account, used from addresses of different networks (/16, or /48 of IPv6).',
  why: 'A token of a pod is used where the pod is. From elsewhere it is used by somebody who took it.',
  falseAlarms:
    'Pods whose traffic leaves by several gateways, and clients behind changing addresses with a token of their own: allow their addresses.',
  query: 'user:system:serviceaccount:*',
  thresholds: {},
  found: [...times(12, 60, asUsual), elsewhere({ip: '203.0.113.66', credential: 'JTI=a'})],
  near: [
    ...times(12, 60, asUsual),
    elsewhere({ip: '10.0.9.9', credential: 'JTI=a'}),
    elsewhere({ip: '203.0.113.66', credential: 'JTI=b'}),
  ],
  async find(memory) {
    const found: Found[] = [];
    for (const [user, seen] of memory.users) {
      const places = withFirst(seen.values()).filter(
        ({ip}) => !memory.isAllowed('credential-moved', {user, address: ip}),
      );
      if (new Set(places.map(({ip}) => networkOf(ip))).size < 2) continue;
      const homes = new Map<string, string>();
      const moved = new Map<string, {readonly home: string; places: Place[]}>();
      for (const place of places)
        for (const {credential} of await memory.usesOf(user, place)) {
          const home = homes.get(credential);
          if (home === undefined) homes.set(credential, place.ip);
          else if (networkOf(home) !== networkOf(place.ip)) {
            const one = moved.get(place.ip) ?? {home, places: []};
            if (!one.places.includes(place)) one.places.push(place);
            moved.set(place.ip, one);
          }
        }
      for (const [ip, {home, places: there}] of moved)
        found.push({
          who: user,
          message: `A token of ${user}, at home at ${home}, was used from ${ip} from ${clock(there[0]!.from)} on`,
          count: sum(there),
          from: there[0]!.from,
          to: Math.max(...there.map(({to}) => to)),
          events: there.flatMap(samplesOf).sort(byTime),
          filter: filterOf(byWho(user), isAnyOf('sourceIP', ip)),
          addresses: [ip],
        });
    }
    return found;
  },
};

export const newAddress: MemoryRule = {
  kind: 'memory',
  id: 'new-address',
  title: 'Service account from a new address or program',
  severity: 'medium',
  technique: TOKEN,
  sees: 'A service account that was always seen from the same networks and programs, and later from another network (/16, or /48 of IPv6) or by another program.',
  why: 'Programs do not change while they run. A token that is used by another one, or from elsewhere, is in other hands.',
  falseAlarms:
    'New versions, pods that move to nodes of another network, and people who log in with the token of a program.',
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
      const all = withFirst(seen.values());
      const fresh: {readonly place: Place; readonly what: string}[] = [];
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
        fresh.push({place, what: what.join(' ')});
      }
      if (fresh.length === 0) continue;
      const places = fresh.map(({place}) => place);
      const usual = `${listed([...new Set(base.map(({ip}) => ip))], 2)} as ${listed([...programs], 2)}`;
      found.push({
        who: user,
        message: `${user} came ${listed(fresh.map(({what}) => what))}, first at ${clock(places[0]!.from)}; in the ${took(learn)} from ${clock(start)} on it only came from ${usual}`,
        count: sum(places),
        from: places[0]!.from,
        to: Math.max(...places.map(({to}) => to)),
        events: places.flatMap(samplesOf).sort(byTime),
        filter: filterOf(
          byWho(user),
          isAnyOf('sourceIP', ...places.map(({ip}) => ip)),
          isAnyOf('userAgent', ...places.map(({agent}) => agent)),
        ),
        addresses: [...new Set(places.map(({ip}) => ip))],
      });
    }
    return found;
  },
};

const isLater = ({time}: Token, {to}: Place) => to > time;

export const tokenUsed: MemoryRule = {
  kind: 'memory',
  id: 'issued-token-used',
  title: 'Token made by one and used as another',
  severity: 'high',
  technique: TOKEN,
  sees: 'A token that somebody had made for a service account, and requests with its credential id afterwards; from where it was made, or from another address.',
  why: 'From then on whoever had it made acts as the service account, with its rights and under its name.',
  falseAlarms: 'Gateways, Vault and CI systems that make tokens for others. Allow their users.',
  query: 'verb:create resource:serviceaccounts sub:token code:2xx',
  thresholds: {},
  found: [
    did('create serviceaccounts/token shop/deployer', {annotations: ISSUED}),
    did('list pods shop', {
      at: 60,
      user: 'system:serviceaccount:shop:deployer',
      ip: '203.0.113.66',
      credential: 'JTI=1',
    }),
  ],
  near: [
    did('create serviceaccounts/token shop/deployer', {annotations: ISSUED}),
    did('list pods shop', {
      at: 60,
      user: 'system:serviceaccount:shop:deployer',
      ip: '203.0.113.66',
      credential: 'JTI=2',
    }),
  ],
  async find(memory) {
    const found: Found[] = [];
    for (const token of memory.tokens) {
      const places = withFirst(memory.users.get(token.account)?.values() ?? []).filter(place => isLater(token, place));
      if (memory.isAllowed('issued-token-used', {user: token.user, namespace: token.ns, address: token.ip})) continue;
      const used: Place[] = [];
      for (const place of places)
        if ((await memory.usesOf(token.account, place)).some(({credential}) => credential === token.credential))
          used.push(place);
      if (used.length === 0) continue;
      const addresses = [...new Set(used.map(({ip}) => ip))];
      const others = addresses.filter(ip => ip !== token.ip);
      const from =
        others.length > 0
          ? `from ${listed(others)}, not from ${token.ip} where it was made`
          : `from where it was made, ${token.ip}`;
      found.push({
        who: token.user,
        message: `${token.user} had a token made for ${token.account} at ${clock(token.time)}, and it was used ${from}`,
        count: 1 + sum(used),
        from: token.time,
        to: Math.max(...used.map(({to}) => to)),
        events: [
          token.id,
          ...used
            .flatMap(samplesOf)
            .filter(({time}) => time > token.time)
            .sort(byTime),
        ],
        filter: filterOf(
          {
            kind: 'or',
            of: [
              {kind: 'and', of: [byWho(token.account), isAnyOf('sourceIP', ...addresses)]},
              {
                kind: 'and',
                of: [
                  byWho(token.user),
                  isAnyOf('objectRef.subresource', 'token'),
                  isAnyOf('objectRef.name', token.name),
                ],
              },
            ],
          },
          since(token.time),
        ),
        addresses: [...new Set([token.ip, ...addresses])],
        leadsTo: [token.account],
      });
    }
    return found;
  },
};

/** The API server believes a token for some seconds longer. */
const CACHE: Micros = 30e6;

export const deletedIdentity: MemoryRule = {
  kind: 'memory',
  id: 'deleted-identity-used',
  title: 'Deleted service account still used',
  severity: 'high',
  technique: TOKEN,
  sees: 'Requests of a service account that were let in more than half a minute after it was deleted, without its having been created again.',
  why: 'Its tokens should be dead. That one is not means that something else lets it in, or that the log of the new account is missing.',
  falseAlarms: 'A namespace that is deleted and set up again where the creation is not logged.',
  query: 'resource:serviceaccounts verb:delete,create',
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
  async find(memory) {
    const found: Found[] = [];
    for (const [account, moments] of memory.deleted) {
      const last = moments.reduce((a, b) => (a.time > b.time ? a : b));
      if (memory.created.get(account)?.some(({time}) => time > last.time) === true) continue;
      const after = [...(memory.users.get(account)?.values() ?? [])].filter(
        place =>
          place.to > last.time + CACHE &&
          !memory.isAllowed('deleted-identity-used', {user: account, namespace: last.ns, address: place.ip}),
      );
      if (after.length === 0) continue;
      found.push({
        who: account,
        message: `${account} was deleted by ${last.user} at ${clock(last.time)} and still used until ${clock(Math.max(...after.map(({to}) => to)))}, from ${listed(after.map(({ip}) => ip))}`,
        count: after.length,
        from: last.time,
        to: Math.max(...after.map(({to}) => to)),
        events: [
          last.id,
          ...after
            .flatMap(samplesOf)
            .filter(({time}) => time > last.time)
            .sort(byTime),
        ],
        filter: filterOf(
          {
            kind: 'or',
            of: [
              byWho(account),
              {
                kind: 'and',
                of: [isAnyOf('objectRef.resource', 'serviceaccounts'), isAnyOf('objectRef.name', last.name)],
              },
            ],
          },
          since(last.time),
        ),
        addresses: [...new Set(after.map(({ip}) => ip))],
      });
    }
    return found;
  },
};

export const IDENTITY_RULES: readonly MemoryRule[] = [credentialMoved, newAddress, tokenUsed, deletedIdentity];
