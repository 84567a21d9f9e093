// What lies over the body for taking evidence along: what can be copied, the bookmarks, the saved filters, a line to type.

import {bytesText, counted, grouped, percent} from '../../audit/numbers.ts';
import type {Row} from '../../source/source.ts';
import {isFolderName} from '../bundle/bundle.ts';
import {COLUMNS, type Column} from '../columns.ts';
import {type Line, span} from '../line.ts';
import {isHidden} from '../presets/hide.ts';
import {PRESETS} from '../presets/presets.ts';
import {savedFilters} from '../presets/saved.ts';
import {layout, type Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {COPIES} from '../take/copies.ts';
import {exportNames, formatOf} from '../take/file-name.ts';
import type {Prompt, Share, TakeOverlay} from '../take/take.ts';
import {editorView} from '../text/editor.ts';
import {fit, fitMiddle, lineWidth} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {wallTime} from '../time-text.ts';
import {placedColumns} from '../update/table.ts';
import {fitLines, listLines, type ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';

/** The title and a blank stand above the list. */
export const TAKE_HEAD = 2;

export const takeHeight = (session: Session): number => Math.max(1, layout(session).body.height - TAKE_HEAD);

const time = (row: Row, {zone}: Session): string =>
  row.id.time > 0 ? wallTime(row.id.time, zone).slice(0, 23).replace('T', ' ') : 'no time';

/** The row in a few words: as its cells in the table. */
export const rowWords = (row: Row): string =>
  (COLUMNS as readonly Column[])
    .filter(({id}) => ['verb', 'code', 'user', 'resource', 'namespace', 'name'].includes(id))
    .map(column => column.text(row))
    .filter(text => text !== '')
    .join('  ');

const copyRows = (): readonly Line[] =>
  COPIES.map(({key, title, doc}) => [span(` ${key}  `, 'accent'), span(fit(title, 14), 'title'), span(doc, 'dim')]);

const markRows = (session: Session): readonly Line[] =>
  session.take.marks.map(({row, note}) => [
    span(` ${time(row, session)}  `, 'label'),
    ...(note === '' ? [] : [span(safe(note), 'accent'), span('  ')]),
    span(rowWords(row), note === '' ? 'plain' : 'dim'),
  ]);

/** `12%`, but never 0% of what is there. */
function shareText(share: Share | undefined): string {
  if (share === undefined) return 'counting…';
  const {hides, of, isWhole} = share;
  const part =
    of === 0 || hides === 0
      ? '0%'
      : hides === of
        ? '100%'
        : hides * 100 < of
          ? '<1%'
          : `${Math.min(99, Math.round((hides / of) * 100))}%`;
  return `${isWhole ? '' : '≥ '}${grouped(hides)} ${part.padStart(5)}`;
}

function noiseRows(session: Session, width: number): readonly Line[] {
  const context = contextOf(session);
  const nameWidth = Math.min(24, Math.max(14, width >> 2));
  return savedFilters(session).map(({name, doc, query}, at) => {
    const on = isHidden(session.filter.text, query, context);
    return [
      span(on ? ' ✗ ' : '   ', 'error'),
      span(fitMiddle(safe(name), nameWidth), on ? 'chipOut' : at < PRESETS.length ? 'plain' : 'title'),
      span(fit(shareText(session.take.shares.get(name)), 18, 'right'), 'number'),
      span('  '),
      span(doc === undefined ? safe(query) : safe(doc), 'dim'),
    ];
  });
}

function columnRows(session: Session): readonly Line[] {
  const placed = new Map(placedColumns(session).map(({column, width}) => [column.id, width]));
  return (COLUMNS as readonly Column[]).map(({id, title}) => {
    const isOn = !session.chosen.hidden.has(id);
    const width = placed.get(id);
    const given = session.chosen.widths[id] !== undefined;
    const words = !isOn ? '' : width === undefined ? 'no room for it' : `${width} cells${given ? ', as given' : ''}`;
    return [
      span(isOn ? ' ✓ ' : '   ', 'accent'),
      span(fit(title, 14), isOn ? 'plain' : 'dim'),
      span(words, given ? 'number' : 'dim'),
    ];
  });
}

const title = (text: string, rest: string): Line => [span(` ${text}  `, 'accent'), span(rest, 'label')];

function list(
  session: Session,
  overlay: Exclude<TakeOverlay, Prompt>,
): {readonly head: Line; readonly rows: readonly Line[]} {
  const {width} = layout(session).body;
  switch (overlay.kind) {
    case 'copy':
      return {head: title('Copy', 'by OSC 52, into the clipboard of your terminal'), rows: copyRows()};
    case 'marks':
      return {head: title('Bookmarks', counted(session.take.marks.length, 'event')), rows: markRows(session)};
    case 'columns':
      return {head: title('Columns', 'of the table'), rows: columnRows(session)};
    case 'noise':
      return {
        head: title('Noise and saved filters', `how many rows each hides${session.about.loading ? ' so far' : ''}`),
        rows: noiseRows(session, width),
      };
  }
}

/** Below the list: the query under the cursor, for what its line is too short for. */
function below(session: Session, overlay: TakeOverlay, width: number): readonly Line[] {
  const filter = overlay.kind === 'noise' ? savedFilters(session)[overlay.scroll.cursor] : undefined;
  if (filter === undefined) return [];
  const lines = wrapWords(`hides: ${safe(filter.query)}`, Math.max(10, width - 4));
  return [[], ...lines.map((text): Line => [span('   '), span(text, 'dim')])];
}

const ASKS: Readonly<Record<Prompt['what'], readonly [title: string, label: string]>> = {
  export: ['Export', 'file '],
  note: ['Note', 'note '],
  save: ['Save the filter', 'name '],
};

function promptWords(session: Session, {what, editor, reveal, exists, mark}: Prompt): readonly Line[] {
  const {exporting, marks} = session.take;
  switch (what) {
    case 'note':
      return mark === undefined ? [] : [[span(` ${time(mark.row, session)}  `, 'label'), span(rowWords(mark.row))]];
    case 'save':
      return [[span(' query ', 'label'), span(safe(session.filter.text))]];
    case 'export': {
      if (exporting !== undefined) {
        const {done, total, what} = exporting;
        const part = total === 0 ? '' : `, ${percent(done / total)}`;
        const far =
          what === 'bytes'
            ? `hashing the log… ${bytesText(done)} of ${bytesText(total)}`
            : `writing… ${grouped(done)} of ${grouped(total)}`;
        return [[span(` ${far}${part}. Esc stops it.`, 'accent')]];
      }
      const name = editor.text.trim();
      const isReport = formatOf(name) === 'report';
      const rows = `${counted(session.table.total, 'row')} of the filter`;
      const many = isFolderName(name)
        ? `a bundle: ${rows}, ${counted(marks.length, 'bookmark')}, and what proves them`
        : `${isReport ? `${counted(marks.length, 'bookmark')} with notes` : rows}; formats: ${exportNames()}; with / at its end: a bundle`;
      const room = Math.max(10, layout(session).body.width - 2);
      return [
        ...wrapWords(many, room).map((text): Line => [span(` ${text}`, 'label')]),
        reveal
          ? [span(' Secrets are written in clear. ^R masks them.', 'error')]
          : [span(' Secrets are masked. ^R writes them in clear.', 'dim')],
        ...(exists === undefined ? [] : [[span(` ${safe(exists)} already exists: Enter overwrites it.`, 'warn')]]),
      ];
    }
  }
}

function promptLines(session: Session, overlay: Prompt): readonly ViewLine[] {
  const {body} = layout(session);
  const [name, label] = ASKS[overlay.what];
  const lead: Line = [span(` ${name}  `, 'accent'), span(label, 'label')];
  const view = editorView(overlay.editor, Math.max(4, body.width - lineWidth(lead)));
  const typed: Line = [...lead, span(view.before, 'input'), span(view.at, 'cursor'), span(view.after, 'input')];
  const problem = overlay.problem === undefined ? [] : wrapWords(safe(overlay.problem), Math.max(10, body.width - 2));
  const lines: readonly Line[] = [
    typed,
    [],
    ...promptWords(session, overlay),
    ...problem.map((text): Line => [span(` ${text}`, 'error')]),
  ];
  return lines.map((line, at) => ({key: `line ${at}`, line}));
}

export function takeLines(session: Session, overlay: TakeOverlay): readonly ViewLine[] {
  const {body} = layout(session);
  if (overlay.kind === 'prompt') return fitLines(promptLines(session, overlay), body.width, body.height);
  const {head, rows} = list(session, overlay);
  const height = takeHeight(session);
  const shown = listLines(rows, overlay.scroll, height, (line, at) => ({key: `row ${at}`, line}));
  const rest = below(session, overlay, body.width).map((line, at): ViewLine => ({key: `below ${at}`, line}));
  return fitLines([{key: 'title', line: head}, {key: 'blank', line: []}, ...shown, ...rest], body.width, body.height);
}
