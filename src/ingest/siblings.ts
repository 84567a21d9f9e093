// The files of one rotated set on disk, and the sets that a directory holds.
import {readdir, realpath} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {compareAge, type Rotation, rotatedName, rotationsOf, withoutPacking} from './rotated.ts';

/** A file of a set: the log itself has no `rotated`. */
export type Member = {readonly path: string; readonly rotated?: Rotation; readonly twin?: string};

/** `path` with another last part; what the user wrote before it stays. */
export const besides = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name;

const memberOf = (path: string, rotation: Rotation): Member => ({
  path: besides(path, rotation.name),
  rotated: rotation,
  ...(rotation.twin === undefined ? {} : {twin: besides(path, rotation.twin)}),
});

/**
 * What was rotated from the log at `path`, newest first: in its directory by its name, and, where it is a symbolic link, in the
 * directory and by the name to which that leads. Empty if a directory is gone. @throws the system's error otherwise.
 */
export async function rotatedBeside(path: string): Promise<readonly Member[]> {
  const here = await rotationsIn(path);
  const target = await realpath(path).catch(() => path);
  if (basename(target) === basename(path) && (await realpath(dirname(path)).catch(() => '')) === dirname(target)) {
    return here;
  }
  const there = await rotationsIn(target);
  return [...here, ...there].sort((a, b) => compareAge(a.rotated!, b.rotated!));
}

async function rotationsIn(path: string): Promise<readonly Member[]> {
  try {
    const names = await readdir(dirname(path));
    return rotationsOf(basename(path), names).map(rotation => memberOf(path, rotation));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

export type FileSet = {readonly live: string; readonly members: readonly Member[]};

/**
 * Sets among the files at `paths`, all of one directory, by their names. Numbers and dates are taken for rotations only of a log
 * that is there: names of nodes may end in them as well.
 */
export function setsOf(paths: readonly string[]): readonly FileSet[] {
  const names = new Map(paths.map(path => [basename(path), path]));
  const sets = new Map<string, string[]>();
  for (const name of [...names.keys()].sort()) {
    const live = liveName(name, other => names.has(other));
    sets.set(live, [...(sets.get(live) ?? []), name]);
  }
  return [...sets].map(([live, members]) => {
    const path = besides(paths[0]!, live);
    const rotations = rotationsOf(live, members).map(rotation => memberOf(path, rotation));
    const twin = members.find(name => name !== live && withoutPacking(name) === live);
    const own = {path, ...(twin === undefined ? {} : {twin: besides(path, twin)})};
    return {live: path, members: members.includes(live) ? [own, ...rotations] : rotations};
  });
}

/** The name of the log from which the file called `name` was rotated, or of which it is a compressed twin; else `name` itself. */
export function liveName(name: string, isThere: (name: string) => boolean): string {
  const rotated = rotatedName(name);
  if (rotated !== undefined && (rotated.kind === 'time' || isThere(rotated.live))) return rotated.live;
  return isThere(withoutPacking(name)) ? withoutPacking(name) : name;
}
