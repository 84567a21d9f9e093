// What is typed goes to the line of text that has the keys.
import {EDITS, type Edit} from '../edits.ts';
import {placeOf} from '../place.ts';
import type {Session} from '../session.ts';
import * as editing from '../text/editor.ts';
import {type Update, unchanged} from './ask.ts';
import {editFacet, typeFacet} from './facet-search.ts';
import {editText, typeText} from './filter.ts';
import {searchHelp} from './help.ts';
import {editPalette, typePalette} from './palette.ts';
import {editSearch, typeSearch} from './search.ts';
import {editPrompt, typePrompt} from './take.ts';
import {editGoto, typeGoto} from './time.ts';

/** An editing key. */
export function edited(session: Session, edit: Edit): Update {
  switch (placeOf(session)) {
    case 'help':
      return unchanged(searchHelp(session, EDITS[edit]));
    case 'prompt':
      return unchanged(editPrompt(session, edit));
    case 'search':
      return editSearch(session, edit);
    case 'goto':
      return unchanged(editGoto(session, edit));
    case 'palette':
      return unchanged(editPalette(session, edit));
    case 'facet':
      return editFacet(session, edit);
    default:
      return editText(session, edit);
  }
}

export function typed(session: Session, text: string): Update {
  switch (placeOf(session)) {
    case 'help':
      return unchanged(searchHelp(session, editor => editing.insert(editor, text)));
    case 'prompt':
      return unchanged(typePrompt(session, text));
    case 'search':
      return typeSearch(session, text);
    case 'goto':
      return unchanged(typeGoto(session, text));
    case 'palette':
      return unchanged(typePalette(session, text));
    case 'facet':
      return typeFacet(session, text);
    default:
      return typeText(session, text);
  }
}
