// A line of the timeline's list, and lines of words.
import {type Line, span} from '../line.ts';
import type {WithDate, Zone} from '../time-text.ts';
import type {Identity} from '../timeline/gather.ts';
import type {Entry} from '../timeline/timeline.ts';
import {wrapWords} from '../words.ts';

export type TimelineRow = {readonly key: string; readonly entry: Entry; readonly line: Line};

export type Look = {
  readonly width: number;
  readonly zone: Zone;
  readonly withDate: WithDate;
  readonly by: Identity['by'];
};

export const WORDS: Entry = {kind: 'words'};
export const words = (key: string, text: string, width: number, style: 'dim' | 'title' | 'warn' | 'error' = 'dim') =>
  wrapWords(text, Math.max(8, width - 4)).map(
    (part, at): TimelineRow => ({
      key: `${key} ${at}`,
      entry: WORDS,
      line: [span(at === 0 ? ' ' : '   '), span(part, style)],
    }),
  );
