// Every line that a session draws, with the box it must fill: what geometry tests check.
import {expect} from 'vitest';
import {isVisible} from '../../src/audit/visible.ts';
import type {Box} from '../../src/session/layout.ts';
import type {Line} from '../../src/session/line.ts';
import {filterLine} from '../../src/session/panes/filter.ts';
import {footerLine} from '../../src/session/panes/footer.ts';
import {headerLine} from '../../src/session/panes/header.ts';
import {histogramLines} from '../../src/session/panes/histogram.ts';
import {layout, type Session} from '../../src/session/session.ts';
import {lineText, lineWidth} from '../../src/session/text/fit.ts';
import {bodyViews, overViews, type View} from '../../src/session/views.ts';

type Drawn = {readonly name: string; readonly box: Box; readonly lines: readonly Line[]};

export function drawn(session: Session): readonly Drawn[] {
  const {columns: width, rows, histogram} = layout(session);
  const at = (y: number, height: number): Box => ({x: 0, y, width, height});
  const viewOf = ({place, box, lines}: View): Drawn => ({name: place, box, lines: lines.map(view => view.line)});
  return [
    {name: 'header', box: at(0, 1), lines: [headerLine(session)]},
    {name: 'filter', box: at(1, 1), lines: [filterLine(session)]},
    {name: 'histogram', box: at(2, histogram), lines: histogramLines(session)},
    {name: 'footer', box: at(rows - 1, 1), lines: [footerLine(session)]},
    ...overViews(session).map(view => ({...viewOf(view), name: view.place === 'filter' ? 'menu' : 'notice'})),
    ...bodyViews(session).map(viewOf),
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
  for (const {place, lines} of bodyViews(session)) {
    const keys = lines.map(view => view.key);
    expect({place, keys: new Set(keys).size}).toEqual({place, keys: keys.length});
  }
}

export const textOf = (session: Session, name: string): readonly string[] =>
  drawn(session)
    .find(each => each.name === name)
    ?.lines.map(lineText) ?? [];
