// The explorer on a terminal, from the first frame until the terminal is given back, whatever ends it.
import type {ReadStream, WriteStream} from 'node:tty';
import {type Instance, render} from 'ink';
import {visible} from '../audit/visible.ts';
import {stateOf} from '../session/state/state.ts';
import type {Source} from '../source/source.ts';
import {App, type Terminal} from './App.tsx';
import {setBlocking} from './blocking.ts';
import {FIRST_MS, soon} from './first.ts';
import {FrameSink} from './frame/sink.ts';
import {KeyStream, MOUSE_OFF, MOUSE_ON} from './key-stream.ts';
import {type ExploreOptions, openingSession} from './opening.ts';
import {Shell} from './shell.ts';
import {sizeOf} from './size.ts';
import type {TakeHost, Taker} from './take.ts';
import {painters} from './theme.ts';

export type Explore = {
  readonly source: Source;
  /** Where keys come from: a terminal. */
  readonly stdin: ReadStream | NodeJS.ReadStream;
  readonly stdout: WriteStream;
  readonly options?: ExploreOptions;
};

/** As BSD's sysexits.h has it: an error inside the program. */
const EX_SOFTWARE = 70;

/** One sentence for people; the stack only for those who ask for it. */
function complaint(error: unknown, isDebug: boolean): string {
  const reason = error instanceof Error ? error.message : String(error);
  const stack = isDebug && error instanceof Error && error.stack !== undefined ? `${error.stack}\n` : '';
  return `audit-tui: this is a bug in audit-tui, nothing was changed: ${visible(reason)}. AUDIT_TUI_DEBUG=1 shows where.\n${stack}`;
}

/** Signals that ask to end, with their numbers. A process that they end has the exit code 128 and that number. */
const SIGNALS = {SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15} as const;

/** How long a process that was asked to end may wait for its terminal to take what is to be written, in milliseconds. */
const STALLED_MS = 2000;

/** How long a process whose terminal has gone may take to end by itself, in milliseconds. */
const GONE_MS = 500;

/** The first rows come before the policy is looked for, in milliseconds. */
const POLICY_MS = 150;

const CURSOR_ON = '\x1b[?25h';

/** As Ink and we have switched the terminal: alternate screen, no cursor, pastes in brackets, mouse. */
const ENTER = `\x1b[?1049h\x1b[?25l\x1b[?2004h${MOUSE_ON}`;

/**
 * Ink's cursor-hiding library shows the cursor once more as the process ends, on standard error whatever that is: a file
 * or a pipe shall hold only what we say.
 */
function keepCursorOutOf(stderr: NodeJS.WriteStream): void {
  if (stderr.isTTY) return;
  process.once('exit', () => {
    const write = stderr.write.bind(stderr);
    stderr.write = ((text: string) => text === CURSOR_ON || write(text)) as typeof stderr.write;
  });
}

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/**
 * Explores `source` until its user quits.
 * @returns the exit code: 0, 128 and the number of the signal that ended it, or 70 after an error of ours, which was
 * told on standard error.
 */
export async function explore({source, stdin, stdout, options = {}}: Explore): Promise<number> {
  const env = options.env ?? process.env;
  const until = performance.now() + FIRST_MS;
  const hasNews = () => source.about().events > 0 || !source.about().loading;
  await soon(hasNews, listener => source.onChange(listener), FIRST_MS);
  const session = openingSession(source, sizeOf(stdout), env, options);

  let failure: {readonly error: unknown} | undefined;
  let signal: keyof typeof SIGNALS | undefined;
  let terminal: Terminal | undefined;
  let isGone = false;
  let unkept: string | undefined;
  let instance: Instance | undefined;
  let isLeaving = false;
  const leave = (error?: unknown) => {
    if (error !== undefined && failure === undefined) failure = {error};
    isLeaving = true;
    instance?.unmount();
  };
  let isSuspended = false;
  const suspend = async () => {
    isSuspended = true;
    await terminal?.suspendTerminal(async () => {
      stdout.write(MOUSE_OFF);
      // The shell's turn must not begin before all of it is out.
      setBlocking(stdout, true);
      // The whole group, as the terminal's own ^Z does; what follows runs after fg.
      process.kill(0, 'SIGTSTP');
      await sleep(50);
      setBlocking(stdout, false);
      stdout.write(MOUSE_ON);
    });
    isSuspended = false;
  };
  const host: TakeHost = {
    source,
    write: bytes => {
      if (!isGone) stdout.write(bytes);
    },
    drawn: async () => instance?.waitUntilRenderFlush(),
    env,
    save: options.take?.save,
    saveFilter: options.take?.saveFilter,
    bundles: options.take?.bundles,
  };
  let taker: Promise<Taker> | undefined;
  // Loaded with the first thing that is taken along: all formats are.
  const takerOnce = () => {
    taker ??= import('./take.ts').then(loaded => new loaded.Taker(host));
    return taker;
  };
  const shell = new Shell(
    source,
    {...session, asked: {}},
    {
      quit: () => leave(),
      suspend: () => void suspend().catch(leave),
      repaint: () => repaint(),
      take: (effect, tell) => void takerOnce().then(ready => ready.run(effect, tell), leave),
      crash: leave,
      drawn: async () => instance?.waitUntilRenderFlush(),
    },
  );
  shell.dispatch({type: 'start'});
  await soon(() => Object.keys(shell.session.asked).length === 0, shell.subscribe, until - performance.now());
  const keys = new KeyStream(stdin);
  keys.onMouse = event => shell.mouse(event);

  // The terminal was closed, or the connection to it lost: there is nobody to draw for, and nothing to give back.
  const onGone = () => {
    if (isGone) return;
    isGone = true;
    signal ??= 'SIGHUP';
    // Whatever else is still under way must not keep a process alive that nobody sees.
    if (stdout === process.stdout) setTimeout(() => process.exit(128 + SIGNALS.SIGHUP), GONE_MS).unref();
    leave();
  };
  keys.onGone = onGone;
  stdout.on('error', onGone);
  const onError = (error: unknown) => leave(error);
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  keepCursorOutOf(process.stderr);
  // Ink does it some frames later: a key that comes before is not to be echoed, nor ^C to be a signal.
  stdin.setRawMode?.(true);
  const sink = new FrameSink(stdout);
  setBlocking(stdout, false);
  // Stopped by another hand than ^Z: whoever had the terminal meanwhile left it as they liked.
  const repaint = () => {
    if (isSuspended || isGone) return;
    stdout.write(ENTER);
    sink.repaint();
  };
  const onContinued = () => {
    if (isSuspended || isGone) return;
    stdin.setRawMode?.(false);
    stdin.setRawMode?.(true);
    repaint();
  };
  process.on('SIGCONT', onContinued);
  instance = render(
    <App
      shell={shell}
      paint={painters()}
      onReady={ready => {
        terminal = ready;
        stdout.write(MOUSE_ON);
      }}
    />,
    {
      stdin: keys as unknown as NodeJS.ReadStream,
      stdout: sink as unknown as WriteStream,
      interactive: true,
      alternateScreen: true,
      maxFps: 60,
      patchConsole: false,
      // What changed is found by cells, in the sink.
      incrementalRendering: false,
      exitOnCtrlC: false,
    },
  );
  options.drawn?.();
  // What went wrong before there was a screen.
  if (isLeaving) instance.unmount();
  const findPolicy = async () => {
    await instance?.waitUntilRenderFlush();
    await sleep(POLICY_MS);
    const found = await options.policy?.();
    if (found !== undefined) shell.dispatch({type: 'policy/known', policy: found});
  };
  void findPolicy().catch(leave);
  // Ink's own handler would give the terminal back as well, but it knows nothing of the mouse.
  const mouseOff = () => {
    if (!isGone && stdout.writable) stdout.write(MOUSE_OFF);
  };
  const onSignal = (name: NodeJS.Signals) => {
    signal = name as keyof typeof SIGNALS;
    // A SIGHUP may also come from a kill, with the terminal still there.
    mouseOff();
    // A terminal that takes nothing does not keep the process.
    if (stdout === process.stdout) setTimeout(() => process.exit(128 + SIGNALS[signal!]), STALLED_MS).unref();
    leave();
    if (name === 'SIGHUP') onGone();
  };
  const onExit = mouseOff;
  for (const name of Object.keys(SIGNALS)) process.on(name, onSignal);
  process.on('exit', onExit);
  try {
    await instance.waitUntilExit();
  } catch (error) {
    failure ??= {error};
  } finally {
    mouseOff();
    if (!isGone) stdin.setRawMode?.(false);
    shell.close();
    await (await taker)?.close();
    unkept = await options.take?.keep?.(stateOf(shell.session));
    keys.close();
    for (const name of Object.keys(SIGNALS)) process.off(name, onSignal);
    process.off('exit', onExit);
    process.off('SIGCONT', onContinued);
    setBlocking(stdout, true);
    process.off('uncaughtException', onError);
    process.off('unhandledRejection', onError);
  }
  if (unkept !== undefined && !isGone) process.stderr.write(`audit-tui: ${unkept}\n`);
  if (failure === undefined) return signal === undefined ? 0 : 128 + SIGNALS[signal];
  process.stderr.write(complaint(failure.error, env.AUDIT_TUI_DEBUG === '1'));
  return EX_SOFTWARE;
}
