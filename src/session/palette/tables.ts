// Rows of the other tables as entries: saved filters, what can be sorted by, columns, formats, tabs, facets.
import {FIELDS, type Field} from '../../audit/fields.ts';
import {COLUMNS, type Column} from '../columns.ts';
import {limitOf} from '../limits.ts';
import {THEME_NAMES} from '../look.ts';
import {TAB_TITLES} from '../panes/detail.ts';
import {isHidden} from '../presets/hide.ts';
import {savedFilters} from '../presets/saved.ts';
import {FACETS, type Session, TABS} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {ENDINGS, type ExportName} from '../take/file-name.ts';
import {safe} from '../text/safe.ts';
import type {Entry} from './entry.ts';

type Row = Pick<Entry, 'id' | 'title' | 'steps'> & {readonly doc?: string; readonly key?: string};

const entries = (session: Session, group: string, rows: readonly Row[]): readonly Entry[] =>
  rows.map(row => {
    const why = row.steps.map(step => limitOf(step, session)).find(found => found !== undefined);
    const entry = {key: '', ...row, group};
    return why === undefined ? {...entry, how: 'here'} : {...entry, how: 'never', steps: [], doc: why};
  });

function filterRows(session: Session): readonly Row[] {
  const context = contextOf(session);
  return savedFilters(session).flatMap(({name, doc, query}): readonly Row[] => {
    const told = safe(doc ?? query);
    const verb = isHidden(session.filter.text, query, context) ? 'No longer hide' : 'Hide';
    return [
      {id: `hide:${name}`, title: `${verb} ${safe(name)}`, doc: told, steps: [{type: 'take/hide', name}]},
      {id: `only:${name}`, title: `Show only ${safe(name)}`, doc: told, steps: [{type: 'take/use', name}]},
    ];
  });
}

const SORTABLE = (FIELDS as readonly Field[]).filter(({sortable}) => sortable);

const sortRows = (): readonly Row[] =>
  SORTABLE.map(({name, label, doc}) => ({
    id: `sort:${name}`,
    title: `Sort by ${label}`,
    doc,
    steps: [{type: 'sort/field', field: name}],
  }));

const columnRows = ({chosen}: Session): readonly Row[] =>
  (COLUMNS as readonly Column[]).map(({id, title}) => ({
    id: `column:${id}`,
    title: `${chosen.hidden.has(id) ? 'Show' : 'Hide'} the column ${title}`,
    steps: [{type: 'columns/toggle', id}],
  }));

const EXPORT_TITLES: Readonly<Partial<Record<ExportName, string>>> = {
  report: 'Export the bookmarks as a report',
  timeline: 'Export as a timeline in plain words',
};

const exportRows = (): readonly Row[] => [
  ...ENDINGS.map(({ending, format}) => ({
    id: `export:${ending}`,
    title: `${EXPORT_TITLES[format] ?? `Export as ${format}`} (${ending})`,
    steps: [{type: 'take/open', what: 'export', ending} as const],
  })),
];

const tabRows = (session: Session): readonly Row[] =>
  TABS.map(tab => ({
    id: `tab:${tab}`,
    title: `Open the tab ${TAB_TITLES[tab]}`,
    steps: [
      ...(session.overlay === undefined ? [] : [{type: 'overlay/close'} as const]),
      ...(session.detail.open ? [] : [{type: 'focus/pane', pane: 'table'} as const, {type: 'open'} as const]),
      {type: 'detail/tab', tab},
    ],
  }));

const facetRows = (session: Session): readonly Row[] =>
  FACETS.map(({label, doc}, place) => ({
    id: `facet:${label}`,
    title: `Go to the facet ${label}`,
    doc,
    ...(place < 9 ? {key: String(place + 1)} : {}),
    steps: [...(session.overlay === undefined ? [] : [{type: 'overlay/close'} as const]), {type: 'focus/facet', place}],
  }));

const lookRows = ({look}: Session): readonly Row[] => [
  ...THEME_NAMES.filter(name => name !== 'auto').map(theme => ({
    id: `theme:${theme}`,
    title: theme === '16' ? 'Theme 16: the terminal’s own colours' : `Theme ${theme}`,
    steps: [{type: 'look', look: {theme}} as const],
  })),
  {
    id: 'ascii',
    title: look.ascii ? 'Symbols and lines again, instead of ASCII only' : 'ASCII only: no lines, arrows and blocks',
    steps: [{type: 'look', look: {ascii: !look.ascii}}],
  },
];

export const tableEntries = (session: Session): readonly Entry[] => [
  ...entries(session, 'saved filter', filterRows(session)),
  ...entries(session, 'sort', sortRows()),
  ...entries(session, 'column', columnRows(session)),
  ...entries(session, 'export', exportRows()),
  ...entries(session, 'tab', tabRows(session)),
  ...entries(session, 'facet', facetRows(session)),
  ...entries(session, 'look', lookRows(session)),
];
