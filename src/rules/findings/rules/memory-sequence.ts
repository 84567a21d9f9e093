// Rules with a memory about refusals: once, and allowed later; many; and logins.
import type {FieldName} from '../../../audit/fields.ts';
import type {Micros} from '../../../audit/time.ts';
import {and, type Expr} from '../../../query/ast.ts';
import {byWho, during, filterOf, isAnyOf} from '../filter-text.ts';
import type {Found, MemoryRule, Severity} from '../finding.ts';
import type {Wish} from '../memory.ts';
import {did, times} from '../sample.ts';
import {samplesOf} from '../seen.ts';
import {clock, listed} from '../words.ts';
import {burstsOf, ofEach, together, traits} from './together.ts';

const MINUTE: Micros = 60e6;

const wishText = ({verb, resource, sub, ns, name}: Wish): string =>
  `${verb} ${resource || name || 'a path'}${sub === '' ? '' : `/${sub}`}${ns === '' ? '' : ` in ${ns}`}`;

/** Accounts, roles, nodes, namespaces, certificates and webhooks, and ways into a pod: they give more than they are. */
const GIVES_MORE =
  /^((secrets|serviceaccounts|roles|clusterroles|rolebindings|clusterrolebindings|nodes|namespaces|certificatesigningrequests|mutatingwebhookconfigurations|validatingwebhookconfigurations)(\/.*)?|.*\/(exec|attach|ephemeralcontainers|proxy))$/;

const givesMore = ({resource, sub}: Wish): boolean => GIVES_MORE.test(sub === '' ? resource : `${resource}/${sub}`);

type Pair = {readonly wish: Wish; readonly after: Wish};

function foundOfPairs(user: string, pairs: readonly Pair[], severity: Severity | undefined): Found {
  const ordered = [...pairs].sort((a, b) => a.after.from - b.after.from);
  const {wish, after} = ordered[0]!;
  const more = ordered.length === 1 ? '' : `; so with ${ordered.length - 1} more`;
  const all = ordered.flatMap(pair => [pair.wish, pair.after]);
  const values = (name: FieldName, read: (wish: Wish) => string): readonly Expr[] => {
    const distinct = new Set(ordered.map(pair => read(pair.wish)));
    return distinct.size > 4 ? [] : [isAnyOf(name, ...distinct)];
  };
  return {
    who: user,
    message: `${user} was refused "${wishText(wish)}" at ${clock(wish.from)} and allowed it at ${clock(after.from)}${more}`,
    ...together(
      all,
      all.map(({ip}) => ip),
    ),
    filter: filterOf(
      {
        kind: 'or',
        of: [and(byWho(user), isAnyOf('impersonatedUser.username', '')), isAnyOf('impersonatedUser.username', user)],
      },
      ...values('verb', ({verb}) => verb),
      ...values('objectRef.resource', ({resource}) => resource),
      ...values('objectRef.subresource', ({sub}) => sub),
      ...values('objectRef.namespace', ({ns}) => ns),
    ),
    ...(severity === undefined ? {} : {severity}),
  };
}

export const deniedThenAllowed: MemoryRule = {
  kind: 'memory',
  id: 'denied-then-allowed',
  title: 'Refused, and later allowed',
  severity: 'medium',
  technique: {id: 'T1098.006', name: 'Additional Container Cluster Roles'},
  sees: 'A request (verb, resource or path, namespace and name) that was refused to somebody and allowed to them later, though never before. Low unless it is about secrets, accounts, roles, nodes, namespaces, certificates or webhooks, or leads into a pod.',
  why: 'They were given more rights in between. The question is by whom, and whether anybody asked for it.',
  falseAlarms: 'Somebody asked for a right and got it. A program started before its roles were there, and kept trying.',
  query: 'code:403',
  thresholds: {},
  found: [did('list secrets shop', {code: 403}), did('list secrets shop', {at: 60})],
  near: [did('list secrets shop'), did('list secrets shop', {at: 30, code: 403}), did('list secrets shop', {at: 60})],
  async find({wishes, isAllowed, pause}) {
    const pairs = await ofEach(wishes.allowed, {pause}, ([number, after]): readonly Pair[] => {
      const wish = wishes.refused.get(number);
      return wish !== undefined && after.from > wish.from && !isAllowed('denied-then-allowed', traits(wish))
        ? [{wish, after}]
        : [];
    });
    return ofEach(
      Map.groupBy(pairs, ({wish}) => wish.user),
      {pause},
      ([user, ones]) =>
        [true, false].flatMap(isMore => {
          const some = ones.filter(({wish}) => givesMore(wish) === isMore);
          return some.length === 0 ? [] : [foundOfPairs(user, some, isMore ? undefined : 'low')];
        }),
    );
  },
};

export const probing: MemoryRule = {
  kind: 'memory',
  id: 'many-refusals',
  title: 'Many different requests refused',
  severity: 'medium',
  technique: {id: 'T1613', name: 'Container and Resource Discovery'},
  sees: 'One identity that was refused several kinds of requests (verb, resource, namespace) in a short time.',
  why: 'Whoever knows their own rights does not try others. Trying is how a stolen token is explored.',
  falseAlarms: 'Dashboards, and kubectl get all by somebody with few rights.',
  query: 'code:403',
  thresholds: {
    kinds: {kind: 'count', value: 5, doc: 'how many kinds of requests'},
    within: {kind: 'duration', value: 5 * MINUTE, doc: 'in which time'},
  },
  found: times(6, 5, (at, i) => did(`list secrets ns-${i}`, {at, code: 403})),
  near: times(6, 5, at => did('list secrets shop', {at, code: 403})),
  async find({refused, isAllowed, pause}, settings) {
    const wishes = await ofEach(refused.values(), {pause}, wish =>
      isAllowed('many-refusals', traits(wish)) ? [] : [{...wish, time: wish.from}],
    );
    return ofEach(
      Map.groupBy(wishes, ({user}) => user),
      {pause},
      ([user, ones]) =>
        burstsOf(probing, 'kinds', ones, settings).map(
          ({items, from, to, long}): Found => ({
            who: user,
            message: `${user} was refused ${items.length} different requests within ${long}, such as ${listed(items.slice(0, 3).map(wishText))}`,
            ...together(
              items,
              items.map(({ip}) => ip),
            ),
            from,
            to,
            events: items.flatMap(wish => samplesOf(wish).slice(0, 1)),
            filter: filterOf(byWho(user), isAnyOf('responseStatus.code', '403'), during(from, to)),
          }),
        ),
    );
  },
};

export const failedLogins: MemoryRule = {
  kind: 'memory',
  id: 'failed-logins',
  title: 'Logins refused',
  severity: 'low',
  technique: {id: 'T1110', name: 'Brute Force'},
  sees: 'Several requests from one address in a short time whose login was refused (401). They name nobody.',
  why: 'Somebody tries credentials, or still uses ones that were taken away.',
  falseAlarms: 'Programs whose certificate or token has expired keep trying.',
  query: 'code:401',
  needs: 'started',
  thresholds: {
    logins: {kind: 'count', value: 4, doc: 'how many'},
    within: {kind: 'duration', value: 10 * MINUTE, doc: 'in which time'},
  },
  found: times(5, 20, at => did('list secrets', {at, code: 401, stage: 'ResponseStarted'})),
  near: times(3, 20, at => did('list secrets', {at, code: 401, stage: 'ResponseStarted'})),
  async find({logins, isAllowed}, settings) {
    return [...logins].flatMap(([ip, moments]) =>
      isAllowed('failed-logins', {address: ip})
        ? []
        : burstsOf(failedLogins, 'logins', moments, settings).map(
            ({items, from, to, long}): Found => ({
              who: `address ${ip}`,
              message: `${items.length} logins from ${ip} were refused within ${long}`,
              count: items.length,
              from,
              to,
              events: items.slice(0, 8).map(({id}) => id),
              filter: filterOf(isAnyOf('responseStatus.code', '401'), isAnyOf('sourceIP', ip)),
              addresses: [ip],
            }),
          ),
    );
  },
};

export const SEQUENCE_RULES: readonly MemoryRule[] = [deniedThenAllowed, probing, failedLogins];
