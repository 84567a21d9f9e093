// From an alert to the request that it speaks of, from a request to its alerts, and back: in the detail; the table stays.
import {wordsOf} from '../../rules/falco/link.ts';
import type {EventId} from '../../source/source.ts';
import type {Answer} from '../ask.ts';
import {type Links, NO_LINKS} from '../panes/alert.ts';
import type {Session} from '../session.ts';
import {currentRow, sameEvent} from '../table.ts';
import {andThen, ask, type Update, unchanged} from './ask.ts';
import {openDetail} from './detail.ts';

const withLinks = (session: Session, links: Partial<Links>): Session => ({
  ...session,
  detail: {...session.detail, links: {...session.detail.links, ...links}},
});

const told = (session: Session, text: string): Session => ({...session, notice: {text, style: 'dim'}});

const placeIn = (ring: readonly EventId[], id: EventId): number => ring.findIndex(other => sameEvent(other, id));

/** The links of the event that is shown, unless they are known or asked for. */
export function askLinks(session: Session): Update {
  const {loaded, links, open} = session.detail;
  if (!open || loaded === undefined || (links.of !== undefined && sameEvent(links.of, loaded.id)))
    return unchanged(session);
  const ring = placeIn(links.ring, loaded.id) === -1 ? [] : links.ring;
  const next = withLinks(session, {of: loaded.id, list: undefined, ring});
  return ask(next, {kind: 'links', id: loaded.id});
}

/** There is more of the log: alerts, or the requests of one. */
export function renewLinks(session: Session): Update {
  const {open, links} = session.detail;
  return !open || links.of === undefined || session.asked.links !== undefined
    ? unchanged(session)
    : ask(session, {kind: 'links', id: links.of});
}

export function tellLinks(session: Session, {id, links, hasAlerts}: Extract<Answer, {kind: 'links'}>): Update {
  const known = session.detail.links;
  if (known.of === undefined || !sameEvent(known.of, id)) return unchanged(session);
  // The same ones again must not lay the summary out anew.
  const isSame = JSON.stringify(known.list) === JSON.stringify(links);
  const next = withLinks(session, {list: isSame ? known.list : links, hasAlerts, wanted: false});
  return known.wanted ? nextLink(next) : unchanged(next);
}

function whyNone({hasAlerts}: Links, id: EventId): string {
  if (id.stage === 'Alert') return 'No request in this log fits the time, user and object of this alert.';
  if (hasAlerts) return 'No alert of Falco speaks of this request.';
  return 'There are no alerts of Falco here: open their file beside the log, audit-tui audit.log falco.json.';
}

/** One further in the ring of the event and its links. */
export function nextLink(session: Session): Update {
  const row = currentRow(session.table);
  if (row === undefined) return unchanged(session);
  if (!session.detail.open) {
    const opened = openDetail(session);
    return {...opened, session: withLinks(opened.session, {...NO_LINKS, wanted: true})};
  }
  const {links, id} = session.detail;
  if (id === undefined) return unchanged(session);
  if (links.of === undefined || !sameEvent(links.of, id) || links.list === undefined)
    return unchanged(withLinks(session, {wanted: true}));
  const at = placeIn(links.ring, id);
  const ring = at === -1 || links.ring.length < 2 ? [id, ...links.list.map(link => link.id)] : links.ring;
  if (ring.length < 2) return unchanged(told(session, whyNone(links, id)));
  const place = (Math.max(0, at) + 1) % ring.length;
  return show(withLinks(session, {ring}), ring[place]!, place, ring.length);
}

function show(session: Session, id: EventId, place: number, count: number): Update {
  const {detail} = session;
  const link = detail.links.list?.find(known => sameEvent(known.id, id));
  const words = link === undefined ? '' : ` (${wordsOf(link.certainty)})`;
  const what = id.stage === 'Alert' ? 'An alert about it' : 'The request that it speaks of';
  const many = count > 2 ? ` ${place} of ${count - 1}` : '';
  const next = place === count - 1 ? 'A goes back.' : 'A goes to the next.';
  const text = place === 0 ? 'Back where you were. A goes round again.' : `${what}${many}${words}. ${next}`;
  const shown: Session = {...session, focus: 'detail', detail: {...detail, id, failed: undefined}};
  return andThen(ask(told(shown, text), {kind: 'event', id}), after => ask(after, {kind: 'related', id}));
}
