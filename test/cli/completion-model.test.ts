// What shells complete is what the commands take.
import {describe, expect, test} from 'vitest';
import {COMMANDS, type CommandSpec} from '../../src/cli/commands.ts';
import {clause, completionModel} from '../../src/cli/completion-model.ts';
import {runCli} from '../support/run-cli.ts';

const commands: readonly CommandSpec[] = COMMANDS;

/** Arguments with which a command comes to look at its flags. */
const ENOUGH: Readonly<Record<string, readonly string[]>> = {
  'policy check': ['sample-logs/audit-policy.yaml'],
  'policy explain': ['sample-logs/audit-policy.yaml', '', 'sample-logs'],
  'policy simulate': ['sample-logs/audit-policy.yaml', 'sample-logs'],
  'policy init': ['--only', 'verb:get'],
  rbac: ['--user', 'nobody', 'sample-logs'],
  verify: ['verb:get', 'sample-logs', '--within', '0s', '--since', '1m'],
};

describe('choices', () => {
  const rows = commands.flatMap(command =>
    command.flags.flatMap(flag => (flag.choices === undefined ? [] : [[command, flag] as const])),
  );

  test.each(rows.map(([command, flag]) => [command.name, flag.name, command, flag] as const))(
    'of "%s" --%s are those that the command names',
    async (name, flagName, command, flag) => {
      // The profile goes without --only.
      const enough =
        flagName === 'profile' ? [] : (ENOUGH[name] ?? command.positionals.slice(0, 1).map(() => 'sample-logs'));
      const {code, err} = await runCli([...name.split(' ').filter(Boolean), ...enough, `--${flagName}=qqqqqqqqqqqqqq`]);
      expect(code).toBe(2);
      // With --unused a role is told in another format than without.
      const said = name === 'rbac' && flagName === 'output' ? flag.choices!.slice(0, 2) : flag.choices!;
      for (const choice of said) expect(err).toMatch(new RegExp(`\\b${choice}\\b`));
      const listed = /(?:choose from|one of) ([\w, ]+?)(?:, not|[.;]|$)/m.exec(err);
      if (listed !== null) expect(listed[1]!.split(', ')).toEqual(said);
    },
  );
});

describe('the model', () => {
  const model = completionModel();

  test('has every command and flag, each with a few words', () => {
    expect(model.commands.map(({name}) => name)).toEqual(commands.map(({name}) => name));
    for (const {flags} of model.commands)
      for (const {names, doc} of flags) {
        expect(names.at(-1)).toMatch(/^--[a-z]/);
        expect(doc.length, `${names}: ${doc}`).toBeGreaterThan(3);
        expect(doc.length, `${names}: ${doc}`).toBeLessThan(100);
      }
  });

  test('refuses a placeholder that nothing is known of', () => {
    const row = {...commands[1]!, flags: [{name: 'x', value: 'WHATEVER', doc: 'something'}]};
    expect(() => completionModel([row])).toThrow('PLACEHOLDERS has no row for WHATEVER');
  });

  test('knows every field by its shortest name, and what follows those of closed sets', () => {
    expect(model.names.map(({name}) => name)).toContain('ns');
    const valuesOf = (name: string) => model.values.find(({names}) => names.includes(name))?.words;
    expect(valuesOf('stage')).toContain('ResponseComplete');
    expect(valuesOf('objectRef.resource')).toContain('pods');
    expect(valuesOf('user')).toBeUndefined();
    for (const {words} of model.values) for (const word of words) expect(word).toMatch(/^[\w.:-]+$/);
  });

  test.each([
    ['several by comma; -x leaves x out', 'several by comma'],
    ['skip files that end before: 15m, 10:30', 'skip files that end before'],
    ['as code:CODE, of any', 'as code:CODE'],
    ['Kubernetes verb.', 'Kubernetes verb'],
    ['text (the default)', 'text'],
    ['show this help', 'show this help'],
  ])('%j begins with %j', (doc, first) => {
    expect(clause(doc)).toBe(first);
  });
});
