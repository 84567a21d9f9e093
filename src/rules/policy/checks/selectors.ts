// Users, groups, verbs, namespaces and URLs that no request has: the rule is accepted, and matches nothing.
import {requestInfo} from '../../../audit/request-info.ts';
import {nearest} from '../../../query/nearest.ts';
import {RESOURCE_VERBS, URL_VERBS} from '../builtin-api.ts';
import type {Rule} from '../policy.ts';
import {type Found, isUrlRule, listed, type PolicyCheck, resourceEntries, ruleCheck} from './check.ts';

/** The lists of a rule that know no wildcards at all. */
const PLAIN_LISTS = ['users', 'userGroups', 'verbs', 'namespaces'] as const;

/** How else to say what a glob was meant to say. */
function globAdvice(list: (typeof PLAIN_LISTS)[number], text: string): string {
  if (text === '*') return `Leave ${list} out: a rule without ${list} takes them all.`;
  const [, namespace] = /^system:serviceaccount:([^:*]+):\*$/.exec(text) ?? [];
  if (namespace !== undefined)
    return `Write userGroups: ["system:serviceaccounts:${namespace}"], the group of them all.`;
  if (/^system:serviceaccounts?:\*/.test(text))
    return 'Write userGroups: ["system:serviceaccounts"], the group of them all.';
  if (text === 'system:node:*') return 'Write userGroups: ["system:nodes"], the group of them all.';
  return list === 'users' ? 'Name each user, or a group in userGroups.' : `Name each of the ${list}.`;
}

function* globs(rule: Rule, path: string): Generator<{path: string; message: string; write: string}> {
  for (const list of PLAIN_LISTS) {
    for (const [i, text] of rule[list].entries()) {
      if (text.includes('*'))
        yield {
          path: `${path}.${list}[${i}]`,
          message: `"${text}" is compared as it stands: ${list} know no wildcards.`,
          write: globAdvice(list, text),
        };
    }
  }
  for (const {text, resource, subresource, path: at, entry, entryPath} of resourceEntries(rule, path)) {
    const isKnown =
      text === '*' ||
      (resource === '*' && subresource !== '' && !subresource.includes('*')) ||
      (subresource === '*' && !resource.includes('*')) ||
      !text.includes('*');
    if (!isKnown)
      yield {
        path: at,
        message: `"${text}" is no wildcard that resources know.`,
        write: 'There are "*", "pods/*" and "*/status"; else name each resource.',
      };
    if (text !== entry.resources[0]) continue;
    for (const [k, name] of entry.resourceNames.entries())
      if (name.includes('*'))
        yield {
          path: `${entryPath}.resourceNames[${k}]`,
          message: `"${name}" is compared as it stands: resourceNames know no wildcards.`,
          write: 'Name each object, or leave resourceNames out.',
        };
  }
}

/** Verbs of RBAC that are no requests. */
const RBAC_VERBS: Readonly<Record<string, string>> = {
  approve: 'an approval is an update or patch of certificatesigningrequests/approval',
  bind: 'binding a role is a create, update or patch of a rolebinding or clusterrolebinding',
  escalate: 'it is a create, update or patch of a role or clusterrole',
  impersonate: 'it is looked at before the request itself; the event says impersonatedUser',
  sign: 'a signature is an update or patch of certificatesigningrequests/status',
  use: 'it is looked at while something else is created',
};
const METHOD_VERBS: Readonly<Record<string, string>> = {post: 'create', put: 'update', head: 'get'};
const VERB_METHODS: Readonly<Record<string, string>> = {
  create: 'post',
  update: 'put',
  list: 'get',
  watch: 'get',
  deletecollection: 'delete',
};
const PEOPLES_VERBS: Readonly<Record<string, string>> = {
  attach: 'create and get on pods/attach',
  exec: 'create and get on pods/exec',
  read: 'get, list and watch',
  remove: 'delete',
  write: 'create, update, patch, delete and deletecollection',
};

function verbAdvice(rule: Rule, verb: string, known: readonly string[]): string {
  const lower = verb.toLowerCase();
  const other = isUrlRule(rule) ? VERB_METHODS[lower] : METHOD_VERBS[lower];
  const meant = known.includes(lower) ? lower : (other ?? PEOPLES_VERBS[lower] ?? nearest(lower, known));
  if (RBAC_VERBS[lower] !== undefined) return `${verb} is a verb of RBAC; ${RBAC_VERBS[lower]}.`;
  return meant === undefined ? `There are ${listed(known)}.` : `Write ${meant}.`;
}

/** What is a group, and what a user, by the names that Kubernetes gives. */
const GROUP_NAMES =
  /^system:(?:authenticated|unauthenticated|masters|nodes|monitoring|serviceaccounts(?::.*)?|bootstrappers(?::.*)?)$/;
const USER_NAMES =
  /^system:(?:anonymous|admin|apiserver|unsecured|kube-proxy|kube-scheduler|kube-controller-manager|cloud-controller-manager|serviceaccount:.*|node:.*)$/;

function* wrongSubjects(rule: Rule, path: string): Generator<{path: string; message: string; write: string}> {
  for (const [i, name] of rule.users.entries()) {
    if (name.includes('*')) continue;
    if (GROUP_NAMES.test(name))
      yield {
        path: `${path}.users[${i}]`,
        message: `${name} is a group, and no user is called so.`,
        write: `Write it in userGroups.`,
      };
    else if (/^system:serviceaccount:[^:]*$/.test(name))
      yield {
        path: `${path}.users[${i}]`,
        message: `${name} is no whole name of a service account.`,
        write: `Write ${name}:NAME, or ${name.replace('serviceaccount:', 'serviceaccounts:')} in userGroups for all of the namespace.`,
      };
  }
  for (const [i, name] of rule.userGroups.entries()) {
    if (name.includes('*') || !USER_NAMES.test(name)) continue;
    const [, namespace] = /^system:serviceaccount:([^:]+)$/.exec(name) ?? [];
    yield {
      path: `${path}.userGroups[${i}]`,
      message: `${name} is ${namespace === undefined ? 'a user' : 'spelled like a user'}, and no group is called so.`,
      write: namespace === undefined ? 'Write it in users.' : `Write system:serviceaccounts:${namespace}.`,
    };
  }
}

const SAMPLE_REST = '\n- level: Metadata';

const placed = (find: (rule: Rule, path: string) => Iterable<{path: string; message: string; write: string}>) =>
  function* (rule: Rule, {at}: {at: (path: string) => Found['at']}, _index: number, path: string): Generator<Found> {
    for (const {path: place, message, write} of find(rule, path)) yield {at: at(place), message, write};
  };

export const SELECTOR_CHECKS: readonly PolicyCheck[] = [
  ruleCheck(
    {
      id: 'glob',
      severity: 'warning',
      title: 'a wildcard where there are none',
      why: 'Users, groups, verbs, namespaces and names are compared as they stand, so a * in them matches nothing. Resources know "*", "pods/*" and "*/status", and nonResourceURLs a * at their end. (OpenShift’s log forwarder knows more; it reads policies of its own.)',
      write: 'Name what is meant, or leave the list out to take all.',
      bad: `- level: None\n  verbs: ["*"]\n  users: ["system:node:*"]${SAMPLE_REST}`,
      good: `- level: None\n  userGroups: ["system:nodes"]\n  resources:\n  - group: ""\n    resources: ["*/status", "pods/*"]${SAMPLE_REST}`,
    },
    placed(globs),
  ),
  ruleCheck(
    {
      id: 'unknown-verb',
      severity: 'warning',
      title: 'a verb that no request has',
      why: `Verbs are compared as they stand. Requests for resources have ${listed(RESOURCE_VERBS.filter(verb => verb !== 'proxy'))}; requests for other URLs have the HTTP method in lower case.`,
      write: 'Write the verb of the API, in lower case.',
      bad: `- level: Request\n  verbs: ["POST", "remove"]\n  resources:\n  - group: apps${SAMPLE_REST}`,
      good: `- level: Request\n  verbs: ["create", "delete"]\n  resources:\n  - group: apps${SAMPLE_REST}`,
    },
    placed(function* (rule, path) {
      const isForResources = rule.resources.length + rule.namespaces.length > 0;
      const known = isUrlRule(rule)
        ? URL_VERBS
        : isForResources
          ? RESOURCE_VERBS
          : [...new Set([...RESOURCE_VERBS, ...URL_VERBS])];
      const whose = isUrlRule(rule) ? 'for a URL that is no resource' : isForResources ? 'for a resource' : 'at all';
      for (const [i, verb] of rule.verbs.entries()) {
        if (known.includes(verb) || verb.includes('*')) continue;
        yield {
          path: `${path}.verbs[${i}]`,
          message: `No request ${whose} has the verb "${verb}".`,
          write: verbAdvice(rule, verb, known),
        };
      }
    }),
  ),
  ruleCheck(
    {
      id: 'user-or-group',
      severity: 'warning',
      title: 'a group among users, or a user among groups',
      why: 'users are compared with the name of who asks, userGroups with the groups that the name is in. A name in the other list matches nothing.',
      write: 'Move it to the list that it belongs to.',
      bad: `- level: None\n  users: ["system:nodes"]\n  verbs: ["get"]${SAMPLE_REST}`,
      good: `- level: None\n  userGroups: ["system:nodes"]\n  verbs: ["get"]${SAMPLE_REST}`,
    },
    placed(wrongSubjects),
  ),
  ruleCheck(
    {
      id: 'users-and-groups',
      severity: 'info',
      title: 'users and groups in one rule',
      why: 'All selectors of a rule must match: the rule takes only those of its users that are in one of its groups as well, not whoever is in either list.',
      write: 'Make two rules of it where either is meant.',
      bad: `- level: None\n  users: ["system:kube-proxy"]\n  userGroups: ["system:nodes"]\n  verbs: ["watch"]${SAMPLE_REST}`,
      good: `- level: None\n  users: ["system:kube-proxy"]\n  verbs: ["watch"]\n- level: None\n  userGroups: ["system:nodes"]\n  verbs: ["watch"]${SAMPLE_REST}`,
    },
    placed(function* ({users, userGroups}, path) {
      if (users.length > 0 && userGroups.length > 0)
        yield {
          path: `${path}.userGroups#`,
          message: 'The rule takes only users who are in both lists.',
          write: 'Make two rules of it where either is meant.',
        };
    }),
  ),
  ruleCheck(
    {
      id: 'resource-url',
      severity: 'warning',
      title: 'a URL of resources among nonResourceURLs',
      why: 'A request for a resource never matches nonResourceURLs, whatever its path: those are for /healthz, /metrics, and the discovery under /api and /apis. The query after ? is no part of the path.',
      write: 'Write resources (and namespaces) instead.',
      bad: `- level: None\n  nonResourceURLs: ["/api/v1/nodes*"]${SAMPLE_REST}`,
      good: `- level: None\n  resources:\n  - group: ""\n    resources: ["nodes"]\n  verbs: ["get"]${SAMPLE_REST}`,
    },
    placed(function* ({nonResourceURLs}, path) {
      for (const [i, url] of nonResourceURLs.entries()) {
        const place = `${path}.nonResourceURLs[${i}]`;
        const {isResourceRequest, apiGroup, resource} = requestInfo('GET', url.replace(/\*+$/, ''));
        if (url.includes('?'))
          yield {
            path: place,
            message: `"${url}" never matches: a path has no ?, and the query is no part of it.`,
            write: `Write ${url.slice(0, url.indexOf('?'))}.`,
          };
        else if (isResourceRequest)
          yield {
            path: place,
            message: `"${url}" never matches: ${resource} are a resource.`,
            write: `Write resources: [{group: "${apiGroup}", resources: ["${resource}"]}].`,
          };
      }
    }),
  ),
];
