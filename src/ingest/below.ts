// Where audit logs are below a directory that has none itself, so that its user can be told: /var/log has them some levels down.
import {open, readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {look} from './sniff.ts';

/** As deep as /var/log/pods/POD/CONTAINER is below /var. */
const DEPTH = 4;
/** What is looked at, in files and in directories: a second on a slow disk, not a crawl of the whole of it. */
const MOST_FILES = 400;
const MOST_DIRECTORIES = 400;
/** Files of one directory: where the first ones are no audit logs, others seldom are. */
const MOST_OF_ONE = 50;

/**
 * At most `most` directories below `directory` that hold a file which begins like an audit log, the nearest first.
 * Links to directories are not followed. Never throws: what cannot be read is passed over.
 */
export async function logsBelow(directory: string, most: number): Promise<readonly string[]> {
  const found: string[] = [];
  let level: readonly string[] = [directory];
  let files = MOST_FILES;
  let directories = MOST_DIRECTORIES;
  for (let depth = 0; depth <= DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (found.length >= most || directories-- <= 0) return found;
      const entries = (await readdir(path, {withFileTypes: true}).catch(() => [])).toSorted((a, b) =>
        a.name < b.name ? -1 : 1,
      );
      next.push(...entries.filter(entry => entry.isDirectory()).map(({name}) => join(path, name)));
      // The directory itself was looked at by whoever asks.
      if (depth === 0) continue;
      const candidates = entries.filter(entry => entry.isFile() || entry.isSymbolicLink()).slice(0, MOST_OF_ONE);
      for (const {name} of candidates) {
        if (files-- <= 0) return found;
        if (!(await beginsAsLog(join(path, name)))) continue;
        found.push(path);
        break;
      }
    }
    level = next;
  }
  return found;
}

async function beginsAsLog(path: string): Promise<boolean> {
  try {
    // To open a pipe would wait for its writer.
    const {size} = await stat(path).then(stats => (stats.isFile() ? stats : {size: 0}));
    if (size === 0) return false;
    await using file = await open(path);
    return (await look(file.fd, size)).content === 'events';
  } catch {
    return false;
  }
}
