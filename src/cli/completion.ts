// `audit-tui completion`: the script that makes a shell complete its words.

import {visible} from '../audit/visible.ts';
import {bashScript} from './completion-bash.ts';
import {fishScript} from './completion-fish.ts';
import {completionModel, type Model} from './completion-model.ts';
import {zshScript} from './completion-zsh.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';

/** One row a shell. */
export const SCRIPTS: Readonly<Record<string, (model: Model) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export async function completion({positionals: [shell = '']}: ParsedArgs, io: Io): Promise<number> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined)
    return complain(`there are completions for ${Object.keys(SCRIPTS).join(', ')}, not for "${visible(shell)}".`, io);
  await io.out.write(script(completionModel()));
  return EXIT.found;
}
