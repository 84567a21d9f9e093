// Where the config file is, reading it, and adding a saved filter to it.
import {mkdir, readFile, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {visible} from '../audit/visible.ts';
import type {Settings} from '../rules/findings/settings.ts';
import type {SavedFilter} from '../session/config/config.ts';
import type {RemoteSource} from '../session/config/sources.ts';
import type {ThemeChoice} from '../session/look.ts';
import type {SaveFilter} from '../session/take/take.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';
import {expanded, saveFile, writeProblem} from './save.ts';

/** Loaded where there is a config file, or is to be one: who has none does not wait for the reader of YAML. */
const reader = () => import('../session/config/config.ts');

/** More is no config file. */
const MOST_BYTES = 1 << 20;

/** `asked`: named by the user, so that it must be there. */
export type ConfigPlace = {readonly path: string; readonly asked: boolean};

export function configPlace(args: ParsedArgs, env: Io['env']): ConfigPlace {
  const named = args.flags.get('config') ?? (env.AUDIT_TUI_CONFIG || undefined);
  if (named !== undefined) return {path: expanded(named), asked: true};
  const home = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return {path: join(home, 'audit-tui', 'config.yaml'), asked: false};
}

export type ConfigFound = {
  readonly filters: readonly SavedFilter[];
  readonly sessions?: boolean;
  /** A policy file; one that is named relatively lies where the config file does. */
  readonly policy?: string;
  readonly theme?: ThemeChoice;
  readonly ascii?: boolean;
  readonly findings?: Settings;
  readonly sources?: readonly RemoteSource[];
  /** One sentence, safe for a terminal: it was not used. */
  readonly problem?: string;
  /** The text as it is; undefined if there is none or it cannot be read. */
  readonly text?: string;
};

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be read by this user',
  EISDIR: 'is a folder',
  ENOENT: 'is not there',
};

/** Never throws for what is in the file system. */
export async function loadConfig({path, asked}: ConfigPlace): Promise<ConfigFound> {
  const unused = (why: string): ConfigFound => ({filters: [], problem: visible(`the config file ${path} ${why}`)});
  try {
    const found = await stat(path);
    if (!found.isFile()) return unused(found.isDirectory() ? READ_PROBLEMS.EISDIR! : 'is not a regular file');
    if (found.size > MOST_BYTES) return unused('is larger than 1 MiB');
    const text = await readFile(path, 'utf8');
    const read = (await reader()).readConfig(text, path);
    const {policy} = read.ok ? read.config : {};
    const placed = policy === undefined ? {} : {policy: resolve(dirname(path), expanded(policy))};
    return read.ok ? {...read.config, ...placed, text} : {filters: [], problem: read.message, text};
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !asked) return {filters: []};
    return unused(READ_PROBLEMS[code ?? ''] ?? `cannot be read: ${message}`);
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** Adds to the file as it is by then; one that is broken is left alone. */
export const filterSaver =
  (place: ConfigPlace): SaveFilter =>
  async filter => {
    const found = await loadConfig({...place, asked: false});
    if (found.problem !== undefined) return {ok: false, message: `Not saved: ${found.problem}.`};
    const {readConfig, withFilter} = await reader();
    const text = withFilter(found.text ?? '', filter);
    const read = readConfig(text, place.path);
    if (!read.ok) return {ok: false, message: `Not saved: ${read.message}`};
    try {
      await mkdir(dirname(place.path), {recursive: true, mode: 0o700});
    } catch (error) {
      return {ok: false, message: `Not saved: ${writeProblem(error, place.path)}`};
    }
    const saved = await saveFile(place.path, once(text), {overwrite: found.text !== undefined});
    return saved.ok
      ? {ok: true, file: place.path, filters: read.config.filters}
      : {ok: false, message: `Not saved: ${saved.message}`};
  };
