// What lies over the body: closing it, moving in it, and what was read.

import {FINDINGS_SLOTS} from '../findings/ask.ts';
import {contentOfFindings, findingsRows} from '../panes/findings.ts';
import {contentOfRead, readRows} from '../panes/read.ts';
import {rolesContent, rolesRows} from '../panes/roles.ts';
import {takeHeight} from '../panes/take.ts';
import {ROLES_SLOTS} from '../roles/ask.ts';
import type {Overlay, Session} from '../session.ts';
import {TIMELINE_SLOTS} from '../timeline/ask.ts';
import {scrollTo} from '../view.ts';
import {andThen, forget, type Update, unchanged} from './ask.ts';
import {moveHistory} from './history.ts';
import {takeRows} from './take.ts';
import {moveTimeline} from './timeline.ts';

/** Questions of what lies over the panes alone. */
const SLOTS = [...TIMELINE_SLOTS, ...ROLES_SLOTS, ...FINDINGS_SLOTS, 'share'] as const;

const TOP = {cursor: 0, top: 0};

/** Whatever it waited for is not wanted any more. */
export const closeOverlay = (session: Session): Update =>
  SLOTS.reduce((done, slot) => andThen(done, next => forget(next, slot)), unchanged({...session, overlay: undefined}));

type Part = Extract<Overlay, {kind: 'read'}>['part'];

/** Opens it at that part; the same key again closes it. */
export function toggleRead(session: Session, part: Part): Session {
  const {overlay} = session;
  if (overlay?.kind === 'read' && overlay.part === part) return {...session, overlay: undefined};
  const unfolded = overlay?.kind === 'read' ? overlay.unfolded : new Set<string>();
  const opened = {kind: 'read', part, scroll: TOP, unfolded} as const;
  const rows = contentOfRead(session, opened);
  const at =
    part === 'inputs'
      ? 0
      : Math.max(
          0,
          rows.findIndex(row => row.isProblems),
        );
  const scroll = scrollTo({cursor: at, top: at}, rows.length, readRows(session));
  return {...session, overlay: {...opened, scroll}};
}

/** The example under the cursor shows its whole reason, or no longer. */
export function unfold(session: Session): Session {
  const {overlay} = session;
  if (overlay?.kind !== 'read') return session;
  const {example} = contentOfRead(session, overlay)[overlay.scroll.cursor] ?? {};
  if (example === undefined) return session;
  const unfolded = new Set(overlay.unfolded);
  if (!unfolded.delete(example)) unfolded.add(example);
  const next = {...overlay, unfolded};
  const first = contentOfRead(session, next).findIndex(row => row.example === example);
  return {...session, overlay: {...next, scroll: {...overlay.scroll, cursor: Math.max(0, first)}}};
}

const sizeOf = (
  session: Session,
  overlay: Exclude<Overlay, {kind: 'history' | 'timeline'}>,
): readonly [total: number, height: number] =>
  overlay.kind === 'read'
    ? [contentOfRead(session, overlay).length, readRows(session)]
    : overlay.kind === 'findings'
      ? [contentOfFindings(session, overlay).length, findingsRows(session)]
      : overlay.kind === 'roles'
        ? [rolesContent(session, overlay).length, rolesRows(session)]
        : [takeRows(session, overlay), takeHeight(session)];

export function moveOverlay(
  session: Session,
  move: {readonly by: number} | {readonly pages: number} | {readonly to: 'start' | 'end'},
): Session {
  const {overlay} = session;
  if (overlay === undefined) return session;
  if (overlay.kind === 'history') return moveHistory(session, move);
  if (overlay.kind === 'timeline') return moveTimeline(session, move);
  const [total, height] = sizeOf(session, overlay);
  const {cursor, top} = overlay.scroll;
  const by = 'by' in move ? move.by : 'pages' in move ? Math.trunc(move.pages * height) : 0;
  const to = 'to' in move ? (move.to === 'start' ? 0 : total - 1) : cursor + by;
  const shift = 'pages' in move ? by : 0;
  return {
    ...session,
    overlay: {...overlay, scroll: scrollTo({cursor: Math.max(0, to), top: Math.max(0, top + shift)}, total, height)},
  };
}
