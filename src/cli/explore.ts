// The explorer, or where standard output is no terminal, a summary and how to go on.
import {openSync} from 'node:fs';
import {ReadStream} from 'node:tty';
import {visible} from '../audit/visible.ts';
import type {TakeOptions} from '../screen/opening.ts';
import type {Wanted} from '../screen/theme.ts';
import {isThemeChoice, THEME_NAMES, type ThemeChoice} from '../session/look.ts';
import type {PolicyPane} from '../session/panes/policy.ts';
import type {Source} from '../source/source.ts';
import {maker, openFolder} from './bundle-folder.ts';
import {type ConfigFound, type ConfigPlace, configPlace, filterSaver, loadConfig} from './config.ts';
import {contextOf, exprOf} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {flagWords, isHopeless, loaded, tellProblems, withSource} from './input.ts';
import {complain, type Io} from './io.ts';
import type {OwnPath} from './no-path.ts';
import {startIsOver} from './pace.ts';
import {saveFile} from './save.ts';
import {keepingOf} from './session-file.ts';
import {summary} from './summary.ts';

/** An input that holds no event is told apart from a big one within this time, in milliseconds. */
const GLANCE_MS = 400;

/** Keys come from the terminal also when data comes on standard input. */
function keyboard(io: Io): ReadStream | undefined {
  if ('isTTY' in io.stdin && io.stdin.isTTY === true) return io.stdin as ReadStream;
  try {
    return new ReadStream(openSync('/dev/tty', 'r+'));
  } catch {
    return undefined;
  }
}

const glance = (source: Source) =>
  Promise.race([loaded(source), new Promise<void>(resolve => setTimeout(resolve, GLANCE_MS).unref())]);

async function takeOptions(
  args: ParsedArgs,
  io: Io,
  source: Source,
  place: ConfigPlace,
  {filters, sessions, problem: unused}: ConfigFound,
): Promise<TakeOptions> {
  const asked = args.flags.has('session') || (sessions === true && !args.flags.has('no-session'));
  const keeping = asked ? await keepingOf(args.positionals, source, io.env) : undefined;
  const problem = unused === undefined ? keeping?.problem : `Not used: ${unused}`;
  return {
    save: saveFile,
    saveFilter: filterSaver(place),
    bundles: {open: openFolder, maker: maker()},
    invocation: {paths: args.positionals, flags: await flagWords(args.positionals, args, io)},
    filters,
    // A file that is left alone keeps nothing: notes are warned of then.
    ...(keeping === undefined || keeping.problem !== undefined ? {} : {keep: keeping.keep}),
    ...(keeping?.state === undefined ? {} : {state: keeping.state}),
    ...(problem === undefined ? {} : {problem}),
  };
}

/** The flags must have been checked. */
const wantedLook = (args: ParsedArgs, {theme, ascii}: ConfigFound): Wanted => ({
  flag: args.flags.get('theme') as ThemeChoice | undefined,
  config: theme,
  ascii: args.flags.has('ascii') ? true : args.flags.has('no-ascii') ? false : ascii,
});

/** A dumb terminal takes no cursor movement: it would show the codes of it. */
const canDraw = ({out, env}: Io): boolean => out.isTerminal && env.TERM !== 'dumb';

type Start = {
  readonly own?: OwnPath;
  readonly policy?: PolicyPane;
  /** The first frame is there, or there will be none for a while: the rest of the log is read. */
  readonly release: () => void;
  readonly screen: Promise<typeof import('../screen/explore.tsx')> | undefined;
};

async function show(source: Source, args: ParsedArgs, io: Io, {own, policy, release, screen}: Start): Promise<number> {
  if (!canDraw(io) || source.about().problems.length > 0) release();
  if (!canDraw(io)) {
    await loaded(source);
    await tellProblems(source, io);
    if (isHopeless(source.about())) return EXIT.error;
    await io.out.write(await summary(source, args.positionals, io.out.isTerminal));
    return EXIT.found;
  }
  if (source.about().problems.length > 0) await glance(source);
  if (isHopeless(source.about())) {
    await tellProblems(source, io);
    return EXIT.error;
  }
  const keys = keyboard(io);
  if (keys === undefined) {
    return complain('there is no terminal to read keys from; use "audit-tui query" or "audit-tui top".', io);
  }
  const place = configPlace(args, io.env);
  const config = await loadConfig(place);
  const {explore} = await screen!;
  return explore({
    source,
    stdin: keys,
    stdout: io.stdout,
    options: {
      filter: args.flags.get('filter') ?? '',
      zone: args.flags.has('local') ? 'local' : 'utc',
      env: io.env,
      look: wantedLook(args, config),
      drawn: release,
      ...(config.findings === undefined ? {} : {findings: config.findings}),
      take: await takeOptions(args, io, source, place, config),
      policy: async () => policy ?? (await policyFor(args, io, own, config.policy)),
      ...(own === undefined ? {} : {notice: `This node’s log, named in ${own.from}`}),
    },
  });
}

/** Looked for, and loaded, after the first frame. */
async function policyFor(
  args: ParsedArgs,
  io: Io,
  own: OwnPath | undefined,
  file: string | undefined,
): Promise<PolicyPane> {
  const [{nodePolicy, policyPane}, {nodeRoot}] = await Promise.all([
    import('./policy-pane.ts'),
    import('./no-path.ts'),
  ]);
  const ofNode = own === undefined ? undefined : () => nodePolicy(nodeRoot(args, io), io.now() / 1000);
  return policyPane(args.positionals, file, ofNode);
}

/** Loaded only then: whoever names a log waits for none of it. */
const ownPath = async (args: ParsedArgs, io: Io) => (await import('./no-path.ts')).withoutPath(args, io);

export async function explore(args: ParsedArgs, io: Io): Promise<number> {
  const checked = exprOf(args.flags.get('filter') ?? '', contextOf(args, io));
  if (!checked.ok) return complain(checked.message, io);
  const theme = args.flags.get('theme');
  if (theme !== undefined && !isThemeChoice(theme))
    return complain(`--theme must be one of ${THEME_NAMES.join(', ')}, not "${visible(theme)}".`, io);
  const policyFile = args.flags.get('policy');
  const policy =
    policyFile === undefined ? undefined : await (await import('./policy-pane.ts')).namedPolicy(policyFile);
  if (policy?.ok === false) return complain(policy.message, io);
  const follow = canDraw(io) && !args.flags.has('no-follow');
  const own = args.positionals.length > 0 || io.stdinHasData ? undefined : await ownPath(args, io);
  if (own?.ok === false) return complain(own.message, io);
  const said = own === undefined ? args : {...args, positionals: [own.path]};
  // A part of it is compiled beside this thread, which finds the log meanwhile.
  const screen = canDraw(io) ? import('../screen/explore.tsx') : undefined;
  const {promise: hold, resolve} = Promise.withResolvers<void>();
  const start = {
    ...(own === undefined ? {} : {own}),
    ...(policy === undefined ? {} : {policy: policy.value}),
    screen,
    release: () => {
      startIsOver();
      resolve();
    },
  };
  return withSource(said.positionals, said, io, source => show(source, said, io, start), {follow, hold});
}
