// An audit policy as audit.k8s.io/v1 has it, by upstream's names, with the place of each rule in its file.
import type {Level, Stage} from '../../audit/event.ts';

/** A token of a policy file. */
export type Position = {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; a byte order mark is not counted. */
  readonly column: number;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  /** UTF-16 units, in the line that it begins in. */
  readonly length: number;
};

export type GroupResources = {
  /** '' is the core group; '*' every group (since 1.36). */
  readonly group: string;
  /** None: every resource of the group, with its subresources. `pods`, `pods/log`, `pods/*`, `*\/log`, `*`. */
  readonly resources: readonly string[];
  /** None: whatever the name. */
  readonly resourceNames: readonly string[];
};

/** An empty list selects everything. */
export type Rule = {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  /** '' is objects without a namespace, and lists over all namespaces. */
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  /** Added to those of the policy. */
  readonly omitStages: readonly Stage[];
  /** Absent: as the policy says. */
  readonly omitManagedFields?: boolean;
  readonly at: Position;
};

export type Policy = {
  readonly rules: readonly Rule[];
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
};
