// The timeline of a user or a source IP over the body: a line a session, under it what was first seen then, and below all
// of them the credentials: used by it, or issued to it, and where each of them turned up.

import {counted, countText, grouped, percent} from '../../audit/numbers.ts';
import {formatTook} from '../../audit/time.ts';
import {type Line, type Span, span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {clip, fit, fitLine, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {rowTime, spansDays, timeCells} from '../time-text.ts';
import {type FirstSeen, type Identity, MOST_ROWS, type Visit} from '../timeline/gather.ts';
import type {Entry, TimelineOverlay} from '../timeline/timeline.ts';
import {fitLines, listLines, type ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';
import {zoneText} from './bars.ts';
import {credentialsRows} from './timeline-credentials.ts';
import {type Look, type TimelineRow, words} from './timeline-row.ts';

/** Lines of the list: its title and the titles of its columns stand above it. */
export const timelineRows = (session: Session): number => Math.max(1, layout(session).body.height - 2);

const NUMBER = 7;
const LENGTH = 6;

/** Cells of each column; who and agent share what the others leave with the verbs. */
function columnsOf({width, withDate, by}: Look) {
  const [, time] = timeCells(withDate);
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
  const length = visit.last.time - visit.first.time;
  const number = (value: number) => fit(countText(value), NUMBER, 'right');
  return [
    span(` ${fit(rowTime(visit.first.time, look.withDate, look.zone, true), time)} `, 'dim'),
    span(`${fit(length === 0 ? '–' : formatTook(length), LENGTH, 'right')} `, 'dim'),
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
