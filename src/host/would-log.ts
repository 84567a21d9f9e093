// What a policy would do with the requests that a query finds, as far as the query says what they are.
import type {Level, Stage} from '../audit/event.ts';
import type {FieldName} from '../audit/fields.ts';
import type {Expr} from '../query/ast.ts';
import {matchesPath, matchesResource, unionStages} from '../rules/policy/evaluate.ts';
import {builtInGroups} from '../rules/policy/init-groups.ts';
import type {GroupResources, Policy, Rule} from '../rules/policy/policy.ts';

/** Each with the values of which any one will do; absent where the query does not say. */
export type Known = {
  readonly verb?: readonly string[];
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly resource?: readonly string[];
  readonly subresource?: readonly string[];
  readonly apiGroup?: readonly string[];
  readonly namespace?: readonly string[];
  readonly name?: readonly string[];
  readonly path?: readonly string[];
  readonly stage?: readonly string[];
  readonly code?: readonly string[];
};

const KEYS: Readonly<Partial<Record<FieldName, keyof Known>>> = {
  verb: 'verb',
  'user.username': 'user',
  'user.groups': 'group',
  'objectRef.resource': 'resource',
  'objectRef.subresource': 'subresource',
  'objectRef.apiGroup': 'apiGroup',
  'objectRef.namespace': 'namespace',
  'objectRef.name': 'name',
  path: 'path',
  stage: 'stage',
  'responseStatus.code': 'code',
};

/** Of the terms that all have to hold and name their values; the others say nothing here. */
export function knownOf(expr: Expr): Known {
  const known: {-readonly [key in keyof Known]: Known[key]} = {};
  for (const term of expr.kind === 'and' ? expr.of : [expr]) {
    const key = term.kind === 'in' && term.field.kind === 'field' ? KEYS[term.field.name] : undefined;
    if (key !== undefined && term.kind === 'in') known[key] = term.values;
  }
  return known;
}

/** Whether a condition holds: for all of the requests, for some or perhaps, or for none. */
type Holds = 'yes' | 'maybe' | 'no';

const ofAll = (all: readonly Holds[]): Holds =>
  all.includes('no') ? 'no' : all.every(one => one === 'yes') ? 'yes' : 'maybe';
const ofAny = (any: readonly Holds[]): Holds =>
  any.includes('yes') ? 'yes' : any.every(one => one === 'no') ? 'no' : 'maybe';

function among(values: readonly string[] | undefined, test: (value: string) => boolean): Holds {
  if (values === undefined) return 'maybe';
  const good = values.filter(test).length;
  return good === values.length ? 'yes' : good === 0 ? 'no' : 'maybe';
}

const listHolds = (wanted: readonly string[], values: readonly string[] | undefined): Holds =>
  wanted.length === 0 ? 'yes' : among(values, value => wanted.includes(value));

/** A create of an object has no name in its URL, whatever its event says. */
function nameOf({verb, subresource, name}: Known): readonly string[] | undefined {
  const isCreate = verb?.every(word => word === 'create') && subresource === undefined;
  return isCreate ? [''] : name;
}

/** The groups that a resource is of, '' for the core. undefined where that is not known. */
function groupsOf({apiGroup, resource}: Known): readonly string[] | undefined {
  if (apiGroup !== undefined) return apiGroup;
  const groups = resource?.map(builtInGroups);
  return groups === undefined || groups.some(list => list.length === 0) ? undefined : [...new Set(groups.flat())];
}

function entryHolds({group, resources, resourceNames}: GroupResources, known: Known): Holds {
  const subresources = known.subresource ?? [''];
  const ofResource =
    resources.length === 0
      ? 'yes'
      : ofAny(
          resources.map(entry =>
            among(known.resource, resource => subresources.every(sub => matchesResource(entry, resource, sub))),
          ),
        );
  return ofAll([
    group === '*' ? 'yes' : among(groupsOf(known), one => one === group),
    ofResource,
    resources.length === 0 ? 'yes' : listHolds(resourceNames, nameOf(known)),
  ]);
}

/** Who fails to authenticate has no user and no groups, and makes one event, of stage ResponseStarted. */
const isFailedLogin = ({code}: Known): boolean => code?.every(one => one === '401') === true;

/** Whether none of the events is written, for every stage that they can have is left out. */
function areOmitted(omitStages: readonly string[], known: Known): boolean {
  const stages = known.stage ?? (isFailedLogin(known) ? ['ResponseStarted'] : undefined);
  return stages?.every(stage => omitStages.includes(stage)) === true;
}

/** One group that all requests are known to be in is enough; that they are in no other is never known. */
function groupsHold(wanted: readonly string[], {user, group}: Known): Holds {
  const isAuthenticated = user?.every(name => name !== '' && name !== 'system:anonymous');
  if (wanted.length === 0 || (isAuthenticated && wanted.includes('system:authenticated'))) return 'yes';
  return among(group, one => wanted.includes(one)) === 'yes' ? 'yes' : 'maybe';
}

/** Whether the requests are for resources; `maybe` where the query says neither. */
function isForResource({path, resource, subresource, apiGroup, namespace, name}: Known): Holds {
  if ([resource, subresource, apiGroup, namespace, name].some(values => values !== undefined)) return 'yes';
  return path === undefined ? 'maybe' : 'no';
}

function targetHolds({namespaces, resources, nonResourceURLs}: Rule, known: Known): Holds {
  const forResource = isForResource(known);
  if (namespaces.length > 0 || resources.length > 0) {
    return ofAll([
      forResource,
      listHolds(namespaces, known.namespace),
      resources.length === 0 ? 'yes' : ofAny(resources.map(entry => entryHolds(entry, known))),
    ]);
  }
  if (nonResourceURLs.length === 0) return 'yes';
  if (forResource === 'yes') return 'no';
  return among(known.path, path => nonResourceURLs.some(entry => matchesPath(entry, path)));
}

export const ruleHolds = (rule: Rule, known: Known): Holds =>
  ofAll([
    rule.users.length + rule.userGroups.length > 0 && isFailedLogin(known) ? 'no' : 'yes',
    listHolds(rule.users, known.user),
    groupsHold(rule.userGroups, known),
    listHolds(rule.verbs, known.verb),
    targetHolds(rule, known),
  ]);

export type Outlook = {
  /** Rules that decide about some of the requests, or about all, for all that the query says. In their order. */
  readonly may: readonly {readonly ruleIndex: number; readonly level: Level; readonly isOmitted: boolean}[];
  /** The rule that decides about the rest; null where none does, which is level None. */
  readonly rest: {
    readonly ruleIndex: number | null;
    readonly level: Level;
    readonly omitStages: readonly Stage[];
    /** The stages of which such events are, are left out. */
    readonly isOmitted: boolean;
  };
};

/** Whether the policy logs some of it. */
export const logsSome = ({may, rest}: Outlook): boolean =>
  [rest, ...may].some(({level, isOmitted}) => level !== 'None' && !isOmitted);

export function outlook(policy: Policy, known: Known): Outlook {
  const may: {ruleIndex: number; level: Level; isOmitted: boolean}[] = [];
  for (const [ruleIndex, rule] of policy.rules.entries()) {
    const holds = ruleHolds(rule, known);
    const omitStages = unionStages(policy.omitStages, rule.omitStages);
    const isOmitted = areOmitted(omitStages, known);
    if (holds === 'yes') return {may, rest: {ruleIndex, level: rule.level, omitStages, isOmitted}};
    if (holds === 'maybe') may.push({ruleIndex, level: rule.level, isOmitted});
  }
  return {may, rest: {ruleIndex: null, level: 'None', omitStages: policy.omitStages, isOmitted: false}};
}

/** One sentence without its full stop. `place` names a rule, as `rule 3 (policy.yaml:12)`. */
export function outlookText({may, rest}: Outlook, place: (ruleIndex: number) => string): string {
  const end =
    rest.ruleIndex === null
      ? 'no rule takes it, which logs nothing'
      : `${place(rest.ruleIndex)} takes it, with level ${rest.level}`;
  const omitted = rest.omitStages.join(', ');
  const stages =
    rest.level === 'None' || rest.omitStages.length === 0
      ? ''
      : rest.isOmitted
        ? `, but omitStages leaves out ${omitted}, and such an event has no other stage`
        : `, without ${omitted}`;
  // What has the level of the rest makes no difference.
  const other = may.filter(({level}) => level !== rest.level);
  if (other.length === 0) return `${end}${stages}`;
  const named = other.slice(0, 3).map(({ruleIndex, level}) => `${place(ruleIndex)} (level ${level})`);
  const more = other.length > 3 ? ` and ${other.length - 3} more` : '';
  return `${named.join(', ')}${more} may take it, by what the query does not say; else ${end}${stages}`;
}
