// timeline.md of a bundle: the bookmarks with their notes, then every event in a line of plain words.
import type {AuditEvent} from '../../audit/event.ts';
import {counted, grouped} from '../../audit/numbers.ts';
import {formatMicroTime, type Micros} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import type {EventId} from '../../source/source.ts';
import {sentence} from '../summary/sentence.ts';
import {prose} from '../take/report.ts';
import type {Mark} from '../take/take.ts';
import type {BundleJob} from './bundle.ts';

/** A timeline is for reading; events.jsonl has them all. */
export const MOST_LINES = 5000;

export const timelineHead = (
  {command, marks, reveal}: Pick<BundleJob, 'command' | 'marks' | 'reveal'>,
  now: Micros,
): string =>
  [
    '# Audit log: timeline of an incident',
    '',
    `Made at ${formatMicroTime(now)}. Times are UTC. Secrets are ${reveal ? 'in clear' : 'masked'}. The same events are printed by:`,
    '',
    ...command.split('\n').map(line => `    ${visible(line)}`),
    '',
    ...(marks.length === 0 ? [] : [`${counted(marks.length, 'bookmark')} with notes, oldest first:`, '']),
  ].join('\n');

export const eventsHead = ({query}: BundleJob): string =>
  ['', '## Events', '', query === '' ? 'Everything.' : prose(query), '', ''].join('\n');

/** `- 2026-11-20T10:02:11.315000Z alice deleted pod x`. `event` is masked already where it is to be. */
export function timelineLine(event: AuditEvent, {time}: EventId, mark: Mark | undefined): string {
  const when = time > 0 ? formatMicroTime(time) : 'no time';
  const note = mark === undefined ? '' : ` **bookmark${mark.note === '' ? '' : `: ${prose(mark.note)}`}**`;
  return `- ${when} ${prose(sentence(event))}${note}\n`;
}

export const leftOut = (events: number): string =>
  events > MOST_LINES ? `\n${grouped(events - MOST_LINES)} more are only in events.jsonl.\n` : '';
