// From a query to the one rule that logs what it finds. A policy can say much less than a query: it looks at the request
// before it is handled, without patterns and without "not". What it cannot say is refused with the reason.
import type {Level} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Expr, FieldRef} from '../../query/ast.ts';
import {BUILTIN_API, resourceMeant} from './builtin-api.ts';
import {builtInGroups} from './init-groups.ts';
import type {PolicyDraft, RuleDraft} from './profiles-print.ts';

export type OnlyResult =
  | {readonly ok: true; readonly rule: RuleDraft}
  /** One sentence. */
  | {readonly ok: false; readonly message: string};

/** The selectors of a rule by the fields that queries name them by. */
const SELECTORS = {
  verb: 'verbs',
  'user.username': 'users',
  'user.groups': 'userGroups',
  'objectRef.resource': 'resources',
  'objectRef.subresource': 'subresources',
  'objectRef.apiGroup': 'apiGroups',
  'objectRef.namespace': 'namespaces',
  'objectRef.name': 'resourceNames',
  path: 'nonResourceURLs',
} as const satisfies Partial<Record<FieldName, string>>;
type Selector = (typeof SELECTORS)[keyof typeof SELECTORS];

const CAN = 'a rule can select verb, user, group, resource, sub, apigroup, ns, name and path';
const LATER = 'the policy decides before the request is handled';
const WHERE_FROM = 'a policy does not look at where a request comes from or what the client calls itself';

/** Why a field is none of a rule's. */
const REASONS: Partial<Record<FieldName, string>> = {
  stage: 'a rule takes a request with all its stages; omitStages leaves some out',
  level: 'the level is what --level sets',
  'responseStatus.code': LATER,
  'responseStatus.reason': LATER,
  'responseStatus.message': LATER,
  decision: LATER,
  authorizationReason: LATER,
  took: LATER,
  truncated: LATER,
  sourceIP: WHERE_FROM,
  sourceIPs: WHERE_FROM,
  userAgent: WHERE_FROM,
  'impersonatedUser.username': 'a policy looks at who authenticated, never at whom they act as',
  'objectRef.apiVersion': 'a rule takes an API group in all its versions',
  requestURI: 'a rule looks at the path alone, and of non-resource requests only: path:/healthz',
  stageTimestamp: 'a policy knows no time',
  requestReceivedTimestamp: 'a policy knows no time',
};

/** What was wrong, as a value that unwinds. */
class Refusal extends Error {}

const refuse = (message: string): never => {
  throw new Refusal(message);
};

function selectorOf(field: FieldRef): Selector {
  if (field.kind === 'path')
    return refuse(`A policy cannot look into bodies or annotations (${field.segments.join('.')}): ${CAN}.`);
  const selector = (SELECTORS as Partial<Record<FieldName, Selector>>)[field.name];
  return selector ?? refuse(`A policy cannot select by ${field.name}: ${REASONS[field.name] ?? CAN}.`);
}

/** `pods/exec` of a list, which is a resource and its subresource; undefined of any other branch. */
function resourcesIn(expr: Expr): readonly string[] | undefined {
  const [first, second, ...more] = expr.kind === 'and' ? expr.of : [expr];
  const valuesFor = (term: Expr | undefined, name: FieldName) =>
    term?.kind === 'in' && term.field.kind === 'field' && term.field.name === name ? term.values : undefined;
  const resources = valuesFor(first, 'objectRef.resource');
  if (second === undefined || more.length > 0) return second === undefined ? resources : undefined;
  const subresources = valuesFor(second, 'objectRef.subresource');
  if (resources === undefined || subresources === undefined) return undefined;
  return combined(resources, subresources);
}

/** Values of one term; a list with globs in it comes as an `or`. */
function valuesOf(expr: Expr): readonly (readonly [selector: Selector, values: readonly string[]])[] {
  switch (expr.kind) {
    case 'in':
      return [[selectorOf(expr.field), expr.values]];
    case 'like': {
      const selector = selectorOf(expr.field);
      const isPrefix = /^[^*?]*\*$/.test(expr.glob);
      if (selector === 'nonResourceURLs' && isPrefix) return [[selector, [expr.glob]]];
      return refuse(
        selector === 'nonResourceURLs'
          ? `A policy takes a * at the end of a path only, not as in "${expr.glob}".`
          : `A policy knows no patterns but at the end of a path: name each value instead of "${expr.glob}".`,
      );
    }
    case 'or': {
      const pairs = expr.of.map(resourcesIn);
      if (pairs.every(one => one !== undefined)) return [['resources', pairs.flat()]];
      const terms = expr.of.flatMap(valuesOf);
      const selector = terms[0]?.[0];
      if (selector !== undefined && terms.every(([other]) => other === selector))
        return [[selector, terms.flatMap(([, values]) => values)]];
      return refuse('A rule has no "or" between different fields: make a rule of each side.');
    }
    case 'and':
      return expr.of.flatMap(valuesOf);
    case 'not':
      return refuse(
        'A rule has no "not": a rule of level None above it, in the file itself, takes out what it matches.',
      );
    case 'match':
    case 'regex':
      return refuse('A policy knows no regular expressions: name each value.');
    case 'compare':
    case 'has':
      selectorOf(expr.field);
      return refuse(`A policy compares nothing: name each value.`);
    case 'time':
      return refuse('A policy knows no time: it holds for as long as it is in force.');
    case 'text':
      return refuse(`A policy cannot search for text ("${expr.text}"): ${CAN}.`);
  }
}

function selected(expr: Expr): ReadonlyMap<Selector, readonly string[]> {
  const found = new Map<Selector, readonly string[]>();
  for (const [selector, values] of valuesOf(expr)) {
    if (found.has(selector)) refuse('A field is there twice: write its values with commas, as verb:delete,create.');
    if (selector !== 'namespaces' && values.includes('')) refuse('A policy cannot select what has no value.');
    found.set(selector, [...new Set(values)]);
  }
  return found;
}

/** `pods` and `exec` are `pods/exec`. */
function combined(resources: readonly string[], subresources: readonly string[] | undefined): readonly string[] {
  if (subresources === undefined) return resources;
  if (resources.some(resource => resource.includes('/')))
    refuse('A subresource is there twice: write resource:pods sub:exec, or resource:pods/exec.');
  return resources.flatMap(resource => subresources.map(subresource => `${resource}/${subresource}`));
}

/** `pods` for `pod`. */
function meant(resource: string): string {
  for (const {group} of BUILTIN_API) {
    const name = resourceMeant(group, resource);
    if (name !== undefined) return `; did you mean ${name}? If not, `;
  }
  return ': ';
}

const NO_GROUP = 'add apigroup:, as in apigroup:example.com (apigroup:"" is the core group)';

/** Entries by API group. */
function resourcesOf(found: ReadonlyMap<Selector, readonly string[]>): RuleDraft['resources'] {
  const resources = found.get('resources');
  const groups = found.get('apiGroups');
  const names = found.get('resourceNames');
  if (resources === undefined) {
    if (names !== undefined)
      refuse('A rule takes names together with a resource only: add resource:, as resource:pods.');
    if (found.has('subresources')) refuse('A rule takes a subresource together with a resource only: add resource:.');
    return groups?.map(group => ({group}));
  }
  const byGroup = new Map<string, string[]>();
  for (const resource of combined(resources, found.get('subresources'))) {
    const [plain] = resource.split('/');
    const known = groups ?? builtInGroups(plain!);
    if (known.length === 0) refuse(`The API group of "${resource}" is not known here${meant(plain!)}${NO_GROUP}.`);
    for (const group of known) byGroup.set(group, [...(byGroup.get(group) ?? []), resource]);
  }
  return [...byGroup].map(([group, list]) => ({
    group,
    resources: list,
    ...(names === undefined ? {} : {resourceNames: names}),
  }));
}

/** What the rule does not take although a reader may think so. */
function caveats(found: ReadonlyMap<Selector, readonly string[]>): readonly string[] {
  const verbs = found.get('verbs');
  const lines: string[] = [];
  if (found.has('resourceNames') && (verbs === undefined || verbs.includes('delete')))
    lines.push(
      'Not taken: a deletecollection, which deletes without naming anything' +
        (found.get('resources')?.includes('pods') ? ', and an eviction (create pods/eviction).' : '.'),
    );
  if (found.has('resourceNames') && verbs === undefined) lines.push('Not taken: a create, whose URL has no name yet.');
  return lines;
}

function ruleOf(expr: Expr, level: Level): RuleDraft {
  const found = selected(expr);
  const of = (selector: Selector) => found.get(selector);
  const resources = resourcesOf(found);
  if (of('nonResourceURLs') !== undefined && (resources !== undefined || of('namespaces') !== undefined))
    refuse('A rule is for resources or for paths, not for both: path: is of requests for no resource.');
  if (of('resourceNames') !== undefined && of('subresources') === undefined) {
    const nameless = of('verbs')?.filter(verb => verb === 'create' || verb === 'deletecollection') ?? [];
    if (nameless.length > 0 && !resources?.some(entry => entry.resources?.some(text => text.includes('/'))))
      refuse(
        `A ${nameless.join(' and a ')} has no name in its URL, so that no rule can select it by name: leave it out, or the name.`,
      );
  }
  const bad = of('nonResourceURLs')?.find(path => !path.startsWith('/') && path !== '*');
  if (bad !== undefined) refuse(`A path begins with /, not as "${bad}".`);
  return {
    why: caveats(found),
    level,
    ...(of('users') === undefined ? {} : {users: of('users')!}),
    ...(of('userGroups') === undefined ? {} : {userGroups: of('userGroups')!}),
    ...(of('verbs') === undefined ? {} : {verbs: of('verbs')!}),
    ...(resources === undefined ? {} : {resources}),
    ...(of('namespaces') === undefined ? {} : {namespaces: of('namespaces')!}),
    ...(of('nonResourceURLs') === undefined ? {} : {nonResourceURLs: of('nonResourceURLs')!}),
  };
}

/** The rule that logs what `expr` finds. */
export function onlyRule(expr: Expr, level: Level): OnlyResult {
  if (expr.kind === 'and' && expr.of.length === 0)
    return {ok: false, message: 'The query is empty: say what is to be logged, as "verb:delete resource:pods".'};
  try {
    return {ok: true, rule: ruleOf(expr, level)};
  } catch (error) {
    if (error instanceof Refusal) return {ok: false, message: error.message};
    throw error;
  }
}

/** A policy that logs nothing but this. `query` is what was typed. */
export const onlyPolicy = (query: string, rule: RuleDraft, howTo: readonly string[]): PolicyDraft => ({
  why: [`Only this is logged: ${query}`, ...howTo],
  rules: [rule, {why: ['Nothing else.'], level: 'None'}],
});
