// What `policy simulate` prints for people: totals, rules, what changes, who spends most, and what cannot be known.
import {bytesText, counted, grouped} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {visible} from '../audit/visible.ts';
import {type Column, cellText, columnLine, cutText, fitWidths} from '../export/columns.ts';
import type {Policy} from '../rules/policy/policy.ts';
import {type Amount, aDay, blindSpots, type Simulation} from '../rules/policy/simulate.ts';
import type {LoadedPolicy} from './policy-file.ts';

export type SimulationText = {
  readonly policy: LoadedPolicy;
  readonly against?: LoadedPolicy;
  /** The log, as it is called. */
  readonly log: string;
  /** Spenders and changes in a table. */
  readonly limit: number;
  readonly width?: number;
};

/** With its sign. */
const differenceText = (bytes: number): string =>
  `${bytes < 0 ? '−' : bytes > 0 ? '+' : ''}${bytesText(Math.abs(bytes))}`;

/** `≈` where some events stand for others, `≥` where bodies are not known. */
export const amountText = ({bytes, approx, atLeast}: Pick<Amount, 'bytes' | 'approx' | 'atLeast'>): string =>
  `${atLeast ? '≥' : approx ? '≈' : ''}${bytesText(bytes)}`;

export const shareText = (part: number, of: number): string => (of === 0 ? '-' : `${((part / of) * 100).toFixed(1)}%`);

function spanText(micros: number): string {
  const seconds = Math.round(micros / 1e6);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** An aligned table, indented; cut to `width` where one is given. */
export function alignedTable(columns: readonly Column[], rows: readonly (readonly string[])[], width?: number): string {
  const limit = width === undefined ? undefined : width - 2;
  const widths = fitWidths(columns, rows, limit);
  return [columns.map(({title}) => title), ...rows]
    .map(cells => `  ${columnLine(columns, widths, cells, limit !== undefined)}`)
    .join('');
}

const left = (title: string, least?: number): Column => ({
  title,
  align: 'left',
  ...(least === undefined ? {} : {least}),
});
const right = (title: string): Column => ({title, align: 'right'});

const shown = (text: string | null): string => cellText(text === null ? null : redactValue(text));

/** On a terminal a long user is told from others by its end. */
const TAIL = 30;
const tail = (text: string, width: number | undefined): string =>
  width === undefined || text.length <= TAIL ? text : `…${[...text].slice(1 - TAIL).join('')}`;

function totals({would, before, span}: Simulation, hasAgainst: boolean, width?: number): string {
  const row = (name: string, amount: Amount): readonly string[] => {
    const day = aDay(amount.bytes, span);
    return [
      name,
      grouped(amount.events),
      amountText(amount),
      day === undefined ? '-' : amountText({...amount, bytes: day}),
    ];
  };
  const less = before.bytes - would.bytes;
  const share = shareText(Math.abs(less), before.bytes);
  const change = less === 0 ? '' : `${less < 0 ? '+' : '−'}${share} bytes`;
  return alignedTable(
    [left(''), right('events'), right('bytes'), right('a day'), left('')],
    [
      [...row(hasAgainst ? 'in force' : 'the log', before), ''],
      [...row('would be', would), change],
    ],
    width,
  );
}

function rulesTable({rules, would}: Simulation, {policy}: LoadedPolicy, width?: number): string {
  const rows = rules
    .filter(({ruleIndex, matched}) => ruleIndex !== null || matched > 0)
    .map(rule => [
      rule.ruleIndex === null ? 'none' : String(rule.ruleIndex + 1),
      rule.ruleIndex === null ? '-' : `:${policy.rules[rule.ruleIndex]!.at.line}`,
      rule.ruleIndex === null ? 'not logged' : rule.level,
      rule.matched === 0 ? 'never' : grouped(rule.matched),
      rule.matched === 0 ? '-' : grouped(rule.events),
      rule.events === 0 ? '-' : amountText(rule),
      rule.events === 0 ? '-' : shareText(rule.bytes, would.bytes),
    ]);
  return alignedTable(
    [right('rule'), left('line'), left('level'), right('matched'), right('logged'), right('bytes'), right('share')],
    rows,
    width,
  );
}

const levelText = (level: string): string => (level === 'None' ? 'not logged' : level);

const changesTable = ({changes}: Simulation, width?: number): string =>
  alignedTable(
    [left('from'), left('to'), right('events'), right('bytes')],
    changes.map(({from, to, events, before, after}) => [
      levelText(from),
      from === to ? `${levelText(to)}, without managedFields` : levelText(to),
      grouped(events),
      differenceText(after - before),
    ]),
    width,
  );

const spendersTable = ({spenders, would}: Simulation, limit: number, width?: number): string =>
  alignedTable(
    [left('user', 10), left('verb'), left('resource', 10), right('events'), right('bytes'), right('share')],
    spenders
      .slice(0, limit)
      .map(one => [
        tail(shown(one.user), width),
        shown(one.verb),
        shown(one.resource),
        grouped(one.events),
        amountText(one),
        shareText(one.bytes, would.bytes),
      ]),
    width,
  );

const numbers = (indexes: readonly number[]): string => indexes.map(index => index + 1).join(', ');

/** What of the requests never came into the log, as far as the policy in force tells. */
function blindNote(policy: Policy | undefined): string {
  const unseen = 'What the policy in force did not log is not in this log, and not counted';
  if (policy === undefined) return `${unseen}. --against tells what that may be.`;
  const {none, noCatchAll} = blindSpots(policy);
  if (none.length === 0 && !noCatchAll) return 'The policy in force logs every request, so that none is missing here.';
  const why = [
    ...(none.length === 0
      ? []
      : [
          `${none.length === 1 ? 'its rule' : 'its rules'} ${numbers(none)} ${none.length === 1 ? 'drops' : 'drop'} what ${none.length === 1 ? 'it takes' : 'they take'}`,
        ]),
    ...(noCatchAll ? ['it is no catch-all: what no rule takes is dropped'] : []),
  ];
  return `${unseen}: ${why.join(', and ')}.`;
}

/** What a reader must know about the numbers: sentences. */
export function simulationNotes(simulation: Simulation, against: Policy | undefined): readonly string[] {
  const {would, before, unexplained, log, receivedMissing, span} = simulation;
  return [
    blindNote(against),
    ...(unexplained > 0
      ? [
          `${grouped(unexplained)} of ${grouped(log.events)} events are not as the policy of --against logs them: it was not in force when they were written, or not all the time.`,
        ]
      : []),
    ...(receivedMissing > 0
      ? [
          `Stage RequestReceived of ${grouped(receivedMissing)} requests would be logged as well, which this log does not hold: it is not counted.`,
        ]
      : []),
    ...(would.atLeast || before.atLeast
      ? ['≥: bodies would be logged that this log does not hold; what they take is not known.']
      : []),
    ...(would.approx || before.approx
      ? ['≈: some events were weighed without their bodies, and stand for all of their kind.']
      : []),
    ...(span > 0 && span < 3600e6 ? [`The log spans ${spanText(span)} only: another hour may be quite another.`] : []),
  ];
}

export function simulationText(simulation: Simulation, options: SimulationText): string {
  const {policy, against, log, limit, width} = options;
  const {neverMatched, changes, spenders} = simulation;
  const fit = (line: string) => (width === undefined ? line : cutText(line, width));
  const heading = (text: string) => `\n${fit(text)}\n`;
  const blocks = [
    `${fit(`${visible(policy.file)} over ${counted(simulation.log.events, 'event')}, ${bytesText(simulation.log.bytes)}, ${spanText(simulation.span)} (${visible(log)})`)}\n`,
    totals(simulation, against !== undefined, width),
    heading('Rules'),
    rulesTable(simulation, policy, width),
    ...(neverMatched.length === 0
      ? []
      : [`  ${fit(`never matched: ${neverMatched.length === 1 ? 'rule' : 'rules'} ${numbers(neverMatched)}`)}\n`]),
    ...(changes.length === 0
      ? [
          heading(
            against === undefined
              ? 'Nothing changes from what was logged'
              : `Nothing changes from ${visible(against.file)}`,
          ),
        ]
      : [
          heading(against === undefined ? 'Changes from what was logged' : `Changes from ${visible(against.file)}`),
          changesTable(simulation, width),
        ]),
    heading('Biggest spenders'),
    spenders.length === 0 ? '  nothing is logged\n' : spendersTable(simulation, limit, width),
    ...(spenders.length > limit
      ? [`  ${fit(`and ${grouped(spenders.length - limit)} more; --limit 0 shows all`)}\n`]
      : []),
    '\n',
  ];
  return blocks.join('');
}
