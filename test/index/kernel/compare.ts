// Two scanners over the same bytes, row by row: what the kernel accepts must be what JSON.parse says.
import {buildKernel} from '../../../scripts/kernel.ts';
import type {ScannedChunk} from '../../../src/index/chunk.ts';
import {CODED_FIELDS, type CodedValue} from '../../../src/index/coded.ts';
import {createKernel} from '../../../src/index/kernel/kernel.ts';
import {kernelModule} from '../../../src/index/kernel/load.ts';
import {createScanner, type Scanner} from '../../../src/index/scan-block.ts';

await buildKernel();

/** A scanner with a kernel. @throws Error where it cannot run, so that no test passes by comparing the slow path to itself. */
export function fastScanner(): Scanner {
  const kernel = createKernel(kernelModule());
  if (kernel === undefined) throw new Error('the kernel cannot run here');
  return createScanner(kernel);
}

/** Puts values in the place of codes, as the table would. */
export class Decoder {
  #values: CodedValue[][] = [];

  /** One text a row, with all that the chunk has of it, by the offset of its record and its item. */
  rows(chunk: ScannedChunk): Map<string, string> {
    if (chunk.fresh) this.#values = CODED_FIELDS.map(() => []);
    for (const [field, values] of chunk.values.entries()) this.#values[field]!.push(...values);
    const others = new Map(chunk.otherIDs);
    const rows = new Map<string, string>();
    for (let row = 0; row < chunk.rows; row++) {
      const values = CODED_FIELDS.map(({name}, field) => {
        const code = chunk.codes[field]![row]!;
        if (code === 0) return '';
        const value = this.#values[field]![code - 1];
        if (value === undefined) throw new Error(`${name} has code ${code}, which no chunk brought`);
        return `${name}=${JSON.stringify(value)}`;
      });
      rows.set(
        `${chunk.offset[row]} ${chunk.item?.[row] ?? 0}`,
        [
          chunk.length[row],
          chunk.stageTime[row],
          chunk.sinceReceived[row],
          chunk.auditID.subarray(row * 4, row * 4 + 4).join('-'),
          others.get(row) ?? '',
          ...values.filter(value => value !== ''),
        ].join('\n'),
      );
    }
    return rows;
  }
}

/** The event without its bodies, for each place where they may end. */
function withoutBodies(line: string): string[] {
  const head = /,"(?:requestObject|responseObject)":/.exec(line)?.index ?? line.length;
  return [...line.slice(head).matchAll(/,"requestReceivedTimestamp":"/g)]
    .map(({index}) => line.slice(0, head) + line.slice(head + index))
    .filter(isJson);
}

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Rows and problems of one line by themselves. */
function alone(line: string): string {
  const chunk = createScanner().scan(Buffer.from(line), 'lines');
  const rows = [...new Decoder().rows(chunk).values()];
  return [...rows.map(row => row.slice(row.indexOf('\n'))), ...chunk.problems.map(({code}) => code)].join('\n');
}

export type Counts = {lines: number; declined: number; brokenBodies: number};

export class Comparison {
  readonly counts: Counts = {lines: 0, declined: 0, brokenBodies: 0};
  readonly #fast = fastScanner();
  readonly #slow = createScanner();
  readonly #fastRows = new Decoder();
  readonly #slowRows = new Decoder();

  /** Scans `bytes` both ways. Returns what differs, a text a line: nothing if all is well. */
  differences(bytes: Uint8Array): string[] {
    const fast = this.#fast.scan(bytes, 'lines');
    const slow = this.#slow.scan(bytes, 'lines');
    const wrong: string[] = [];
    if (fast.newlines !== slow.newlines) wrong.push(`${fast.newlines} newlines instead of ${slow.newlines}`);
    const offsets = [...fast.offset];
    if (offsets.some((offset, i) => i > 0 && offset < offsets[i - 1]!)) wrong.push('rows are out of order');
    const fastRows = this.#fastRows.rows(fast);
    const slowRows = this.#slowRows.rows(slow);
    // Only the first ones of a chunk have their text, and the kernel leaves out those of bodies that it skips.
    const problemsBy = (chunk: ScannedChunk) =>
      Map.groupBy(
        chunk.problems.map(({text: _, ...problem}) => problem),
        ({offset}) => offset,
      );
    const fastProblems = problemsBy(fast);
    const slowProblems = problemsBy(slow);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf(10, start);
      const end = newline === -1 ? text.length : newline;
      if (end > start) {
        this.counts.lines++;
        const got = itemsAt(fastRows, start) + JSON.stringify(fastProblems.get(start) ?? []);
        const expected = itemsAt(slowRows, start) + JSON.stringify(slowProblems.get(start) ?? []);
        if (got !== expected) {
          const line = text.toString('utf8', start, end);
          const row = fastRows.get(`${start} 0`);
          const isBrokenBody =
            row !== undefined &&
            !isJson(line) &&
            withoutBodies(line).some(rest => row.slice(row.indexOf('\n')) === alone(rest));
          if (isBrokenBody) this.counts.brokenBodies++;
          else wrong.push(`${line}\n  kernel:\n${got}\n  JSON.parse:\n${expected}`);
        }
      }
      start = end + 1;
    }
    this.counts.declined += fast.declined;
    return wrong;
  }
}

function itemsAt(rows: ReadonlyMap<string, string>, offset: number): string {
  let all = '';
  for (let item = 0; rows.has(`${offset} ${item}`); item++) all += `${rows.get(`${offset} ${item}`)}\n`;
  return all;
}
