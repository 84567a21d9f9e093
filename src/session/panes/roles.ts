// The roles that somebody needs, over the body: what was looked at, and the YAML as the command prints it.

import {percent} from '../../audit/numbers.ts';
import {subjectText} from '../../rules/rbac/subject.ts';
import {type Line, span} from '../line.ts';
import type {RolesAnswer, RolesOverlay} from '../roles/ask.ts';
import {layout, type Session} from '../session.ts';
import {fitLine, fitMiddle} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {fitLines, listLines, type ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';

/** Lines below the title. */
export const rolesRows = (session: Session): number => Math.max(1, layout(session).body.height - 1);

const TITLE = ' Roles for ';

/** Of more it takes some seconds until what came is shown. */
const LATE_REQUESTS = 10_000;

const KEY = /^(\s*(?:- )?)([A-Za-z]+)(:.*)?$/;

/** A line of YAML that we wrote: comments, keys, and what they say. */
function yamlLine(text: string): Line {
  if (/^\s*#/.test(text)) return [span(` ${text}`, 'dim')];
  const [, indent = '', key, rest] = KEY.exec(text) ?? [];
  if (key === undefined || rest === undefined) return [span(` ${text}`)];
  return [span(` ${indent}`), span(key, 'key'), span(':', 'punct'), span(rest.slice(1))];
}

let memory: {readonly key: readonly unknown[]; readonly lines: readonly Line[]} | undefined;

/** Every line below the title. The last ones are kept: keys scroll them far more often than they change. */
export function rolesContent(session: Session, {told, failed}: RolesOverlay): readonly Line[] {
  const {width} = layout(session).body;
  const key = [told, failed, width];
  if (memory?.key.every((part, at) => part === key[at])) return memory.lines;
  const words = (text: string, style: 'dim' | 'error') =>
    wrapWords(text, Math.max(8, width - 2)).map(part => [span(` ${part}`, style)]);
  const lines: readonly Line[] = [
    ...(failed === undefined ? [] : words(safe(failed), 'error')),
    ...(told?.head ?? []).flatMap(sentence => words(sentence, 'dim')),
    ...(told === undefined || told.yaml === '' ? [] : told.yaml.trimEnd().split('\n').map(yamlLine)),
  ];
  memory = {key, lines};
  return lines;
}

/** Whether what came since is looked at by itself only after a while, or not at all. */
const isLate = ({paused}: Session, {requests}: RolesAnswer): boolean => paused || requests > LATE_REQUESTS;

function titleLine(session: Session, {told, failed, asked, events}: RolesOverlay, width: number): Line {
  const state =
    told?.partial !== undefined
      ? `  reading ${percent(told.partial.done)}`
      : told === undefined && failed === undefined
        ? '  …'
        : '';
  const how = [
    asked.denied ? 'refused too' : '',
    asked.expansions.length > 0 ? 'expanded' : '',
    told !== undefined && state === '' && session.about.events > events && isLate(session, told)
      ? 'the log has grown since'
      : '',
  ];
  const said = how.filter(text => text !== '').join(', ');
  const what = said === '' ? state : `  ${said}${state}`;
  const room = Math.max(20, width - TITLE.length - what.length);
  return fitLine(
    [
      span(TITLE, 'label'),
      span(fitMiddle(safe(subjectText(asked.subject)), room).trimEnd(), 'title'),
      span(said === '' ? '' : `  ${said}`, 'warn'),
      span(state, 'accent'),
    ],
    width,
  );
}

export function rolesLines(session: Session, overlay: RolesOverlay): readonly ViewLine[] {
  const {body} = layout(session);
  const height = rolesRows(session);
  const content = rolesContent(session, overlay);
  const lines = listLines(content, overlay.scroll, height, (line, at) => ({key: `${at}`, line}));
  return fitLines([{key: 'title', line: titleLine(session, overlay, body.width)}, ...lines], body.width, body.height);
}
