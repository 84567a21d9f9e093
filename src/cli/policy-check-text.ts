// What `policy check` prints for people: place, sentence, the line with the token marked, why, and what to write.
import {visible} from '../audit/visible.ts';
import type {CheckedPolicy, PolicyFinding} from '../rules/policy/check.ts';
import {SEVERITIES, type Severity} from '../rules/policy/checks/check.ts';
import {wrap} from './help.ts';

const MOST_COLUMNS = 100;
const INDENT = 4;

/** Letters that a terminal draws two columns wide. */
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u;

const columnsOf = (text: string): number =>
  [...visible(text)].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);

/** The part of a long line that shows what is marked in it. */
function cut(line: string, from: number, length: number, room: number): {text: string; from: number; length: number} {
  if (line.length <= room) return {text: line, from, length: Math.min(length, line.length - from)};
  const start = Math.max(0, Math.min(from - Math.floor(room / 3), line.length - room));
  const text = `${start > 0 ? '…' : ''}${line.slice(start, start + room)}${start + room < line.length ? '…' : ''}`;
  const at = from - start + (start > 0 ? 1 : 0);
  return {text, from: at, length: Math.min(length, text.length - at)};
}

function excerpt({at}: PolicyFinding, lines: readonly string[], width: number): readonly string[] {
  const line = lines[at.line - 1];
  if (line === undefined || line.trim() === '') return [];
  const number = String(at.line);
  const {text, from, length} = cut(line.trimEnd(), at.column - 1, at.length, Math.max(20, width - number.length - 9));
  const marks = '^'.repeat(Math.max(1, columnsOf(text.slice(from, from + length))));
  const margin = ' '.repeat(INDENT);
  return [
    `${margin}${number} | ${visible(text)}`,
    `${margin}${' '.repeat(number.length)} | ${' '.repeat(columnsOf(text.slice(0, from)))}${marks}`,
  ];
}

/** A sentence, and lines of YAML under it as they are. */
function advice(text: string, width: number): readonly string[] {
  const [sentence = '', ...yaml] = text.split('\n').map(visible);
  const margin = ' '.repeat(INDENT);
  return [`${margin}${wrap(sentence, INDENT, width)}`, ...yaml.map(line => `${margin}  ${line}`)];
}

/** @param isFirst of its check in this file: why it matters is said once */
function findingText(
  finding: PolicyFinding,
  lines: readonly string[],
  {width, isFirst, isTerminal}: {width: number; isFirst: boolean; isTerminal: boolean},
): string {
  const {file, at, severity, message, check, why, write} = finding;
  const head = visible(`${file}:${at.line}:${at.column}: ${severity}: ${message} [${check}]`);
  return [
    // One line for other programs.
    isTerminal ? wrap(head, INDENT, width) : head,
    ...excerpt(finding, lines, width),
    ...(isFirst ? [`${' '.repeat(INDENT)}${wrap(why, INDENT, width)}`] : []),
    ...advice(write, width),
    '',
  ].join('\n');
}

const counted = (count: number, severity: Severity): string =>
  severity === 'info' ? `${count} to know` : `${count} ${severity}${count === 1 ? '' : 's'}`;

function verdict({where, rules, findings}: CheckedPolicy, file: string): string {
  const counts = SEVERITIES.map(severity => ({
    severity,
    count: findings.filter(finding => finding.severity === severity).length,
  })).filter(({count}) => count > 0);
  const isSound = counts.every(({severity}) => severity === 'info');
  const said = [...(isSound ? ['sound'] : []), ...counts.map(({severity, count}) => counted(count, severity))];
  const name = where === '' ? file : `${file}, ${where}`;
  return `${visible(name)}: ${rules === 0 ? '' : `${rules} ${rules === 1 ? 'rule' : 'rules'}, `}${said.join(', ')}`;
}

/** All of one file. `columns`: of the terminal; undefined elsewhere. */
export function checkedText(
  file: string,
  text: string,
  policies: readonly CheckedPolicy[],
  columns: number | undefined,
): string {
  const width = Math.min(columns ?? MOST_COLUMNS, MOST_COLUMNS);
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const seen = new Set<string>();
  const blocks = policies.flatMap(policy => [
    ...policy.findings.map(finding => {
      const isFirst = !seen.has(finding.check);
      seen.add(finding.check);
      return `${findingText(finding, lines, {width, isFirst, isTerminal: columns !== undefined})}\n`;
    }),
    `${verdict(policy, file)}\n`,
  ]);
  return blocks.join('');
}
