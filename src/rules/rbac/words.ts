// What was seen of a subject, and what was not, in words.
import {counted, grouped} from '../../audit/numbers.ts';
import {formatMicroTime, formatTook} from '../../audit/time.ts';
import type {About} from '../../source/source.ts';
import type {Collected} from './collect.ts';
import type {Expansion} from './grants.ts';
import {type Subject, subjectText} from './subject.ts';

const minute = (time: number): string => `${formatMicroTime(time).slice(0, 16).replace('T', ' ')}`;

/** `2026-11-20 09:20 to 2026-11-20 10:30 UTC (1h10m)` */
export function extentText({extent}: About): string {
  if (extent === undefined) return 'of no known time';
  return `${minute(extent.from)} to ${minute(extent.to)} UTC (${formatTook(extent.to - extent.from)})`;
}

export type Wanted = {
  readonly subject: Subject;
  readonly expansions: readonly Expansion[];
  /** What was refused is covered too. */
  readonly denied: boolean;
};

function neededText({subject, expansions, denied}: Wanted, {counts, acting}: Collected): string {
  const own = denied ? counts.allowed + counts.refused : counts.allowed;
  const requests = [
    ...(own > 0 || acting === 0
      ? [`${counted(own, 'request')}${denied ? `, ${grouped(counts.refused)} of them refused` : ''}`]
      : []),
    ...(acting > 0 ? [`${counted(acting, 'request')} made as somebody else`] : []),
  ];
  const more = expansions.length === 0 ? '' : `; expanded by ${expansions.join(', ')}`;
  return `What ${subjectText(subject)} was seen to need: ${requests.join(' and ')}${more}.`;
}

/**
 * What stands above roles: not yet safe for a terminal.
 * @param deny what the reader presses or writes to have refused requests covered
 */
export function seenSentences(wanted: Wanted, collected: Collected, about: About, deny: string): readonly string[] {
  const {refused, unknown} = collected.counts;
  return [
    neededText(wanted, collected),
    `Seen in ${about.name}, ${extentText(about)}. What was not done then, or not logged, is not in it.`,
    ...(refused > 0 && !wanted.denied
      ? [`Refused, and not covered: ${counted(refused, 'request')}; ${deny} covers them.`]
      : []),
    ...(unknown > 0 ? [`Not known to be allowed, and not covered: ${counted(unknown, 'request')}.`] : []),
    ...collected.notes.map(note => `${note}.`),
  ];
}
