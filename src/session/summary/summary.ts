// The summary of one event: everything that it says, in words, with what can be trusted and what the client claims.
import type {AuditEvent, UserInfo} from '../../audit/event.ts';
import {stringifyExact} from '../../audit/exact-json.ts';
import {grouped} from '../../audit/numbers.ts';
import {visible} from '../../audit/visible.ts';
import {matches} from '../../query/evaluate.ts';
import {parse} from '../../query/parse.ts';
import {print} from '../../query/print.ts';
import {leavesOf} from '../../query/read.ts';
import type {Link} from '../../rules/falco/join.ts';
import type {EventDetail, Row as SourceRow} from '../../source/source.ts';
import {PATCH_TYPES, patchTypeOf} from '../history/patch.ts';
import {type Span, span} from '../line.ts';
import {alertRows, alertSections, alertSentence} from '../panes/alert.ts';
import {wrapWordsLine} from '../words.ts';
import {annotationRows} from './annotations.ts';
import {decision, result} from './outcome.ts';
import {fieldRow, fieldText, note, pathRow, type Row, row, type SummaryLine, section, shown} from './rows.ts';
import {didNotAuthenticate, sentence} from './sentence.ts';
import {isAnswered, levelRow, stageRows} from './stages.ts';
import {parseTarget} from './uri.ts';

export type {SummaryLine} from './rows.ts';
export {sentence} from './sentence.ts';

export type SummaryInput = {
  readonly detail: EventDetail;
  /** The event as it may be shown: masked, or as logged once the user asked for that. */
  readonly masked: AuditEvent;
  /** The rows of its request, as Source.related answers. */
  readonly related: readonly SourceRow[];
  /** The alerts about its request; of an alert the requests. Undefined while nobody knows. */
  readonly links?: readonly Link[] | undefined;
  readonly width: number;
};

/** The lines of the summary, at most `width` cells each, safe for a terminal. */
export function summaryLines({detail, masked, related, links, width}: SummaryInput): readonly SummaryLine[] {
  const {alert} = masked;
  const said = span(
    alert === undefined ? sentence(masked, isAnswered(masked, related)) : alertSentence(alert),
    'title',
  );
  const sections =
    alert !== undefined
      ? [...alertSections({...masked, alert}, links), place(masked, detail)]
      : [
          alertRows(links),
          [...stageRows(masked, related), levelRow(masked)],
          who(masked),
          [...whereFrom(masked), ...withWhat(masked)],
          what(masked),
          result(masked),
          decision(masked),
          annotationRows(masked.annotations ?? {}),
          place(masked, detail),
        ];
  const lines = [
    ...wrapWordsLine([said], width).map(line => ({line})),
    ...sections.flatMap(rows => section(rows, width)),
  ];
  return lines.map(line => honest(line, masked, detail.event));
}

function isFoundBy(clause: string, event: AuditEvent): boolean {
  const parsed = parse(clause, {now: 0, zone: 'utc'});
  return parsed.ok && matches(parsed.expr, event);
}

/** A masked value is offered for no filter: it would match nothing. */
function honest(line: SummaryLine, masked: AuditEvent, event: AuditEvent): SummaryLine {
  if (line.clause !== undefined) return isFoundBy(line.clause, event) ? line : {line: line.line};
  if (masked === event) return line;
  if (line.path !== undefined)
    return JSON.stringify(leavesOf(line.path, masked)) === JSON.stringify(leavesOf(line.path, event))
      ? line
      : {line: line.line};
  if (line.field === undefined) return line;
  return JSON.stringify(fieldText(masked, line.field)) === JSON.stringify(fieldText(event, line.field))
    ? line
    : {line: line.line};
}

type Who = 'user' | 'impersonatedUser';

/** One row a group, the label at the first. */
const groupRows = (label: string, of: Who, groups: readonly string[] | undefined): readonly Row[] =>
  (groups ?? []).flatMap((value, i) => {
    const title = i === 0 ? label : '';
    return of === 'user' ? fieldRow(title, 'user.groups', value) : pathRow(title, [of, 'groups'], value);
  });

/** One row a value: each can be filtered by. */
const extraRows = (label: string, of: Who, user: UserInfo): readonly Row[] =>
  Object.entries(user.extra ?? {})
    .flatMap(([key, values]) => [values].flat().map(value => ({key, value: String(value)})))
    .map(({key, value}, i) => ({
      ...row(i === 0 ? label : '', shown(key, 'key'), shown(`: ${value}`)),
      path: [of, 'extra', key],
      raw: value,
    }));

function who(event: AuditEvent): readonly Row[] {
  const {user, impersonatedUser: as} = event;
  const nobody = didNotAuthenticate(event) ? 'nobody: authentication failed' : 'not known';
  return [
    ...(user.username
      ? fieldRow('User', 'user.username', user.username)
      : [{...row('User', span(nobody, 'warn')), field: 'user.username' as const, raw: ''}]),
    ...pathRow('UID', ['user', 'uid'], user.uid),
    ...groupRows('Groups', 'user', user.groups),
    ...extraRows('Extra', 'user', user),
    ...(as === undefined ? [] : impersonation(as)),
    ...(event.authenticationMetadata === undefined
      ? []
      : [
          {
            ...row('Auth metadata', shown(stringifyExact(event.authenticationMetadata))),
            clause: 'has:authenticationMetadata',
          },
        ]),
  ];
}

const impersonation = (as: UserInfo): readonly Row[] => [
  ...fieldRow('Acting as', 'impersonatedUser.username', as.username || undefined, note('impersonated')),
  ...pathRow('Their UID', ['impersonatedUser', 'uid'], as.uid),
  ...groupRows('Their groups', 'impersonatedUser', as.groups),
  ...extraRows('Their extra', 'impersonatedUser', as),
];

function whereFrom({sourceIPs = []}: AuditEvent): readonly Row[] {
  const last = sourceIPs.at(-1);
  const claimed = sourceIPs.slice(0, -1);
  return [
    ...fieldRow('Source IP', 'sourceIP', last, note('seen by the API server')),
    ...claimed.flatMap(ip => fieldRow('', 'sourceIPs', ip, note('claimed by the client'))),
  ];
}

const withWhat = ({userAgent}: AuditEvent): readonly Row[] =>
  fieldRow('User agent', 'userAgent', userAgent, note('the client’s claim'));

/** Of which type, as far as its body tells. */
const patchWords = (event: AuditEvent): readonly Span[] => {
  const type = patchTypeOf(event);
  const or = type === 'mergeOrStrategic' ? [span(' or strategic merge patch')] : [];
  return [span(PATCH_TYPES[type]), ...or, note('by its body: the log does not name its type')];
};

/** The parameter as it was sent, wherever it stands among the others. */
const paramTerm = (raw: string): string =>
  print({
    kind: 'match',
    field: {kind: 'field', name: 'requestURI'},
    source: `[?&]${raw.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(&|$)`,
  });

function what(event: AuditEvent): readonly Row[] {
  const {objectRef: ref, requestURI} = event;
  const target = parseTarget(requestURI ?? '');
  const version = [ref?.apiGroup, ref?.apiVersion].filter(Boolean).join('/');
  return [
    ...fieldRow('Verb', 'verb', event.verb),
    ...(event.verb === 'patch' && event.requestObject !== undefined ? [row('Patch', ...patchWords(event))] : []),
    ...fieldRow(
      'Resource',
      'objectRef.resource',
      ref?.resource,
      ...(version === '' ? [] : [shown(`  ${version}`, 'dim')]),
    ),
    ...fieldRow('Subresource', 'objectRef.subresource', ref?.subresource),
    ...fieldRow('Namespace', 'objectRef.namespace', ref?.namespace),
    ...fieldRow('Name', 'objectRef.name', ref?.name),
    ...pathRow('Object UID', ['objectRef', 'uid'], ref?.uid),
    ...pathRow('Version', ['objectRef', 'resourceVersion'], ref?.resourceVersion, note('resourceVersion')),
    ...(ref === undefined ? fieldRow('Path', 'path', target.path) : []),
    ...target.params.map(({name, value, raw}, i) => ({
      ...row(i === 0 ? 'Query' : '', shown(name, 'key'), shown(` = ${value}`)),
      clause: paramTerm(raw),
    })),
    ...fieldRow('Request URI', 'requestURI', requestURI, note('as sent')),
  ];
}

function place(event: AuditEvent, {at, form}: EventDetail): readonly Row[] {
  const where = at.offset < 0 ? '' : at.line === undefined ? `, byte ${grouped(at.offset)}` : `:${at.line}`;
  return [
    {...row('Read from', shown(at.file), span(where), note(visible(form))), field: 'file', raw: at.file},
    ...fieldRow('Audit ID', 'auditID', event.auditID),
  ];
}
