// The bash script in a real bash: what its function replies, and what a line becomes when Tab is pressed.
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {afterAll, afterEach, describe, expect, test} from 'vitest';
import {bashScript} from '../../src/cli/completion-bash.ts';
import {has, hostileLines, OFFERED, offered, yard} from '../support/shells.ts';
import {TestTerminal} from '../support/terminal.ts';

const place = yard(bashScript);
afterAll(place.remove);

/** Lines come as arguments, so that nothing here evaluates them. A line a record, replies ended by NUL. */
const ASK = `
source "$1"; shift
for line; do
  COMP_LINE=$line COMP_POINT=\${#line} COMPREPLY=()
  _audit_tui
  printf '%s\\0' "\${#COMPREPLY[@]}" "\${COMPREPLY[@]}"
done`;

function replies(lines: readonly string[]): readonly (readonly string[])[] {
  const {stdout, stderr} = spawnSync('bash', ['--norc', '--noprofile', '-c', ASK, 'bash', place.script, ...lines], {
    cwd: place.folder,
    encoding: 'utf8',
    env: {...process.env, LC_ALL: 'C.UTF-8'},
  });
  expect(stderr).toBe('');
  const parts = stdout.split('\0');
  let at = 0;
  return lines.map(() => {
    const from = at + 1;
    // Without replies printf still ends the empty one.
    const count = Number(parts[at]);
    at = from + Math.max(count, 0);
    return parts.slice(from, at);
  });
}

describe.skipIf(!has('bash'))('the function', () => {
  test.each(OFFERED)('%s offers %j', (line, words) => {
    expect(replies([line])[0]!.map(offered).sort()).toEqual([...words].sort());
  });

  test.each<[line: string, replies: readonly string[]]>([
    // Logs as well, where a command begins so.
    ['audit-tui ', ['logs', 'node-1.log', 'two words.log']],
    // Behind a word break bash puts in what follows it.
    ['audit-tui query verb:patc', ['patch']],
    ['audit-tui query x --output=csv', ['csv']],
    // In quotes, the whole of what stands in them, as it was typed.
    ["audit-tui query '$HOME verb:patc", ['$HOME verb:patch']],
    ['audit-tui query "a verb:patc', ['a verb:patch']],
    ["audit-tui top --where='verb:patc", ['verb:patch']],
    // A single name in quotes would be closed: its values come along.
    ["audit-tui query 'decis", ['decision:allow', 'decision:forbid']],
    ["audit-tui query 'user", ['user:', 'user:*']],
    ['audit-tui query -ver', ['-verb:']],
    // Names that nobody would type first.
    ['audit-tui query objectRef.na', ['objectRef.namespace:', 'objectRef.name:']],
    // After -- nothing is a flag, and a path is left to bash.
    ['audit-tui query x -- -', []],
    ['audit-tui query x no', []],
    ['audit-tui --config no', []],
    // Written so that what is found could not be put in its place.
    ["audit-tui query 'verb':d", []],
    ['audit-tui query a\\ verb:d', []],
    ['audit-tui policy no-such x', []],
  ])('%s replies %j', (line, expected) => {
    const found = replies([line])[0]!;
    if (line === 'audit-tui ') expect(found).toEqual(expect.arrayContaining([...expected, 'query', 'policy']));
    else expect([...found].sort()).toEqual([...expected].sort());
  });

  test('whatever stands before the term in quotes stays as it was typed', () => {
    const texts = fc.sample(
      fc.oneof(fc.string({unit: 'binary'}), fc.string({unit: fc.constantFrom(...'ab \n\t"`$(){}[]:,;&|<>*?!#~\\-')})),
      {numRuns: 300, seed: 7},
    );
    const typed = texts.map(text => text.replaceAll(/['\0]/g, ''));
    const found = replies(typed.map(text => `audit-tui query '${text} -verb:patc`));
    expect(found).toEqual(typed.map(text => [`${text} -verb:patch`]));
  });

  test('the cursor may be within the line', () => {
    const {stdout} = spawnSync(
      'bash',
      [
        '-c',
        'source "$1"; COMP_LINE="audit-tui query verb:pa x.log" COMP_POINT=23; _audit_tui; echo "$COMPREPLY"',
        'bash',
        place.script,
      ],
      {encoding: 'utf8'},
    );
    expect(stdout).toBe('patch\n');
  });

  test('nothing that was typed is run, nor are options of the shell changed', () => {
    expect(hostileLines().length).toBeGreaterThan(500);
    replies(hostileLines());
    expect(place.broken()).toBe(false);
    const {stdout} = spawnSync(
      'bash',
      [
        '-c',
        'source "$1"; shopt > a; COMP_LINE="audit-tui query v" COMP_POINT=17; _audit_tui; shopt | diff a - && rm a && echo same',
        'bash',
        place.script,
      ],
      {cwd: place.folder, encoding: 'utf8'},
    );
    expect(stdout).toBe('same\n');
  });
});

const open: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of open.splice(0)) terminal.kill();
});

describe.skipIf(!has('bash'))('at the prompt', () => {
  async function start(): Promise<TestTerminal> {
    const terminal = new TestTerminal('bash', ['--norc', '--noprofile', '-i'], {columns: 100, rows: 24});
    open.push(terminal);
    terminal.write(`cd ${place.folder}; source .script; PS1='> '; clear; echo rea''dy\n`);
    await terminal.shows(/^ready\n> $/m);
    return terminal;
  }

  test.each<[typed: string, becomes: RegExp]>([
    ['audit-tui quer\t', /^> audit-tui query $/m],
    ['audit-tui query verb:patc\t', /^> audit-tui query verb:patch $/m],
    ["audit-tui query 'ns:x verb:patc\t", /^> audit-tui query 'ns:x verb:patch' $/m],
    ["audit-tui query 'ns:x us\t", /^> audit-tui query 'ns:x user:$/m],
    ["audit-tui top --where='verb:patc\t", /^> audit-tui top --where='verb:patch' $/m],
    ['audit-tui query x --output=ya\t', /^> audit-tui query x --output=yaml $/m],
    ['audit-tui query x two\t', /^> audit-tui query x two\\ words\.log $/m],
    ['audit-tui node\t', /^> audit-tui node-1\.log $/m],
    ['audit-tui doctor --root lo\t', /^> audit-tui doctor --root logs\/$/m],
    // Nothing is offered where only a user knows: no path either.
    ['audit-tui query x --limit no\tQ', /^> audit-tui query x --limit noQ$/m],
    ['audit-tui query stage:\t\t', /Panic +.*ResponseStarted/],
  ])('%j becomes %s', async (typed, becomes) => {
    const terminal = await start();
    await terminal.type(typed, becomes);
  });

  test('what stands in the line is not run', async () => {
    const terminal = await start();
    await terminal.type("audit-tui query '$(touch RAN) verb:patc\t", "> audit-tui query '$(touch RAN) verb:patch'");
    await terminal.type('\x15audit-tui query `touch RAN`\t$(touch RAN)\t "$(touch RAN)\tQ', /touch RAN\)Q$/m);
    expect(place.broken()).toBe(false);
  });
});
