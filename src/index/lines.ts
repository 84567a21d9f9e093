// Line numbers. A file that is read from its end has none until its beginning is reached.
import type {Block, Input} from '../ingest/block.ts';

const NEWLINE = 10;

export function countNewlines(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let count = 0;
  for (let i = bytes.indexOf(NEWLINE, from); i !== -1 && i < to; i = bytes.indexOf(NEWLINE, i + 1)) count++;
  return count;
}

/** Newlines of the blocks seen so far, and which inputs have been seen whole. */
export class LineNumbers {
  /** For each input, newlines by the start of their block. */
  readonly #blocks = new Map<Input, Map<number, number>>();
  readonly #whole = new Set<Input>();

  /** So many newlines were found in a block, or in what was appended to it. */
  addBlock(block: Block, newlines: number): void {
    this.#add(block.input, block.start, newlines);
  }

  /** A line that was skipped, and is in no block. */
  addSkipped(input: Input, offset: number): void {
    this.#add(input, offset, 1);
  }

  finish(input: Input): void {
    this.#whole.add(input);
  }

  /** Those found in a block so far. */
  newlinesOf(block: Block): number {
    return this.#blocks.get(block.input)?.get(block.start) ?? 0;
  }

  /** 1-based line at `newlines` newlines after the start of a block, or `undefined` while that is not known. */
  lineAt(block: Block, newlines: number): number | undefined {
    if (block.input.kind === 'plain' && !this.#whole.has(block.input)) return undefined;
    let line = 1 + newlines;
    for (const [start, count] of this.#blocks.get(block.input) ?? []) if (start < block.start) line += count;
    return line;
  }

  #add(input: Input, start: number, newlines: number): void {
    const blocks = this.#blocks.get(input) ?? new Map<number, number>();
    blocks.set(start, (blocks.get(start) ?? 0) + newlines);
    this.#blocks.set(input, blocks);
  }
}
