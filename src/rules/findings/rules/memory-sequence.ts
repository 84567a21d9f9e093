// Rules with a memory about what follows what: refused and then allowed, made and then used.
import type {Micros} from '../../../audit/time.ts';
import {byWho, during, filterOf, isAnyOf, since} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import {reasonOf} from '../gather.ts';
import type {Wish} from '../memory.ts';
import {did, times} from '../sample.ts';
import {byTime, requestsIn, samplesOf} from '../seen.ts';
import {thresholdOf} from '../settings.ts';
import {clock, listed, took} from '../words.ts';
import {bursts} from './windows.ts';

const MINUTE: Micros = 60e6;

const wishText = ({verb, resource, sub, ns}: Wish): string =>
  `${verb} ${resource || 'a path'}${sub === '' ? '' : `/${sub}`}${ns === '' ? '' : ` in ${ns}`}`;

const traits = ({user, ns, ip}: {readonly user: string; readonly ns: string; readonly ip: string}) => ({
  user,
  namespace: ns,
  address: ip,
});

export const deniedThenAllowed: MemoryRule = {
  kind: 'memory',
  id: 'denied-then-allowed',
  title: 'Refused, and later allowed',
  severity: 'medium',
  technique: {id: 'T1098.006', name: 'Additional Container Cluster Roles'},
  sees: 'A kind of request (verb, resource, namespace) for secrets, accounts, roles, nodes, namespaces, certificates or webhooks, or into a pod, that was refused to somebody, and allowed to the same one later, though never before.',
  why: 'Rights were widened in between. Who did that, and whether somebody asked for it, is the question.',
  falseAlarms: 'Somebody lacks a right, asks for it and gets it; a role that names single objects.',
  query: 'code:403',
  needs: 'decision',
  thresholds: {},
  found: [did('list secrets shop', {code: 403}), did('list secrets shop', {at: 60})],
  near: [did('list secrets shop'), did('list secrets shop', {at: 30, code: 403}), did('list secrets shop', {at: 60})],
  async find({refused, allowed, isAllowed}) {
    const byUser = new Map<string, {readonly wish: Wish; readonly after: Wish}[]>();
    for (const [key, wish] of refused) {
      const after = allowed.get(key);
      if (after === undefined || after.from <= wish.from || isAllowed('denied-then-allowed', traits(wish))) continue;
      byUser.set(wish.user, [...(byUser.get(wish.user) ?? []), {wish, after}]);
    }
    return [...byUser].map(([user, pairs]): Found => {
      pairs.sort((a, b) => a.after.from - b.after.from);
      const {wish, after} = pairs[0]!;
      const more = pairs.length === 1 ? '' : `; so with ${pairs.length - 1} more`;
      const all = pairs.flatMap(pair => [pair.wish, pair.after]);
      return {
        who: user,
        message: `${user} was refused "${wishText(wish)}" at ${clock(wish.from)} and allowed it at ${clock(after.from)}${more}`,
        count: all.reduce((count, one) => count + requestsIn(one), 0),
        from: Math.min(...all.map(({from}) => from)),
        to: Math.max(...all.map(({to}) => to)),
        events: all.flatMap(samplesOf).sort(byTime),
        filter: filterOf(
          byWho(user),
          ...(pairs.length > 4
            ? []
            : [
                isAnyOf('verb', ...pairs.map(pair => pair.wish.verb)),
                isAnyOf('objectRef.resource', ...pairs.map(pair => pair.wish.resource)),
              ]),
        ),
        addresses: [...new Set(all.map(({ip}) => ip))],
      };
    });
  },
};

export const probing: MemoryRule = {
  kind: 'memory',
  id: 'many-refusals',
  title: 'Many different things tried and refused',
  severity: 'medium',
  technique: {id: 'T1613', name: 'Container and Resource Discovery'},
  sees: 'One identity that was refused several kinds of requests (verb, resource, namespace) in a short time.',
  why: 'Who knows what they may do does not try what they may not. Trying is how a stolen token is looked over.',
  falseAlarms:
    'Dashboards, and kubectl get all by somebody with few rights; a program that lost its role asks for the same things again and again.',
  query: 'code:403',
  thresholds: {
    kinds: {kind: 'count', value: 5, doc: 'how many kinds of requests'},
    within: {kind: 'duration', value: 5 * MINUTE, doc: 'in which time'},
  },
  found: times(6, 5, (at, i) => did(`list secrets ns-${i}`, {at, code: 403})),
  near: times(6, 5, at => did('list secrets shop', {at, code: 403})),
  async find({refused, isAllowed}, settings) {
    const least = thresholdOf(probing, 'kinds', settings);
    const within = thresholdOf(probing, 'within', settings);
    const byUser = new Map<string, (Wish & {readonly time: Micros})[]>();
    for (const wish of refused.values())
      if (!isAllowed('many-refusals', traits(wish)))
        byUser.set(wish.user, [...(byUser.get(wish.user) ?? []), {...wish, time: wish.from}]);
    return [...byUser].flatMap(([user, wishes]) => {
      wishes.sort((a, b) => a.time - b.time);
      return bursts(wishes, least, within).map((burst): Found => {
        const [from, to] = [burst[0]!.time, burst.at(-1)!.time];
        return {
          who: user,
          message: `${user} was refused ${burst.length} different things within ${took(to - from)}, such as ${listed(burst.slice(0, 3).map(wishText))}`,
          count: burst.reduce((count, wish) => count + requestsIn(wish), 0),
          from,
          to,
          events: burst.flatMap(wish => samplesOf(wish).slice(0, 1)),
          filter: filterOf(byWho(user), isAnyOf('responseStatus.code', '403'), during(from, to)),
          addresses: [...new Set(burst.map(({ip}) => ip))],
        };
      });
    });
  },
};

export const failedLogins: MemoryRule = {
  kind: 'memory',
  id: 'failed-logins',
  title: 'Logins refused',
  severity: 'low',
  technique: {id: 'T1110', name: 'Brute Force'},
  sees: 'Several requests from one address whose login was refused (401), in a short time. Nobody is named in them.',
  why: 'Credentials are tried, or dead ones still used: whoever had them is still there.',
  falseAlarms: 'Programs whose certificate or token has expired go on trying for ever.',
  query: 'code:401',
  needs: 'started',
  thresholds: {
    logins: {kind: 'count', value: 4, doc: 'how many'},
    within: {kind: 'duration', value: 10 * MINUTE, doc: 'in which time'},
  },
  found: times(5, 20, at => did('list secrets', {at, code: 401, stage: 'ResponseStarted'})),
  near: times(3, 20, at => did('list secrets', {at, code: 401, stage: 'ResponseStarted'})),
  async find({logins, isAllowed}, settings) {
    const least = thresholdOf(failedLogins, 'logins', settings);
    const within = thresholdOf(failedLogins, 'within', settings);
    return [...logins].flatMap(([ip, ids]) =>
      isAllowed('failed-logins', {address: ip})
        ? []
        : bursts([...ids].sort(byTime), least, within).map(
            (burst): Found => ({
              who: `address ${ip}`,
              message: `${burst.length} logins from ${ip} were refused within ${took(burst.at(-1)!.time - burst[0]!.time)}`,
              count: burst.length,
              from: burst[0]!.time,
              to: burst.at(-1)!.time,
              events: burst.slice(0, 8),
              filter: filterOf(isAnyOf('responseStatus.code', '401'), isAnyOf('sourceIP', ip)),
              addresses: [ip],
            }),
          ),
    );
  },
};

const privileged = {
  request: {kind: 'Pod', spec: {containers: [{name: 'a', image: 'x', securityContext: {privileged: true}}]}},
};

export const privilegedThenExec: MemoryRule = {
  kind: 'memory',
  id: 'privileged-then-exec',
  title: 'Powerful pod started and entered',
  severity: 'critical',
  technique: {id: 'T1611', name: 'Escape to Host'},
  sees: 'A pod that is privileged, mounts a sensitive path, is in a namespace of its node or has a dangerous capability, and an exec or attach into it afterwards.',
  why: 'Together that is a root shell on a node.',
  falseAlarms: 'kubectl debug node/…, used by who looks after nodes.',
  query: 'resource:pods (verb:create OR sub:exec,attach)',
  needs: 'body',
  thresholds: {},
  found: [did('create pods shop/agent', privileged), did('get pods/exec shop/agent', {at: 30, code: 101})],
  near: [did('create pods shop/agent', privileged), did('get pods/exec shop/web', {at: 30, code: 101})],
  async find({pods, execs, isAllowed}) {
    const found = new Map<string, Found>();
    for (const exec of execs) {
      const pod = pods.find(
        ({ns, name, time}) => ns === exec.ns && name === exec.name && name !== '' && time < exec.time,
      );
      if (pod === undefined || isAllowed('privileged-then-exec', traits(exec))) continue;
      const key = `${exec.ns}/${exec.name}\0${exec.user}`;
      const known = found.get(key);
      if (known?.events.some(({auditID}) => auditID === exec.id.auditID) === true) continue;
      const by = pod.user === exec.user ? '' : ` that ${pod.user} had started`;
      found.set(key, {
        who: exec.user,
        message: `${exec.user} went into the powerful pod ${exec.ns}/${exec.name}${by}, ${took(exec.time - pod.time)} after it was started`,
        count: (known?.count ?? 1) + 1,
        from: pod.time,
        to: exec.time,
        events: [...(known?.events ?? [pod.id]), exec.id],
        filter: filterOf(
          isAnyOf('objectRef.resource', 'pods'),
          isAnyOf('objectRef.namespace', exec.ns),
          isAnyOf('objectRef.name', exec.name),
        ),
        addresses: [...new Set([pod.ip, exec.ip])],
        ...(pod.user === exec.user ? {} : {leadsTo: [pod.user]}),
        ...(known === undefined ? {} : {message: known.message}),
      });
    }
    return [...found.values()];
  },
};

const bind = did('create clusterrolebindings.rbac.authorization.k8s.io /mine', {
  request: {roleRef: {kind: 'ClusterRole', name: 'cluster-admin'}, subjects: [{kind: 'User', name: 'eve'}]},
});

export const widenedThenUsed: MemoryRule = {
  kind: 'memory',
  id: 'rights-widened-and-used',
  title: 'Rights widened and used',
  severity: 'critical',
  technique: {id: 'T1098.006', name: 'Additional Container Cluster Roles'},
  sees: 'A binding to cluster-admin, or one for everybody, and requests that the authorizer allowed because of it afterwards.',
  why: 'It was not only given: what was done with it is in this log.',
  falseAlarms: 'Setting up a cluster.',
  query: 'resource:rolebindings,clusterrolebindings verb:create,update,patch code:2xx',
  needs: 'body',
  thresholds: {},
  found: [
    bind,
    did('list secrets', {
      at: 60,
      user: 'eve',
      reason: 'RBAC: allowed by ClusterRoleBinding "mine" of ClusterRole "cluster-admin" to User "eve"',
    }),
  ],
  near: [
    bind,
    did('list secrets', {
      at: 60,
      user: 'eve',
      reason: 'RBAC: allowed by ClusterRoleBinding "other" of ClusterRole "view" to User "eve"',
    }),
  ],
  async find({bindings, grants, isAllowed}) {
    const found = new Map<string, Found>();
    for (const binding of bindings) {
      const reason = reasonOf(binding.kind, binding.name, binding.ns);
      if (found.has(reason)) continue;
      const used = grants.filter(grant => grant.reason.startsWith(reason) && grant.seen.to > binding.time);
      if (used.length === 0 || isAllowed('rights-widened-and-used', traits(binding))) continue;
      const from = Math.min(...used.map(({seen}) => seen.from));
      const users = [...new Set(used.map(({user}) => user))];
      found.set(reason, {
        who: binding.user,
        message: `${binding.user} bound ${listed(binding.subjects.map(name => (name === binding.user ? 'itself' : name))) || 'somebody'} to ${binding.role || 'a role'} (${binding.name}) at ${clock(binding.time)}, used from ${clock(from)} on by ${listed(users)}`,
        count: 1 + used.reduce((count, {seen}) => count + requestsIn(seen), 0),
        from: binding.time,
        to: Math.max(...used.map(({seen}) => seen.to)),
        events: [binding.id, ...used.flatMap(({seen}) => samplesOf(seen)).sort(byTime)],
        filter: filterOf(
          {
            kind: 'or',
            of: [
              {
                kind: 'like',
                field: {kind: 'field', name: 'authorizationReason'},
                glob: `*"${binding.name}${binding.kind === 'RoleBinding' ? `/${binding.ns}` : ''}"*`,
              },
              isAnyOf('objectRef.name', binding.name),
            ],
          },
          since(binding.time),
        ),
        addresses: [...new Set([binding.ip, ...used.map(({ip}) => ip)])],
        leadsTo: users.filter(user => user !== binding.user),
      });
    }
    return [...found.values()];
  },
};

export const SEQUENCE_RULES: readonly MemoryRule[] = [
  deniedThenAllowed,
  probing,
  failedLogins,
  privilegedThenExec,
  widenedThenUsed,
];
