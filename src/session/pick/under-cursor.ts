// What + and - find under the cursor, wherever that is.

import {facetCursor, facetRows} from '../facet-rows.ts';
import {shownSteps} from '../history/pane.ts';
import {contentOfFindings} from '../panes/findings.ts';
import {timelineEntries} from '../panes/timeline.ts';
import type {Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {filterOf} from '../timeline/timeline.ts';
import {columnOf} from '../update/table.ts';
import {pickInDetail} from './detail.ts';
import {fieldRef, NO_TIME, none, type Pick, pickOf} from './pick.ts';

function inTable(session: Session): Pick {
  const row = currentRow(session.table);
  if (row === undefined) return none('There is no row under the cursor.');
  const column = columnOf(session);
  const kept = column.keeps(row);
  if (kept !== undefined) return pickOf(fieldRef(kept.field), kept.value, session.zone);
  if (column.id === 'time') return NO_TIME;
  return pickOf(fieldRef(column.field), undefined, session.zone);
}

function inFacets(session: Session): Pick {
  const rows = facetRows(session);
  const row = rows[facetCursor(rows, session.facets.spot)];
  if (row?.part !== 'value') return none('Choose a value of the facet first.');
  return {kind: 'value', field: fieldRef(row.field), value: row.value};
}

/** Who did the step: what else they did is what one asks next. */
function inHistory(session: Session): Pick {
  const {overlay, history} = session;
  if (overlay?.kind !== 'history' || history === undefined) return none('There is no step under the cursor.');
  const step = shownSteps(history)[overlay.scroll.cursor];
  if (step === undefined) return none('There is no step under the cursor.');
  return pickOf(fieldRef('user.username'), step.user === '' ? undefined : step.user, session.zone);
}

function inOverlay(session: Session): Pick {
  const {overlay, zone} = session;
  if (overlay?.kind === 'history') return inHistory(session);
  if (overlay?.kind === 'timeline') {
    const entry = timelineEntries(session, overlay)[overlay.scroll.cursor]?.entry;
    const text = entry === undefined ? undefined : filterOf(entry, zone);
    return text === undefined ? none('Choose a session or a credential.') : {kind: 'clause', text};
  }
  if (overlay?.kind === 'findings') {
    const {filter = ''} = contentOfFindings(session, overlay)[overlay.scroll.cursor] ?? {};
    return filter === '' ? none('Choose a finding.') : {kind: 'clause', text: filter};
  }
  return none('There is nothing to keep or drop here.');
}

export function underCursor(session: Session): Pick {
  if (session.overlay !== undefined) return inOverlay(session);
  if (session.focus === 'facets') return inFacets(session);
  return session.focus === 'detail' ? pickInDetail(session) : inTable(session);
}
