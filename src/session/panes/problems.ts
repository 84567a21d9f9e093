// Problems: every kind of thing that could not be read as an event, how often, and the first places where.
import {visible} from '../../audit/visible.ts';
import type {SourceRef} from '../../ingest/source-ref.ts';
import type {About} from '../../source/source.ts';
import {type Line, span} from '../line.ts';
import {grouped} from '../numbers.ts';
import {layout, type Overlay, type Session} from '../session.ts';
import {wrapLine} from '../text/fit.ts';
import {fitLines, scrollTo, type ViewLine} from '../view.ts';

const place = ({file, line, offset}: SourceRef): string =>
  line === undefined ? `${file}, byte ${grouped(offset)}` : `${file}:${line}`;

export function problemsContent(about: About, width: number): readonly Line[] {
  if (about.problems.every(problem => problem.count === 0))
    return [[span(' No problems: everything that was read is an event.', 'ok')]];
  return about.problems
    .filter(problem => problem.count > 0)
    .toSorted((a, b) => b.count - a.count)
    .flatMap(({code, title, count, examples}): readonly Line[] => {
      const head: Line = [
        span(` ${grouped(count).padStart(9)}  `, 'warn'),
        span(visible(title), 'title'),
        span(`  ${visible(code)}`, 'dim'),
      ];
      const shown = examples.flatMap(({at, reason}) => [
        ...wrapLine([span('            '), span(visible(place(at)), 'key')], width, 12),
        ...wrapLine([span('            '), span(visible(reason))], width, 12),
      ]);
      const rest = count - examples.length;
      const more: readonly Line[] =
        rest > 0 && examples.length > 0 ? [[span(`            … ${grouped(rest)} more like these`, 'dim')]] : [];
      return [head, ...shown, ...more, []];
    });
}

export const problemsRows = (session: Session): number => Math.max(1, layout(session).body.height - 2);

export function problemsLines(session: Session, overlay: Extract<Overlay, {kind: 'problems'}>): readonly ViewLine[] {
  const {body} = layout(session);
  const content = problemsContent(session.about, body.width);
  const height = problemsRows(session);
  const {cursor, top} = scrollTo(overlay.scroll, content.length, height);
  const lines = content
    .slice(top, top + height)
    .map(
      (line, at): ViewLine => ({key: `line ${at}`, line, ...(top + at === cursor ? {cursor: 'focused' as const} : {})}),
    );
  const title: Line = [span(' Problems  ', 'title'), span('what was read but is no event', 'label')];
  return fitLines([{key: 'title', line: title}, {key: 'blank', line: []}, ...lines], body.width, body.height);
}
