// The scan of a block alone, in one process and on one thread: kernel, slow path, and JSON.parse and nothing else.
//     node bench/kernel.ts [MB]
import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {buildKernel} from '../scripts/kernel.ts';
import {createKernel} from '../src/index/kernel/kernel.ts';
import {kernelModule} from '../src/index/kernel/load.ts';
import {createScanner, type Scanner} from '../src/index/scan-block.ts';
import {logOf, type Mix} from './data.ts';

const BLOCK = 8 << 20;
const RUNS = 5;

const megabytes = Number(process.argv[2] ?? 200);

/** Blocks of whole lines, read one after another to `target(length)`. */
function* blocksOf(path: string, target: (length: number) => Uint8Array): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const {size} = fstatSync(file);
    for (let position = 0; position < size; ) {
      const bytes = target(Math.min(BLOCK, size - position));
      const got = readSync(file, bytes, 0, bytes.length, position);
      const end = bytes.lastIndexOf(10, got - 1) + 1;
      yield bytes.subarray(0, end);
      position += end;
    }
  } finally {
    closeSync(file);
  }
}

/** The least seconds of some runs. */
function best(runs: number, work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    least = Math.min(least, (performance.now() - start) / 1000);
  }
  return least;
}

function parseOnly(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = 0; start < buffer.length; ) {
    const newline = buffer.indexOf(10, start);
    JSON.parse(buffer.toString('utf8', start, newline));
    start = newline + 1;
  }
}

const scanAll = (path: string, scanner: Scanner) => {
  let rows = 0;
  let declined = 0;
  for (const bytes of blocksOf(path, length => scanner.buffer(length))) {
    const chunk = scanner.scan(bytes, 'lines');
    rows += chunk.rows;
    declined += chunk.declined;
  }
  return {rows, declined};
};

await buildKernel();
for (const mix of ['metadata', 'mixed'] satisfies Mix[]) {
  const path = await logOf(mix, megabytes);
  const kernel = createKernel(kernelModule());
  if (kernel === undefined) throw new Error('the kernel cannot run here');
  const scanner = createScanner(kernel);
  const slow = createScanner();
  const buffer = Buffer.alloc(BLOCK);
  const inMemory = [...blocksOf(path, length => Buffer.alloc(length))];
  const bytes = inMemory.reduce((sum, block) => sum + block.length, 0);
  const print = (name: string, seconds: number) =>
    console.log(`${mix.padEnd(9)} ${name.padEnd(30)} ${(bytes / 1e6 / seconds).toFixed(0).padStart(6)} MB/s`);

  const {rows, declined} = scanAll(path, scanner);
  console.log(`${mix}: ${(bytes / 1e6).toFixed(0)} MB, ${rows} rows, ${declined} declined`);
  print(
    'kernel, reading included',
    best(RUNS, () => scanAll(path, scanner)),
  );
  print(
    'kernel, copied to its memory',
    best(RUNS, () => inMemory.map(block => scanner.scan(block, 'lines').rows)),
  );
  const [first] = inMemory;
  const again = scanner.buffer(first!.length);
  again.set(first!);
  const seconds = best(RUNS * 4, () => scanner.scan(again, 'lines'));
  print('kernel, one block in memory', (seconds * bytes) / first!.length);
  print(
    'reading alone',
    best(RUNS, () => void [...blocksOf(path, length => buffer.subarray(0, length))]),
  );
  print(
    'JSON.parse alone',
    best(2, () => inMemory.forEach(parseOnly)),
  );
  print(
    'slow path',
    best(2, () => inMemory.map(block => slow.scan(block, 'lines').rows)),
  );
}
