// The report: bookmarks and notes as a Markdown timeline, each with what happened in plain words and where it stands in the log.

import {grouped} from '../../audit/numbers.ts';
import {redact} from '../../audit/redact.ts';
import {formatMicroTime} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import type {EventDetail} from '../../source/source.ts';
import {sentence} from '../summary/sentence.ts';
import type {ExportJob, Mark} from './take.ts';

/** Text that Markdown shows as it is. */
export const prose = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .replace(/^(\s*)([-+=]|\d+(?=[.)]))/, '$1\\$2');

/** Text in a code span, longer than any run of backticks in it. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 && shown !== '' ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

const place = ({at: {file, line, offset}}: EventDetail): string =>
  offset < 0 ? file : line === undefined ? `${file}, byte ${grouped(offset)}` : `${file}:${line}`;

export const inTime = (marks: readonly Mark[]): readonly Mark[] => marks.toSorted((a, b) => a.id.time - b.id.time);

export const reportHead = ({marks, command}: Pick<ExportJob, 'marks' | 'command'>): string =>
  [
    '# Audit log: bookmarks and notes',
    '',
    `${marks.length === 1 ? 'One event' : `${grouped(marks.length)} events`}, oldest first; times are UTC. This prints the rows among which they were found:`,
    '',
    ...command.split('\n').map(line => `    ${visible(line)}`),
    '',
  ].join('\n');

/** One bookmark; without `detail` the event could not be read again, for `reason`. */
export function reportEntry(
  {id, note}: Mark,
  found: {readonly detail: EventDetail} | {readonly reason: string},
  reveal: boolean,
): string {
  const what =
    'detail' in found
      ? prose(sentence(reveal ? found.detail.event : redact(found.detail.event).event))
      : prose(`This event could not be read again: ${found.reason}`);
  return [
    '',
    `## ${id.time > 0 ? formatMicroTime(id.time) : 'No time'}`,
    '',
    what,
    ...(note === '' ? [] : ['', `> ${prose(note)}`]),
    '',
    `- auditID ${code(id.auditID)}, stage ${id.stage}`,
    ...('detail' in found ? [`- ${code(place(found.detail))}`] : []),
    '',
  ].join('\n');
}
