// What `audit-tui rbac` says in words.
import {counted, grouped} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {formatMicroTime, formatTook} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import type {Collected} from '../rules/rbac/collect.ts';
import type {Expansion} from '../rules/rbac/grants.ts';
import type {FileRole} from '../rules/rbac/roles-file.ts';
import {type Subject, subjectText} from '../rules/rbac/subject.ts';
import type {RolesUse} from '../rules/rbac/unused.ts';
import type {UnusedFinding} from '../rules/rbac/unused-findings.ts';
import type {About} from '../source/source.ts';
import {wrap} from './help.ts';

const minute = (time: number): string => `${formatMicroTime(time).slice(0, 16).replace('T', ' ')}`;

/** `2026-11-20 09:20 to 2026-11-20 10:30 UTC (1h10m)` */
export function extentText({extent}: About): string {
  if (extent === undefined) return 'of no known time';
  return `${minute(extent.from)} to ${minute(extent.to)} UTC (${formatTook(extent.to - extent.from)})`;
}

type Head = {readonly subject: Subject; readonly expansions: readonly Expansion[]; readonly denied: boolean};

/** As wide as a rule may be. */
const MOST_COLUMNS = 96;

function neededText({subject, expansions, denied}: Head, {counts, acting}: Collected): string {
  const own = denied ? counts.allowed + counts.refused : counts.allowed;
  const requests = [
    ...(own > 0 || acting === 0
      ? [`${counted(own, 'request')}${denied ? `, ${grouped(counts.refused)} of them refused` : ''}`]
      : []),
    ...(acting > 0 ? [`${counted(acting, 'request')} made as somebody else`] : []),
  ];
  const more = expansions.length === 0 ? '' : `; expanded by ${expansions.join(', ')}`;
  return `What ${subjectText(subject)} was seen to need: ${requests.join(' and ')}${more}.`;
}

/**
 * Lines above the YAML.
 * @param columns of the terminal; undefined elsewhere
 */
export function seenHead(
  asked: Head,
  collected: Collected,
  about: About,
  columns: number | undefined,
): readonly string[] {
  const {counts, notes} = collected;
  const {refused, unknown} = counts;
  const sentences = [
    neededText(asked, collected),
    `Seen in ${about.name}, ${extentText(about)}. What was not done then, or not logged, is not in it.`,
    ...(refused > 0 && !asked.denied
      ? [`Refused, and not covered: ${counted(refused, 'request')}; --denied covers them.`]
      : []),
    ...(unknown > 0 ? [`Not known to be allowed, and not covered: ${counted(unknown, 'request')}.`] : []),
    ...notes.map(note => `${note}.`),
  ];
  // A line break of a log's text is made visible, not a line.
  const width = Math.min(MOST_COLUMNS, (columns ?? MOST_COLUMNS) - 3);
  return sentences.flatMap(sentence => wrap(visible(sentence), 0, width).split('\n'));
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
  const said =
    findings.length === 0
      ? `All of ${counted(rules, 'rule')} was used`
      : `${grouped(touched)} of ${counted(rules, 'rule')} ${touched === 1 ? 'grants' : 'grant'} more than was used`;
  return [
    ...(findings.length === 0 ? [] : ['']),
    `${said}, by ${counted(requests, 'allowed request')} in ${about.name}, ${extentText(about)}.`,
    ...LIMITS,
  ].map(visible);
}
