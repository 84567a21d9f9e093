// An examination as text of 80 columns, the worst first. Everything from files is made safe here.
import {visible} from '../audit/visible.ts';
import type {Outcome, Verdict} from './checks/check.ts';
import {timeText} from './checks/policy.ts';
import {count, type Examination, isFault, isFound, type Result, whyOff, withKubeadmLines} from './examine.ts';
import type {Facts} from './facts.ts';
import {PLACES, placeTitle} from './places.ts';
import {toldRemedy} from './remedy.ts';
import type {Root} from './root.ts';

const WIDTH = 80;
const LABEL: Readonly<Record<Verdict, string>> = {
  failed: 'FAILED',
  warning: 'WARNING',
  'cannot tell': 'UNKNOWN',
  sound: 'ok',
};
const INDENT = 9;

/** Lines of at most `WIDTH` columns where words allow it, all but the first indented. */
export function wrapped(text: string, indent: number, first = indent): string {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text).split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return ' '.repeat(first) + lines.join(`\n${' '.repeat(indent)}`);
}

/** As it goes on after a colon; names and paths stay as they are. */
const lowered = (text: string): string => (/^[A-Z][a-z]* /.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function head(facts: Facts): readonly (readonly [string, string])[] {
  const {server, running, version, policy, log, found} = facts;
  const others = found.others.map(({place, file}) => `${placeTitle(place)} ${file}`);
  return [
    ['API server', server === undefined ? 'found by its process alone' : `${placeTitle(server.place)} ${server.file}`],
    ...(server?.also === undefined || server.also.length === 0
      ? []
      : [['', `with ${server.also.join(', ')}`] as const]),
    ['version', version?.text ?? NO_VERSION],
    ...(running === undefined
      ? []
      : [['process', processText(running.pid, running.program, running.startedAt)] as const]),
    ...(policy === undefined ? [] : [['policy', nodeText(policy.path, policy.nodePath)] as const]),
    ...(log === undefined ? [] : [['log', nodeText(log.path, log.nodePath)] as const]),
    ...(others.length === 0 ? [] : [['found also', others.join(', ')] as const]),
  ];
}

/** What is assumed is what does more harm: older defaults keep every rotated file. */
const NO_VERSION =
  'not told by any file: defaults of 1.35 and before are assumed, those of 1.36 differ (--kubernetes-version)';

const processText = (pid: number, program: string, startedAt: number | undefined): string =>
  `${pid} (${program})${startedAt === undefined ? '' : `, started ${timeText(startedAt)}`}`;

const nodeText = (path: string, nodePath: string | undefined): string =>
  nodePath === undefined || nodePath === path ? path : `${nodePath} (in the container ${path})`;

const remedyOf = (root: Root, facts: Facts, {remedy}: Outcome) => toldRemedy(root, facts, remedy ?? {});

function remedyLines(root: Root, facts: Facts, {outcome}: Result): readonly string[] {
  if (outcome.remedy === undefined || outcome.verdict === 'sound') return [];
  const {todo, files, run, elsewhere} = remedyOf(root, facts, outcome);
  return [
    ...todo.map(text => wrapped(sentence(text), INDENT)),
    ...files.flatMap(({file, isNew, lines}) =>
      lines.length === 0
        ? [wrapped(`Write ${file}; --fix-dry-run prints one to begin with.`, INDENT)]
        : [
            wrapped(isNew ? `A new file ${file}:` : `In ${file}, by line:`, INDENT),
            ...lines.map(
              ({sign, line, text}) => `${' '.repeat(INDENT)}${String(line).padStart(4)} ${sign} ${visible(text)}`,
            ),
          ],
    ),
    ...run.map(line => `${' '.repeat(INDENT)}  ${visible(line)}`),
    ...(elsewhere === undefined
      ? []
      : [
          wrapped(`Into ${elsewhere.where}:`, INDENT),
          ...elsewhere.lines.map(line => `${' '.repeat(INDENT)}       ${visible(line)}`),
        ]),
  ];
}

const ORDER: readonly Verdict[] = ['failed', 'warning', 'cannot tell', 'sound'];

function resultLines(root: Root, facts: Facts, result: Result): readonly string[] {
  const {check, outcome} = result;
  const label = LABEL[outcome.verdict].padEnd(INDENT);
  if (outcome.verdict === 'sound') return [label + wrapped(outcome.found, INDENT, 0)];
  return [
    `${label}${check.question} (${check.id})`,
    wrapped(sentence(outcome.found), INDENT),
    ...remedyLines(root, facts, result),
  ];
}

const counted = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

function totals(examination: Examination): string {
  const parts = [
    counted(count(examination, 'failed'), 'failed', 'failed'),
    counted(count(examination, 'warning'), 'warning', 'warnings'),
    counted(count(examination, 'cannot tell'), 'cannot be told', 'cannot be told'),
    counted(count(examination, 'sound'), 'sound', 'sound'),
  ];
  return parts.filter(part => !part.startsWith('0 ')).join(', ');
}

/** Events are lost all the same where a check has failed, if not all of them. */
function goodState(results: readonly Result[]): string {
  const fault = results.find(({outcome}) => outcome.verdict === 'failed');
  if (fault !== undefined) return `Auditing is configured, but not sound: ${lowered(sentence(fault.outcome.found))}`;
  return results.some(({check, outcome}) => check.id === 'log-written' && outcome.verdict === 'sound')
    ? 'Auditing works: events are being written.'
    : 'Auditing is configured.';
}

/** What an operator reads. Ends in a newline. */
export function reportText(root: Root, examination: Examination): string {
  if (!isFound(examination)) return nothingText(root, examination);
  const {facts, results} = withKubeadmLines(root, examination, true);
  const why = whyOff(examination);
  const state = why === undefined ? goodState(results) : `Nothing is recorded: ${lowered(sentence(why))}`;
  const order = results.toSorted((a, b) => ORDER.indexOf(a.outcome.verdict) - ORDER.indexOf(b.outcome.verdict));
  const isFixable = results.some(
    result => isFault(result.outcome) && remedyOf(root, facts, result.outcome).files.length > 0,
  );
  const command = `audit-tui doctor${root.isLive ? '' : ` --root ${root.dir}`} --fix-dry-run`;
  return [
    wrapped(state, 0),
    '',
    ...head(facts).map(([name, value]) => `${name.padEnd(12)}${wrapped(value, 12, 0)}`),
    ...unreadLines(facts),
    '',
    ...order.flatMap((result, i) => [
      ...(i > 0 && (result.outcome.verdict !== 'sound' || order[i - 1]!.outcome.verdict !== 'sound') ? [''] : []),
      ...resultLines(root, facts, result),
    ]),
    '',
    wrapped(`${totals(examination)}.${isFixable ? ` ${command} prints what to change as a diff.` : ''}`, 0),
    wrapped('Each control-plane node has its own API server, log and flags: look at all of them.', 0),
    '',
  ].join('\n');
}

const unreadLines = ({found}: Facts): readonly string[] =>
  found.unread.map(({file, why}, i) => `${(i === 0 ? 'not read' : '').padEnd(12)}${wrapped(`${file} ${why}`, 12, 0)}`);

/** Where there is no API server, or none that can be seen. */
function nothingText(root: Root, {facts}: Examination): string {
  const {unread, otherRunning} = facts.found;
  const [hidden] = otherRunning;
  const where = root.isLive ? 'on this machine' : `in ${root.dir}`;
  const lines =
    unread.length > 0
      ? [
          wrapped(`What may configure an API server ${where} cannot be read:`, 0),
          ...unread.map(({file, why}) => wrapped(`${file} ${why}`, 4, 2)),
          ...(unread.some(({isBroken}) => isBroken !== true) ? [wrapped('Run audit-tui doctor with sudo.', 0)] : []),
          ...(unread.some(({isBroken}) => isBroken === true) ? [wrapped('Mend the YAML at its place.', 0)] : []),
        ]
      : [
          wrapped(
            hidden === undefined
              ? `No API server is found ${where}: nothing configures one, and none runs. Is it a control-plane node?`
              : `Process ${hidden.pid} (${hidden.program}) runs an API server ${where}, but hides its arguments, and nothing that configures it is found.`,
            0,
          ),
          wrapped('These places were looked at:', 0),
          ...PLACES.map(({title, paths}) => wrapped(`${title.replace(/^the /, '')}: ${paths.join(', ')}`, 4, 2)),
          wrapped('Of managed control planes (EKS, GKE, AKS) the log is at the provider, not on a node.', 0),
        ];
  return `${lines.join('\n')}\n`;
}
