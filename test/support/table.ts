// A table of given events without a file behind it.
import type {AuditEvent} from '../../src/audit/event.ts';
import {Requests} from '../../src/index/requests.ts';
import {Table} from '../../src/index/table.ts';
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

/** One block; requests joined. */
export function tableOf(events: readonly AuditEvent[]): {readonly table: Table; readonly requests: Requests} {
  const table = new Table();
  const requests = new Requests(table);
  table.startBlock(blockAt(0));
  for (const event of events) {
    table.push(event, table.size * 100, 99, 0);
    requests.add(table.size - 1);
  }
  return {table, requests};
}
