// Keeping and dropping what is under the cursor, as a term of the filter.

import {toggleClause} from '../pick/clause.ts';
import {underCursor} from '../pick/under-cursor.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {type Update, unchanged} from './ask.ts';
import {applyFilter, pickValue} from './filter.ts';

/** What lies over the panes stays there: that the filter is another one has to be said. */
function said({session, effects}: Update): Update {
  const {filter, overlay, notice} = session;
  if (overlay === undefined || notice !== undefined) return {session, effects};
  const text = filter.text === '' ? 'Nothing is filtered any more.' : `The filter is now: ${filter.text}`;
  return {session: {...session, notice: {text, style: 'dim'}}, effects};
}

export function pick(session: Session, keep: boolean): Update {
  const found = underCursor(session);
  switch (found.kind) {
    case 'none':
      return unchanged({...session, notice: {text: found.why, style: found.style ?? 'dim'}});
    case 'value':
      return said(pickValue(session, found.field, found.value, keep));
    case 'clause': {
      const isShown = session.overlay === undefined && session.focus === 'detail' && session.detail.reveal;
      if (!isShown && holdsSecret(found.text))
        return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
      return said(applyFilter(session, toggleClause(session.filter.text, found.text, keep, contextOf(session))));
    }
  }
}
