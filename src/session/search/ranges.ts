// Where matches stand in lines of the detail; a line that was wrapped is searched as it was before.
import type {ContentLine} from '../detail-content.ts';
import type {Session} from '../session.ts';
import {lineText} from '../text/fit.ts';
import {type Marks, type Range, rangesIn} from './marks.ts';

/** Patterns for a line of the detail. */
export function patternsFor(marks: Marks, tab: Session['detail']['tab'], line?: ContentLine): readonly RegExp[] {
  if (tab === 'raw') return marks.raw;
  if (tab !== 'summary') return marks.body.length === 0 ? marks.anywhere : [...marks.anywhere, ...marks.body];
  const ofField = line?.field === undefined ? undefined : marks.ofField.get(line.field);
  return ofField === undefined ? marks.anywhere : [...marks.anywhere, ...ofField];
}

const MOST_IN_TAB = 1_000_000;

const textOf = ({line, continues, body}: ContentLine): {readonly text: string; readonly indent: number} => {
  const indent = continues?.indent ?? (body?.continues === true ? (line[0]?.text.length ?? 0) : 0);
  const text = lineText(line);
  return {text: indent === 0 ? text : text.slice(indent), indent};
};

/** Whether it goes on with the text of the line before. */
export const goesOn = ({continues, body}: ContentLine): boolean => continues !== undefined || body?.continues === true;

/** Of each line where matches stand in it; one that was wrapped is searched as it was before. */
export function rangesOf(
  lines: readonly ContentLine[],
  marks: Marks,
  tab: Session['detail']['tab'],
): readonly Ranges[] {
  const all: Ranges[] = [];
  for (let first = 0; first < lines.length; ) {
    let after = first + 1;
    while (after < lines.length && goesOn(lines[after]!)) after++;
    const parts = lines.slice(first, after).map(textOf);
    const whole = parts.length === 1 ? parts[0]!.text : parts.map(({text}) => text).join('');
    const found = rangesIn(whole, patternsFor(marks, tab, lines[first]), MOST_IN_TAB);
    if (parts.length === 1 || found.length === 0) {
      all.push({here: shifted(found, 0, whole.length, parts[0]!.indent), starts: found.length > 0});
      for (let more = 1; more < parts.length; more++) all.push(NOTHING);
    } else all.push(...split(parts, found));
    first = after;
  }
  return all;
}

export type Ranges = {
  readonly here: readonly Range[];
  /** Whether one of them begins in this line. */
  readonly starts: boolean;
};

const NOTHING: Ranges = {here: [], starts: false};

const shifted = (found: readonly Range[], from: number, to: number, indent: number): readonly Range[] =>
  from === 0 && indent === 0 && found.every(([, end]) => end <= to)
    ? found
    : found.map(([start, end]) => [Math.max(start, from) - from + indent, Math.min(end, to) - from + indent] as const);

/** `found` in the parts joined, by part. */
function split(parts: readonly ReturnType<typeof textOf>[], found: readonly Range[]): readonly Ranges[] {
  let from = 0;
  let next = 0;
  return parts.map(({text, indent}) => {
    const to = from + text.length;
    // Ranges come by their starts; the ones before `next` end before this part.
    while (next < found.length && found[next]![1] <= from) next++;
    const here: Range[] = [];
    for (let at = next; at < found.length && found[at]![0] < to; at++) if (found[at]![1] > from) here.push(found[at]!);
    const starts = here.some(([start]) => start >= from);
    const ranges = {here: shifted(here, from, to, indent), starts};
    from = to;
    return ranges;
  });
}
