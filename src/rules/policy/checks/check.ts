// What a check of a policy is: a row of POLICY_CHECKS, and what it may look at.
import type {FaultCode, PolicyFault} from '../fault.ts';
import type {GroupResources, Policy, Position, Rule} from '../policy.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
/** error: the API server does not start with it. warning: it does not do what it seems to say. info: worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

export type CheckContext = {
  /** As it is written, also where it would not be loaded; without rules where nothing could be read. */
  readonly policy: Policy;
  readonly faults: readonly PolicyFault[];
  /** Minor number of the Kubernetes version that shall read it. */
  readonly minor: number;
  /** Where the value at a path stands; the nearest thing around it where it is not written. */
  readonly at: (path: string) => Position;
};

export type Found = {
  readonly at: Position;
  /** One sentence about this very place. */
  readonly message: string;
  /** What to write here; the row's own advice without it. */
  readonly write?: string;
  readonly severity?: Severity;
  /** From 0. */
  readonly ruleIndex?: number;
};

export type PolicyCheck = {
  readonly id: string;
  readonly severity: Severity;
  /** A few words for a heading. */
  readonly title: string;
  readonly why: string;
  readonly write: string;
  /** Rules, or a whole file, that it finds something in. */
  readonly bad: string;
  /** The same, as it should be. */
  readonly good: string;
  readonly find: (context: CheckContext) => Iterable<Found>;
};

export type CheckInfo = Omit<PolicyCheck, 'find'>;

/** A check that tells what loading said. @param write what to write instead @param effect what comes of it */
export const faultCheck = (
  code: FaultCode,
  info: CheckInfo,
  write: (fault: PolicyFault, context: CheckContext) => string | undefined = () => undefined,
  effect: (fault: PolicyFault, context: CheckContext) => string = () => '',
): PolicyCheck => ({
  ...info,
  find: context =>
    context.faults
      .filter(fault => fault.code === code)
      .map(fault => {
        const advice = write(fault, context);
        const rule = /^rules\[(\d+)\]/.exec(fault.field)?.[1];
        return {
          at: fault.at,
          message: `${fault.message.replace(/^strict decoding error: /, '')}${effect(fault, context)}`,
          severity: fault.severity,
          ...(advice === undefined ? {} : {write: advice}),
          ...(rule === undefined ? {} : {ruleIndex: Number(rule)}),
        };
      }),
});

/** One rule at a time. */
export const ruleCheck = (
  info: CheckInfo,
  find: (rule: Rule, context: CheckContext, ruleIndex: number, path: string) => Iterable<Found>,
): PolicyCheck => ({
  ...info,
  *find(context) {
    for (const [ruleIndex, rule] of context.policy.rules.entries())
      for (const found of find(rule, context, ruleIndex, `rules[${ruleIndex}]`)) yield {ruleIndex, ...found};
  },
});

export type ResourceEntry = {
  readonly group: string;
  /** Without its subresource. */
  readonly resource: string;
  readonly subresource: string;
  readonly text: string;
  readonly path: string;
  readonly entry: GroupResources;
  readonly entryPath: string;
};

/** Each value of `resources` of a rule, split. */
export function* resourceEntries(rule: Rule, path: string): Generator<ResourceEntry> {
  for (const [i, entry] of rule.resources.entries()) {
    const entryPath = `${path}.resources[${i}]`;
    for (const [j, text] of entry.resources.entries()) {
      const [resource = '', ...rest] = text.split('/');
      const subresource = rest.join('/');
      yield {group: entry.group, resource, subresource, text, path: `${entryPath}.resources[${j}]`, entry, entryPath};
    }
  }
}

/** Whether a rule takes every request. */
export const isCatchAll = ({users, userGroups, verbs, resources, namespaces, nonResourceURLs}: Rule): boolean =>
  users.length + userGroups.length + verbs.length + resources.length + namespaces.length + nonResourceURLs.length === 0;

export const logsNothing = ({rules}: Policy): boolean => rules.every(({level}) => level === 'None');

/** Whether a rule is about requests for no resource only. */
export const isUrlRule = ({resources, namespaces, nonResourceURLs}: Rule): boolean =>
  nonResourceURLs.length > 0 && resources.length + namespaces.length === 0;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** As a policy says it: the core group has an empty name. */
export const groupName = (group: string): string => (group === '' ? 'the core group (group: "")' : group);

/** A file's text for a sample: rules alone get the head of a policy. */
export const sampleText = (sample: string): string =>
  sample.startsWith('- ') ? `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${sample}\n` : `${sample}\n`;
