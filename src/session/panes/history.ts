// The history of one object: a line a step, the newest last, and what the step under the cursor changed beside or below it.

import {counted, grouped, percent} from '../../audit/numbers.ts';
import {fitUser} from '../cells.ts';
import {stepLines, summaryOf} from '../history/lines.ts';
import {shownSteps} from '../history/pane.ts';
import {howText, type Step} from '../history/steps.ts';
import {objectText} from '../history/target.ts';
import type {Box} from '../layout.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {clip, fit, fitLine, fitMiddle, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {rowTime, spansDays, type WithDate} from '../time-text.ts';
import {fitLines, listLines, type Spot, type ViewLine} from '../view.ts';

const BESIDE = 130;

export type HistoryBoxes = {readonly steps: Box; readonly changes: Box; readonly beside: boolean};

/** The first line of the body is the title; below each other a line divides the two. */
export function historyBoxes(session: Session): HistoryBoxes {
  const {body} = layout(session);
  const height = Math.max(1, body.height - 1);
  const y = body.y + 1;
  if (body.width >= BESIDE) {
    const left = Math.floor((body.width - 3) * 0.58);
    return {
      steps: {x: 0, y, width: left, height},
      changes: {x: left + 3, y, width: body.width - 3 - left, height},
      beside: true,
    };
  }
  const total = session.history === undefined ? 0 : shownSteps(session.history).length;
  const most = Math.max(1, Math.ceil((height - 1) * 0.45));
  const top = Math.max(1, Math.min(most, total));
  return {
    steps: {x: 0, y, width: body.width, height: top},
    changes: {x: 0, y: y + top + 1, width: body.width, height: Math.max(0, height - top - 1)},
    beside: false,
  };
}

const NO_LINES: readonly Line[] = [];
type Memory = {
  readonly step: Step;
  readonly width: number;
  readonly bookkeeping: boolean;
  readonly lines: readonly Line[];
};
let memory: Memory | undefined;

/** What the step under the cursor changed. The last one is kept: scrolling must not lay it out again. */
export function historyChanges(session: Session): readonly Line[] {
  const {overlay, history: pane} = session;
  if (overlay?.kind !== 'history' || pane === undefined) return NO_LINES;
  const step = shownSteps(pane)[overlay.scroll.cursor];
  if (step === undefined) return NO_LINES;
  const {width} = historyBoxes(session).changes;
  const {bookkeeping} = pane;
  if (memory === undefined || memory.step !== step || memory.width !== width || memory.bookkeeping !== bookkeeping)
    memory = {step, width, bookkeeping, lines: stepLines(step, width, bookkeeping)};
  return memory.lines;
}

function title(session: Session): Line {
  const {history: pane} = session;
  if (pane === undefined) return [];
  const {history, whole, done, read, rows, left} = pane;
  const count = (kind: Step['kind']) => history.steps.filter(step => step.kind === kind).length;
  const failed = count('failed');
  const facts = [
    counted(count('write'), 'write'),
    history.life.number > 1 ? `${history.life.number} lives` : '',
    pane.reads ? counted(count('read'), 'read') : 'reads hidden',
    failed === 0 ? '' : `${grouped(failed)} failed${pane.failed ? '' : ' hidden'}`,
    left > 0 ? `${grouped(left)} older left out` : '',
    !whole
      ? `searching ${percent(done)}`
      : read < rows.length
        ? `reading ${grouped(read)} of ${grouped(rows.length)}`
        : '',
    session.about.loading
      ? 'the log is still loading'
      : session.paused && session.about.events !== pane.events
        ? 'the log has grown: H looks again'
        : '',
  ].filter(fact => fact !== '');
  const name = safe(objectText(pane.target));
  const room = Math.max(12, layout(session).body.width - 12 - facts.join(', ').length - 2);
  return [
    span(' History of ', 'label'),
    span(fitMiddle(name, room).trimEnd(), 'accent'),
    span(`  ${facts.join(', ')}`, 'dim'),
  ];
}

const code = ({id, code: status}: Step): string =>
  id.stage === 'Panic' ? 'PANIC' : status === undefined ? '–' : String(status);

function outcome({kind, code: status}: Step): Style {
  if (kind === 'failed')
    return status !== undefined && status < 500 && status !== 403 && status !== 401 ? 'warn' : 'error';
  return status === undefined ? 'warn' : 'ok';
}

function mark({edge, kind}: Step): Span {
  if (edge === 'begins') return span('+ ', 'added');
  if (edge === 'ends') return span('− ', 'removed');
  return span(kind === 'failed' ? '! ' : '  ', 'warn');
}

/** Who sent it and as whom it ran, each cut by itself. */
function fitWho({user, as}: Step, width: number): string {
  const name = safe(user) || '–';
  if (as === '') return fitUser(name, width);
  const left = fitUser(name, Math.min(widthOf(name), (width - 1) >> 1)).trimEnd();
  return fit(`${left}→${fitUser(safe(as), width - 1 - widthOf(left)).trimEnd()}`, width);
}

function stepLine(step: Step, width: number, withDate: WithDate, session: Session): Line {
  const isNarrow = width < 120;
  const time = rowTime(step.id.time, withDate, session.zone, isNarrow);
  const how = howText({...step, patch: undefined});
  return fitLine(
    [
      mark(step),
      span(step.id.time > 0 ? `${time} ` : 'no time ', 'dim'),
      span(`${fitWho(step, Math.max(16, Math.min(24, width - 58)))} `),
      span(`${fit(safe(how), isNarrow ? 8 : 12)} `),
      span(`${fit(code(step), 4)} `, outcome(step)),
      span(clip(safe(summaryOf(step)), Math.max(8, width)), step.kind === 'read' ? 'dim' : 'plain'),
    ],
    width,
  );
}

function stepsLines(session: Session, box: Box): readonly ViewLine[] {
  const {overlay, history: pane, about, zone} = session;
  if (overlay?.kind !== 'history' || pane === undefined) return [];
  const shown = shownSteps(pane);
  if (shown.length === 0) {
    const isOver = pane.whole && pane.read >= pane.rows.length;
    const text = !isOver
      ? 'reading…'
      : pane.history.steps.length > 0
        ? 'No write succeeded. x shows what failed, R what was read.'
        : 'No write to this object is in the log. R shows what was read.';
    return [{key: 'none', line: fitLine([span(` ${text}`, 'dim')], box.width)}];
  }
  const withDate = spansDays(about.extent, zone);
  return listLines(shown, overlay.scroll, box.height, (step, at) => ({
    key: `step ${at}`,
    line: stepLine(step, box.width, withDate, session),
  }));
}

export function historyLines(session: Session): readonly ViewLine[] {
  const {body} = layout(session);
  const {steps, changes, beside} = historyBoxes(session);
  const head: ViewLine = {key: 'title', line: fitLine(title(session), body.width)};
  const list = fitLines(stepsLines(session, steps), steps.width, steps.height);
  const all = historyChanges(session);
  const from = Math.max(0, Math.min(session.history?.top ?? 0, all.length - changes.height));
  const detail = all.slice(from, from + changes.height).map(line => fitLine(line, changes.width));
  const rest = all.length - from - detail.length;
  if (!beside) {
    const more = rest > 0 || from > 0 ? ` ${counted(all.length, 'line')}, J and K scroll ` : '';
    const rule: ViewLine = {
      key: 'rule',
      line: fitLine([span(`─${more}${'─'.repeat(body.width)}`.slice(0, body.width), 'rule')], body.width),
    };
    const below = detail.map((line, at): ViewLine => ({key: `change ${at}`, line, spots: [{isText: true}]}));
    return fitLines([head, ...list, rule, ...below], body.width, body.height);
  }
  const lines = list.map(({line, cursor, key, spots = []}, at): ViewLine => {
    const left = cursor === undefined ? line : line.map(part => span(part.text, 'cursor'));
    const right = detail[at] ?? fitLine([], changes.width);
    const text: Spot = {isText: true, from: steps.width, to: body.width};
    return {key, line: [...left, span(' │ ', 'rule'), ...right], spots: [text, ...spots]};
  });
  return fitLines([head, ...lines], body.width, body.height);
}
