// node bench/soak.ts [--seconds 60] [--rate 10000] [--rotations 5]: follows a log that is written and rotated as fast as that,
// and tells whether every event came once and in order, how late, and what it cost.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {Block} from '../src/ingest/block.ts';
import {findInputs} from '../src/ingest/find.ts';
import {follow} from '../src/ingest/follow.ts';
import {heldCount} from '../src/ingest/held-file.ts';
import type {OpenInput} from '../src/ingest/input.ts';

export type Soak = {
  readonly written: number;
  readonly got: number;
  /** The first few events that did not come when they should have: `soak-7 after soak-5`. */
  readonly faults: readonly string[];
  readonly problems: readonly string[];
  readonly rotated: number;
  readonly truncated: number;
  /** Of the events that were read again at the end, how many were the right ones. */
  readonly reread: {readonly right: number; readonly of: number};
  /** From the time in an event to its chunk, in milliseconds. */
  readonly late: {readonly median: number; readonly p99: number; readonly most: number};
  /** Share of one core. */
  readonly cpu: number;
  readonly megabytes: number;
  readonly chunks: number;
  /** After joining. */
  readonly blocks: number;
  readonly descriptors: number;
};

const ID = /"auditID":"soak-(\d+)"/;
const TIME = /"stageTimestamp":"([^"]+)"/;

type Place = {readonly n: number; readonly block: Block; readonly from: number; readonly to: number};

/** Takes chunks as an index would: the numbers, and some of the places. */
class Receiver {
  next = 0;
  readonly faults: string[] = [];
  readonly late: number[] = [];
  readonly places: Place[] = [];
  bytes = 0;
  chunks = 0;
  blocks = 0;
  #last: Block | undefined;

  take(block: Block, bytes: Uint8Array): void {
    this.chunks++;
    this.bytes += bytes.length;
    const before = this.#last?.length ?? 0;
    const base = this.#last?.extend?.(block) === true ? before : 0;
    if (base === 0) {
      this.#last = block;
      this.blocks++;
    }
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let from = 0; from < buffer.length; ) {
      const to = buffer.indexOf(10, from) + 1 || buffer.length;
      this.#takeLine(buffer.toString('latin1', from, to), base + from, base + to);
      from = to;
    }
  }

  #takeLine(line: string, from: number, to: number): void {
    const n = Number(ID.exec(line)?.[1] ?? Number.NaN);
    if (n !== this.next)
      this.faults.push(`${Number.isNaN(n) ? line.slice(0, 80) : `soak-${n}`} after soak-${this.next - 1}`);
    this.next = n + 1;
    if (n % 97 !== 0) return;
    this.places.push({n, block: this.#last!, from, to});
    this.late.push(Date.now() - Date.parse(TIME.exec(line)?.[1] ?? ''));
  }

  reread(): {right: number; of: number} {
    const right = this.places.filter(({n, block, from, to}) => {
      const text = Buffer.from(block.read(from, to)).toString();
      return text.includes(`"auditID":"soak-${n}"`) && text.endsWith('}\n');
    });
    return {right: right.length, of: this.places.length};
  }
}

const share = (sorted: readonly number[], part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;

export async function soak(seconds: number, rate: number, rotations: number): Promise<Soak> {
  const directory = mkdtempSync(join(tmpdir(), 'soak-'));
  const path = join(directory, 'audit.log');
  writeFileSync(path, '');
  const inputs: OpenInput[] = [];
  const problems: string[] = [];
  const receiver = new Receiver();
  const stop = new AbortController();
  let [rotated, truncated] = [0, 0];
  try {
    const {inputs: found} = await findInputs([path], {follow: true});
    inputs.push(found[0]!);
    const writer = spawn(
      process.execPath,
      [new URL('./soak-writer.ts', import.meta.url).pathname, path, `${seconds}`, `${rate}`, `${rotations}`],
      {stdio: ['ignore', 'pipe', 'inherit']},
    );
    let written = Number.NaN;
    writer.stdout.on('data', (text: Buffer) => {
      written = Number(text.toString());
      // A busy machine reads late; what never comes ends it.
      const end = performance.now() + 60_000;
      const check = setInterval(() => {
        if (receiver.next < written && performance.now() < end) return;
        clearInterval(check);
        // What comes twice would come now.
        setTimeout(() => stop.abort(), 200);
      }, 20);
    });
    writer.on('exit', code => code !== 0 && stop.abort());
    const cpu = process.cpuUsage();
    const begin = performance.now();
    for await (const item of follow(inputs[0]!, {from: 0, path, signal: stop.signal})) {
      if ('problem' in item) problems.push(`${item.problem.code}: ${item.problem.reason}`);
      else if ('rotated' in item) rotated = inputs.push(item.rotated) - 1 - truncated;
      else if ('truncated' in item) truncated += Math.sign(inputs.push(item.truncated));
      else receiver.take(item.block, item.bytes);
    }
    const used = process.cpuUsage(cpu);
    const late = receiver.late.toSorted((a, b) => a - b);
    return {
      written,
      got: receiver.next,
      faults: receiver.faults.slice(0, 5),
      problems,
      rotated,
      truncated,
      reread: receiver.reread(),
      late: {median: share(late, 0.5), p99: share(late, 0.99), most: late.at(-1) ?? 0},
      cpu: (used.user + used.system) / 1000 / (performance.now() - begin),
      megabytes: receiver.bytes / 1e6,
      chunks: receiver.chunks,
      blocks: receiver.blocks,
      descriptors: heldCount(),
    };
  } finally {
    for (const input of inputs) await input.close();
    rmSync(directory, {recursive: true, force: true});
  }
}

if (import.meta.main) {
  const {values} = parseArgs({
    options: {
      seconds: {type: 'string', default: '60'},
      rate: {type: 'string', default: '10000'},
      rotations: {type: 'string', default: '5'},
    },
  });
  const result = await soak(Number(values.seconds), Number(values.rate), Number(values.rotations));
  console.log(result);
  process.exitCode = result.got === result.written && result.faults.length === 0 ? 0 : 1;
}
