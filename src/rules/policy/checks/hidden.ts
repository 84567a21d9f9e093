// Secrets read, containers entered, subresources used: what some rule keeps out of the log without saying so.
import {LEVELS, type Level} from '../../../audit/event.ts';
import {verbsOf} from '../builtin-api.ts';
import {type Decision, evaluate} from '../evaluate.ts';
import type {Policy, Rule} from '../policy.ts';
import {
  AUTHENTICATED,
  decidedBy,
  isPlain,
  pathOfTopic,
  type Topic,
  topic,
  topicName,
  verbsDecidedBy,
} from '../probe.ts';
import {before, SECRETS_AT_METADATA, WAYS_IN_AT_METADATA} from './advice.ts';
import {
  type CheckContext,
  type Found,
  isCatchAll,
  listed,
  logsNothing,
  type PolicyCheck,
  type ResourceEntry,
  resourceEntries,
  ruleCheck,
} from './check.ts';

const SECRETS = topic('', 'secrets');
const SECRET_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const WAYS_IN = ['exec', 'attach', 'portforward'].map(subresource => topic('', 'pods', subresource));
const WAY_VERBS = ['create', 'get'];

/** Subresources that do something of their own, which a rule for the resource does not see. */
const ACTING: readonly (readonly [group: string, resource: string, subresources: readonly string[]])[] = [
  ['', 'pods', ['exec', 'attach', 'portforward', 'ephemeralcontainers', 'log', 'eviction', 'resize']],
  ['', 'nodes', ['proxy']],
  ['', 'services', ['proxy']],
  ['', 'serviceaccounts', ['token']],
  ['', 'replicationcontrollers', ['scale']],
  ['apps', 'deployments', ['scale']],
  ['apps', 'replicasets', ['scale']],
  ['apps', 'statefulsets', ['scale']],
  ['certificates.k8s.io', 'certificatesigningrequests', ['approval']],
];

/** Groups that more or less everybody is in. */
const BROAD_GROUPS = [AUTHENTICATED, 'system:unauthenticated', 'system:serviceaccounts', 'system:masters'];
/** Names that may do everything and are passed on, and the one of whoever has none. */
const BROAD_USERS = ['kubernetes-admin', 'kubernetes-super-admin', 'system:anonymous'];

const rank = (level: Level): number => LEVELS.indexOf(level);

/** Whom a rule takes, if that is about everybody. */
function broadly({users, userGroups}: Rule): string | undefined {
  if (users.length > 0) {
    const broad = users.filter(name => BROAD_USERS.includes(name));
    return broad.length === 0 ? undefined : listed(broad);
  }
  if (userGroups.length === 0) return 'anyone';
  const broad = userGroups.filter(group => BROAD_GROUPS.includes(group));
  return broad.length === 0 ? undefined : listed(broad);
}

const inNamespaces = ({namespaces}: Rule): string =>
  namespaces.length === 0 ? '' : ` in ${listed(namespaces.filter(isPlain).map(name => (name === '' ? '""' : name)))}`;

/** None rules for about everybody that take one of these requests. */
const hidden = (topics: readonly Topic[], verbs: readonly string[]) =>
  function* (rule: Rule, {policy, at}: CheckContext, ruleIndex: number, path: string): Generator<Found> {
    const who = broadly(rule);
    // A None rule without selectors says itself that nothing more is wanted.
    if (rule.level !== 'None' || who === undefined || isCatchAll(rule) || logsNothing(policy)) return;
    const found = topics
      .map(one => ({one, verbs: verbsDecidedBy(policy, ruleIndex, one, verbs)}))
      .filter(each => each.verbs.length > 0);
    const [first] = found;
    if (first === undefined) return;
    const names = listed(
      found.map(({one}) => topicName(one)),
      'or',
    );
    yield {
      at: at(pathOfTopic(rule, path, first.one)),
      message: `${first.verbs.length === verbs.length ? 'No request for' : `No ${listed(first.verbs, 'or')} of`} ${names} by ${who}${inNamespaces(rule)} is logged.`,
    };
  };

/** The acting subresources of what an entry names, with the decisions about them that this rule would have made. */
function actingOf({group, text}: ResourceEntry, rule: Rule, ruleIndex: number, policy: Policy) {
  const acting = ACTING.find(([ofGroup, resource]) => ofGroup === group && resource === text)?.[2] ?? [];
  const verbs = rule.verbs.length === 0 ? ['get', 'create'] : rule.verbs;
  const main = acting.length === 0 ? undefined : decidedBy(policy, ruleIndex, topic(group, text), verbs);
  if (main === undefined) return [];
  return acting
    .map(subresource => {
      const wanted = verbsOf(group, text, subresource).filter(verb => rule.verbs.length === 0 || verbs.includes(verb));
      const decisions = wanted.map(verb => evaluate(policy, {...main, verb, subresource, name: 'x'}));
      return {name: `${text}/${subresource}`, decisions};
    })
    .filter(({decisions}) => decisions.length > 0);
}

/** Dropped by no rule that names it. */
const isUnsaid = (policy: Policy, {level, ruleIndex}: Decision): boolean =>
  level === 'None' && (ruleIndex === null || isCatchAll(policy.rules[ruleIndex]!));

const namesSubresources = ({rules}: Policy, resource: string): boolean =>
  rules.some(rule => rule.resources.some(({resources}) => resources.some(text => text.startsWith(`${resource}/`))));

/** What a rule for a resource misses of it: acting subresources that nobody logs, or that are logged with less. */
function* missedSubresources(
  rule: Rule,
  {policy, at}: CheckContext,
  ruleIndex: number,
  path: string,
): Generator<Found> {
  if (rule.level === 'None') return;
  for (const entry of resourceEntries(rule, path)) {
    const {text, path: place} = entry;
    const acting = actingOf(entry, rule, ruleIndex, policy);
    const lost = acting.filter(({decisions}) => decisions.every(decision => isUnsaid(policy, decision)));
    const less = acting.filter(({decisions}) => decisions.every(({level}) => rank(level) < rank(rule.level)));
    const missed = (lost.length > 0 ? lost : less).map(({name}) => name);
    const write = `Write ["${text}", ${missed.map(name => `"${name}"`).join(', ')}], or "${text}/*" for all of them.`;
    if (lost.length > 0)
      yield {at: at(place), message: `${text} does not take ${listed(missed)}, and no other rule logs them.`, write};
    // Who names one of them somewhere knows.
    else if (text === 'pods' && less.length > 0 && !namesSubresources(policy, text))
      yield {
        at: at(place),
        message: `${text} does not take ${listed(missed)}; they are logged at a lower level.`,
        write: `Where they are meant too: ${write.charAt(0).toLowerCase()}${write.slice(1)}`,
        severity: 'info',
      };
  }
}

function* execByGet(rule: Rule, {policy, at}: CheckContext, ruleIndex: number, path: string): Generator<Found> {
  const verbAt = rule.verbs.indexOf('create');
  if (rule.level === 'None' || verbAt === -1 || rule.verbs.includes('get')) return;
  const lost = WAYS_IN.filter(way => {
    const isNamed = rule.resources.some(({resources}) =>
      resources.some(text => text === topicName(way) || text === 'pods/*' || text === `*/${way.subresource}`),
    );
    const created = isNamed ? decidedBy(policy, ruleIndex, way, ['create']) : undefined;
    return created !== undefined && rank(evaluate(policy, {...created, verb: 'get'}).level) < rank(rule.level);
  });
  if (lost.length > 0)
    yield {
      at: at(`${path}.verbs[${verbAt}]`),
      message: `${listed(lost.map(topicName))} of today’s kubectl have the verb get, which this rule leaves to a lower level.`,
    };
}

export const HIDDEN_CHECKS: readonly PolicyCheck[] = [
  ruleCheck(
    {
      id: 'hides-secrets',
      severity: 'warning',
      title: 'access to secrets is dropped',
      why: 'A rule of level None that takes secrets too hides who read them. Reading secrets is what follows most break-ins, and the first thing asked.',
      write: before(SECRETS_AT_METADATA),
      bad: '- level: None\n  verbs: ["get", "list", "watch"]\n- level: Metadata',
      good: '- level: Metadata\n  resources:\n  - group: ""\n    resources: ["secrets", "pods/exec", "pods/attach", "pods/portforward"]\n- level: None\n  verbs: ["get", "list", "watch"]\n- level: Metadata',
    },
    hidden([SECRETS], SECRET_VERBS),
  ),
  ruleCheck(
    {
      id: 'hides-exec',
      severity: 'warning',
      title: 'ways into containers are dropped',
      why: 'A rule of level None that takes pods/exec, pods/attach or pods/portforward hides who had a shell in a container. kubectl opens them with the verb get (WebSocket) as well as create, so that dropping reads drops them too.',
      write: before(WAYS_IN_AT_METADATA),
      bad: '- level: None\n  resources:\n  - group: ""\n    resources: ["pods/*"]\n- level: Metadata',
      good: '- level: None\n  resources:\n  - group: ""\n    resources: ["pods/status"]\n- level: Metadata',
    },
    hidden(WAYS_IN, WAY_VERBS),
  ),
  ruleCheck(
    {
      id: 'exec-by-get',
      severity: 'warning',
      title: 'ways into containers by create only',
      why: 'Since kubectl 1.31 exec, attach and port-forward go over WebSocket, which is a GET: their verb is get, not create. A rule for create alone misses them.',
      write: 'Write verbs: ["create", "get"], or leave verbs out.',
      bad: '- level: RequestResponse\n  verbs: ["create"]\n  resources:\n  - group: ""\n    resources: ["pods/exec"]\n- level: Metadata',
      good: '- level: RequestResponse\n  verbs: ["create", "get"]\n  resources:\n  - group: ""\n    resources: ["pods/exec"]\n- level: Metadata',
    },
    execByGet,
  ),
  ruleCheck(
    {
      id: 'without-subresources',
      severity: 'warning',
      title: 'a resource without its subresources',
      why: 'A resource does not take its subresources: pods does not take pods/exec or pods/log, deployments not deployments/scale. Where nothing else takes them, they are not logged; where another rule does, at its level.',
      write: 'Name the subresources, or write "pods/*", which takes pods and all of them.',
      bad: '- level: RequestResponse\n  resources:\n  - group: ""\n    resources: ["pods"]',
      good: '- level: RequestResponse\n  resources:\n  - group: ""\n    resources: ["pods/*"]\n- level: Metadata',
    },
    missedSubresources,
  ),
];
