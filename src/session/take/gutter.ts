// The left edge of the table, which is there while there is a bookmark: a mark before each row that has one.
import type {Row} from '../../source/source.ts';
import {type Span, span} from '../line.ts';
import type {Session} from '../session.ts';
import {markOf} from './marked.ts';

/** Cells. */
export const gutterWidth = ({take}: Pick<Session, 'take'>): number => (take.marks.length === 0 ? 0 : 2);

/** Exactly as wide; of the titles without a row. */
export function gutter(session: Session, row?: Row): readonly Span[] {
  if (gutterWidth(session) === 0) return [];
  return [row !== undefined && markOf(session, row.id) !== undefined ? span('● ', 'accent') : span('  ')];
}
