// FINDINGS: one row a thing that deserves a look, with why it does. The command, the pane and the documentation read the rows;
// each has a log in which it is found, and one in which it is not.
import {formatTook} from '../../audit/time.ts';
import type {FindingRule, MemoryRule, Needs, QueryRule, Threshold} from './finding.ts';
import {ACCESS_RULES} from './rules/access.ts';
import {ALERT_RULES} from './rules/alerts.ts';
import {CLUSTER_RULES} from './rules/cluster.ts';
import {ACCOUNT_RULES} from './rules/memory-accounts.ts';
import {BURST_RULES} from './rules/memory-bursts.ts';
import {privilegedThenExec} from './rules/memory-pods.ts';
import {widenedThenUsed} from './rules/memory-rights.ts';
import {SEQUENCE_RULES} from './rules/memory-sequence.ts';
import {TOKEN_RULES} from './rules/memory-tokens.ts';
import {POD_RULES} from './rules/pods.ts';
import {ROLE_RULES} from './rules/roles.ts';
import {SECRET_RULES} from './rules/secrets.ts';

export const QUERY_RULES: readonly QueryRule[] = [
  ...POD_RULES,
  ...ACCESS_RULES,
  ...ROLE_RULES,
  ...SECRET_RULES,
  ...CLUSTER_RULES,
  ...ALERT_RULES,
];
export const MEMORY_RULES: readonly MemoryRule[] = [
  ...SEQUENCE_RULES,
  privilegedThenExec,
  widenedThenUsed,
  ...TOKEN_RULES,
  ...ACCOUNT_RULES,
  ...BURST_RULES,
];
export const FINDINGS: readonly FindingRule[] = [...MEMORY_RULES, ...QUERY_RULES];

const NEEDS: Readonly<Record<Needs, string>> = {
  body: 'The bodies of these requests (level Request or above). If they were not logged, it says how many it cannot tell about.',
  started: 'Stage ResponseStarted, the only one that shows refused logins. Policies may omit it.',
  credential:
    'The credential ids of tokens, logged since Kubernetes 1.30. If an account sent more than 400 requests from one address, only some of them are read; tokens known from elsewhere are looked for in all.',
  decision: 'The decision of the authorizer, logged since Kubernetes 1.9.',
};

/** `5m`, `30s` of microseconds. */
const duration = (value: number): string =>
  value % 60e6 === 0 ? `${value / 60e6}m` : value % 1e6 === 0 ? `${value / 1e6}s` : formatTook(value);

export const thresholdText = ({kind, value}: Threshold): string =>
  kind === 'duration' ? duration(value) : String(value);

const techniqueText = ({technique}: FindingRule): string =>
  technique === undefined
    ? ''
    : `, ATT&CK [${technique.id}](https://attack.mitre.org/techniques/${technique.id.replace('.', '/')}/) ${technique.name}`;

const thresholdsText = (rule: FindingRule): readonly string[] => {
  const rows = rule.kind === 'memory' ? Object.entries(rule.thresholds) : [];
  if (rows.length === 0) return [];
  return [
    `Thresholds: ${rows.map(([name, threshold]) => `\`${name}\`, ${threshold.doc}: ${thresholdText(threshold)}`).join('; ')}.`,
  ];
};

const section = (rule: FindingRule): string =>
  [
    `### ${rule.id}`,
    `**${rule.severity}**: ${rule.title}${techniqueText(rule)}`,
    rule.sees,
    rule.why,
    `False alarms: ${rule.falseAlarms}`,
    ...(rule.needs === undefined ? [] : [`Needs: ${NEEDS[rule.needs]}`]),
    ...thresholdsText(rule),
    ...(rule.query === ''
      ? []
      : [`${rule.kind === 'query' ? 'Query' : 'Goes by'}:\n\n\`\`\`text\n${rule.query}\n\`\`\``]),
  ].join('\n\n');

/** Markdown: one row a finding. */
export const findingsTable = (): string =>
  [
    '| Finding | Severity | Title |',
    '|---|---|---|',
    ...FINDINGS.map(({id, severity, title}) => `| [${id}](#${id}) | ${severity} | ${title} |`),
  ].join('\n');

/** Markdown: a section a finding. */
export const findingsReference = (): string => FINDINGS.map(section).join('\n\n');
