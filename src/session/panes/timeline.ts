// The timeline of a user or a source IP over the body: a line a session, under it what was first seen then, and below all
// of them the credentials: used by it, or issued to it, and where each of them turned up.

import {counted, countText, grouped, percent} from '../../audit/numbers.ts';
import {formatTook} from '../../audit/time.ts';
import {type Line, type Span, span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {clip, fit, fitLine, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {rowTime, spansDays, type Zone} from '../time-text.ts';
import {type FirstSeen, type Identity, MOST_ROWS, type Visit} from '../timeline/gather.ts';
import type {Entry, TimelineOverlay} from '../timeline/timeline.ts';
import {
  type Credential,
  MOST_CREDENTIALS,
  MOST_USES,
  MOST_VISITS_READ,
  type Use,
  type Uses,
} from '../timeline/tokens.ts';
import {fitLines, listLines, type ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';
import {zoneText} from './bars.ts';

export type TimelineRow = {readonly key: string; readonly entry: Entry; readonly line: Line};

/** Lines of the list: its title and the titles of its columns stand above it. */
export const timelineRows = (session: Session): number => Math.max(1, layout(session).body.height - 2);

type Look = {readonly width: number; readonly zone: Zone; readonly withDate: boolean; readonly by: Identity['by']};

const WORDS: Entry = {kind: 'words'};
const words = (key: string, text: string, width: number, style: 'dim' | 'title' | 'warn' | 'error' = 'dim') =>
  wrapWords(text, Math.max(8, width - 4)).map(
    (part, at): TimelineRow => ({
      key: `${key} ${at}`,
      entry: WORDS,
      line: [span(at === 0 ? ' ' : '   '), span(part, style)],
    }),
  );

const NUMBER = 7;
const LENGTH = 6;

/** Cells of each column; who and agent share what the others leave with the verbs. */
function columnsOf({width, withDate, by}: Look) {
  const time = withDate ? 14 : 8;
  const rest = Math.max(12, width - 1 - time - 1 - LENGTH - 1 - 3 * NUMBER - 2);
  const who = Math.min(by === 'ip' ? 44 : 16, Math.max(6, Math.floor(rest * (by === 'ip' ? 0.45 : 0.36))));
  const agent = Math.min(48, Math.max(4, Math.floor((rest - who) * 0.5)));
  return {time, who, agent, verbs: Math.max(1, rest - who - agent)};
}

function titles(look: Look): Line {
  const {time, who, agent} = columnsOf(look);
  const number = (text: string) => fit(text, NUMBER, 'right');
  const name = look.by === 'ip' ? 'User' : 'Source IP';
  const text = ` ${fit('Start', time)} ${fit('Length', LENGTH)} ${fit(name, who)} ${fit('User agent', agent)}${number('Reqs')}${number('Writes')}${number('Failed')} Verbs`;
  return fitLine([span(text, 'label')], look.width);
}

function verbsText(verbs: ReadonlyMap<string, number>): string {
  return [...verbs]
    .sort((a, b) => b[1] - a[1])
    .map(([verb, count]) => `${safe(verb)} ${countText(count)}`)
    .join(', ');
}

function visitLine(visit: Visit, isFirst: boolean, look: Look): Line {
  const {time, who, agent, verbs} = columnsOf(look);
  const {news} = visit;
  const mark = (isNew: boolean) => (isNew && !isFirst ? 'warn' : 'plain');
  const name = look.by === 'ip' ? visit.user : visit.ip;
  const number = (value: number) => fit(countText(value), NUMBER, 'right');
  return [
    span(` ${fit(rowTime(visit.first.time, look.withDate, look.zone, true), time)} `, 'dim'),
    span(`${fit(formatTook(visit.last.time - visit.first.time), LENGTH, 'right')} `, 'dim'),
    span(fitMiddle(safe(name) || '–', who), mark(look.by === 'ip' ? news.user : news.ip)),
    span(' '),
    span(fitMiddle(safe(visit.agent) || '–', agent), mark(news.agent)),
    span(number(visit.requests)),
    span(number(visit.writes), visit.writes > 0 ? 'plain' : 'dim'),
    span(number(visit.failures), visit.failures > 0 ? 'error' : 'dim'),
    span(` ${clip(verbsText(visit.verbs), verbs)}`, 'dim'),
  ];
}

/** `first seen: source IP …, user agent …, list secrets, create pods/exec +3`. */
function newsText({ip, agent, user, doings, count}: FirstSeen, visit: Visit, by: Identity['by']): string {
  const named = [
    by === 'user' && ip ? `source IP ${safe(visit.ip)}` : '',
    by === 'ip' && user ? `user ${safe(visit.user)}` : '',
    agent ? `user agent ${safe(visit.agent)}` : '',
    ...doings.map(safe),
  ].filter(text => text !== '');
  const more = count - doings.length;
  return named.length === 0 ? '' : `${named.join(', ')}${more > 0 ? ` +${grouped(more)} more` : ''}`;
}

type Laid = {readonly key: string; readonly rows: readonly TimelineRow[]};

/** While a timeline is gathered most of its visits stay as they are. */
const laid = new WeakMap<Visit, Laid>();

function visitRows(visit: Visit, at: number, look: Look): readonly TimelineRow[] {
  const key = `${at} ${look.width} ${look.zone} ${look.withDate} ${look.by}`;
  const known = laid.get(visit);
  if (known?.key === key) return known.rows;
  const rows = layVisit(visit, at, look);
  laid.set(visit, {key, rows});
  return rows;
}

function layVisit(visit: Visit, at: number, look: Look): readonly TimelineRow[] {
  const entry: Entry = {kind: 'visit', visit};
  const head: TimelineRow = {key: `visit ${at}`, entry, line: visitLine(visit, at === 0, look)};
  const news = newsText(visit.news, visit, look.by);
  if (at === 0 || news === '') return [head];
  const label = '   first seen: ';
  const lines = wrapWords(news, Math.max(8, look.width - label.length - 1)).map(
    (part, place): TimelineRow => ({
      key: `news ${at} ${place}`,
      entry,
      line: [span(place === 0 ? label : ' '.repeat(label.length), 'warn'), span(part)],
    }),
  );
  return [head, ...lines];
}

const between = (from: number, to: number, {withDate, zone}: Look): string => {
  const start = rowTime(from, withDate, zone, true);
  return from === to ? start : `${start} – ${rowTime(to, withDate, zone, true)}`;
};

function useRow(of: Credential, use: Use, at: number, isOther: boolean, look: Look): TimelineRow {
  const line: Line = [
    span('     '),
    span(of.named === true ? `${safe(use.user)}  ` : '', 'warn'),
    span(safe(use.ip) || '–', isOther ? 'warn' : 'plain'),
    span(isOther ? ' another source IP' : '', 'warn'),
    span(`  ${counted(use.requests, 'request')}  ${between(use.first, use.last, look)}`, 'dim'),
    span(`  ${safe(use.agent) || '–'}`),
  ];
  return {key: `use ${of.credential} ${at}`, entry: {kind: 'credential', of, ip: use.ip}, line};
}

function usesRows(of: Credential, uses: Uses, done: boolean, look: Look): readonly TimelineRow[] {
  const {by, total, counted: seen, issuing} = uses;
  const note = (key: string, text: string): TimelineRow => ({
    key: `${key} ${of.credential}`,
    entry: {kind: 'credential', of},
    line: [span(`     ${text}`, 'dim')],
  });
  const issued =
    of.issued !== undefined || !of.credential.startsWith('JTI=')
      ? []
      : issuing === undefined
        ? done
          ? [note('issuing', 'issued by a request that is not in this log')]
          : []
        : [
            note(
              'issuing',
              `issued ${rowTime(issuing.at, look.withDate, look.zone, true)} to ${safe(issuing.user)} at ${safe(issuing.ip)}`,
            ),
          ];
  const none = by.length === 0 && done ? [note('none', 'not used in this log')] : [];
  // The first address is as good as any other; those after it are news.
  const rows = by.map((use, at) => useRow(of, use, at, of.named !== true && use.ip !== by[0]!.ip, look));
  const part =
    total > seen
      ? [note('part', `of ${grouped(total)} uses the first and last ${grouped(MOST_USES)} are counted here`)]
      : [];
  return [...issued, ...none, ...rows, ...part];
}

function credentialRows(of: Credential, known: TimelineOverlay['followed'], look: Look): readonly TimelineRow[] {
  const found = known.find(each => each.of.credential === of.credential);
  const when = of.issued === undefined ? '' : `${rowTime(of.issued, look.withDate, look.zone, true)}  `;
  const said = found === undefined ? 'looked for…' : found.done ? counted(found.uses.total, 'request') : 'searching…';
  const line: Line = [
    span(`   ${when}`),
    span(of.named === true ? 'impersonated' : safe(of.credential), 'accent'),
    span(`  ${said}`, 'dim'),
    span(of.issued === undefined ? '' : `  for ${safe(of.user)}`),
  ];
  const head: TimelineRow = {key: `credential ${of.credential}`, entry: {kind: 'credential', of}, line};
  return found === undefined ? [head] : [head, ...usesRows(of, found.uses, found.done, look)];
}

function credentialsRows(overlay: TimelineOverlay, look: Look): readonly TimelineRow[] {
  const {facts, followed, toFollow, toRead, unread, gathered, done} = overlay;
  if (!done) return [];
  const {width} = look;
  const all = [
    ...followed.map(({of}) => of),
    ...toFollow.filter(of => !followed.some(known => known.of.credential === of.credential)),
  ];
  const credentials = all.filter(of => of.named !== true).length;
  const named = followed.filter(({of, uses}) => of.named === true && uses.total > 0).map(({of}) => of);
  const section = (title: string, list: readonly Credential[]): readonly TimelineRow[] =>
    list.length === 0
      ? []
      : [
          {key: `blank ${title}`, entry: WORDS, line: []},
          ...words(title, title, width, 'title'),
          ...list.flatMap(of => credentialRows(of, followed, look)),
        ];
  const limits = [
    toRead.length > 0 ? `Reading the credentials of ${grouped(toRead.length)} more requests…` : '',
    gathered.visits.length > MOST_VISITS_READ
      ? `Credentials are those of the first and last request of the newest ${MOST_VISITS_READ} sessions.`
      : '',
    credentials >= MOST_CREDENTIALS ? `At most ${MOST_CREDENTIALS} credentials are followed.` : '',
    unread > 0 ? `${counted(unread, 'event')} could not be read for their credential.` : '',
    toRead.length === 0 && facts.length > 0 && credentials === 0 && overlay.failed === undefined
      ? 'These requests name no credential-id: a server before v1.32, or a kind of login without one.'
      : '',
  ].filter(text => text !== '');
  return [
    ...section(
      'Credentials used',
      all.filter(of => of.issued === undefined && of.named !== true),
    ),
    ...section(
      'Tokens issued',
      all.filter(of => of.issued !== undefined),
    ),
    ...section('In its name, by others', named),
    ...(limits.length === 0 ? [] : [{key: 'blank limits', entry: WORDS, line: []}]),
    ...limits.flatMap((text, at) => words(`limit ${at}`, text, width)),
  ];
}

let memory: {readonly key: readonly unknown[]; readonly rows: readonly TimelineRow[]} | undefined;

/** Every line below the titles. The last ones are kept: the cursor moves over them far more often than they change. */
export function timelineEntries(session: Session, overlay: TimelineOverlay): readonly TimelineRow[] {
  const {gathered, facts, followed, toFollow, toRead, done, failed, total} = overlay;
  const {width} = layout(session).body;
  const {zone} = session;
  const withDate = spansDays(session.about.extent, zone);
  const key = [gathered, facts, followed, toFollow, toRead, done, failed, total, width, zone, withDate];
  if (memory?.key.every((part, at) => part === key[at])) return memory.rows;
  const look: Look = {width, zone, withDate, by: overlay.identity.by};
  const capped =
    done && total !== undefined && total > gathered.rows && gathered.rows >= MOST_ROWS
      ? words(
          'capped',
          `These are the first ${grouped(gathered.rows)} of ${grouped(total)} requests: what came later is not here.`,
          width,
          'warn',
        )
      : [];
  const rows = [
    ...(failed === undefined ? [] : words('failed', safe(failed), width, 'error')),
    ...capped,
    ...(done && gathered.rows === 0 ? words('none', 'No request in this log.', width) : []),
    ...gathered.visits.flatMap((visit, at) => visitRows(visit, at, look)),
    ...credentialsRows(overlay, look),
  ];
  memory = {key, rows};
  return rows;
}

function headLine(session: Session, overlay: TimelineOverlay, width: number): Line {
  const {identity, gathered, total, done} = overlay;
  const {rows, visits} = gathered;
  const state: Span = done
    ? span(session.about.loading ? '  the log is still loading: as of now' : '', 'warn')
    : span(
        `  reading ${total === undefined || total === 0 ? '…' : percent(rows / Math.min(total, MOST_ROWS))}`,
        'accent',
      );
  const right: Line = [
    span(`  ${counted(rows, 'request')}, ${counted(visits.length, 'session')}`),
    ...(width >= 110 ? [span('  half an hour of silence ends a session', 'dim')] : []),
    span(`  ${zoneText(session.now, session.zone)}`, 'dim'),
    state,
  ];
  const label = ` Timeline of ${identity.by === 'user' ? 'user' : 'source IP'} `;
  const room = Math.max(6, width - widthOf(label) - lineWidth(right));
  const name = safe(identity.value);
  return fitLine(
    [span(label, 'label'), span(fitMiddle(name, Math.min(room, widthOf(name))), 'title'), ...right],
    width,
  );
}

export function timelineLines(session: Session, overlay: TimelineOverlay): readonly ViewLine[] {
  const {body} = layout(session);
  const height = timelineRows(session);
  const rows = timelineEntries(session, overlay);
  const look: Look = {
    width: body.width,
    zone: session.zone,
    withDate: spansDays(session.about.extent, session.zone),
    by: overlay.identity.by,
  };
  const lines = listLines(rows, overlay.scroll, height, ({key, line}) => ({key, line}));
  return fitLines(
    [{key: 'head', line: headLine(session, overlay, body.width)}, {key: 'titles', line: titles(look)}, ...lines],
    body.width,
    body.height,
  );
}
