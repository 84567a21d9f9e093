// What the terminal is sent between Ink and itself: differences, nothing twice, and nothing that is out of date.
import {EventEmitter} from 'node:events';
import headless from '@xterm/headless';
import {describe, expect, test} from 'vitest';
import {FrameSink} from '../../../src/screen/frame/sink.ts';

const COLUMNS = 20;
const ROWS = 4;
const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l'];
/** As Ink erases what it drew before. */
const ERASE = `${'\x1b[2K\x1b[1A'.repeat(ROWS - 1)}\x1b[2K\x1b[G`;

/** A terminal that takes what it is sent at once, or when it is told to. */
class Terminal extends EventEmitter {
  columns = COLUMNS;
  rows = ROWS;
  writable = true;
  isStalled = false;
  readonly sent: string[] = [];
  readonly #held: (() => void)[] = [];

  write(chunk: string, done?: () => void): boolean {
    this.sent.push(chunk);
    if (this.isStalled) this.#held.push(() => done?.());
    else done?.();
    return !this.isStalled;
  }

  goOn(): void {
    this.isStalled = false;
    for (const done of this.#held.splice(0)) done();
  }

  async lines(): Promise<readonly string[]> {
    const screen = new headless.Terminal({cols: this.columns, rows: this.rows, allowProposedApi: true});
    await new Promise<void>(resolve => screen.write(this.sent.join(''), resolve));
    return Array.from({length: this.rows}, (_, y) => screen.buffer.active.getLine(y)!.translateToString(true));
  }
}

function begun() {
  const terminal = new Terminal();
  const sink = new FrameSink(terminal as never);
  const draw = (...lines: readonly string[]) => {
    sink.write(BEGIN);
    sink.write(ERASE + lines.join('\n'));
    sink.write(END);
  };
  return {terminal, sink, draw};
}

describe('the sink', () => {
  test('sends the first frame whole and of the next only what changed', async () => {
    const {terminal, draw} = begun();
    draw('one', 'two', 'three', 'four');
    const first = terminal.sent.join('').length;
    draw('one', 'two', 'thrice', 'four');
    expect(await terminal.lines()).toEqual(['one', 'two', 'thrice', 'four']);
    expect(terminal.sent.join('').length - first).toBeLessThan(BEGIN.length + END.length + 16);
  });

  test('sends nothing for the same frame', () => {
    const {terminal, draw} = begun();
    draw('one', 'two', 'three', 'four');
    const {length} = terminal.sent;
    draw('one', 'two', 'three', 'four');
    expect(terminal.sent.length).toBe(length);
  });

  test('of many frames that a terminal cannot take it sends the newest when it can', async () => {
    const {terminal, draw} = begun();
    draw('one', 'two', 'three', 'four');
    terminal.isStalled = true;
    for (let n = 0; n < 1000; n++) draw(`${n}`, 'two', 'three', 'four');
    // One was under way when it stopped taking.
    expect(terminal.sent.length).toBe(2);
    terminal.goOn();
    expect(terminal.sent.length).toBe(3);
    expect(await terminal.lines()).toEqual(['999', 'two', 'three', 'four']);
  });

  test('who waits for what was drawn waits for the newest frame', () => {
    const {terminal, sink, draw} = begun();
    terminal.isStalled = true;
    draw('one');
    draw('two');
    let isDrawn = false;
    sink.write('', () => {
      isDrawn = true;
    });
    expect(isDrawn).toBe(false);
    terminal.goOn();
    expect(terminal.sent.join('')).toContain('tw');
    expect(isDrawn).toBe(true);
  });

  test.each<[claim: string, between: (sink: FrameSink, terminal: Terminal) => void]>([
    [
      'the size is another',
      (_, terminal) => {
        terminal.rows = ROWS + 1;
      },
    ],
    [
      'the screen was left and entered',
      sink => {
        sink.write('\x1b[?1049l');
        sink.write('\x1b[?1049h');
      },
    ],
    [
      'Ink has erased its frame',
      sink => {
        sink.write(ERASE);
      },
    ],
  ])('sends a frame whole after %s', (_, between) => {
    const {terminal, sink, draw} = begun();
    draw('one', 'two', 'three', 'four');
    between(sink, terminal);
    terminal.sent.length = 0;
    draw('one', 'two', 'three', 'four');
    expect(terminal.sent.join('')).toMatch(/one.*two.*three.*four/s);
  });

  test('paints everything again when it is asked to, without a new frame', () => {
    const {terminal, sink, draw} = begun();
    draw('one', 'two', 'three', 'four');
    terminal.sent.length = 0;
    sink.repaint();
    expect(terminal.sent.join('')).toMatch(/one.*two.*three.*four/s);
  });

  test('modes go through as they are, also inside of a frame', () => {
    const {terminal, sink} = begun();
    sink.write('\x1b[?2004h');
    sink.write(BEGIN);
    sink.write('\x1b[?25l');
    sink.write('text');
    sink.write(END);
    expect(terminal.sent.slice(0, 2)).toEqual(['\x1b[?2004h', '\x1b[?25l']);
  });

  test('a frame of a screen that was left is not sent any more', () => {
    const {terminal, sink, draw} = begun();
    draw('one');
    terminal.isStalled = true;
    draw('two');
    draw('three');
    sink.write('\x1b[?1049l');
    terminal.goOn();
    expect(terminal.sent.at(-1)).toMatch(/\x1b\[\?1049l$/);
  });

  test('a terminal without another screen goes on below the last frame, in place of its keys', () => {
    const {terminal, sink, draw} = begun();
    draw('one');
    sink.write('\x1b[?1049l');
    expect(terminal.sent.at(-1)).toBe(`\x1b[${terminal.rows};1H\x1b[K\x1b[?1049l`);
  });
});
