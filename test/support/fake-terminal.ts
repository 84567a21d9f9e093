// The explorer in this process on a terminal emulator: real Ink, real escape sequences, any size.
import {PassThrough} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';
import headless from '@xterm/headless';
import {explore} from '../../src/screen/explore.tsx';
import type {ExploreOptions} from '../../src/screen/opening.ts';
import type {Source} from '../../src/source/source.ts';
import {until} from './terminal.ts';

type Size = {columns: number; rows: number};

export class FakeTerminal {
  readonly #screen: InstanceType<typeof headless.Terminal>;
  readonly #stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => this.#stdin,
    ref: () => {},
    unref: () => {},
  });
  readonly #stdout: PassThrough & Size;
  output = '';
  readonly done: Promise<number>;

  constructor(source: Source, size: Size, options: ExploreOptions = {}) {
    this.#screen = new headless.Terminal({
      cols: size.columns,
      rows: size.rows,
      allowProposedApi: true,
      convertEol: true,
    });
    this.#stdout = Object.assign(new PassThrough(), {...size, isTTY: true});
    this.#stdout.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
      this.#screen.write(chunk);
    });
    this.done = explore({
      source,
      stdin: this.#stdin as unknown as ReadStream,
      stdout: this.#stdout as unknown as WriteStream,
      options: {env: {}, ...options},
    });
  }

  get lines(): readonly string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from(
      {length: this.#screen.rows},
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
  }

  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  get mouse(): string {
    return this.#screen.modes.mouseTrackingMode;
  }

  /** Whether the cell is drawn inverse, as the cursor's row is. */
  isInverse(x: number, y: number): boolean {
    return this.#screen.buffer.active.getLine(y)?.getCell(x)?.isInverse() !== 0;
  }

  write(keys: string): this {
    this.#stdin.write(keys);
    return this;
  }

  /** Another program writes to the same terminal. */
  scribble(text: string): void {
    this.#screen.write(text);
  }

  resize(size: Size): void {
    this.#screen.resize(size.columns, size.rows);
    Object.assign(this.#stdout, size);
    this.#stdout.emit('resize');
  }

  async shows(what: string | RegExp): Promise<void> {
    const found = () =>
      typeof what === 'string' ? this.lines.join('\n').includes(what) : what.test(this.lines.join('\n'));
    await until(found, `the screen shows ${what}:\n${this.lines.join('\n')}`).catch(() => {
      throw new Error(`the screen never shows ${what}\n${this.lines.join('\n')}`);
    });
  }
}
