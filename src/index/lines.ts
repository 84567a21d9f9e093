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
  readonly #blocks = new Map<Input, {readonly start: number; readonly newlines: number}[]>();
  readonly #whole = new Set<Input>();

  addBlock(block: Block, newlines: number): void {
    const blocks = this.#blocks.get(block.input) ?? [];
    blocks.push({start: block.start, newlines});
    this.#blocks.set(block.input, blocks);
  }

  /** A line that was skipped, and is in no block. */
  addSkipped(input: Input, offset: number): void {
    const blocks = this.#blocks.get(input) ?? [];
    blocks.push({start: offset, newlines: 1});
    this.#blocks.set(input, blocks);
  }

  finish(input: Input): void {
    this.#whole.add(input);
  }

  /** 1-based line at `newlines` newlines after the start of a block, or `undefined` while that is not known. */
  lineAt(block: Block, newlines: number): number | undefined {
    if (block.input.kind === 'plain' && !this.#whole.has(block.input)) return undefined;
    const before = (this.#blocks.get(block.input) ?? []).filter(({start}) => start < block.start);
    return 1 + newlines + before.reduce((sum, other) => sum + other.newlines, 0);
  }
}
