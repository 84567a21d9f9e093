// The text of a file of roles.
import {readFileSync} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {visible} from '../audit/visible.ts';
import {notUnderstood, type Understood, understood} from './context.ts';
import {expanded} from './save.ts';

/** More is no file of roles. */
const MOST_BYTES = 16 << 20;

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be read by this user',
  EISDIR: 'is a folder; name the file in it',
  ENOENT: 'is not there',
};

/** `-` is standard input. Never throws for what is in the file system. */
export async function fileText(file: string): Promise<Understood<string>> {
  const bad = (reason: string) => notUnderstood(visible(`the file of roles ${file} ${reason}`));
  if (file === '') return notUnderstood('--unused needs a file of roles.');
  try {
    if (file === '-') return understood(readFileSync(0, 'utf8'));
    const path = expanded(file);
    const found = await stat(path);
    if (found.isDirectory()) return bad(PROBLEMS.EISDIR!);
    if (found.size > MOST_BYTES) return bad('is larger than 16 MiB: no roles are so long');
    return understood(await readFile(path, 'utf8'));
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException;
    return bad(PROBLEMS[code] ?? `cannot be read: ${message}`);
  }
}
