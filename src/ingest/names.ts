// What the files of a followed log are called by now. They are known by their descriptors, whatever is done to their names.
import {fstat, type Stats} from 'node:fs';
import {stat} from 'node:fs/promises';
import {promisify} from 'node:util';
import {beginning} from './follow-members.ts';
import {type FileId, HeldFile, isSameId} from './held-file.ts';
import type {OpenInput} from './input.ts';
import {printOf} from './marks.ts';
import {rotatedBeside} from './siblings.ts';

type Named = {readonly path: string; readonly id: FileId};

const statFile = promisify(fstat);

/** Gives the inputs that are files of rotated sets the names that they have now. Says whether any has another than before. */
export async function nameInputs(inputs: readonly OpenInput[]): Promise<boolean> {
  const before = inputs.map(({name}) => name);
  const sets = Map.groupBy(
    inputs.filter(({set}) => set !== undefined),
    ({set}) => set!,
  );
  for (const [set, some] of sets) await nameSet(set, some);
  return inputs.some(({name}, i) => name !== before[i]);
}

async function nameSet(set: string, inputs: readonly OpenInput[]): Promise<void> {
  const paths = [set, ...(await rotatedBeside(set).catch(() => [])).map(({path}) => path)];
  const named = (await Promise.all(paths.map(namedAt))).filter(one => one !== undefined);
  const lost: {readonly file: HeldFile; readonly name: string}[] = [];
  for (const {bytes, name} of inputs) {
    if (bytes.from !== 'file') continue;
    const {file} = bytes;
    const now = named.find(({id}) => isSameId(id, file.content.id));
    if (file.isLost) file.name = `${set} (truncated)`;
    else if (now !== undefined) file.name = now.path;
    else lost.push({file, name});
  }
  if (lost.length === 0) return;
  const packed = named.filter(({path}) => path.endsWith('.gz'));
  for (const {file, name} of lost) {
    const path = await packedAs(file, packed);
    if (path !== undefined) file.name = path;
    else if (await isDeleted(file)) file.name = name.endsWith(' (deleted)') ? name : `${name} (deleted)`;
  }
}

async function namedAt(path: string): Promise<Named | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() === true ? {path, id: {dev: stats.dev, ino: stats.ino}} : undefined;
}

/** The compressed file that holds the same, and took its place. */
async function packedAs(file: HeldFile, packed: readonly Named[]): Promise<string | undefined> {
  const print = await printOfFile(file.content);
  if (print === undefined) return undefined;
  for (const {path} of packed) {
    const other = await HeldFile.open(path).catch(() => undefined);
    const its = other === undefined ? undefined : await printOfFile(other);
    other?.close();
    if (its === print) return path;
  }
  return undefined;
}

const printOfFile = (file: HeldFile): Promise<string | undefined> => beginning(file).then(printOf, () => undefined);

const isDeleted = (file: HeldFile): Promise<boolean> =>
  file.with<Stats>(statFile).then(
    ({nlink}) => nlink === 0,
    () => true,
  );
