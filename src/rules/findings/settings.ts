// What users may change: thresholds, what is allowed, and rules of their own. A file of rules is read to this.
import {compileGlob} from '../../query/pattern.ts';
import type {FindingRule, MemoryRule, QueryRule, Severity} from './finding.ts';
import {inNetwork} from './networks.ts';

/** Something that is no finding, or none of one rule. All that is named must fit. */
export type Allowed = {
  /** Ids of rules; absent is all of them. */
  readonly findings?: readonly string[];
  /** Globs. */
  readonly users?: readonly string[];
  readonly namespaces?: readonly string[];
  /** Also networks: `10.0.3.0/24`. */
  readonly addresses?: readonly string[];
  /** All images of the pod must be among them. */
  readonly images?: readonly string[];
};

export type Settings = {
  /** By rule id, then name; durations in microseconds. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly severities: Readonly<Record<string, Severity>>;
  /** Ids of rules that are not asked. */
  readonly off: readonly string[];
  readonly allow: readonly Allowed[];
  readonly rules: readonly QueryRule[];
};

export const NO_SETTINGS: Settings = {thresholds: {}, severities: {}, off: [], allow: [], rules: []};

/** Both; what the second says counts where they differ. */
export const merged = (a: Settings, b: Settings): Settings => ({
  thresholds: Object.fromEntries(
    [...new Set([...Object.keys(a.thresholds), ...Object.keys(b.thresholds)])].map(id => [
      id,
      {...a.thresholds[id], ...b.thresholds[id]},
    ]),
  ),
  severities: {...a.severities, ...b.severities},
  off: [...a.off, ...b.off],
  allow: [...a.allow, ...b.allow],
  rules: [...a.rules.filter(({id}) => !b.rules.some(rule => rule.id === id)), ...b.rules],
});

export const thresholdOf = (
  {id, thresholds}: Pick<MemoryRule, 'id' | 'thresholds'>,
  name: string,
  settings: Settings,
) => settings.thresholds[id]?.[name] ?? thresholds[name]!.value;

export const severityOf = ({id, severity}: FindingRule, settings: Settings): Severity =>
  settings.severities[id] ?? severity;

/** What one request is told by, for the lists of what is allowed. */
export type Traits = {
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly address?: string | undefined;
  readonly images?: readonly string[] | undefined;
};

type Tester = (traits: Traits) => boolean;

const fits = (globs: readonly string[] | undefined): ((value: string | undefined) => boolean) => {
  if (globs === undefined) return () => true;
  const tests = globs.map(glob => inNetwork(glob) ?? compileGlob(glob));
  return value => value !== undefined && tests.some(test => test(value));
};

/** Whether a request is allowed as to one rule. */
export function allowanceOf(rule: string, {allow}: Settings): Tester {
  const tests = allow
    .filter(({findings}) => findings === undefined || findings.includes(rule))
    .map(({users, namespaces, addresses, images}): Tester => {
      const [user, namespace, address, image] = [users, namespaces, addresses, images].map(fits);
      return traits =>
        user!(traits.user) &&
        namespace!(traits.namespace) &&
        address!(traits.address) &&
        (images === undefined ||
          (traits.images !== undefined && traits.images.length > 0 && traits.images.every(image!)));
    });
  return traits => tests.some(test => test(traits));
}
