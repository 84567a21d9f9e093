// Sessions kept from one time to the next: $XDG_STATE_HOME/audit-tui/sessions, a file a set of logs, for its owner alone. Nothing
// is written unless it was asked for (--session, or `sessions: true` in the config file).
import {createHash} from 'node:crypto';
import {mkdir, readdir, readFile, stat, unlink} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {visible} from '../audit/visible.ts';
import {readSession, type SavedFile, sessionText} from '../session/state/read.ts';
import type {SavedState} from '../session/state/state.ts';
import type {Source} from '../source/source.ts';
import type {Io} from './io.ts';
import {saveFile, writeProblem} from './save.ts';

/** More is no session. */
const MOST_BYTES = 16 << 20;

export type Keeping = {
  /** As it was left, if it is known. */
  readonly state?: SavedState;
  /** One sentence, safe for a terminal: the saved session was left alone, and so is its file. */
  readonly problem?: string;
  /** Keeps what is worth it; without a state, what was kept goes. @returns one sentence if that failed */
  readonly keep: (state: SavedState | undefined) => Promise<string | undefined>;
};

const folderOf = (env: Io['env']): string =>
  join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'audit-tui', 'sessions');

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Those that are read, whether or not they have been yet. */
async function filesOf(source: Source): Promise<readonly SavedFile[]> {
  const found = source.about().files.map(async (name): Promise<readonly SavedFile[]> => {
    const stats = await stat(name).catch(() => undefined);
    return stats === undefined ? [] : [{path: resolve(name), dev: stats.dev, ino: stats.ino}];
  });
  return (await Promise.all(found)).flat();
}

const isSame = (a: readonly SavedFile[], b: readonly SavedFile[]): boolean =>
  a.some(one => b.some(other => one.dev === other.dev && one.ino === other.ino));

type Found = {readonly path: string; readonly state?: SavedState; readonly problem?: string};

/** The session of these paths that has a file in common with what is read now: a log is rotated, then other files stay. */
async function find(folder: string, prefix: string, files: readonly SavedFile[]): Promise<Found | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  let broken: Found | undefined;
  for (const name of names.filter(known => known.startsWith(prefix) && known.endsWith('.json')).sort()) {
    const path = join(folder, name);
    const leave = (why: string): Found => ({
      path,
      problem: visible(`The saved session was left alone: ${path} ${why}.`),
    });
    try {
      if ((await stat(path)).size > MOST_BYTES) {
        broken ??= leave('is too big for one');
        continue;
      }
      const read = readSession(await readFile(path, 'utf8'));
      if (!read.ok) broken ??= leave(read.why);
      else if (isSame(read.session.files, files)) return {path, state: read.session.state};
    } catch (error) {
      broken ??= leave(`cannot be read: ${(error as Error).message}`);
    }
  }
  return broken;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function write(path: string, text: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), {recursive: true, mode: 0o700});
  } catch (error) {
    return visible(`The session was not saved: ${writeProblem(error, path)}`);
  }
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const saved = await saveFile(path, once(text), {overwrite: isThere});
  return saved.ok ? undefined : visible(`The session was not saved: ${saved.message}`);
}

/** Looks for the session of what was opened as `paths`; undefined for standard input, which has no name. Never throws. */
export async function keepingOf(
  paths: readonly string[],
  source: Source,
  env: Io['env'],
): Promise<Keeping | undefined> {
  const named = paths.map(path => resolve(path)).sort();
  if (paths.length === 0 || paths.includes('-')) return undefined;
  const folder = folderOf(env);
  const prefix = `${digest(named.join('\0'))}-`;
  const found = await find(folder, prefix, await filesOf(source));
  const {state, problem} = found ?? {};
  return {
    ...(state === undefined ? {} : {state}),
    ...(problem === undefined ? {} : {problem}),
    keep: async now => {
      if (problem !== undefined) return undefined;
      if (now === undefined) {
        if (found !== undefined) await unlink(found.path).catch(() => {});
        return undefined;
      }
      const files = await filesOf(source);
      const ids = files.map(({dev, ino}) => `${dev}:${ino}`).sort();
      const path = found?.path ?? join(folder, `${prefix}${digest(ids.join(' '))}.json`);
      return write(path, sessionText({paths: named, files, state: now}));
    },
  };
}
