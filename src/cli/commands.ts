// COMMANDS: one row a command. The parser, the help, the completions and the man page come from the rows.

import {THEME_NAMES} from '../session/look.ts';
import {ALL_STAGES, INPUT_FLAGS, LOCAL, LOCAL_TYPED, PATHS, REVEAL} from './common-flags.ts';
import {FILTER_FLAGS} from './filter-flags.ts';
import {FINDINGS_COMMANDS} from './findings-commands.ts';
import type {FlagSpec, ParsedArgs, PositionalSpec} from './flags.ts';
import {HOST_COMMANDS} from './host-commands.ts';
import type {Io} from './io.ts';
import {LOAD_COMMANDS} from './load-commands.ts';
import {POLICY_COMMANDS} from './policy-commands.ts';
import {RBAC_COMMANDS} from './rbac-commands.ts';
import {TOPICS_COMMANDS} from './topics-commands.ts';

export type CommandSpec = {
  /** '' is the explorer. Two words, such as `policy explain`, are one of a group. */
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly positionals: readonly PositionalSpec[];
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly {readonly line: string; readonly doc: string}[];
  /** Loaded when it runs, so that no command pays for another. @returns the exit code. */
  readonly load: () => Promise<(args: ParsedArgs, io: Io) => Promise<number>>;
};

/** Understood by every command. */
export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  {name: 'help', short: 'h', doc: 'show this help'},
  {name: 'version', short: 'V', doc: 'show the version'},
];

export const COMMANDS = [
  {
    name: '',
    title: 'explore audit logs interactively',
    doc: 'Opens the explorer; press ? in it for its keys. Without a PATH and without data on standard input it opens the log of this node’s API server, which it finds as doctor does. If standard output is not a terminal, it prints a summary instead.',
    positionals: [PATHS],
    flags: [
      {name: 'filter', short: 'f', value: 'EXPR', doc: 'start with this filter'},
      {
        name: 'policy',
        value: 'FILE',
        doc: 'the audit policy in force; the tab Policy (W) shows which of its rules decided',
      },
      {name: 'no-follow', doc: 'do not follow the log as it grows'},
      {
        name: 'session',
        doc: 'restore the filter, columns, facets, bookmarks and notes that these logs were left with, and save them on exit, in $XDG_STATE_HOME/audit-tui. Without this flag nothing is written',
      },
      {name: 'no-session', doc: 'neither restore nor save a session, even if the config file says so'},
      {
        name: 'theme',
        value: 'NAME',
        choices: THEME_NAMES,
        doc: 'colours for a dark or a light background, 16 for the terminal’s own palette, none, or auto (the default)',
      },
      {
        name: 'ascii',
        doc: 'draw with ASCII only; the default on the Linux console and where the locale is not UTF-8',
      },
      {name: 'no-ascii', doc: 'draw with Unicode lines and blocks, whatever the locale'},
      {name: 'root', value: 'DIR', doc: 'without a PATH: open the log of the node whose files were copied to DIR'},
      {name: 'config', value: 'FILE', doc: 'the config file to use instead of $AUDIT_TUI_CONFIG or the default one'},
      ...INPUT_FLAGS,
      LOCAL,
    ],
    examples: [
      {line: 'audit-tui /var/log/kubernetes/audit/audit.log', doc: 'one log'},
      {
        line: 'audit-tui --filter "verb:delete ns:prod-*" node1.log node2.log.gz',
        doc: 'two nodes’ logs, merged by time',
      },
      {line: 'ssh node cat /var/log/kubernetes/audit/audit.log | audit-tui -', doc: 'from another machine'},
    ],
    load: async () => (await import('./explore.ts')).explore,
  },
  {
    name: 'query',
    title: 'print the requests that match a query',
    doc: 'Prints one row per request. json, jsonl and yaml print the events themselves, secrets masked. Exit status: 0 found, 1 none, 2 error.',
    positionals: [
      {name: 'EXPR', doc: "a query, such as 'verb:delete ns:prod-*'; '' is everything", required: true, query: true},
      PATHS,
    ],
    flags: [
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['table', 'json', 'jsonl', 'csv', 'yaml', 'count'],
        doc: 'table (the default), json, jsonl, csv, yaml or count',
      },
      ALL_STAGES,
      {name: 'fields', value: 'NAMES', doc: 'columns of table and csv, comma-separated'},
      {name: 'sort', value: 'FIELD', doc: 'sort by this field instead of by time'},
      {name: 'desc', doc: 'sort from the greatest to the least'},
      {name: 'limit', short: 'l', value: 'N', doc: 'stop after N rows'},
      REVEAL,
      ...FILTER_FLAGS,
      ...INPUT_FLAGS,
      LOCAL,
    ],
    examples: [
      {
        line: "audit-tui query 'verb:delete resource:pods ns:prod-namespace' sample-logs -o json",
        doc: 'who deleted it, with both bodies',
      },
      {line: "audit-tui query 'code:403 -user:system:*' audit.log -o count", doc: 'how many people were refused'},
    ],
    load: async () => (await import('./query.ts')).query,
  },
  {
    name: 'bundle',
    title: 'save the events of a query as an evidence folder',
    doc: 'Writes events.jsonl, timeline.md, query.txt, manifest.json (the query, the command that prints the events again, what was masked, what could not be read, and the path, size, mtime, inode and SHA-256 of each file read) and SHA256SUMS. The folder must not exist yet, is accessible to its owner only, and appears once it is complete. Exit status: 0 written, 1 nothing found, 2 error.',
    positionals: [
      {name: 'EXPR', doc: "a query, such as 'user:mallory*'; '' is everything", required: true, query: true},
      PATHS,
    ],
    flags: [
      {name: 'out', value: 'DIR', doc: 'the folder to write'},
      ALL_STAGES,
      REVEAL,
      ...FILTER_FLAGS,
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {line: "audit-tui bundle 'ip:203.0.113.66' sample-logs --out incident", doc: 'all that came from one address'},
      {
        line: "audit-tui bundle 'since:2026-11-20T09:41Z' audit.log --out incident && cd incident && sha256sum -c SHA256SUMS",
        doc: 'what happened since, and nothing of it was changed on its way',
      },
    ],
    load: async () => (await import('./bundle.ts')).bundle,
  },
  {
    name: 'top',
    title: 'count requests by field values',
    doc: 'Prints count, share, failures (code 400 and above, or a panic) and latency for each combination of values. Latency is stageTimestamp less requestReceivedTimestamp: for watch, exec and log that is the length of the session.',
    positionals: [PATHS],
    flags: [
      {name: 'by', short: 'b', value: 'NAMES', doc: 'fields to group by, comma-separated; user,verb by default'},
      {name: 'where', short: 'w', value: 'EXPR', doc: 'count only what matches this query'},
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['table', 'json', 'csv'],
        doc: 'table (the default), json or csv',
      },
      {
        name: 'limit',
        short: 'l',
        value: 'N',
        doc: 'stop after N groups; 0 is all. 30 in a table, all in json and csv by default',
      },
      ALL_STAGES,
      REVEAL,
      ...FILTER_FLAGS,
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {line: 'audit-tui top --by user,verb audit.log', doc: 'who causes the load'},
      {line: 'audit-tui top --by resource,code --where "code:>=400" audit.log -o json', doc: 'what fails'},
    ],
    load: async () => (await import('./top.ts')).top,
  },
  ...LOAD_COMMANDS,
  ...POLICY_COMMANDS,
  ...FINDINGS_COMMANDS,
  ...RBAC_COMMANDS,
  ...HOST_COMMANDS,
  ...TOPICS_COMMANDS,
] as const satisfies readonly CommandSpec[];
