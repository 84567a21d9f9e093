// Which rows have a bookmark.
import type {Session} from '../session.ts';
import {sameEvent} from '../table.ts';
import type {Mark} from './take.ts';

/** Of one row a request any stage of it counts: a later one may have come since. */
const sameMark = (session: Session, mark: Mark, id: Mark['id']): boolean =>
  sameEvent(mark.id, id) || (session.stages === 'latest' && mark.id.auditID === id.auditID && id.auditID !== '');

export const markOf = (session: Session, id: Mark['id']): Mark | undefined =>
  session.take.marks.find(mark => sameMark(session, mark, id));
