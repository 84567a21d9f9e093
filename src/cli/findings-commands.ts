// The command about findings: a row of COMMANDS.
import {SEVERITIES} from '../rules/findings/finding.ts';
import type {CommandSpec} from './commands.ts';
import {INPUT_FLAGS, LOCAL_TYPED, PATHS, REVEAL} from './common-flags.ts';

export const FINDINGS_COMMANDS = [
  {
    name: 'findings',
    title: 'list what deserves a look, worst first',
    doc: 'Applies rules to the log (docs/findings.md) and prints incidents, worst first: findings that belong to the same actor and time, each with the query that shows its events. What could not be decided, such as whether a pod was privileged whose body was not logged, is listed at the end. Exit status: 0 nothing of at least the severity asked for, 1 something, 2 error.',
    positionals: [PATHS],
    flags: [
      {name: 'where', short: 'w', value: 'EXPR', doc: 'look only at what matches this query'},
      {
        name: 'min-severity',
        value: 'SEVERITY',
        choices: SEVERITIES,
        doc: 'info, low (the default), medium, high or critical',
      },
      {name: 'rules', value: 'FILE', doc: 'YAML with thresholds, exceptions and your own rules'},
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['text', 'json', 'jsonl', 'markdown'],
        doc: 'text (the default), json, jsonl (one line a finding) or markdown',
      },
      {name: 'config', value: 'FILE', doc: 'the config file, whose findings: holds as --rules does'},
      REVEAL,
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {line: 'audit-tui findings sample-logs', doc: 'what happened to the shop'},
      {
        line: 'audit-tui findings --min-severity high --rules rules.yaml /var/log/kubernetes/audit -o jsonl',
        doc: 'for a job that looks every hour',
      },
    ],
    load: async () => (await import('./findings.ts')).findings,
  },
] as const satisfies readonly CommandSpec[];
