// What of a role could be taken away, each thing with its place: whole rules first, then words, then what words do together.

import {counted} from '../../audit/numbers.ts';
import type {Position} from '../policy/policy.ts';
import type {FileRole, FileRule, Word} from './roles-file.ts';
import type {RoleUse, RuleUse, WordUse} from './unused.ts';
import {type BesidesVerb, besidesGranted, besidesVerbOf, NOTHING_READ, type ReadBesides} from './unused-besides.ts';

export type UnusedFinding = {
  readonly what: 'rule' | 'verb' | 'apiGroup' | 'resource' | 'resourceName' | 'nonResourceURL' | 'pair' | 'wildcard';
  readonly role: FileRole;
  /** From 0. */
  readonly ruleIndex: number;
  readonly at: Position;
  /** Without role and place; holds text of the file and of the log: not yet safe for a terminal. */
  readonly message: string;
};

/** Of how many requests it is not known whether they needed what is asked for besides. */
type Untold = ReadBesides['untold'];

/** `use` is asked for when a pod is admitted: for its account or for who made it, and no event says which. */
const isUntold = (verb: string, untold: Untold): boolean => {
  const besides = besidesVerbOf(verb);
  return besides !== undefined && (besides === 'use' || untold.has(besides));
};

/** What is not judged of a rule, and why: sentences without their beginning; hold text of the file. */
export function untoldOf(rule: FileRule, untold: Untold): readonly string[] {
  const texts = rule.verbs.map(({text}) => text).filter(verb => isUntold(verb, untold));
  const by = new Map<BesidesVerb, readonly string[]>(Map.groupBy(texts, verb => besidesVerbOf(verb)!));
  // By a verb `*`.
  for (const verb of besidesGranted(rule)) if (!by.has(verb) && untold.has(verb)) by.set(verb, [verb]);
  return [...by].map(([besides, some]) =>
    besides === 'use'
      ? 'whether use was used is not told: the API server asks for it when it admits a pod, and the log does not say for whom'
      : `whether ${listed(some)} was used is not told: of ${counted(untold.get(besides)!, 'request')} that may have needed it there is no body`,
  );
}

/** Words of a list that a sentence can bear. */
const MOST_WORDS = 8;

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_WORDS;
  return more > 1 ? `${texts.slice(0, MOST_WORDS).join(', ')} and ${more} more` : texts.join(', ');
}

const textsOf = (words: readonly Word[]): readonly string[] => words.map(({text}) => (text === '' ? '""' : text));

function ruleText({verbs, resources, resourceNames, nonResourceURLs}: FileRule): string {
  const things = listed(textsOf(resources.length > 0 ? resources : nonResourceURLs));
  const names = resourceNames.length === 0 ? '' : ` named ${listed(textsOf(resourceNames))}`;
  return `${listed(textsOf(verbs))} on ${things}${names}`;
}

const LISTS = [
  ['verbs', 'verb', 'verb'],
  ['apiGroups', 'apiGroup', 'API group'],
  ['resources', 'resource', 'resource'],
  ['resourceNames', 'resourceName', 'name'],
  ['nonResourceURLs', 'nonResourceURL', 'URL'],
] as const;

type Found = Pick<UnusedFinding, 'what' | 'at' | 'message'>;

function findingsOfRule(use: RuleUse, untold: Untold): readonly Found[] {
  const {rule, requests} = use;
  const told = rule.verbs.filter(({text}) => !isUntold(text, untold));
  const isWhole = told.length === rule.verbs.length;
  if (requests === 0 && isWhole) return [{what: 'rule', at: rule.at, message: `never used: ${ruleText(rule)}`}];
  // By a verb that is not told any word may have been used.
  const never = isWhole ? 'was never used' : `was never used with ${listed(textsOf(told))}`;
  const words = LISTS.flatMap(([list, what, title]): readonly Found[] => {
    if (list === 'verbs')
      return use.verbs
        .filter(word => word.requests === 0 && !isUntold(word.text, untold))
        .map(({at, text}) => ({what, at, message: `${title} "${text}" was never used`}));
    // Where none of the verbs was used they say it all.
    if (requests === 0 || told.length === 0) return [];
    return (use[list] as readonly WordUse[])
      .filter(word => word.requests === 0)
      .map(({at, text}) => ({what, at, message: `${title} "${text}" ${never}`}));
  });
  const pairs = use.pairs.map(
    ({resource, verbs}): Found => ({
      what: 'pair',
      at: resource.at,
      message: `"${resource.text}" was never used with ${listed(verbs)}`,
    }),
  );
  const wildcards = use.wildcards.map(
    ({word, used}): Found => ({
      what: 'wildcard',
      at: word.at,
      message: `"${word.text}" was used for nothing but ${listed(used.map(text => (text === '' ? '"" (core)' : text)))}`,
    }),
  );
  return [...words, ...pairs, ...wildcards];
}

/** In the order of the file. */
export function unusedFindings(
  roles: readonly RoleUse[],
  {untold}: ReadBesides = NOTHING_READ,
): readonly UnusedFinding[] {
  const found = roles.flatMap(({role, rules}) =>
    rules.flatMap((use, ruleIndex) => findingsOfRule(use, untold).map(finding => ({...finding, role, ruleIndex}))),
  );
  return found.sort((a, b) => a.at.offset - b.at.offset);
}
