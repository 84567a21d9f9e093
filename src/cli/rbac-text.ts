// What `audit-tui rbac` says in words.
import {counted, grouped} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {visible} from '../audit/visible.ts';
import type {Collected} from '../rules/rbac/collect.ts';
import type {FileRole} from '../rules/rbac/roles-file.ts';
import type {RolesUse} from '../rules/rbac/unused.ts';
import type {UnusedFinding} from '../rules/rbac/unused-findings.ts';
import {extentText, seenSentences, type Wanted} from '../rules/rbac/words.ts';
import type {About} from '../source/source.ts';
import {wrap} from './help.ts';

/** As wide as a rule may be. */
const MOST_COLUMNS = 96;

/**
 * Lines above the YAML.
 * @param columns of the terminal; undefined elsewhere
 */
export function seenHead(
  wanted: Wanted,
  collected: Collected,
  about: About,
  columns: number | undefined,
): readonly string[] {
  const width = Math.min(MOST_COLUMNS, (columns ?? MOST_COLUMNS) - 3);
  // A line break of a log's text is made visible, not a line.
  return seenSentences(wanted, collected, about, '--denied').flatMap(sentence =>
    wrap(visible(sentence), 0, width).split('\n'),
  );
}

export const roleText = ({kind, name, namespace}: Pick<FileRole, 'kind' | 'name' | 'namespace'>): string =>
  `${kind} "${name}"${namespace === '' ? '' : ` in ${namespace}`}`;

/** `role.yaml:8:13: ClusterRole "x", rule 1: verb "delete" was never used`, safe for a terminal. */
export function findingLine(file: string, {at, role, ruleIndex, message}: UnusedFinding, reveal: boolean): string {
  const said = reveal ? message : redactValue(message);
  return visible(`${file}:${at.line}:${at.column}: ${roleText(role)}, rule ${ruleIndex + 1}: ${said}`);
}

/** What this cannot know. */
export const LIMITS = [
  'A short log proves little: what is done once a month, or only in an emergency, is not in it.',
  'What the audit policy drops cannot be seen: it looks as if it were never used.',
];

/** Lines under the findings, safe for a terminal. */
export function unusedSummary(
  {roles, requests}: RolesUse,
  findings: readonly UnusedFinding[],
  about: About,
): readonly string[] {
  const rules = roles.reduce((sum, role) => sum + role.rules.length, 0);
  const touched = new Set(findings.map(({role, ruleIndex}) => `${role.at.offset} ${ruleIndex}`)).size;
  const all = rules === 1 ? 'The rule was' : `All ${grouped(rules)} rules were`;
  const some =
    rules === 1
      ? 'The rule grants'
      : `${grouped(touched)} of ${grouped(rules)} rules ${touched === 1 ? 'grants' : 'grant'}`;
  const said = findings.length === 0 ? `${all} used in full` : `${some} more than was used`;
  return [
    ...(findings.length === 0 ? [] : ['']),
    `${said}, by ${counted(requests, 'allowed request')} in ${about.name}, ${extentText(about)}.`,
    ...LIMITS,
  ].map(visible);
}
