// Mutated lines by the thousand: FUZZ_LINES sets how many (a night: a million), FUZZ_SEED where they begin. A failing line is printed
// with the seed of its block; keep it in kernel.test.ts.
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Random} from '../../../scripts/samples/random.ts';
import {Comparison} from './compare.ts';
import {event, type Pair} from './generate.ts';
import {lineOf, mutateBytes, mutateTree} from './mutate.ts';

const LINES = Number(process.env.FUZZ_LINES ?? 20_000);
const SEED = process.env.FUZZ_SEED ?? '1';
const LINES_A_BLOCK = 200;

const sample = readFileSync(new URL('../../../sample-logs/audit.log', import.meta.url));
const sampleLines: Buffer[] = [];
for (let start = 0; start < sample.length; ) {
  const end = sample.indexOf(10, start);
  if (end - start < 20_000) sampleLines.push(sample.subarray(start, end));
  start = end + 1;
}

/** Half of the lines have parts of others before them: the kernel remembers some parts whole. */
function line(random: Random, before: Pair[][]): Buffer {
  if (random.chance(0.2)) return random.pick(sampleLines);
  const pairs = event(random);
  if (before.length > 0 && random.chance(0.5)) {
    const other = random.pick(before);
    for (const pair of pairs) {
      const value = other.find(({key}) => key === pair.key)?.value;
      if (value !== undefined && random.chance(0.8)) pair.value = structuredClone(value);
    }
  }
  before.push(structuredClone(pairs));
  for (let n = random.pick([0, 0, 0, 1, 1, 2]); n > 0; n--) mutateTree(pairs, random);
  return lineOf(pairs);
}

function block(random: Random): Buffer {
  const lines: Buffer[] = [];
  const before: Pair[][] = [];
  for (let n = 0; n < LINES_A_BLOCK; n++) {
    let bytes = line(random, before);
    for (let m = random.pick([0, 0, 1, 1, 2]); m > 0; m--) bytes = mutateBytes(bytes, line(random, before), random);
    lines.push(bytes, Buffer.from('\n'));
  }
  if (random.chance(0.5)) lines.pop();
  return Buffer.concat(lines);
}

test(`${LINES} mutated lines: wherever the kernel accepts, its columns are those of JSON.parse`, {
  timeout: 3_600_000,
}, () => {
  const comparison = new Comparison();
  for (let n = 0; n * LINES_A_BLOCK < LINES; n++) {
    const seed = `fuzz ${SEED} ${n}`;
    expect(comparison.differences(block(new Random(seed))), `seed '${seed}'`).toEqual([]);
  }
  const {lines, declined, brokenBodies} = comparison.counts;
  console.log(`${lines} lines, ${lines - declined} accepted, of these ${brokenBodies} with a broken body`);
  // Otherwise nothing would have been compared.
  expect(lines - declined).toBeGreaterThan(lines / 10);
});
