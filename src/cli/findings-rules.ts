// The rules of findings as they are set: those of the config file, and over them those of --rules.
import {readFile, stat} from 'node:fs/promises';
import {visible} from '../audit/visible.ts';
import {readRules} from '../rules/findings/rules-file.ts';
import {merged, NO_SETTINGS, type Settings} from '../rules/findings/settings.ts';
import {configPlace, loadConfig} from './config.ts';
import {notUnderstood, type Understood, understood} from './context.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';
import {expanded} from './save.ts';

/** More is no file of rules. */
const MOST_BYTES = 1 << 20;

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be read by this user',
  EISDIR: 'is a folder; name the file in it',
  ENOENT: 'is not there',
};

async function fileSettings(file: string): Promise<Understood<Settings>> {
  const bad = (reason: string) => notUnderstood(visible(`the file of rules ${file} ${reason}`));
  try {
    const path = expanded(file);
    const found = await stat(path);
    if (found.isDirectory()) return bad(PROBLEMS.EISDIR!);
    if (found.size > MOST_BYTES) return bad('is larger than 1 MiB, too big for a file of rules');
    const read = readRules(await readFile(path, 'utf8'), file);
    return read.ok ? understood(read.settings) : notUnderstood(read.message);
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException;
    return bad(PROBLEMS[code] ?? `cannot be read: ${message}`);
  }
}

/** Never throws for what is in the file system. */
export async function rulesFlag(args: ParsedArgs, io: Io): Promise<Understood<Settings>> {
  const config = await loadConfig(configPlace(args, io.env));
  if (config.problem !== undefined) return notUnderstood(config.problem);
  const own = config.findings ?? NO_SETTINGS;
  const file = args.flags.get('rules');
  if (file === undefined) return understood(own);
  if (file === '') return notUnderstood('--rules needs a file.');
  const read = await fileSettings(file);
  return read.ok ? understood(merged(own, read.value)) : read;
}
