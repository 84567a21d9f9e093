// A program in a real pseudo-terminal, with a terminal emulator that reads what it draws.
import {readFileSync} from 'node:fs';
import pty from '@lydell/node-pty';
import headless from '@xterm/headless';

export type Size = {readonly columns: number; readonly rows: number};

/** Milliseconds until what never comes is called so: far more than it takes on a machine with twenty other things to do. */
export const PATIENCE = 60_000;

/** Waits for what is claimed, instead of for a time. */
export async function until(isTrue: () => boolean, what: string, limitMs = PATIENCE): Promise<void> {
  const start = performance.now();
  while (!isTrue()) {
    if (performance.now() - start > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

const MODES = ['applicationCursorKeysMode', 'bracketedPasteMode', 'mouseTrackingMode', 'sendFocusMode'] as const;

/** What the program asked of the terminal, given back. */
export const GIVEN_BACK = {
  alternateScreen: false,
  cursorHidden: false,
  applicationCursorKeysMode: false,
  bracketedPasteMode: false,
  mouseTrackingMode: 'none',
  sendFocusMode: false,
};

export class TestTerminal {
  readonly #pty: pty.IPty;
  readonly #screen: InstanceType<typeof headless.Terminal>;
  /** Everything the program wrote. */
  output = '';
  /** Of the last write, `performance.now()`. */
  lastWrite = 0;
  exit: {readonly code: number; readonly signal: number | undefined} | undefined;
  #cursorHidden = false;

  constructor(
    command: string,
    args: readonly string[],
    size: Size,
    env: Readonly<Record<string, string | undefined>> = {},
  ) {
    this.#screen = new headless.Terminal({
      cols: size.columns,
      rows: size.rows,
      allowProposedApi: true,
      scrollback: 1000,
    });
    const merged = {
      ...process.env,
      TERM: 'xterm-256color',
      COLORTERM: '',
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      CI: undefined,
      LC_ALL: 'C.UTF-8',
      ...env,
    };
    this.#pty = pty.spawn(command, [...args], {
      name: merged.TERM,
      cols: size.columns,
      rows: size.rows,
      env: Object.fromEntries(Object.entries(merged).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    });
    this.#pty.onData(data => {
      this.output += data;
      this.lastWrite = performance.now();
      for (const [, state] of data.matchAll(/\x1b\[\?25([hl])/g)) this.#cursorHidden = state === 'l';
      this.#screen.write(data);
    });
    this.#pty.onExit(({exitCode, signal}) => {
      this.exit = {code: exitCode, signal: signal === 0 ? undefined : signal};
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The visible lines, trailing spaces cut. */
  get lines(): readonly string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from(
      {length: this.#screen.rows},
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** The cells of the visible screen, for pictures and colour checks. */
  get screen(): InstanceType<typeof headless.Terminal> {
    return this.#screen;
  }

  /** Modes that a program must give back. */
  get modes() {
    return {
      alternateScreen: this.#screen.buffer.active.type === 'alternate',
      cursorHidden: this.#cursorHidden,
      ...Object.fromEntries(MODES.map(mode => [mode, this.#screen.modes[mode]])),
    };
  }

  write(keys: string): void {
    this.#pty.write(keys);
  }

  /** Types keys, then waits until the screen shows `wanted`. */
  async type(keys: string, wanted: string | RegExp): Promise<void> {
    this.write(keys);
    await this.shows(wanted);
  }

  async shows(wanted: string | RegExp, limitMs?: number): Promise<void> {
    const found = () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text));
    try {
      await until(found, `the screen shows ${wanted}`, limitMs);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.text}`);
    }
  }

  resize({columns, rows}: Size): void {
    this.#pty.resize(columns, rows);
    this.#screen.resize(columns, rows);
  }

  kill(signal = 'SIGKILL'): void {
    this.#pty.kill(signal);
  }

  async exited(limitMs?: number): Promise<number> {
    await until(() => this.exit !== undefined, 'the program has ended', limitMs);
    await new Promise(resolve => setTimeout(resolve, 20));
    return this.exit!.code;
  }
}

/** The runtime that `npm run` would choose. */
export const NODE = process.execPath;
export const ROOT = new URL('../..', import.meta.url).pathname;
export const BIN = `${ROOT}bin/audit-tui.js`;

/** The executable to test in place of the program under Node.js, if this variable names it. */
const EXECUTABLE = process.env.AUDIT_TUI_TEST_EXECUTABLE;
export const IS_EXECUTABLE = EXECUTABLE !== undefined;

/** What end-to-end tests start, and the arguments that come before theirs. */
export const PROGRAM = EXECUTABLE ?? NODE;
export const FIRST: readonly string[] = IS_EXECUTABLE ? [] : [BIN];
/** The same as words of a shell. */
export const COMMAND = [PROGRAM, ...FIRST].join(' ');
export const version = (): string => JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).version;
