// Real shells with a completion script: a folder of their own with a few files, and the words that must never be run.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {completionModel, type Model} from '../../src/cli/completion-model.ts';

export const has = (program: string): boolean => spawnSync(program, ['-c', 'true']).error === undefined;

export type Yard = {
  readonly folder: string;
  readonly script: string;
  /** Whether something that was only typed was run. */
  readonly broken: () => boolean;
  readonly remove: () => void;
};

/** Holds the script, `node-1.log`, `two words.log` and the folder `logs`. */
export function yard(print: (model: Model) => string): Yard {
  const folder = mkdtempSync(join(tmpdir(), 'audit-tui-completion-'));
  const script = join(folder, '.script');
  writeFileSync(script, print(completionModel()));
  for (const name of ['node-1.log', 'two words.log']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'logs'));
  return {
    folder,
    script,
    broken: () => existsSync(join(folder, 'RAN')),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

const RUN = [
  '$(touch RAN)',
  '`touch RAN`',
  '(touch RAN)',
  '<(touch RAN)',
  ';touch RAN;',
  '$' + '{x:=$(touch RAN)}',
  'a[$(touch RAN)]',
];

const AROUND: readonly ((text: string) => string)[] = [
  text => text,
  text => `'${text}`,
  text => `"${text}`,
  text => `'${text} verb:de`,
  text => `verb:${text}`,
  text => `'stage:${text},`,
  text => `'it'\\''s ${text}`,
  text => `two\\ words${text}`,
  text => `'a\nb ${text} ns`,
  text => `'${text}' `,
];

const BEFORE = [
  '',
  'query ',
  'query x ',
  'query x -o ',
  'top --by ',
  'top --where=',
  'policy ',
  'policy check --skip=',
  '--theme ',
  '-',
  '--',
];

/** Lines that somebody may have typed when Tab is pressed. */
export const hostileLines = (): readonly string[] =>
  BEFORE.flatMap(before => RUN.flatMap(run => AROUND.map(around => `audit-tui ${before}${around(run)}`)));

/** What is completed in every shell: the line, and the words offered without what stands before them. */
export const OFFERED: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['audit-tui qu', ['query']],
  ['audit-tui policy ', ['check', 'explain', 'simulate', 'suggest', 'init']],
  ['audit-tui policy s', ['simulate', 'suggest']],
  ['audit-tui query ver', ['verb:']],
  ['audit-tui query verb:de', ['delete', 'deletecollection']],
  ['audit-tui query verb:get,li', ['list']],
  ['audit-tui query stage:resp', ['ResponseStarted', 'ResponseComplete']],
  ['audit-tui query level:', ['None', 'Metadata', 'Request', 'RequestResponse']],
  ['audit-tui query resource:podd', ['poddisruptionbudgets']],
  ['audit-tui query has:dec', ['decision']],
  ['audit-tui query since:y', ['yesterday']],
  ["audit-tui query 'ns:prod-* verb:de", ['delete', 'deletecollection']],
  ["audit-tui query '-verb:get (stage:pan", ['Panic']],
  ["audit-tui top --where='verb:get OR stage:pan", ['Panic']],
  ['audit-tui query x node-1.log -o ', ['table', 'json', 'jsonl', 'csv', 'yaml', 'count']],
  ['audit-tui query x --output=j', ['json', 'jsonl']],
  ['audit-tui top --output ', ['table', 'json', 'csv']],
  ['audit-tui top --by user,ver', ['verb']],
  ['audit-tui query x --sort to', ['took']],
  ['audit-tui query x --fields code,to', ['took']],
  ['audit-tui --theme l', ['light']],
  ['audit-tui findings --min-severity c', ['critical']],
  ['audit-tui policy check --skip no-', ['no-catch-all']],
  ['audit-tui policy init --level RequestR', ['RequestResponse']],
  ['audit-tui rbac --expand names,v', ['verbs']],
  ['audit-tui completion ', ['bash', 'zsh', 'fish']],
  ['audit-tui help ex', ['exit-status']],
  ['audit-tui query x --no-ro', ['--no-rotated']],
  ['audit-tui query x --limit ', []],
  ['audit-tui nothing-like-this --theme qq', []],
];

/** A candidate without what stands before it in the word, nor what a shell puts behind it. */
export const offered = (candidate: string): string =>
  candidate.startsWith('--') && !candidate.includes('=')
    ? candidate
    : /[^:=,(\s]+:?$/.exec(candidate.replace(/,$/, ''))![0];
