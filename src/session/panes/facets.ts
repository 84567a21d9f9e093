// The facets: every value with its count under the filter, those of the filter marked.
import {type FieldName, fieldOf} from '../../audit/fields.ts';
import {countText, grouped} from '../../audit/numbers.ts';
import {fitUser} from '../cells.ts';
import {type FacetRow, facetCursor, facetRows} from '../facet-rows.ts';
import {type Line, type Style, span} from '../line.ts';
import {type FacetSearch, foundValues} from '../search/facet.ts';
import {marked, marksOf} from '../search/marks.ts';
import {layout, type Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {clip, fit, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {fitLines, scrollTo, type ViewLine} from '../view.ts';

const MARK = {in: '✓', out: '✗'} as const;
const PICKED_STYLE = {in: 'chip', out: 'chipOut'} as const satisfies Record<string, Style>;

/** In place of its title, while a facet is searched: what is typed, and how many values are found among how many. */
function searchTitle(search: FacetSearch, width: number): Line {
  const {list, distinct, editor, field} = search;
  // `+`: there are more values than are looked through.
  const of = list === undefined ? '' : countText(list.length) + (distinct > list.length ? '+' : '');
  const count = list === undefined ? '…' : `${countText(foundValues(search).length)}/${of}`;
  const view = editorView(editor, Math.max(4, width - 4 - widthOf(count)));
  const left: Line = [
    span(' & ', 'accent'),
    span(view.before, 'input'),
    span(view.at, 'cursor'),
    span(view.after, 'input'),
    ...(editor.text === '' ? [span(clip(fieldOf(field).label, width - 5 - widthOf(count)), 'dim')] : []),
  ];
  const gap = Math.max(0, width - lineWidth(left) - widthOf(count) - 1);
  return [...left, span(' '.repeat(gap)), span(`${count} `, 'dim')];
}

function title({field, open, place, rest, picked}: FacetRow, width: number): Line {
  const key = place !== undefined && place < 9 ? String(place + 1) : ' ';
  const count = open === true || rest === undefined || rest === 0 ? '' : countText(rest);
  const label = fit(fieldOf(field).label, width - 6 - widthOf(count));
  return [
    span(key, 'dim'),
    span(open === true ? ' ▾ ' : ' ▸ ', 'label'),
    span(label, picked === undefined ? 'title' : PICKED_STYLE[picked === 'out' ? 'in' : picked]),
    span(` ${count} `, 'dim'),
  ];
}

const USERS: readonly FieldName[] = ['user.username', 'impersonatedUser.username'];

function valueLine({field, value, count, picked}: FacetRow, width: number): Line {
  const shown = value === undefined || value === '' ? '(none)' : safe(value);
  const number = count === undefined ? '' : countText(count);
  const room = width - 6 - widthOf(number);
  const style = picked !== undefined ? PICKED_STYLE[picked] : value === undefined || value === '' ? 'dim' : 'plain';
  const text = USERS.includes(field) ? fitUser(shown, room) : fitMiddle(shown, room);
  // Struck through is the value, not the blank behind it.
  const bare = text.trimEnd();
  return [
    span(
      `  ${picked === undefined ? ' ' : MARK[picked]} `,
      picked === undefined ? 'plain' : picked === 'in' ? 'ok' : 'error',
    ),
    span(bare, style),
    span(' '.repeat(room - widthOf(bare))),
    span(` ${number} `, 'dim'),
  ];
}

function more({rest, open}: FacetRow): Line {
  if (open === true)
    return [span(rest === undefined || rest <= 0 ? '    … fewer' : `    … fewer; ${grouped(rest)} not listed`, 'dim')];
  return [span(`    … ${grouped(rest ?? 0)} more`, 'dim')];
}

const keyOf = (row: FacetRow): string => `${row.field} ${row.part} ${row.value === undefined ? '-' : `=${row.value}`}`;

export function facetsLines(session: Session): readonly ViewLine[] {
  const box = layout(session).facets;
  if (box === undefined) return [];
  const rows = facetRows(session);
  const cursor = facetCursor(rows, session.facets.spot);
  const focused = session.focus === 'facets';
  const {search} = session.facets;
  // What is typed stays in sight, however far the values under it are scrolled.
  const pinned: readonly ViewLine[] =
    search === undefined
      ? []
      : [
          {
            key: 'search',
            line: searchTitle(search, box.width),
            spots: [{row: 0}],
            ...(focused && cursor === 0 ? {cursor: 'focused' as const} : {}),
          },
        ];
  const {length} = pinned;
  const height = box.height - length;
  const scroll = scrollTo({cursor: cursor - length, top: session.facets.top}, rows.length - length, height);
  const top = Math.max(0, scroll.top) + length;
  const typed = search === undefined ? [] : marksOf({kind: 'text', text: search.editor.text.trim()}).anywhere;
  const shown = rows.slice(top, top + height).map((row, at): ViewLine => {
    const line =
      row.part === 'title' ? title(row, box.width) : row.part === 'value' ? valueLine(row, box.width) : more(row);
    return {
      key: keyOf(row),
      line: marked(line, typed),
      spots: [{row: top + at}],
      ...(focused && top + at === cursor ? {cursor: 'focused' as const} : {}),
    };
  });
  return fitLines([...pinned, ...shown], box.width, box.height);
}
