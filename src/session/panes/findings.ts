// What deserves a look first, over the body: incidents with their findings, worst first, and what could not be told.

import {counted, grouped, percent} from '../../audit/numbers.ts';
import {byWho, filterOf} from '../../rules/findings/filter-text.ts';
import type {CannotTell, Finding, FindingRule, Incident, Report, Severity} from '../../rules/findings/finding.ts';
import {shortNames} from '../../rules/findings/words.ts';
import type {FindingsOverlay} from '../findings/ask.ts';
import {type Line, type Style, span} from '../line.ts';
import {layout, type Scroll, type Session} from '../session.ts';
import {fitLine, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {rowTime, spansDays, timeCells, type WithDate, type Zone} from '../time-text.ts';
import {fitLines, listLines, scrollTo, type ViewLine} from '../view.ts';
import {wrapWordsLine} from '../words.ts';

export type FindingsRow = {
  readonly line: Line;
  /** What Enter filters by. */
  readonly filter?: string;
  /** Of the finding that the line is part of. */
  readonly rule?: string;
  /** The line names an incident. */
  readonly isHead?: true;
  /** What it is a line of: the same when there is more of the log. */
  readonly of?: string;
};

const STYLE: Readonly<Record<Severity, Style>> = {
  info: 'dim',
  low: 'dim',
  medium: 'warn',
  high: 'error',
  critical: 'error',
};

/** Lines at the bottom that say why, where there is room for them: five hold every rule at 80 columns. */
function whyRows(session: Session): number {
  const {height} = layout(session).body;
  if (height < 16) return 0;
  return height < 20 ? 4 : 5;
}

/** Lines of the list. */
export const findingsRows = (session: Session): number =>
  Math.max(1, layout(session).body.height - 1 - whyRows(session));

const wrapped = (line: Line, width: number, indent: number, filter: string | undefined): readonly FindingsRow[] =>
  wrapWordsLine(line, width, indent).map(part => ({line: part, ...(filter === undefined ? {} : {filter})}));

const SEVERITY_WIDTH = 8;

/** How times are written: with their dates where the log has several days. */
type Clock = {readonly zone: Zone; readonly withDate: WithDate};

/** Before the sentence of a finding: blanks, severity and time. */
const indentOf = ({withDate}: Clock): number => 2 + SEVERITY_WIDTH + 1 + timeCells(withDate)[1] + 1;

function findingRows(
  {rule, who, severity, from, message, filter}: Finding,
  width: number,
  clock: Clock,
): readonly FindingsRow[] {
  const line: Line = [
    span('  '),
    span(severity.padEnd(SEVERITY_WIDTH + 1), STYLE[severity]),
    span(`${rowTime(from, clock.withDate, clock.zone, true)} `, 'dim'),
    span(safe(shortNames(message))),
  ];
  return wrapped(line, width, indentOf(clock), filter).map(row => ({...row, rule, of: `${rule} ${from} ${who}`}));
}

const MOST_NAMES = 3;

function incidentRows(incident: Incident, number: number, width: number, clock: Clock): readonly FindingsRow[] {
  const {who, severity, from, to, addresses, findings} = incident;
  const [start, end] = [from, to].map(time => rowTime(time, clock.withDate || true, clock.zone, true)) as [
    string,
    string,
  ];
  // A space and eight cells of the clock follow the date.
  const until = start === end ? '' : `–${start.slice(0, -9) === end.slice(0, -9) ? end.slice(-8) : end}`;
  const more = (list: readonly string[]) => (list.length > MOST_NAMES ? ` and ${list.length - MOST_NAMES} more` : '');
  const names = who.slice(0, MOST_NAMES).map(name => safe(shortNames(name)));
  const head: Line = [
    span(` ${number}. `, 'label'),
    span(severity.toUpperCase(), STYLE[severity]),
    span(` ${names.join(', then ')}${more(who)}`, 'title'),
    span(`  ${start}${until}`, 'dim'),
    span(
      addresses.length === 0 ? '' : `  ${addresses.slice(0, MOST_NAMES).map(safe).join(', ')}${more(addresses)}`,
      'dim',
    ),
  ];
  const named = who.filter(name => name !== 'the log' && name !== 'somebody');
  const filter = named.length === 0 ? undefined : filterOf({kind: 'or', of: named.map(byWho)});
  return [
    ...wrapped(head, width, 4, filter).map(
      (row): FindingsRow => ({...row, isHead: true, of: `incident ${from} ${who[0]}`}),
    ),
    ...findings.flatMap(finding => findingRows(finding, width, clock)),
    {line: []},
  ];
}

/** One line for all rules that lack the same. */
function untoldRows(untold: readonly CannotTell[], width: number): readonly FindingsRow[] {
  if (untold.length === 0) return [];
  const groups = [...Map.groupBy(untold, ({why, filter}) => `${why} ${filter}`).values()];
  return [
    {line: [span(' Cannot tell', 'title')]},
    ...groups.flatMap(rules => {
      const {why, filter} = rules[0]!;
      const titles = rules.map(({title}) => safe(title)).join(', ');
      const {rule} = rules[0]!;
      const rows = wrapped([span(`  ${titles}: `), span(safe(why), 'warn')], width, 4, filter);
      return rows.map(row => ({...row, rule, of: `untold ${rule}`}));
    }),
  ];
}

/** Findings of severity info. */
function recordRows(record: readonly Finding[], width: number, clock: Clock): readonly FindingsRow[] {
  if (record.length === 0) return [];
  return [
    {line: [span(' For the record', 'title')]},
    ...record.flatMap(finding => findingRows(finding, width, clock)),
    {line: []},
  ];
}

let memory: {readonly key: readonly unknown[]; readonly rows: readonly FindingsRow[]} | undefined;

function rowsOf(
  {incidents, cannotTell}: Report,
  record: readonly Finding[],
  width: number,
  clock: Clock,
): readonly FindingsRow[] {
  return [
    ...(incidents.length === 0 ? [{line: [span(' Nothing that the rules look for.', 'ok')]}, {line: []}] : []),
    ...incidents.flatMap((incident, i) => incidentRows(incident, i + 1, width, clock)),
    ...recordRows(record, width, clock),
    ...untoldRows(cannotTell, width),
  ];
}

/** Every line below the title. The last ones are kept: keys scroll them far more often than they change. */
export function contentOfFindings(session: Session, {told, failed}: FindingsOverlay): readonly FindingsRow[] {
  const {width} = layout(session).body;
  const clock: Clock = {zone: session.zone, withDate: spansDays(session.about.extent, session.zone)};
  const key = [told?.report, told?.record, failed, width, clock.zone, clock.withDate];
  if (memory?.key.every((part, at) => part === key[at])) return memory.rows;
  const rows: readonly FindingsRow[] = [
    ...(failed === undefined ? [] : wrapped([span(` ${safe(failed)}`, 'error')], width, 1, undefined)),
    ...(told?.report === undefined ? [] : rowsOf(told.report, told.record ?? [], width, clock)),
  ];
  memory = {key, rows};
  return rows;
}

/** The cursor stays on the finding that it is on when others come; at the top it stays, for the worst is there. */
export function heldScroll(scroll: Scroll, before: readonly FindingsRow[], after: readonly FindingsRow[]): Scroll {
  const of = before[scroll.cursor]?.of;
  const [was, is] = [before, after].map(rows => rows.findIndex(row => row.of === of)) as [number, number];
  if (scroll.cursor === 0 || of === undefined || is === -1) return scroll;
  const lines = after.filter(row => row.of === of).length;
  const cursor = is + Math.min(scroll.cursor - was, lines - 1);
  return {...scroll, cursor, top: Math.max(0, scroll.top + cursor - scroll.cursor)};
}

function stateOf({told, failed}: FindingsOverlay): string {
  if (told?.partial !== undefined) return `reading ${percent(told.partial.done)}`;
  return told === undefined && failed === undefined ? 'looking …' : '';
}

function titleLine(overlay: FindingsOverlay, width: number): Line {
  const {report, record = []} = overlay.told ?? {};
  const count = report?.incidents.reduce((sum, {findings}) => sum + findings.length, 0) ?? 0;
  const said =
    report === undefined
      ? ''
      : `${counted(report.incidents.length, 'incident')}, ${counted(count, 'finding')} in ${counted(report.events, 'event')}${record.length === 0 ? '' : `, ${grouped(record.length)} for the record`}`;
  return fitLine(
    [
      span(' Findings  ', 'accent'),
      span(said, 'label'),
      span(`${said === '' ? '' : '  '}${stateOf(overlay)}`, 'accent'),
    ],
    width,
  );
}

type RuleWords = Pick<FindingRule, 'title' | 'technique' | 'why' | 'falseAlarms'>;

/** The name of a technique only where there is room for it. */
function techniqueText({title, technique}: RuleWords, width: number): string {
  if (technique === undefined) return '';
  const id = `  ATT&CK ${technique.id}`;
  const whole = `${id} ${technique.name}`;
  return widthOf(title) + widthOf(whole) < width ? whole : id;
}

const whyOf = (rule: RuleWords, width: number): readonly Line[] => [
  [span(` ${safe(rule.title)}`, 'title'), span(techniqueText(rule, width), 'dim')],
  ...wrapWordsLine([span(` ${safe(rule.why)}`)], width, 1),
  ...(rule.falseAlarms === ''
    ? []
    : wrapWordsLine([span(' Harmless: ', 'label'), span(rule.falseAlarms, 'dim')], width, 1)),
];

const INCIDENT = ' Findings of one user, or of users that a token, rights or a pod connects, at most two hours apart.';

/** What an incident is, and what Enter does there. */
const incidentWords = ({filter}: FindingsRow, width: number): readonly Line[] => [
  [span(' Incident', 'title')],
  ...wrapWordsLine([span(INCIDENT)], width, 1),
  ...(filter === undefined ? [] : wrapWordsLine([span(' Enter: everything that they did', 'dim')], width, 1)),
];

/** Why the finding under the cursor matters, and when it does not: exactly so many lines, or none. */
function whyLines(
  session: Session,
  {told}: FindingsOverlay,
  row: FindingsRow | undefined,
  width: number,
): readonly ViewLine[] {
  const rows = whyRows(session);
  if (rows === 0) return [];
  const found = told?.rules?.find(({id}) => id === row?.rule);
  const head = row?.isHead === true ? incidentWords(row, width) : [];
  const lines = found === undefined ? head : whyOf(found, width);
  const isCut = lines.length > rows;
  return Array.from({length: rows}, (_, at) => {
    const line = lines[at] ?? [];
    const shown = isCut && at === rows - 1 ? [...fitLine(line, width - 2), span(' …', 'dim')] : line;
    return {key: `why ${at}`, line: fitLine(shown, width)};
  });
}

export function findingsLines(session: Session, overlay: FindingsOverlay): readonly ViewLine[] {
  const {body} = layout(session);
  const height = findingsRows(session);
  const content = contentOfFindings(session, overlay);
  const {cursor} = scrollTo(overlay.scroll, content.length, height);
  const lines = listLines(content, overlay.scroll, height, ({line}, at) => ({key: `${at}`, line}));
  const list = fitLines([{key: 'title', line: titleLine(overlay, body.width)}, ...lines], body.width, height + 1);
  return fitLines([...list, ...whyLines(session, overlay, content[cursor], body.width)], body.width, body.height);
}
