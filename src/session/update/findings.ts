// What deserves a look first: opening it, following the log, and going to the events of a finding.
import type {FindingsAnswer, FindingsOverlay} from '../findings/ask.ts';
import {contentOfFindings, heldScroll} from '../panes/findings.ts';
import type {Session} from '../session.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {andThen, ask, type Update, unchanged} from './ask.ts';
import {applyFilter} from './filter.ts';
import {closeOverlay} from './overlay.ts';

/** A log that is read or followed is looked at again so often, in milliseconds. */
const AGAIN_MS = 1000;

const TOP = {cursor: 0, top: 0};

const askFindings = (session: Session, delayMs?: number): Update =>
  ask(session, {kind: 'findings', settings: session.findings.settings}, delayMs);

/** As it was left, and with what came since. */
export function openFindings(session: Session): Update {
  const {left} = session.findings;
  const overlay: FindingsOverlay = left ?? {
    kind: 'findings',
    scroll: TOP,
    told: undefined,
    failed: undefined,
    events: 0,
  };
  return askFindings({...session, overlay: {...overlay, failed: undefined}});
}

export function takeFindings(session: Session, answer: FindingsAnswer): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'findings') return unchanged(session);
  // What was found before stays while more of the log is read.
  if (answer.report === undefined)
    return askFindings({...session, overlay: {...overlay, told: {...overlay.told, ...answer}}}, AGAIN_MS);
  const before = contentOfFindings(session, overlay);
  const next = {...overlay, told: answer, events: answer.events};
  const scroll = heldScroll(overlay.scroll, before, contentOfFindings(session, next));
  // What came while it was answered is not in it.
  return renewFindings({...session, overlay: {...next, scroll}});
}

/** There is more of the log. */
export function renewFindings(session: Session): Update {
  const {overlay, asked, about} = session;
  const isNew = overlay?.kind === 'findings' && overlay.events !== about.events;
  return isNew && asked.findings === undefined ? askFindings(session, AGAIN_MS) : unchanged(session);
}

export const findingsRefused = (session: Session, reason: string): Session =>
  session.overlay?.kind === 'findings' ? {...session, overlay: {...session.overlay, failed: reason}} : session;

/** Filters to the events of the finding under the cursor. */
export function showFinding(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'findings') return unchanged(session);
  const {filter} = contentOfFindings(session, overlay)[overlay.scroll.cursor] ?? {};
  if (filter === undefined || filter === '')
    return unchanged({...session, notice: {text: 'Nothing to show: go to a finding.', style: 'dim'}});
  if (holdsSecret(filter)) return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
  const left = {...session, findings: {...session.findings, left: overlay}};
  const shown = andThen(closeOverlay(left), next => applyFilter(next, filter));
  const {notice} = shown.session;
  if (notice !== undefined) return shown;
  return {...shown, session: {...shown.session, notice: {text: '! goes back to the findings.', style: 'dim'}}};
}
