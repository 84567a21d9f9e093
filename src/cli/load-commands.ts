// The command that fills a table of ClickHouse: a row of COMMANDS.
import type {CommandSpec} from './commands.ts';
import {FILES} from './common-flags.ts';

export const LOAD_COMMANDS = [
  {
    name: 'load',
    title: 'load audit logs into a ClickHouse table',
    doc: 'Reads logs in all supported forms and writes their events into the recommended table. Events that are already in the table are not written again, so that an interrupted load can simply be repeated and logs may overlap. A batch that fails is retried a few times. Exit status: 0 written, 2 error.',
    positionals: [{...FILES, required: true}],
    flags: [
      {
        name: 'to',
        value: 'ADDRESS',
        doc: 'the table: clickhouse://user@host:8443/database/table, or @NAME from the config file',
      },
      {name: 'create', doc: 'create the table if it does not exist'},
      {name: 'keep-days', value: 'N', doc: 'with --create: the server removes events older than N days'},
      {name: 'no-rotated', doc: 'read only the named log, not its rotated files'},
      {name: 'config', value: 'FILE', doc: 'the config file to use instead of $AUDIT_TUI_CONFIG or the default one'},
    ],
    examples: [
      {
        line: 'audit-tui load /var/log/kubernetes/audit --to clickhouse://writer@clickhouse.example.com:8443/logs/audit --create',
        doc: 'a node’s logs into a table of their own',
      },
    ],
    load: async () => (await import('./load.ts')).load,
  },
] as const satisfies readonly CommandSpec[];
