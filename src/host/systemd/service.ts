// A service as systemd would start it: its unit file, the drop-ins that change it, and its variables.
import {join} from 'node:path/posix';
import {readText} from '../places/look.ts';
import type {Root} from '../root.ts';
import type {Arg, Unread} from '../server.ts';
import {environmentOf} from './environment.ts';
import {listOf, readUnitFile, type Setting} from './unit-file.ts';
import {commandWords, type Variables} from './words.ts';

/** Of files of one name the first wins. */
const UNIT_PATHS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

export type Service = {
  readonly unit: string;
  /** The file that has the command in force. */
  readonly file: string;
  readonly text: string;
  /** The command, its program first. */
  readonly words: readonly Arg[];
  readonly variables: Variables;
  readonly exec: Setting;
  /** Every file that was read for it. */
  readonly files: readonly string[];
  readonly unread: readonly Unread[];
};

/** Names of units on the node, each with the file that counts. */
export function unitFiles(root: Root): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const directory of UNIT_PATHS) {
    const listed = root.list(directory);
    for (const name of listed.ok ? listed.value : []) {
      if (name.endsWith('.service') && !files.has(name)) files.set(name, join(directory, name));
    }
  }
  return files;
}

/** Drop-ins of a unit in the order of their names; of one name the first directory's counts. */
function dropIns(root: Root, unit: string): readonly string[] {
  const found = new Map<string, string>();
  for (const folder of [`${unit}.d`, 'service.d']) {
    for (const directory of UNIT_PATHS) {
      const listed = root.list(join(directory, folder));
      for (const name of listed.ok ? listed.value : []) {
        if (name.endsWith('.conf') && !found.has(name)) found.set(name, join(directory, folder, name));
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** undefined if it has no command, or is masked. */
export function readService(
  root: Root,
  unit: string,
  file: string,
): {readonly service?: Service; readonly unread: readonly Unread[]} {
  const unread: Unread[] = [];
  const settings: Setting[] = [];
  const texts = new Map<string, string>();
  for (const path of [file, ...dropIns(root, unit)]) {
    const read = readText(root, path);
    unread.push(...read.unread);
    if (read.text === undefined) continue;
    texts.set(path, read.text);
    settings.push(...readUnitFile(path, read.text));
  }
  const exec = listOf(settings, 'ExecStart').at(-1);
  if (exec === undefined) return {unread};
  const environment = environmentOf(root, settings, unit);
  const words = commandWords(exec.value, unit, environment.variables, start => ({
    file: exec.file,
    line: exec.lines[start] ?? exec.span[0],
  }));
  return {
    service: {
      unit,
      file: exec.file,
      text: texts.get(exec.file)!,
      words,
      variables: environment.variables,
      exec,
      files: [...texts.keys(), ...environment.files],
      unread: environment.unread,
    },
    unread: [...unread, ...environment.unread],
  };
}
