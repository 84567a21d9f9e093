// The commands about the program itself: rows of COMMANDS.
import type {CommandSpec} from './commands.ts';
import {TOPIC_NAMES} from './topics-names.ts';

export const TOPICS_COMMANDS = [
  {
    name: 'help',
    title: 'explain the program, a command or a topic',
    doc: 'Topics are query (the query language and its fields), keys, formats, files, exit-status, config and environment. "audit-tui --help TOPIC" does the same. For a command it prints what COMMAND --help does.',
    positionals: [
      {name: 'TOPIC', choices: TOPIC_NAMES, doc: 'a topic or a command; without one, all commands', many: true},
    ],
    flags: [],
    examples: [
      {line: 'audit-tui help query', doc: 'the query language'},
      {line: 'audit-tui help policy check', doc: 'a command'},
    ],
    load: async () => (await import('./topics-help.ts')).help,
  },
  {
    name: 'man',
    title: 'print the manual page',
    doc: 'Prints audit-tui(1) in the format that man reads.',
    positionals: [],
    flags: [],
    examples: [
      {line: 'audit-tui man | man -l -', doc: 'read it'},
      {line: 'audit-tui man > /usr/local/share/man/man1/audit-tui.1', doc: 'install it'},
    ],
    load: async () => (await import('./man.ts')).man,
  },
  {
    name: 'completion',
    title: 'print a completion script for a shell',
    doc: 'The script completes commands, flags, their values, fields and values of queries, and paths. It starts no program, and evaluates nothing that is typed.',
    positionals: [
      {name: 'SHELL', choices: ['bash', 'zsh', 'fish'], doc: 'the shell: bash, zsh or fish', required: true},
    ],
    flags: [],
    examples: [
      {line: 'source <(audit-tui completion bash)', doc: 'in ~/.bashrc'},
      {line: 'source <(audit-tui completion zsh)', doc: 'in ~/.zshrc, after compinit'},
      {line: 'audit-tui completion fish > ~/.config/fish/completions/audit-tui.fish', doc: 'fish loads it from there'},
    ],
    load: async () => (await import('./completion.ts')).completion,
  },
] as const satisfies readonly CommandSpec[];
