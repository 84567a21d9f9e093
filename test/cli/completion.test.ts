// `audit-tui completion`: a script a shell, made of the rows as they are.
import {describe, expect, test} from 'vitest';
import {SCRIPTS} from '../../src/cli/completion.ts';
import {completionModel} from '../../src/cli/completion-model.ts';
import {TOPICS_COMMANDS} from '../../src/cli/topics-commands.ts';
import {runCli} from '../support/run-cli.ts';

const shells = Object.keys(SCRIPTS);

describe('completion', () => {
  test('has the shells that its row names', () => {
    const row = TOPICS_COMMANDS.find(({name}) => name === 'completion')!;
    expect(row.positionals[0]).toMatchObject({choices: shells});
  });

  test.each(shells)('%s is printed, with every command and long flag', async shell => {
    const {code, out, err} = await runCli(['completion', shell]);
    expect([code, err]).toEqual([0, '']);
    for (const {name, flags} of completionModel().commands) {
      for (const word of name.split(' ')) expect(out).toContain(word);
      for (const {names} of flags)
        expect(out).toContain(shell === 'fish' ? `-l ${names.at(-1)!.slice(2)}` : names.at(-1)!);
    }
  });

  // A word of ours is never more than a word to a shell, whatever a row will say one day.
  test.each(shells)('%s has what rows say inside of quotes', shell => {
    const nasty = `it's $(touch RAN) \`touch RAN\` "x" \\`;
    const command = {name: 'odd', doc: nasty, flags: [], positionals: []};
    const script = SCRIPTS[shell]!({
      commands: [command],
      groups: [],
      names: [{name: 'a', others: [], doc: nasty}],
      values: [],
    });
    const lines = script.split('\n').filter(line => line.includes('touch RAN'));
    expect(lines.length).toBe(shell === 'bash' ? 0 : 2);
    for (const line of lines)
      expect(line).toMatch(/'[^']*it('\\'')?(\\')?s \$\(touch RAN\) `touch RAN` "x" (\\\\)?\\?'/);
  });

  test.each<[argv: string[], sentence: string]>([
    [['completion', 'tcsh'], 'audit-tui: there are completions for bash, zsh, fish, not for "tcsh".\n'],
    [['completion', 'constructor'], 'not for "constructor"'],
    [['completion'], 'SHELL is missing: the shell: bash, zsh or fish'],
  ])('%j is one sentence and exit code 2', async (argv, sentence) => {
    const {code, out, err} = await runCli(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});
