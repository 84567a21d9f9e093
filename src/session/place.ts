// Where the keys go just now.
import type {Place} from './keymap.ts';
import type {Session} from './session.ts';

export const placeOf = (session: Session): Place =>
  session.overlay !== undefined ? session.overlay.kind : session.filter.edit !== undefined ? 'filter' : session.focus;
