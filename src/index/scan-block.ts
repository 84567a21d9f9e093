// From the bytes of a block to a chunk of rows. Pure: no files, no threads. The kernel takes the lines that the API server
// writes; every other record goes through JSON.parse, which is also all there is where no kernel can run.
import type {Framing} from '../ingest/block.ts';
import {nextRecordEnd} from '../ingest/lines.ts';
import {readRecord} from '../ingest/record.ts';
import {ChunkBuilder, LocalDictionaries, type ScannedChunk} from './chunk.ts';
import {countNewlines} from './lines.ts';

const NEWLINE = 10;
/** Bytes of a small event: so many rows are expected. */
const BYTES_A_ROW = 640;

export type Scanner = {
  /** `bytes` are whole records. They are read only during the call. */
  scan(bytes: Uint8Array, framing: Framing): ScannedChunk;
};

/** A scanner with dictionaries of its own, for blocks one after another. */
export function createScanner(): Scanner {
  const dictionaries = new LocalDictionaries();
  return {
    scan(bytes, framing) {
      if (dictionaries.isFull) dictionaries.reset();
      return scanRecords(bytes, framing, new ChunkBuilder(dictionaries, bytes.length / BYTES_A_ROW));
    },
  };
}

function scanRecords(bytes: Uint8Array, framing: Framing, builder: ChunkBuilder): ScannedChunk {
  let newlines = 0;
  let records = 0;
  for (let start = 0; start < bytes.length; records++) {
    const end = nextRecordEnd(bytes, start, framing);
    addRecord(bytes, start, end, newlines, builder);
    newlines += framing === 'lines' ? Number(bytes[end - 1] === NEWLINE) : countNewlines(bytes, start, end);
    start = end;
  }
  return builder.finish(newlines, records);
}

/** The slow path: one record, its newline included, through JSON.parse. */
function addRecord(bytes: Uint8Array, start: number, end: number, newlines: number, builder: ChunkBuilder): void {
  const record = readRecord(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'));
  const length = bytes[end - 1] === NEWLINE ? end - 1 - start : end - start;
  for (const [item, event] of record.items.entries()) builder.addEvent(event, start, length, item);
  for (const problem of record.problems) builder.addProblem({...problem, offset: start, newlines});
}
