// The last line: what just happened, or else the most useful keys of where the keys go.

import {grouped} from '../../audit/numbers.ts';
import {currentContent} from '../detail-content.ts';
import {keyLabel, labelIn} from '../key-text.ts';
import {type Binding, bindingsOf, type Place} from '../keymap.ts';
import {limitOfKey} from '../limits.ts';
import {type Line, span} from '../line.ts';
import type {Look} from '../look.ts';
import {placeOf} from '../place.ts';
import type {Session} from '../session.ts';
import {clip, fitLine, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import type {ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';
import {contentOfFindings} from './findings.ts';
import {contentOfRead} from './read.ts';
import {searchPrompt} from './search.ts';

/** What is searched for, and where the cursor is in the view, where that is known. */
function position({table, focus, overlay, help, palette, search}: Session): string {
  if (overlay !== undefined || help !== undefined || palette !== undefined || focus !== 'table') return '';
  const wanted = search.text === '' ? '' : `& ${clip(safe(search.text), 24)}  `;
  if (table.rows.length === 0 || table.index === undefined) return wanted;
  return `${wanted}row ${grouped(table.index + table.cursor + 1)} of ${grouped(table.total)}`;
}

/** Whether a key finds nothing to do on the line of the cursor. The other keys do something on every line. */
function isIdle({action}: Binding, session: Session): boolean {
  if (typeof action === 'function') return false;
  const {detail, overlay} = session;
  if (action.type === 'read/unfold' && overlay?.kind === 'read')
    return contentOfRead(session, overlay)[overlay.scroll.cursor]?.example === undefined;
  if (overlay?.kind === 'findings' && (action.type === 'findings/show' || action.type === 'value'))
    return contentOfFindings(session, overlay)[overlay.scroll.cursor]?.filter === undefined;
  if (action.type !== 'detail/fold') return false;
  if (detail.tab !== 'request' && detail.tab !== 'response') return true;
  return currentContent(session).content.at(detail.scroll[detail.tab].cursor, 1)[0]?.body === undefined;
}

/**
 * Keys of `place` in as many cells, the most useful ones; in the order of their table. Grey are those that do nothing with
 * this log, left out are those that do nothing on this line.
 */
export function keysLine(
  place: Place,
  width: number,
  look: Look,
  isLimited: (binding: Binding) => boolean,
  isLeftOut: (binding: Binding) => boolean = () => false,
): Line {
  const wanted = bindingsOf(place).flatMap(binding =>
    binding.footer === undefined || isLeftOut(binding)
      ? []
      : [{binding, text: binding.footer[0], worth: binding.footer[1]}],
  );
  let room = width;
  const chosen = new Set<string>();
  for (const {binding, text} of [...wanted].sort((a, b) => b.worth - a.worth)) {
    const cells = widthOf(labelIn(keyLabel(binding.keys[0]!), look)) + 1 + widthOf(text) + 2;
    if (cells > room) continue;
    room -= cells;
    chosen.add(binding.id);
  }
  return wanted
    .filter(({binding}) => chosen.has(binding.id))
    .flatMap(({binding, text}) => {
      const isGrey = isLimited(binding);
      return [
        span(labelIn(keyLabel(binding.keys[0]!), look), isGrey ? 'dim' : 'accent'),
        span(` ${text}  `, isGrey ? 'dim' : 'label'),
      ];
    });
}

/** Lines that a notice may take of the body. */
const MOST_LINES = 4;

/** What just happened, in as many lines as it needs. */
function noticeLines({notice, size: {columns: width, rows}}: Session): readonly Line[] {
  if (notice === undefined) return [];
  const lines = wrapWords(safe(notice.text), width);
  const most = Math.max(1, Math.min(MOST_LINES, rows - 3));
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines.slice(most - 1).join(' ')}`];
  return shown.map(text => fitLine([span(text, notice.style)], width));
}

/** The lines of a long notice above the last one: they lie over the body, below a line. */
export function noticeMenu(session: Session): readonly ViewLine[] {
  if (placeOf(session) === 'search') return [];
  const above = noticeLines(session).slice(0, -1);
  if (above.length === 0) return [];
  const width = session.size.columns;
  const rule: ViewLine = {key: 'rule', line: fitLine([span('─'.repeat(width), 'rule')], width)};
  return [rule, ...above.map((line, at): ViewLine => ({key: `notice ${at}`, line}))];
}

export function footerLine(session: Session): Line {
  const width = session.size.columns;
  const {notice} = session;
  if (placeOf(session) === 'search') return searchPrompt(session, width);
  if (notice !== undefined) return noticeLines(session).at(-1) ?? fitLine([], width);
  const right = position(session);
  const room = width - (right === '' ? 0 : widthOf(right) + 2);
  const isLimited = (binding: Binding) => limitOfKey(binding, session) !== undefined;
  const keys = keysLine(placeOf(session), room, session.look, isLimited, binding => isIdle(binding, session));
  const gap = Math.max(0, width - lineWidth(keys) - widthOf(right));
  return fitLine([...keys, span(' '.repeat(gap)), span(right, 'dim')], width);
}
