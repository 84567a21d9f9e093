import {describe, expect, test} from 'vitest';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from '../../src/cli/commands.ts';
import {runCli} from '../support/run-cli.ts';

const commands: readonly CommandSpec[] = COMMANDS;

describe('the table of commands', () => {
  test('names are unique, and so are the flags of each', () => {
    expect(new Set(commands.map(c => c.name)).size).toBe(commands.length);
    for (const command of commands) {
      const flags = [...command.flags, ...GLOBAL_FLAGS];
      const names = flags.flatMap(flag => [`--${flag.name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('every row says what it does, and has an example that names it', () => {
    for (const command of commands) {
      expect(
        [command.title, command.doc, ...command.flags.map(f => f.doc), ...command.positionals.map(p => p.doc)].every(
          doc => doc.length > 5,
        ),
      ).toBe(true);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const {line} of command.examples)
        expect(line).toContain(`audit-tui${command.name === '' ? '' : ` ${command.name}`}`);
    }
  });

  test.each(commands.map(c => c.name))('the help of "%s" lists all its flags and fits 80 columns', async name => {
    const {code, out} = await runCli([...(name === '' ? [] : name.split(' ')), '--help']);
    expect(code).toBe(0);
    const command = commands.find(c => c.name === name)!;
    for (const flag of [...command.flags, ...GLOBAL_FLAGS]) expect(out).toContain(`--${flag.name}`);
    const long = out
      .split('\n')
      .filter(line => line.length > 80 && !line.startsWith('  audit-tui') && !line.startsWith('  ssh'));
    expect(long).toEqual([]);
  });

  test('the help of a group lists its commands', async () => {
    for (const argv of [
      ['policy', '--help'],
      ['policy', 'nothing', '-h'],
    ]) {
      const {code, out} = await runCli(argv);
      expect(code).toBe(0);
      for (const {name} of commands.filter(c => c.name.startsWith('policy '))) expect(out).toContain(`  ${name}  `);
    }
  });

  test('the version', async () => {
    expect(await runCli(['--version'])).toEqual({code: 0, out: 'audit-tui 9.9.9\n', err: ''});
  });

  test.each<[argv: string[], sentence: string]>([
    [['quer', 'x'], 'There is no file and no command "quer"; did you mean "query"?'],
    [['polcy', 'check', 'x'], 'There is no file and no command "polcy"; did you mean "policy"?'],
    [['policy-init'], 'did you mean "policy init"?'],
    // A flag is no mistyped command.
    [['--policy', 'no-such.yaml', 'x'], 'the policy no-such.yaml is not there'],
    [['--topp', 'x'], 'There is no flag --topp'],
    [['policy'], '"policy" needs one more word: '],
    [['policy', 'inti'], 'There is no command "policy inti"; did you mean "policy init"?'],
    [['policy', 'frobnicate'], 'There is no command "policy frobnicate"; there are '],
    [['query'], 'EXPR is missing'],
    [['query', 'x', '--nope'], 'There is no flag --nope'],
    [[], 'No audit log was named'],
  ])('%j is one sentence and exit code 2', async (argv, sentence) => {
    const {code, out, err} = await runCli(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
