// How fast `audit-tui load` writes: its reader and its writer, into a table of its own.
import {findInputs} from '../src/ingest/find.ts';
import {readInput} from '../src/ingest/read.ts';
import type {ClientEngine} from '../src/source/clickhouse/connect.ts';
import {Loader} from '../src/source/clickhouse/load.ts';
import {recordsOf} from '../src/source/clickhouse/stored.ts';
import {createTable} from '../src/source/clickhouse/table.ts';
import {run, tableNamed} from '../test/clickhouse/engine.ts';

/** Events after which the rate is known well enough. */
const ENOUGH = 100_000;

/** Events a second, and a second of the processor. */
export type Rate = {readonly ms: number; readonly cpu: number};

export async function loadRate(engine: ClientEngine, log: string): Promise<Rate> {
  const table = tableNamed('loaded');
  await run(engine, createTable(table));
  const {inputs} = await findInputs([log], {rotated: false});
  const loader = new Loader(engine, table);
  const before = process.cpuUsage();
  const start = performance.now();
  for (const input of inputs) {
    for await (const item of readInput(input)) {
      if ('problem' in item) continue;
      for (const {stored} of recordsOf(item)) for (const one of stored) await loader.add(one);
      if (loader.written >= ENOUGH) break;
    }
  }
  await loader.flush();
  for (const input of inputs) await input.close();
  const {user, system} = process.cpuUsage(before);
  const {written} = loader;
  return {ms: (written * 1000) / (performance.now() - start), cpu: (written * 1e6) / (user + system)};
}
