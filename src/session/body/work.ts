// What is left to do for what the detail shows, and only for that: once another event or another tab is on the screen nothing of
// this goes on.
import {comeOn, isComing} from '../../audit/coming.ts';
import type {Json} from '../../audit/event.ts';
import {columnsOf, contentOf, detailBox} from '../detail-content.ts';
import {matchesIn, otherTabs} from '../search/in-detail.ts';
import {layout, type Session} from '../session.ts';
import type {Work} from '../slices.ts';

const TOLD: Work = {done: true, run: () => undefined};

/** The next piece of work, or undefined where all is done: what a key waits for, the lines of the tab, its matches. */
export function workOf(session: Session): Work | undefined {
  const {detail} = session;
  const isShown = session.overlay === undefined && session.help === undefined && layout(session).detail !== undefined;
  if (!detail.open || detail.loaded === undefined || !isShown) return undefined;
  if (detail.wait?.kind === 'match') {
    const matches = matchesIn(session);
    if (!matches.done) return matches;
    const other = matches.found.length > 0 ? undefined : otherTabs(session).find(each => !each.matches.done);
    if (other !== undefined) return other.matches;
  }
  const columns = columnsOf(detail.tab, detailBox(session).width);
  // The side with the cursor comes first.
  const ordered = columns.toSorted((a, b) => Number(b.tab === detail.tab) - Number(a.tab === detail.tab));
  const unfinished = ordered.map(({tab, width}) => contentOf(detail, tab, width)).find(({done}) => !done);
  if (unfinished !== undefined) return unfinished;
  const matches = session.search.text === '' ? undefined : matchesIn(session);
  if (matches?.done === false) return matches;
  // All is there, perhaps since a frame asked for it: what waits has only to be told.
  if (detail.wait !== undefined) return TOLD;
  // Whoever opened an event looks at its bodies next.
  const {requestObject, responseObject} = detail.loaded.shown;
  const coming = [requestObject, responseObject].find(isComing);
  return coming === undefined ? undefined : arriving(coming);
}

const arriving = (body: Json): Work => ({
  get done() {
    return !isComing(body);
  },
  run: end => {
    while (isComing(body) && performance.now() < end) comeOn(body);
  },
});
