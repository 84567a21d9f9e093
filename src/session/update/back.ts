// One step back: what lies over the panes first, then the panes, then the filter, then the program.
import type {Session} from '../session.ts';
import {type Update, unchanged} from './ask.ts';
import {closeDetail} from './detail.ts';
import {clear} from './filter.ts';
import {fitted, focusOn} from './focus.ts';
import {closeHelp} from './help.ts';
import {clearSearch, stopSearching} from './search.ts';
import {mayQuit} from './take.ts';

/** At the table Esc clears the filter, q quits. */
export function back(session: Session, isEscape: boolean): Update {
  if (session.help !== undefined) return unchanged(closeHelp(session));
  if (session.overlay !== undefined) return unchanged({...session, overlay: undefined});
  if (isEscape && session.asked.nearest !== undefined) return stopSearching(session);
  if (session.zoomed) return fitted({...session, zoomed: false});
  if (session.focus === 'facets') return focusOn(session, 'table');
  if (session.detail.open) return fitted(closeDetail(session));
  if (!isEscape) return mayQuit(session) ?? {session, effects: [{kind: 'quit'}]};
  if (session.search.text !== '') return unchanged(clearSearch(session));
  return clear(session);
}
