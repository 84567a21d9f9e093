// Every line that a session draws, with the box it must fill: what geometry tests check.
import {expect} from 'vitest';
import {isVisible} from '../../src/audit/visible.ts';
import type {Box} from '../../src/session/layout.ts';
import type {Line} from '../../src/session/line.ts';
import {detailLines} from '../../src/session/panes/detail.ts';
import {facetsLines} from '../../src/session/panes/facets.ts';
import {filterLine, filterMenu} from '../../src/session/panes/filter.ts';
import {findingsLines} from '../../src/session/panes/findings.ts';
import {footerLine} from '../../src/session/panes/footer.ts';
import {headerLine} from '../../src/session/panes/header.ts';
import {helpLines} from '../../src/session/panes/help.ts';
import {histogramLines} from '../../src/session/panes/histogram.ts';
import {historyLines} from '../../src/session/panes/history.ts';
import {paletteLines} from '../../src/session/panes/palette.ts';
import {readLines} from '../../src/session/panes/read.ts';
import {rolesLines} from '../../src/session/panes/roles.ts';
import {tableLines} from '../../src/session/panes/table.ts';
import {takeLines} from '../../src/session/panes/take.ts';
import {timelineLines} from '../../src/session/panes/timeline.ts';
import {layout, type Session} from '../../src/session/session.ts';
import {lineText, lineWidth} from '../../src/session/text/fit.ts';
import type {ViewLine} from '../../src/session/view.ts';

type Drawn = {readonly name: string; readonly box: Box; readonly lines: readonly Line[]};

export function drawn(session: Session): readonly Drawn[] {
  const boxes = layout(session);
  const {columns: width, body, histogram} = boxes;
  const at = (y: number, height: number): Box => ({x: 0, y, width, height});
  const lines = (views: readonly ViewLine[]) => views.map(view => view.line);
  const {overlay, help, palette} = session;
  const pane = (name: 'table' | 'facets' | 'detail', views: readonly ViewLine[]): readonly Drawn[] =>
    boxes[name] === undefined ? [] : [{name, box: boxes[name], lines: lines(views)}];
  const menu = lines(filterMenu(session, body.height));
  return [
    {name: 'header', box: at(0, 1), lines: [headerLine(session)]},
    {name: 'filter', box: at(1, 1), lines: [filterLine(session)]},
    {name: 'histogram', box: at(2, histogram), lines: histogramLines(session)},
    {name: 'footer', box: at(boxes.rows - 1, 1), lines: [footerLine(session)]},
    {name: 'menu', box: at(2, menu.length), lines: menu},
    ...pane('table', tableLines(session)),
    ...pane('facets', facetsLines(session)),
    ...pane('detail', detailLines(session)),
    ...(help === undefined ? [] : [{name: 'help', box: body, lines: lines(helpLines(session, help))}]),
    ...(overlay?.kind === 'history' ? [{name: 'history', box: body, lines: lines(historyLines(session))}] : []),
    ...(overlay?.kind === 'copy' ||
    overlay?.kind === 'marks' ||
    overlay?.kind === 'noise' ||
    overlay?.kind === 'columns' ||
    overlay?.kind === 'prompt'
      ? [{name: 'take', box: body, lines: lines(takeLines(session, overlay))}]
      : []),
    ...(overlay?.kind === 'timeline'
      ? [{name: 'timeline', box: body, lines: lines(timelineLines(session, overlay))}]
      : []),
    ...(overlay?.kind === 'findings'
      ? [{name: 'findings', box: body, lines: lines(findingsLines(session, overlay))}]
      : []),
    ...(overlay?.kind === 'roles' ? [{name: 'roles', box: body, lines: lines(rolesLines(session, overlay))}] : []),
    ...(palette === undefined ? [] : [{name: 'palette', box: body, lines: lines(paletteLines(session, palette))}]),
    ...(overlay?.kind === 'read' ? [{name: 'read', box: body, lines: lines(readLines(session, overlay))}] : []),
  ];
}

/** Every line fills its box exactly, nothing in it could be obeyed by a terminal, and keys of a pane are unique. */
export function expectFits(session: Session): void {
  for (const {name, box, lines} of drawn(session)) {
    expect({name, lines: lines.length}).toEqual({name, lines: box.height});
    for (const line of lines) {
      const text = lineText(line);
      if (lineWidth(line) !== box.width)
        expect({name, width: lineWidth(line), text}).toEqual({name, width: box.width, text});
      if (!isVisible(text)) expect({name, text}).toBe('safe for a terminal');
    }
  }
  for (const views of [tableLines(session), facetsLines(session), detailLines(session)]) {
    const keys = views.map(view => view.key);
    expect(new Set(keys).size).toBe(keys.length);
  }
}

export const textOf = (session: Session, name: string): readonly string[] =>
  drawn(session)
    .find(each => each.name === name)
    ?.lines.map(lineText) ?? [];
