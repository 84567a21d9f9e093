// A table of given events without a file behind it.
import type {AuditEvent} from '../../src/audit/event.ts';
import {ChunkBuilder, type ScannedChunk} from '../../src/index/chunk.ts';
import {LocalDictionaries} from '../../src/index/coded.ts';
import {Requests} from '../../src/index/requests.ts';
import {CodeMaps, Table} from '../../src/index/table.ts';
import type {Block, Input} from '../../src/ingest/block.ts';

export const INPUT: Input = {name: 'test.log', kind: 'plain'};

export const blockAt = (start: number, input: Input = INPUT): Block => ({
  input,
  start,
  length: 0,
  framing: 'lines',
  held: 0,
  read: () => new Uint8Array(),
});

/** One block, or one of each `sizes` and one of the rest; requests joined. */
export function tableOf(
  events: readonly AuditEvent[],
  sizes: readonly number[] = [],
): {readonly table: Table; readonly requests: Requests} {
  const table = new Table();
  const requests = new Requests(table);
  for (const size of [...sizes, events.length]) {
    const first = table.size;
    requests.append(first, addBlock(table, first * 100, events.slice(first, first + size)).requests);
  }
  return {table, requests};
}

/** A block of `events`, as a scanner of its own gives them. */
export function addBlock(table: Table, start: number, events: readonly AuditEvent[]): ScannedChunk {
  const builder = new ChunkBuilder(new LocalDictionaries());
  for (const [i, event] of events.entries()) builder.addEvent(event, i * 100, 99, 0);
  const chunk = builder.finish(events.length, 0);
  table.startBlock(blockAt(start));
  table.append(chunk, new CodeMaps());
  return chunk;
}
