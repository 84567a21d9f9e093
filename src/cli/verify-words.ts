// Words of a query that no request has, and what was meant: waiting for them is in vain, whatever the policy says.
import {knownOf} from '../host/would-log.ts';
import type {Expr} from '../query/ast.ts';
import {nearest} from '../query/nearest.ts';
import {BUILTIN_API, builtinResource, RESOURCE_VERBS, resourceMeant, URL_VERBS} from '../rules/policy/builtin-api.ts';

const VERBS = [...new Set([...RESOURCE_VERBS, ...URL_VERBS])];
/** What people call a verb and is a subresource, with the verbs that it has. */
const WAYS: Readonly<Record<string, string>> = {
  attach: 'sub:attach verb:get,create',
  evict: 'sub:eviction verb:create',
  exec: 'sub:exec verb:get,create',
  log: 'sub:log verb:get',
  logs: 'sub:log verb:get',
  'port-forward': 'sub:portforward verb:get,create',
  portforward: 'sub:portforward verb:get,create',
  scale: 'sub:scale verb:update,patch',
};

function verbSentence(verb: string): string | undefined {
  if (VERBS.includes(verb)) return undefined;
  const lower = verb.toLowerCase();
  const meant = VERBS.includes(lower) ? lower : nearest(lower, VERBS);
  const write = WAYS[lower] ?? (meant === undefined ? undefined : `verb:${meant}`);
  return `No request has the verb ${verb}${write === undefined ? `: there are ${RESOURCE_VERBS.join(', ')}` : `; write ${write}`}.`;
}

function resourceSentence(resource: string, groups: readonly string[] | undefined): string | undefined {
  const slash = resource.indexOf('/');
  if (slash !== -1) {
    const write = `resource:${resource.slice(0, slash)} sub:${resource.slice(slash + 1)}`;
    return `No event has the resource ${resource}: its subresource stands apart; write ${write}.`;
  }
  const names = groups ?? BUILTIN_API.map(({group}) => group);
  if (names.some(group => builtinResource(group, resource) !== undefined)) return undefined;
  const meant = names.map(group => resourceMeant(group, resource)).find(name => name !== undefined);
  return meant === undefined ? undefined : `Kubernetes has no resource ${resource}; did you mean resource:${meant}?`;
}

/** A sentence for each; what may be a custom resource is told only where it is close to a built-in one. */
export function strangeWords(expr: Expr): readonly string[] {
  const {verb = [], resource = [], apiGroup} = knownOf(expr);
  return [
    ...verb.map(verbSentence),
    ...resource.map(name => (name === '' ? undefined : resourceSentence(name, apiGroup))),
  ].filter(sentence => sentence !== undefined);
}
