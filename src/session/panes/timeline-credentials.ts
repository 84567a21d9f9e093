// The credentials of a timeline: used by it, issued to it, or used in its name, and where each of them turned up.
import {counted, grouped} from '../../audit/numbers.ts';
import {type Line, span} from '../line.ts';
import {safe} from '../text/safe.ts';
import {rowTime} from '../time-text.ts';
import type {TimelineOverlay} from '../timeline/timeline.ts';
import {
  type Credential,
  MOST_CREDENTIALS,
  MOST_USES,
  MOST_VISITS_READ,
  type Use,
  type Uses,
} from '../timeline/tokens.ts';
import {type Look, type TimelineRow, WORDS, words} from './timeline-row.ts';

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

export function credentialsRows(overlay: TimelineOverlay, look: Look): readonly TimelineRow[] {
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
