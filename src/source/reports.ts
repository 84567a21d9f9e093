// What the local source says about its inputs.
import {counted} from '../audit/numbers.ts';
import type {InputStats} from '../index/input-log.ts';
import type {Store} from '../index/store.ts';
import type {InputReport, Note} from './source.ts';

const reportOf = ({name, kind, bytes, lines, events, forms, from, to, state}: InputStats): InputReport => ({
  name,
  kind,
  bytes,
  lines,
  events,
  forms: [...forms].map(([form, count]) => ({form, count})).sort((a, b) => b.count - a.count),
  ...(from <= to ? {from, to} : {}),
  state,
});

/** Those that were read, then those that were not. */
export const inputReports = (
  read: readonly InputStats[],
  skipped: readonly {readonly path: string; readonly reason: string}[],
): readonly InputReport[] => [
  ...read.map(reportOf),
  ...skipped.map(
    ({path, reason}): InputReport => ({
      name: path,
      kind: path.endsWith('.gz') ? 'gzip' : 'plain',
      bytes: 0,
      events: 0,
      forms: [],
      state: 'skipped',
      note: reason,
    }),
  ),
];

export function notesOf(store: Store): readonly Note[] {
  const {duplicates} = store.requests;
  const twice = `${counted(duplicates, 'event is', 'events are')} there more than once`;
  return [...store.inputs.oddities(), ...(duplicates > 0 ? [{kind: 'duplicates' as const, text: twice}] : [])];
}
