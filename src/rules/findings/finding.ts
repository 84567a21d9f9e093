// What a finding is: a row of FINDINGS says what to look for and why, and a Finding is what was seen of it in one log.
import type {AuditEvent} from '../../audit/event.ts';
import type {Micros} from '../../audit/time.ts';
import type {EventId} from '../../source/source.ts';
import type {Memory} from './memory.ts';
import type {Settings} from './settings.ts';

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
/** info: for the record. low: usual, worth knowing. medium: to be explained. high: look now. critical: act. */
export type Severity = (typeof SEVERITIES)[number];

export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** A technique of MITRE ATT&CK for Containers or Enterprise. */
export type Technique = {readonly id: string; readonly name: string};

/** What must have been logged, or the answer is that it cannot be told. */
export type Needs =
  /** Request bodies: level Request and above, not truncated. */
  | 'body'
  /** Stage ResponseStarted, at which alone refused logins are logged. */
  | 'started'
  /** The decision of the authorizer, which logs before Kubernetes 1.9 do not have. */
  | 'decision'
  /** The credential ids of tokens, where they are made and where they are used: logged since Kubernetes 1.30. */
  | 'credential';

type RuleInfo = {
  readonly id: string;
  /** A few words for a heading. */
  readonly title: string;
  readonly severity: Severity;
  readonly technique?: Technique;
  /** A sentence: what it sees. */
  readonly sees: string;
  readonly why: string;
  readonly falseAlarms: string;
  /** The query that shows its events, or for rules with a memory the events that it goes by. */
  readonly query: string;
  readonly needs?: Needs;
  /** A log in which it finds something. */
  readonly found: readonly AuditEvent[];
  /** One that is nearly the same, in which it does not. */
  readonly near: readonly AuditEvent[];
};

/** What is found is what the query finds. */
export type QueryRule = RuleInfo & {
  readonly kind: 'query';
  /** What somebody did, after the name: `started a privileged pod`. */
  readonly did: string;
  /** What one of its events says itself, of alerts: it stands in the message. */
  readonly text?: (event: AuditEvent) => string;
  /** Whose work it is, and what it weighs of them. */
  readonly usual?: {readonly by: RegExp; readonly severity: Severity};
  /** Requests that it would be told of if they were allowed, where the decision tells that. */
  readonly undecided?: string;
};

/** What is found needs more than one request. */
export type MemoryRule = RuleInfo & {
  readonly kind: 'memory';
  /** The names of its thresholds, with what they are without a file of rules. Durations in microseconds. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly find: (memory: Memory, settings: Settings) => Promise<readonly Found[]>;
  /** The query rule whose events it goes by, where it depends on their bodies. */
  readonly bodiesOf?: string;
  /** What it could not tell for want of bodies or of what else it needs; `count` 0 where it could tell all. */
  readonly untold?: (memory: Memory) => Untold;
};

export type Untold = {
  readonly count: number;
  readonly of: number;
  readonly filter: string;
  /** What is missing, after `3 of 5 requests were `; `logged without the body` if absent. */
  readonly how?: string;
};

export type Threshold = {readonly kind: 'count' | 'duration'; readonly value: number; readonly doc: string};

export type FindingRule = QueryRule | MemoryRule;

/** What a rule says it saw. */
export type Found = {
  /** A user name; `address 203.0.113.66` where nobody was authenticated; or the log itself. */
  readonly who: string;
  /** One sentence, not yet safe for a terminal. */
  readonly message: string;
  /** Requests. */
  readonly count: number;
  readonly from: Micros;
  readonly to: Micros;
  /** Some of the events, oldest first. */
  readonly events: readonly EventId[];
  /** The query that shows them. */
  readonly filter: string;
  /** Addresses that it came from. */
  readonly addresses: readonly string[];
  /** Other identities in whose hands this puts the same hand: a token issued, a role given. */
  readonly leadsTo?: readonly string[];
  /** Pods that it was done to, as whoOf calls them. */
  readonly pods?: readonly string[];
  readonly severity?: Severity;
};

export type Finding = Found & {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
};

/** Requests of which a rule could not tell. */
export type CannotTell = {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Requests that were not logged well enough, of all that it looks at. */
  readonly count: number;
  readonly of: number;
  /** What is missing, and of how many, in words. */
  readonly why: string;
  readonly filter: string;
};

export type Incident = {
  /** The identity that it is told by, then those it led to. */
  readonly who: readonly string[];
  readonly severity: Severity;
  readonly from: Micros;
  readonly to: Micros;
  readonly addresses: readonly string[];
  /** Worst first, then oldest. */
  readonly findings: readonly Finding[];
};

export type Report = {
  /** What deserves a look first is first. */
  readonly incidents: readonly Incident[];
  readonly cannotTell: readonly CannotTell[];
  /** Events looked at. */
  readonly events: number;
};
