// The commands about audit policies: rows of COMMANDS.
import type {CommandSpec} from './commands.ts';

export const POLICY_COMMANDS = [
  {
    name: 'policy init',
    title: 'print a policy to begin with',
    doc: 'Prints a commented policy: one of the profiles, or with --only the one that logs just what a query finds. A query that a policy cannot express is refused, with the reason.',
    positionals: [],
    flags: [
      {
        name: 'profile',
        value: 'NAME',
        doc: 'recommended (the default; bodies of changes, never of secrets, little noise), minimal (who did what, without bodies) or forensic (nothing is dropped)',
      },
      {name: 'only', value: 'EXPR', doc: "log this and nothing else, as 'verb:delete resource:pods ns:shop'"},
      {name: 'level', value: 'LEVEL', doc: 'of what --only names: Metadata (the default), Request or RequestResponse'},
      {name: 'out', value: 'FILE', doc: 'write it to this file, which must not be there yet'},
    ],
    examples: [
      {line: 'audit-tui policy init --profile recommended --out audit-policy.yaml', doc: 'a file to edit'},
      {
        line: "audit-tui policy init --only 'verb:delete resource:pods ns:prod-namespace name:webapp-pod' --level RequestResponse",
        doc: 'deletions of one pod, with both bodies',
      },
    ],
    load: async () => (await import('./policy-init.ts')).policyInit,
  },
] as const satisfies readonly CommandSpec[];
