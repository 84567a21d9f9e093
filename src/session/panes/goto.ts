// The prompt that goes to a time: what is typed, and under it what was understood of it, or what was not and where.
import type {Micros} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import {type Line, span} from '../line.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {editorView} from '../text/editor.ts';
import {fitLine, widthOf} from '../text/fit.ts';
import {gapIn, gapsOf} from '../time/gaps.ts';
import {destinationOf} from '../time/goto.ts';
import {wallTime} from '../time-text.ts';
import type {ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';
import {zoneText} from './bars.ts';

const PROMPT = 'go to > ';

const room = (session: Session): number => Math.max(8, session.size.columns - PROMPT.length);

export function gotoLine(session: Session): Line {
  const {goto: editor} = session;
  if (editor === undefined) return fitLine([], session.size.columns);
  const view = editorView(editor, room(session));
  return fitLine(
    [span(PROMPT, 'accent'), span(view.before, 'input'), span(view.at, 'cursor'), span(view.after, 'input')],
    session.size.columns,
  );
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Fri 2026-11-20 10:02:11 UTC`, with what is left of a second. */
function whole(time: Micros, session: Session): string {
  const wall = wallTime(time, session.zone);
  const day = WEEKDAYS[new Date(`${wall.slice(0, 10)}T00:00:00Z`).getUTCDay()];
  const shown = wall.slice(11, 19) + wall.slice(19).replace(/\.?0+$/, '');
  return `${day} ${wall.slice(0, 10)} ${shown} ${zoneText(time, session.zone)}`;
}

/** Where it lies when that is not within the log. */
function outside(time: Micros, {about}: Session): string {
  if (about.extent === undefined) return '';
  if (time < about.extent.from) return '; the log begins later';
  if (time > about.extent.to) return '; the log ends before';
  return gapIn(gapsOf(about), time, time + 1) === undefined ? '' : '; no file that was read covers it';
}

function understood(session: Session): {
  readonly text: string;
  readonly isError?: true;
  readonly at?: readonly [number, number];
} {
  const to = destinationOf(session.goto?.text ?? '', contextOf(session));
  switch (to.kind) {
    case 'nothing':
      return {
        text: '10:02, yesterday 14:00, 15m ago as 15m, 2026-11-20T10:02:11; a range: 10:02..10:10, 10:02.., 10:02±5m',
      };
    case 'moment':
      return {text: `to ${whole(to.at, session)}${outside(to.at, session)}`};
    case 'range': {
      const {from, to: end} = to.window;
      const start = from === undefined ? 'the beginning' : whole(from, session);
      return {text: `keep ${start} to ${end === undefined ? 'the end' : `before ${whole(end, session)}`}`};
    }
    case 'error':
      return {text: to.reason, isError: true, at: to.at};
  }
}

export function gotoMenu(session: Session, height: number): readonly ViewLine[] {
  const {goto: editor} = session;
  if (editor === undefined) return [];
  const width = session.size.columns;
  const {text, isError, at} = understood(session);
  const lines: ViewLine[] = [];
  if (at !== undefined) {
    const view = editorView(editor, room(session));
    const from = Math.max(view.start, at[0]);
    const indent = PROMPT.length + widthOf(visible(editor.text.slice(view.start, from)));
    const carets = '^'.repeat(Math.max(1, widthOf(visible(editor.text.slice(from, at[1])))));
    const line = fitLine([span(' '.repeat(Math.min(indent, width - 1))), span(carets, 'error')], width);
    lines.push({key: 'caret', line});
  }
  wrapWords(visible(text), Math.max(8, width - 2)).forEach((part, place) => {
    lines.push({key: `said ${place}`, line: fitLine([span('  '), span(part, isError ? 'error' : 'plain')], width)});
  });
  if (lines.length < height) lines.push({key: 'end', line: fitLine([span('─'.repeat(width), 'rule')], width)});
  return lines.slice(0, height);
}
