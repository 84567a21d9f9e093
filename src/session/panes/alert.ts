// Alerts of Falco in the detail: what one says and which request it speaks of; of a request, which alerts speak of it.
import {alertTitle, GUESS, messageOf, PRIORITIES, ruleShown} from '../../audit/alert.ts';
import type {Alert, AuditEvent, Json} from '../../audit/event.ts';
import {stringifyExact} from '../../audit/exact-json.ts';
import {parseMicroTime} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import type {Link} from '../../rules/falco/join.ts';
import {wordsOf} from '../../rules/falco/link.ts';
import type {EventId} from '../../source/source.ts';
import {priorityStyle} from '../cells.ts';
import {type Line, span} from '../line.ts';
import {fieldRow, note, type Row, row, shown} from '../summary/rows.ts';
import {safe} from '../text/safe.ts';
import {wallTime} from '../time-text.ts';

export type Links = {
  /** The event that they are of; undefined before the first was asked about. */
  readonly of: EventId | undefined;
  /** Undefined while nobody knows. */
  readonly list: readonly Link[] | undefined;
  /** Whether there are any alerts at all. */
  readonly hasAlerts: boolean;
  /** What the key goes round: where it was pressed first, then its links. */
  readonly ring: readonly EventId[];
  /** It was pressed before the links were known. */
  readonly wanted: boolean;
};

export const NO_LINKS: Links = {of: undefined, list: undefined, hasAlerts: false, ring: [], wanted: false};

/** `Falco: Attach/Exec Pod (Notice)` */
export const alertSentence = (alert: Alert): string => visible(`Falco: ${alertTitle(alert)}`);

const object = ({resource, subresource, namespace, name}: Link): string => {
  const what = [resource, subresource].filter(Boolean).join('/');
  const which = [namespace, name].filter(Boolean).join('/');
  return [what, which].filter(Boolean).join(' ');
};

/** `10:02:11.318214  jane get secrets shop/db, 200` */
function requestLine(link: Link): Line {
  const {user = 'someone', verb = '', code, id, certainty} = link;
  const deed = [user, verb, object(link)].filter(Boolean).join(' ');
  return [
    span(`${wallTime(id.time, 'utc').slice(11)}  `, 'dim'),
    span(safe(deed)),
    ...(code === undefined ? [] : [span(`, ${code}`)]),
    note(wordsOf(certainty)),
  ];
}

/** `Falco: Attach/Exec Pod (Notice)` */
function alertLine({rule, output, priority = '', certainty}: Link): Line {
  const isGuess = rule?.startsWith(GUESS) === true;
  const name = isGuess ? rule.slice(GUESS.length) : (rule ?? output ?? 'an alert');
  const title = `Falco: ${name} (${priority}${isGuess ? ', the rule is a guess' : ''})`;
  return [span(safe(title), priorityStyle(priority)), note(wordsOf(certainty))];
}

const SHOWN = 5;

/** How to get there stands at the first. */
const GOES = span(': A goes there', 'dim');

function listed(label: string, links: readonly Link[], line: (link: Link) => Line): readonly Row[] {
  const rows = links
    .slice(0, SHOWN)
    .map((link, i) => (i === 0 ? row(label, ...line(link), GOES) : row('', ...line(link))));
  const more = links.length - SHOWN;
  return more > 0 ? [...rows, row('', span(`… ${more} more: A goes through them`, 'dim'))] : rows;
}

/** Of a request: the alerts about it. Nothing where there are none. */
export const alertRows = (links: readonly Link[] | undefined): readonly Row[] =>
  listed('Alerts', links ?? [], alertLine);

function requestRows(links: readonly Link[] | undefined): readonly Row[] {
  if (links === undefined) return [row('The request', span('looking for it…', 'dim'))];
  if (links.length > 0) return listed('The request', links, requestLine);
  return [row('The request', span('none in this log fits its time, user and object', 'dim'))];
}

const fieldText = (value: Json): string => (typeof value === 'string' ? value : stringifyExact(value));

const outputFields = ({fields = {}}: Alert): readonly Row[] =>
  Object.entries(fields).map(([key, value], i) => ({
    ...row(i === 0 ? 'Fields' : '', shown(key, 'key'), shown(` = ${fieldText(value)}`)),
    path: ['alert', 'fields', key],
  }));

const timeRows = ({time, dateFrom}: Alert, stageTimestamp: string | undefined): readonly Row[] => [
  ...(time === undefined
    ? [row('Time', span('not told', 'warn'))]
    : [{...row('Time', shown(time)), ...timeField(stageTimestamp)}]),
  ...(dateFrom === undefined ? [] : [row('', span(`approximate: the date is from ${dateFrom}`, 'warn'))]),
];

/** Where the time could be read, the second that it is in can be kept. */
function timeField(stageTimestamp: string | undefined): Partial<Row> {
  const time = stageTimestamp === undefined ? undefined : parseMicroTime(stageTimestamp);
  return time === undefined ? {} : {field: 'stageTimestamp', raw: String(time)};
}

const ordinal = (priority: string): string => {
  const at = (PRIORITIES as readonly string[]).indexOf(priority);
  return at === -1 ? 'none of Falco’s priorities' : `${at + 1} of ${PRIORITIES.length}`;
};

/** What an alert says, by sections. Without its place and auditID, which are those of any event. */
export function alertSections(
  {alert, user, verb, objectRef: ref, responseStatus, requestURI, stageTimestamp}: AuditEvent & {readonly alert: Alert},
  links: readonly Link[] | undefined,
): readonly (readonly Row[])[] {
  const {ruleFrom, priority, output, source, hostname, tags = []} = alert;
  return [
    fieldRow('Output', 'output', output === undefined ? undefined : messageOf(output)),
    requestRows(links),
    [
      ...fieldRow(
        'Rule',
        'rule',
        ruleShown(alert),
        ...(ruleFrom === undefined ? [] : [span(`  from ${ruleFrom}`, 'warn')]),
      ),
      ...fieldRow('Priority', 'priority', priority, note(ordinal(priority))),
      ...fieldRow('Source', 'alertSource', source),
      ...fieldRow('Host', 'hostname', hostname),
      ...tags.flatMap((tag, i) => fieldRow(i === 0 ? 'Tags' : '', 'tags', tag)),
      ...timeRows(alert, stageTimestamp),
    ],
    [
      ...fieldRow('User', 'user.username', user.username),
      ...fieldRow('Verb', 'verb', verb),
      ...fieldRow('Resource', 'objectRef.resource', ref?.resource),
      ...fieldRow('Subresource', 'objectRef.subresource', ref?.subresource),
      ...fieldRow('Namespace', 'objectRef.namespace', ref?.namespace),
      ...fieldRow('Name', 'objectRef.name', ref?.name),
      ...fieldRow(
        'Code',
        'responseStatus.code',
        responseStatus?.code === undefined ? undefined : String(responseStatus.code),
      ),
      ...fieldRow('Request URI', 'requestURI', requestURI),
    ],
    outputFields(alert),
  ];
}
