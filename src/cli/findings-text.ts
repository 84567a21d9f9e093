// What `audit-tui findings` prints, in each of its formats. Everything here is masked and safe for a terminal.
import {counted} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {formatMicroTime, formatTook, type Micros} from '../audit/time.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import {
  type CannotTell,
  type Finding,
  type Incident,
  type Report,
  SEVERITIES,
  type Severity,
} from '../rules/findings/finding.ts';
import {FINDINGS} from '../rules/findings/findings.ts';
import type {Settings} from '../rules/findings/settings.ts';
import {shortNames} from '../rules/findings/words.ts';
import type {About} from '../source/source.ts';
import {wrap} from './help.ts';

export type PrintOptions = {
  readonly about: About;
  readonly least: Severity;
  readonly settings: Settings;
  readonly reveal: boolean;
  readonly width: number;
  readonly toTerminal: boolean;
};

type Print = (report: Report, options: PrintOptions) => string;

const second = (time: Micros) => formatMicroTime(time).slice(0, 19).replace('T', ' ');

/** `2026-11-20 09:41:07 to 10:19:30 UTC`, the second day only where it is another. */
function spanText(from: Micros, to: Micros): string {
  const [start, end] = [second(from), second(to)];
  if (start === end) return `${start} UTC`;
  return `${start} to ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end} UTC`;
}

/** The time of a finding, with its date where the incident has several days. */
function within({from, to}: Incident, time: Micros): string {
  const [start, end] = [second(from), second(to)];
  return second(time).slice(start.slice(0, 10) === end.slice(0, 10) ? 11 : 0);
}

const safe = (text: string, {reveal}: PrintOptions) => visible(reveal ? text : redactValue(text));

const INDENT = 4;

/** The query as a word of a shell. */
const quoted = (filter: string) => `'${filter.replaceAll("'", "'\\''")}'`;

function severityCounts(findings: readonly Finding[]): string {
  return [...SEVERITIES]
    .reverse()
    .flatMap(severity => {
      const count = findings.filter(finding => finding.severity === severity).length;
      return count === 0 ? [] : [`${count} ${severity}`];
    })
    .join(', ');
}

function findingText(finding: Finding, incident: Incident, options: PrintOptions): readonly string[] {
  const {severity, message, rule, from, filter} = finding;
  const head = `${severity.padEnd(8)} ${within(incident, from)} ${safe(shortNames(message), options)} [${rule}]`;
  const query = visible(quoted(options.reveal ? filter : redactValue(filter)));
  return [
    `  ${wrap(head, 2 + INDENT, options.width)}`,
    ...(filter === '' ? [] : [`${' '.repeat(2 + INDENT)}${query}`]),
  ];
}

function incidentText(incident: Incident, number: number, options: PrintOptions): string {
  const {who, severity, from, to, addresses, findings} = incident;
  const names = `${who.slice(0, 3).map(shortNames).join(', then ')}${who.length > 3 ? ` and ${who.length - 3} more` : ''}`;
  const head = `${number}. ${severity.toUpperCase()} ${names}`;
  const where =
    addresses.length === 0
      ? ''
      : `, from ${addresses.slice(0, 4).join(', ')}${addresses.length > 4 ? ` and ${addresses.length - 4} more` : ''}`;
  return [
    wrap(safe(head, options), 3, options.width),
    `   ${wrap(`${spanText(from, to)}${from === to ? '' : ` (${formatTook(to - from)})`}${safe(where, options)}: ${severityCounts(findings)}`, 3, options.width)}`,
    ...findings.flatMap(finding => findingText(finding, incident, options)),
    '',
  ].join('\n');
}

/** One sentence for all rules that lack the same. */
function untoldLines(untold: readonly CannotTell[], options: PrintOptions): readonly string[] {
  if (untold.length === 0) return [];
  const groups = Map.groupBy(untold, ({why, filter}) => `${why} ${filter}`);
  return [
    'Cannot tell',
    ...[...groups.values()].map(rules => {
      const ids = rules.map(({rule}) => rule).join(', ');
      return `  ${wrap(visible(`${ids}: ${rules[0]!.why}.`), 2 + INDENT, options.width)}`;
    }),
    '',
  ];
}

const total = ({incidents}: Report) => incidents.reduce((sum, {findings}) => sum + findings.length, 0);

function summary(report: Report, {about, least}: PrintOptions): string {
  const {incidents} = report;
  const looked = `${counted(report.events, 'event')} of ${about.name}`;
  const floor = least === 'info' ? '' : ` of severity ${least} and above`;
  return visible(
    incidents.length === 0
      ? `No findings${floor}, in ${looked}.`
      : `${counted(incidents.length, 'incident')} with ${counted(total(report), 'finding')}${floor}, in ${looked}.`,
  );
}

const text: Print = (report, options) =>
  [
    ...report.incidents.map((incident, i) => incidentText(incident, i + 1, options)),
    ...untoldLines(report.cannotTell, options),
    wrap(summary(report, options), 0, options.width),
    '',
  ].join('\n');

type Plain = {readonly [key: string]: unknown};

const whyOf = (rule: string, {settings}: PrintOptions) => [...settings.rules, ...FINDINGS].find(({id}) => id === rule);

function findingJson(finding: Finding, options: PrintOptions): Plain {
  const {rule, title, severity, who, message, count, from, to, filter, addresses, events} = finding;
  const row = whyOf(rule, options);
  const mask = (value: string) => (options.reveal ? value : redactValue(value));
  return {
    rule,
    severity,
    title,
    who: mask(who),
    message: mask(message),
    count,
    from: formatMicroTime(from),
    to: formatMicroTime(to),
    addresses: addresses.map(mask),
    query: mask(filter),
    auditIDs: [...new Set(events.map(({auditID}) => auditID))].map(mask),
    ...(row?.technique === undefined ? {} : {technique: row.technique.id}),
    ...(row === undefined ? {} : {why: row.why}),
  };
}

const incidentJson = ({who, severity, from, to, addresses, findings}: Incident, options: PrintOptions): Plain => ({
  severity,
  who: who.map(name => (options.reveal ? name : redactValue(name))),
  from: formatMicroTime(from),
  to: formatMicroTime(to),
  addresses,
  findings: findings.map(finding => findingJson(finding, options)),
});

const untoldJson = ({rule, count, of, why, filter}: CannotTell): Plain => ({rule, count, of, why, query: filter});

const forTerminal = (json: string, {toTerminal}: PrintOptions) => (toTerminal ? visibleJson(json) : json);

const json: Print = (report, options) =>
  forTerminal(
    `${JSON.stringify(
      {
        events: report.events,
        incidents: report.incidents.map(incident => incidentJson(incident, options)),
        cannotTell: report.cannotTell.map(untoldJson),
      },
      undefined,
      2,
    )}\n`,
    options,
  );

const jsonl: Print = ({incidents}, options) =>
  incidents
    .flatMap((incident, i) => incident.findings.map(finding => ({incident: i + 1, ...findingJson(finding, options)})))
    .map(line => forTerminal(`${JSON.stringify(line)}\n`, options))
    .join('');

/** Nothing of a log may be taken for Markdown. */
const literal = (value: string, options: PrintOptions) => safe(value, options).replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
const codeText = (value: string, options: PrintOptions) => {
  const content = safe(value, options);
  const fence = content.includes('`') ? '``' : '`';
  return `${fence}${fence.length > 1 ? ' ' : ''}${content}${fence.length > 1 ? ' ' : ''}${fence}`;
};

const markdown: Print = (report, options) =>
  [
    '# Findings',
    '',
    literal(summary(report, options), options),
    ...report.incidents.flatMap((incident, i) => [
      '',
      `## ${i + 1}. ${incident.severity}: ${literal(incident.who.map(shortNames).join(', then '), options)}`,
      '',
      `${spanText(incident.from, incident.to)}${incident.addresses.length === 0 ? '' : `, from ${literal(incident.addresses.join(', '), options)}`}`,
      '',
      ...incident.findings.flatMap(({severity: of, rule, message, from: at, filter}) => [
        `- **${of}** ${within(incident, at)} ${literal(shortNames(message), options)} (${rule})${filter === '' ? '' : `  `}`,
        ...(filter === '' ? [] : [`  ${codeText(filter, options)}`]),
      ]),
    ]),
    ...(report.cannotTell.length === 0 ? [] : ['', '## Cannot tell', '']),
    ...report.cannotTell.map(({rule, why}) => `- ${rule}: ${why}`),
    '',
  ].join('\n');

export const FINDINGS_FORMATS = {text, json, jsonl, markdown} as const;
export const FORMAT_NAMES = ['text', 'json', 'jsonl', 'markdown'] as const;
