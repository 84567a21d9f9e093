// The roles that somebody needs: opening them, asking for wider ones, copying them.
import {fieldOf} from '../../audit/fields.ts';
import {EXPANSIONS} from '../../rules/rbac/grants.ts';
import {type Subject, subjectOfUser} from '../../rules/rbac/subject.ts';
import {cellOf} from '../cells.ts';
import {rolesContent, rolesRows} from '../panes/roles.ts';
import type {RolesAnswer, RolesAsk, RolesOverlay} from '../roles/ask.ts';
import type {Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {scrollTo} from '../view.ts';
import {ask, type Update, unchanged} from './ask.ts';

/** While the log is read it is asked again so often, in milliseconds. */
const AGAIN_MS = 300;
/** Of a log that is followed, so often at most; and the more there is to look at, the less often: always a small part of the time. */
const RENEW_MS = 1000;
const RENEW_MS_PER_REQUEST = 0.5;

const told = (session: Session, text: string): Update => unchanged({...session, notice: {text, style: 'dim'}});

const USERS = ['user.username', 'impersonatedUser.username'];

/** Of the facet's value, the open request, or the row under the cursor; a sentence where there is nobody. */
function subjectAt(session: Session): Subject | string {
  const {focus, facets, detail} = session;
  if (focus === 'facets') {
    const {field, part, value} = facets.spot;
    if (part === 'value' && value !== undefined && USERS.includes(field)) return subjectOfUser(value);
    if (part === 'value' && value !== undefined && field === 'user.groups') return {kind: 'Group', name: value};
    return `Roles are for a user or a group: choose one in ${fieldOf('user.username').label} or ${fieldOf('user.groups').label}.`;
  }
  const open = focus === 'detail' ? detail.loaded?.detail.event : undefined;
  const row = currentRow(session.table);
  const user =
    open === undefined ? (row === undefined ? undefined : cellOf(row, 'user.username')) : open.user?.username;
  if (typeof user === 'string' && user !== '') return subjectOfUser(user);
  return row === undefined
    ? 'There is no row under the cursor.'
    : 'This request was made by nobody whom the API server knew.';
}

const TOP = {cursor: 0, top: 0};

function asked(session: Session, what: RolesAsk): Update {
  const {events} = session.about;
  const overlay: RolesOverlay = {kind: 'roles', asked: what, scroll: TOP, told: undefined, failed: undefined, events};
  return ask({...session, overlay}, what);
}

export function openRoles(session: Session): Update {
  const subject = subjectAt(session);
  if (typeof subject === 'string') return told(session, subject);
  if (holdsSecret(subject.name)) return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
  return asked(session, {kind: 'roles', subject, denied: false, expansions: []});
}

/** Refused requests too, or rules that hold more than was seen; again, no longer. */
export function widenRoles(session: Session, by: 'denied' | 'expansions'): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'roles') return unchanged(session);
  const {denied, expansions} = overlay.asked;
  const all = EXPANSIONS.map(({name}) => name);
  return asked(session, {
    ...overlay.asked,
    ...(by === 'denied' ? {denied: !denied} : {expansions: expansions.length === 0 ? all : []}),
  });
}

export function copyRoles(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'roles') return unchanged(session);
  const yaml = overlay.told?.yaml ?? '';
  if (yaml === '') return told(session, 'There is nothing to copy.');
  return {session, effects: [{kind: 'copy', what: 'the roles', text: yaml}]};
}

export function takeRoles(session: Session, answer: RolesAnswer): Update {
  const {overlay, about} = session;
  if (overlay?.kind !== 'roles') return unchanged(session);
  const isRenewed = overlay.renewing !== undefined;
  if (answer.partial !== undefined) {
    // What is shown stays until all of it is there anew.
    const next = isRenewed ? {...overlay, renewing: about.events} : {...overlay, told: answer, events: about.events};
    return ask({...session, overlay: next}, overlay.asked, AGAIN_MS);
  }
  // An answer is of the events that there were when it was asked for.
  const events = overlay.renewing ?? overlay.events;
  const next: RolesOverlay = {...overlay, told: answer, events, renewing: undefined};
  const scroll = scrollTo(overlay.scroll, rolesContent(session, next).length, rolesRows(session));
  return renewRoles({...session, overlay: {...next, scroll}});
}

/** There is more of the log: what is shown stays until it is answered anew. */
export function renewRoles(session: Session): Update {
  const {overlay, about, asked: waiting, paused} = session;
  if (overlay?.kind !== 'roles' || overlay.failed !== undefined || overlay.told === undefined)
    return unchanged(session);
  const {told: answer, events, asked: what} = overlay;
  if (answer.partial !== undefined || waiting.roles !== undefined) return unchanged(session);
  if (paused || about.loading || about.events === events) return unchanged(session);
  const delay = Math.max(RENEW_MS, answer.requests * RENEW_MS_PER_REQUEST);
  return ask({...session, overlay: {...overlay, renewing: about.events}}, what, delay);
}

export const rolesRefused = (session: Session, reason: string): Session =>
  session.overlay?.kind === 'roles' ? {...session, overlay: {...session.overlay, failed: reason}} : session;
