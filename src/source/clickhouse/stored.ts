// Events as rows of the recommended table. The values of columns are those that the explorer reads from files: they do not
// depend on what the server's JSON functions make of a hostile event.
import {createHash} from 'node:crypto';
import type {AuditEvent, Json} from '../../audit/event.ts';
import {escapeGo, stringifyGo} from '../../audit/exact-json.ts';
import {fieldOf} from '../../audit/fields.ts';
import {formatMicroTime} from '../../audit/time.ts';
import type {Chunk} from '../../ingest/block.ts';
import {EVENT_START} from '../../ingest/event-shape.ts';
import {nextRecordEnd} from '../../ingest/lines.ts';
import type {RecordProblem} from '../../ingest/problems.ts';
import {readExactly} from '../../ingest/record.ts';
import {COLUMNS} from './table.ts';

/** The row of an event, by column. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** An event as it is to be stored: its text, and the event that was read of it. */
export type Stored = {readonly text: string; readonly event: AuditEvent};

export type RecordOf = {
  readonly stored: readonly Stored[];
  readonly problems: readonly RecordProblem[];
  readonly alerts: number;
};

/** The events of a record. What the API server wrote is kept letter by letter, also inside of a wrapper; the rest is written anew. */
export function storedOf(record: string): RecordOf {
  const {items, raw, problems} = readExactly(record);
  const whole = record.trim();
  const stored = items.flatMap((event, i) => {
    if (event.stage === 'Alert') return [];
    const text = raw[i] ?? '';
    if (text === whole) return [{text, event}];
    return [{text: text.startsWith(EVENT_START) ? escapeGo(text) : stringifyGo(event as unknown as Json), event}];
  });
  return {stored, problems, alerts: items.length - stored.length};
}

/** Records of a chunk, in their order. */
export function* recordsOf({block, bytes}: Chunk): Generator<RecordOf> {
  for (let start = 0; start < bytes.length; ) {
    const end = nextRecordEnd(bytes, start, block.framing);
    yield storedOf(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
    start = end;
  }
}

/** As the server reads a DateTime64: its zone is that of the column, UTC. */
const timeText = (micros: number): string => formatMicroTime(micros).slice(0, -1).replace('T', ' ');

export function rowOf({text, event}: Stored): StoredRow {
  const row: Record<string, unknown> = {event: text};
  for (const {field, name} of COLUMNS) {
    const {kind, read} = fieldOf(field);
    const value = read(event);
    if (kind === 'time') row[name] = timeText(typeof value === 'number' ? value : 0);
    else if (kind === 'list') row[name] = value ?? [];
    else if (kind === 'number') row[name] = value ?? null;
    else row[name] = value ?? '';
  }
  return row;
}

/** What the server's `hex(MD5(event))` is of the same text. */
export const digestOf = ({text}: Stored): string => createHash('md5').update(text).digest('hex').toUpperCase();
