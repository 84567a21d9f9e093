// Writing a file that somebody asked for: never over another unasked, never half, and readable by its owner alone.
import {type FileHandle, open, rename, stat, unlink} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import type {Save, SaveResult} from '../session/take/take.ts';

const OWNER_ONLY = 0o600;

/** Enough to write at once, in characters. */
const BLOCK = 1 << 16;

/** `~/x` as a shell has it. */
export const expanded = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  EROFS: path => `${path} is on a read-only file system: choose another folder, such as /tmp.`,
  EACCES: path => `${path} cannot be written by this user: choose another folder.`,
  EPERM: path => `${path} cannot be written: choose another folder.`,
  ENOENT: path => `There is no folder ${dirname(path)}.`,
  ENOTDIR: path => `${dirname(path)} is not a folder.`,
  EISDIR: path => `${path} is a folder: name a file in it.`,
  ENOSPC: path => `There is no space left where ${path} was to be written; what was written of it is gone again.`,
  ENAMETOOLONG: () => 'The name of the file is too long.',
};

/** One sentence for what the file system said. @throws what it did not say */
export function writeProblem(error: unknown, path: string): string {
  const {code, message} = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') throw error;
  return SENTENCES[code]?.(path) ?? `${path} cannot be written: ${message}`;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** As `writeProblem`; a folder that is there and says of every name in it that there is none, as /proc does, is told as such. */
export async function refusal(error: unknown, path: string): Promise<string> {
  const isOdd = (error as NodeJS.ErrnoException).code === 'ENOENT' && (await isThere(dirname(path)));
  return isOdd ? `${dirname(path)} cannot hold files: choose another folder.` : writeProblem(error, path);
}

/** Notes whose fault it was: of what is written, not of the file. */
async function* noting(chunks: AsyncIterable<string>, fault: {is: boolean}): AsyncGenerator<string> {
  try {
    yield* chunks;
  } catch (error) {
    fault.is = true;
    throw error;
  }
}

/** Writes all of it. @returns bytes */
async function writeAll(file: FileHandle, chunks: AsyncIterable<string>): Promise<number> {
  let bytes = 0;
  let held = '';
  const flush = async () => {
    const block = Buffer.from(held);
    held = '';
    for (let at = 0; at < block.length; ) at += (await file.write(block, at)).bytesWritten;
    bytes += block.length;
  };
  for await (const chunk of chunks) {
    held += chunk;
    if (held.length >= BLOCK) await flush();
  }
  await flush();
  return bytes;
}

/** A file that is written over keeps its content until the new one is whole. */
export const saveFile: Save = async (name, chunks, {overwrite}): Promise<SaveResult> => {
  const path = expanded(name);
  const target = overwrite ? `${path}.part-${process.pid}` : path;
  const refused = async (error: unknown): Promise<SaveResult> => ({
    ok: false,
    exists: false,
    message: await refusal(error, path),
  });
  let file: FileHandle;
  try {
    file = await open(target, 'wx', OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      const isFolder = await stat(path).then(
        found => found.isDirectory(),
        () => false,
      );
      return isFolder
        ? {ok: false, exists: false, message: SENTENCES.EISDIR!(path)}
        : {ok: false, exists: true, message: `${path} already exists.`};
    }
    return refused(error);
  }
  const fault = {is: false};
  try {
    const bytes = await writeAll(file, noting(chunks, fault));
    await file.close();
    if (overwrite) await rename(target, path);
    return {ok: true, path, bytes};
  } catch (error) {
    await file.close().catch(() => {});
    if (await isThere(target)) await unlink(target).catch(() => {});
    if (fault.is) throw error;
    return refused(error);
  }
};
