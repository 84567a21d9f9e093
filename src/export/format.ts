// What an output format is: rows in, text out, a piece at a time. Formats hold at most a few rows, so that any number of events
// streams through them; where the text goes is the business of cli.
import type {FieldName} from '../audit/fields.ts';
import type {EventDetail, Row} from '../source/source.ts';

export type ExportItem = {
  /** Its cells are those of `cellsFor`. */
  readonly row: Row;
  /** Needed by formats of events. */
  readonly detail?: EventDetail;
};

export type FormatOptions = {
  /** The columns asked for; absent: the usual ones. */
  readonly fields?: readonly FieldName[];
  /** Every stage event is a row, so that rows say their stage. */
  readonly allStages?: boolean;
  /** Text goes to a terminal: what could act on it or hide is shown by a symbol. Else every byte stays. */
  readonly toTerminal: boolean;
  /** Of the terminal, in columns. Tables are cut to it. */
  readonly width?: number;
  /** Zone of the times in tables; the other formats are for programs and stay in UTC. */
  readonly zone?: 'utc' | 'local';
  /** Secrets stay in clear. */
  readonly reveal: boolean;
};

/** One output under way. Each call gives the text to write next, perhaps none. */
export type Writer = {
  readonly begin: () => string;
  readonly item: (item: ExportItem) => string;
  readonly end: () => string;
};

export type Format = {
  readonly name: string;
  readonly doc: string;
  /** What an item must hold: nothing, its cells, or the whole event. */
  readonly needs: 'count' | 'row' | 'event';
  readonly open: (options: FormatOptions) => Writer;
};

const USUAL: readonly FieldName[] = [
  'stageTimestamp',
  'verb',
  'responseStatus.code',
  'user.username',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'objectRef.name',
  'path',
  'took',
  'priority',
  'rule',
  'output',
];

/** The cells to ask a source for, in their order. */
export function cellsFor({needs}: Pick<Format, 'needs'>, options: FormatOptions): readonly FieldName[] {
  if (needs !== 'row') return [];
  return options.fields ?? (options.allStages ? [USUAL[0]!, 'stage', ...USUAL.slice(1)] : USUAL);
}

/** The whole output, a piece at a time; the next item is taken when the piece before it has been. */
export async function* exportText(
  format: Format,
  items: AsyncIterable<ExportItem> | Iterable<ExportItem>,
  options: FormatOptions,
): AsyncGenerator<string, void, void> {
  const writer = format.open(options);
  const first = writer.begin();
  if (first !== '') yield first;
  for await (const item of items) {
    const text = writer.item(item);
    if (text !== '') yield text;
  }
  const last = writer.end();
  if (last !== '') yield last;
}
