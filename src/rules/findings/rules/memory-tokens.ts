// Rules with a memory about tokens: in other hands, by the credential id that every request with it has.
import type {CredentialUse} from '../credentials.ts';
import {withCredential} from '../credentials.ts';
import {byWho, filterOf, isAnyOf, since} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import {did, times} from '../sample.ts';
import {clock, listed} from '../words.ts';
import {asUsual, elsewhere, TOKEN} from './hands.ts';
import {together} from './together.ts';
import {isPrivate, networkOf} from './windows.ts';

const ISSUED = {'authentication.kubernetes.io/issued-credential-id': 'JTI=1'};

/** More values make no filter that anybody reads: then all that the address asked for is shown. */
const MOST_VALUES = 4;

const firstOf = (uses: readonly CredentialUse[]): CredentialUse => uses.reduce((a, b) => (b.from < a.from ? b : a));

export const credentialMoved: MemoryRule = {
  kind: 'memory',
  id: 'credential-moved',
  title: 'Token used from elsewhere',
  severity: 'critical',
  technique: TOKEN,
  sees: 'One token (credential id) of a service account, used from different networks (/16, or /48 of IPv6). Medium if both are private: a pod may also be seen by the address of its node.',
  why: 'The token of a pod is used where the pod is. If it is used elsewhere, somebody took it.',
  falseAlarms:
    'Pods that leave the cluster by several gateways, and clients whose address changes. Allow their addresses.',
  query: 'user:system:serviceaccount:*',
  needs: 'credential',
  thresholds: {},
  found: [...times(12, 60, asUsual), elsewhere({ip: '203.0.113.66', credential: 'JTI=a'})],
  near: [
    ...times(12, 60, asUsual),
    elsewhere({ip: '10.0.9.9', credential: 'JTI=a'}),
    elsewhere({ip: '203.0.113.66', credential: 'JTI=b'}),
  ],
  async find({credentials, isAllowed}) {
    return [...credentials.users()].flatMap(user => {
      /** By the address that they were used from though it is not theirs. */
      const moved = new Map<string, {readonly home: string; readonly uses: CredentialUse[]}>();
      for (const all of credentials.usesOf(user).values()) {
        const uses = all.filter(({ip}) => !isAllowed('credential-moved', {user, address: ip}));
        if (uses.length < 2) continue;
        const {ip: home} = firstOf(uses);
        for (const use of uses) {
          if (networkOf(use.ip) === networkOf(home)) continue;
          const there = moved.get(use.ip) ?? {home, uses: []};
          moved.set(use.ip, there);
          there.uses.push(use);
        }
      }
      return [...moved].map(([ip, {home, uses}]): Found => {
        const tokens = [...new Set(uses.map(({credential}) => credential))];
        return {
          who: user,
          message: `${tokens.length === 1 ? 'A token' : `${tokens.length} tokens`} of ${user}, first used from ${home}, ${tokens.length === 1 ? 'was' : 'were'} used from ${ip} since ${clock(firstOf(uses).from)}`,
          ...together(uses, [ip]),
          ...(isPrivate(home) && isPrivate(ip) ? {severity: 'medium' as const} : {}),
          filter: filterOf(
            byWho(user),
            isAnyOf('sourceIP', ip),
            ...(tokens.length > MOST_VALUES ? [] : [withCredential(...tokens)]),
          ),
        };
      });
    });
  },
  untold({credentials: {logged}}) {
    return {
      count: logged.unread,
      of: logged.count,
      filter: credentialMoved.query,
      how: 'not read one by one: only tokens known from other requests were looked for in them',
    };
  },
};

export const tokenUsed: MemoryRule = {
  kind: 'memory',
  id: 'issued-token-used',
  title: 'Token made by one and used as another',
  severity: 'high',
  technique: TOKEN,
  sees: 'A token that somebody had made for a service account, and requests with it (same credential id), from the same address or another.',
  why: 'Whoever has it acts as the service account, with its rights and in its name.',
  falseAlarms: 'Gateways, Vault and CI systems that have tokens made for others. Allow their users.',
  query: 'verb:create resource:serviceaccounts sub:token code:2xx',
  needs: 'credential',
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
  async find({tokens, credentials, isAllowed}) {
    return tokens.flatMap((token): readonly Found[] => {
      const {user, account, credential, time, ip, ns, name, id} = token;
      if (credential === undefined || isAllowed('issued-token-used', {user, namespace: ns, address: ip})) return [];
      const used = credentials.usesOf(account).get(credential) ?? [];
      if (used.length === 0) return [];
      const addresses = [...new Set(used.map(use => use.ip))];
      const others = addresses.filter(address => address !== ip);
      const from =
        others.length > 0
          ? `from ${listed(others)}, not from ${ip} where it was made`
          : `from where it was made, ${ip}`;
      const told = together(used, [ip, ...addresses]);
      return [
        {
          who: user,
          message: `${user} had a token made for ${account} at ${clock(time)}, and it was used ${from}`,
          ...told,
          count: 1 + told.count,
          from: time,
          events: [id, ...told.events],
          filter: filterOf(
            {
              kind: 'or',
              of: [
                {kind: 'and', of: [byWho(account), withCredential(credential)]},
                {
                  kind: 'and',
                  of: [byWho(user), isAnyOf('objectRef.subresource', 'token'), isAnyOf('objectRef.name', name)],
                },
              ],
            },
            since(time),
          ),
          leadsTo: [account],
        },
      ];
    });
  },
  untold({tokens}) {
    return {
      count: tokens.filter(({credential}) => credential === undefined).length,
      of: tokens.length,
      filter: tokenUsed.query,
      how: 'answered without a credential id (logged since Kubernetes 1.30), so their use cannot be told',
    };
  },
};

export const TOKEN_RULES: readonly MemoryRule[] = [credentialMoved, tokenUsed];
