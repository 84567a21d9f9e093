// A policy file is looked over: what the API server would say of it, and what it would not.

import type {CheckContext, Found, PolicyCheck, Severity} from './checks/check.ts';
import {POLICY_CHECKS} from './checks.ts';
import type {Places} from './decode.ts';
import type {FaultCode} from './fault.ts';
import type {Policy, Position} from './policy.ts';
import {type ReadOptions, type ReadPolicy, readPolicies} from './read.ts';
import {minorOf, NEWEST_MINOR} from './versions.ts';

export type PolicyFinding = {
  /** Of POLICY_CHECKS. */
  readonly check: string;
  readonly severity: Severity;
  readonly file: string;
  /** '' for the file itself, else the way to the policy inside it. */
  readonly where: string;
  readonly at: Position;
  /** From 0; null where it is about the whole policy. */
  readonly ruleIndex: number | null;
  readonly title: string;
  readonly message: string;
  readonly why: string;
  readonly write: string;
};

export type CheckedPolicy = {
  readonly where: string;
  readonly rules: number;
  /** In the order of their places. */
  readonly findings: readonly PolicyFinding[];
};

const NO_POLICY: Policy = {rules: [], omitStages: [], omitManagedFields: false};
const START: Position = {line: 1, column: 1, offset: 0, length: 0};

/** Where the rules are not what they seem, the checks of what they do are left out. */
const UNREADABLE: readonly FaultCode[] = ['no-policy', 'not-yaml', 'wrong-type', 'no-rules'];

/** The place of a path, or of what stands around it. */
function placeOf(places: Places, root: Position): (path: string) => Position {
  return path => {
    for (let around = path; around !== ''; ) {
      const found = places.get(around) ?? places.get(`${around}#`);
      if (found !== undefined) return found;
      around = around.endsWith('#') ? around.slice(0, -1) : around.replace(/(?:\.|^)[^.[\]]+$|\[[^\]]*\]$/, '');
    }
    return root;
  };
}

const findingOf = (check: PolicyCheck, found: Found, file: string, where: string): PolicyFinding => ({
  check: check.id,
  severity: found.severity ?? check.severity,
  file,
  where,
  at: found.at,
  ruleIndex: found.ruleIndex ?? null,
  title: check.title,
  message: found.message,
  why: check.why,
  write: found.write ?? check.write,
});

const isAboutLoading = ({find: _find, ...check}: PolicyCheck, faults: ReadPolicy['faults']): boolean =>
  faults.some(({code}) => code === check.id || (code === 'resource-names' && check.id === 'names-without-resources'));

/** What an anchor holds stands in one place, and is in each rule that names it. */
function once(findings: readonly PolicyFinding[]): PolicyFinding[] {
  const told = new Map<string, PolicyFinding>();
  for (const finding of findings) {
    const {check, at, message} = finding;
    const key = JSON.stringify([check, at.offset, message]);
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()];
}

function checked(read: ReadPolicy, file: string, minor: number): CheckedPolicy {
  const {faults, places, where} = read;
  const policy = read.draft ?? NO_POLICY;
  const root = places.get('') ?? faults[0]?.at ?? START;
  const context: CheckContext = {policy, faults, minor, at: placeOf(places, root)};
  const isReadable = !faults.some(({code}) => UNREADABLE.includes(code));
  const findings = POLICY_CHECKS.filter(check => isReadable || isAboutLoading(check, faults)).flatMap(check =>
    [...check.find(context)].map(found => findingOf(check, found, file, where)),
  );
  return {where, rules: policy.rules.length, findings: once(findings).sort((a, b) => a.at.offset - b.at.offset)};
}

/** Every policy of a file with what is to be said of it. At least one. Never throws. */
export function checkPolicy(text: string, options: ReadOptions): readonly CheckedPolicy[] {
  const minor = minorOf(options.version ?? '') ?? NEWEST_MINOR;
  return readPolicies(text, options).map(read => checked(read, options.file, minor));
}
