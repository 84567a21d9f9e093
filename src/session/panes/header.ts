// The first line: what is open, how much of it there is, and whether it is all.

import {bytesText, counted, grouped, percent} from '../../audit/numbers.ts';
import type {About} from '../../source/source.ts';
import {rowsText} from '../about-text.ts';
import {type Line, type Span, span} from '../line.ts';
import type {Session} from '../session.ts';
import {stickyEnd} from '../table.ts';
import {fitLine, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {barsTitle} from './bars.ts';

export const problemCount = (about: About): number => about.problems.reduce((sum, problem) => sum + problem.count, 0);

function loading({bytes, loading}: About): string {
  if (!loading) return '';
  return bytes.total === undefined || bytes.total === 0 ? 'loading' : `loading ${percent(bytes.read / bytes.total)}`;
}

/** Whether new rows show, and how many have come since the cursor left the newest one. */
function live(session: Session): readonly (Fact | false)[] {
  const {about, paused, seen} = session;
  const fresh = Math.max(0, about.requests - seen);
  const sticks = session.follow && stickyEnd(session.table, session.order) !== undefined;
  return [
    fresh > 0 && (paused || !sticks) && {text: span(`+${grouped(fresh)} new`, 'accent'), worth: 7},
    paused
      ? {text: span('PAUSED', 'warn'), worth: 8}
      : about.following === true && sticks && {text: span('FOLLOW', 'ok'), worth: 5},
  ];
}

type Fact = {readonly text: Span /** Those worth less go first when it is tight. */; readonly worth: number};

/** In the order of reading. */
function facts(session: Session): readonly Fact[] {
  const {about} = session;
  const problems = problemCount(about);
  const progress = loading(about);
  const facts: readonly (Fact | false)[] = [
    {text: span(counted(about.events - (about.alerts ?? 0), 'event')), worth: 3},
    about.alerts !== undefined && {text: span(counted(about.alerts, 'alert')), worth: 3},
    {text: span(rowsText(about, 'latest'), 'dim'), worth: 1},
    {text: span(bytesText(about.bytes.read), 'dim'), worth: 2},
    ...(about.notes ?? []).map(({short}) => short !== undefined && {text: span(short, 'warn'), worth: 6}),
    problems > 0 && {text: span(counted(problems, 'problem'), 'warn'), worth: 4},
    progress !== '' && {text: span(progress, 'accent'), worth: 5},
    ...live(session),
    session.detail.reveal && {text: span('SECRETS SHOWN', 'error'), worth: 6},
  ];
  return facts.filter(fact => fact !== false);
}

export function headerLine(session: Session): Line {
  if (session.bars !== undefined && session.histogram !== undefined) return barsTitle(session);
  const width = session.size.columns;
  const name = safe(session.about.name);
  const wanted = facts(session);
  const least = Math.min(widthOf(name), 16);
  const title: Line = width >= 60 ? [span('audit-tui', 'accent'), span('  ')] : [];
  const shown = new Set<Fact>();
  let room = width - lineWidth(title) - least;
  for (const fact of [...wanted].sort((a, b) => b.worth - a.worth)) {
    const cells = widthOf(fact.text.text) + 2;
    if (cells > room) continue;
    room -= cells;
    shown.add(fact);
  }
  const right = wanted.filter(fact => shown.has(fact)).flatMap(fact => [span('  '), fact.text]);
  const nameWidth = Math.max(0, width - lineWidth(title) - lineWidth(right));
  return fitLine([...title, span(fitMiddle(name, nameWidth), 'title'), ...right], width);
}
