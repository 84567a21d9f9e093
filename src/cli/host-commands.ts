// The commands about this node's API server: rows of COMMANDS.
import type {CommandSpec} from './commands.ts';
import {LOCAL_TYPED, PATHS} from './common-flags.ts';

export const HOST_COMMANDS = [
  {
    name: 'doctor',
    title: 'check that auditing is on and working on this node',
    doc: 'Finds the API server (static pod manifest, systemd unit, k3s, RKE2 and other distributions, the running process), checks its audit flags, policy, mounts, log, rotation and space, and prints the exact lines to write where something is wrong. It writes nothing. Exit status: 0 sound, 1 warnings or failures, 2 something essential could not be examined.',
    positionals: [],
    flags: [
      {name: 'root', value: 'DIR', doc: 'examine the node whose files were copied to DIR instead of this machine'},
      {name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], doc: 'text (the default) or json'},
      {name: 'fix-dry-run', doc: 'print the changes as a diff for patch -p1 instead; nothing is written'},
      {name: 'kubernetes-version', value: 'V', doc: 'the version of the API server, if no file says it'},
    ],
    examples: [
      {line: 'sudo audit-tui doctor', doc: 'on a control-plane node'},
      {line: 'audit-tui doctor --root ./node-1 -o json', doc: 'a copy of a node, for a script'},
      {line: 'sudo audit-tui doctor --fix-dry-run > fix.diff', doc: 'then, having read it: patch -p1 -d / < fix.diff'},
    ],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'verify',
    title: 'check that an action is recorded, or say why not',
    doc: 'Follows the log until an event matches the query, then says at which level, with which bodies and by which rule of the policy it was recorded. If none arrives in time, it says what may be the reason: the policy, auditing that is off, a log that is not written, a query that is too narrow. What can be known in advance it says before it waits. Perform the action while it waits, or look back with --since. Exit status: 0 recorded, 1 not recorded, 2 error.',
    positionals: [
      {name: 'EXPR', doc: "the action, such as 'verb:delete resource:pods ns:prod-*'", required: true, query: true},
      {...PATHS, doc: 'an audit log, or - for standard input; without one the log of this node'},
    ],
    flags: [
      {
        name: 'within',
        value: 'TIME',
        doc: 'how long to wait, such as 30s or 5m (default 60s); 0s with --since only looks back',
      },
      {name: 'since', value: 'TIME', doc: 'also take events since then: 15m (ago), 10:30'},
      {name: 'policy', value: 'FILE', doc: 'the policy in force, instead of the one of this node'},
      {name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], doc: 'text (the default) or json'},
      {name: 'root', value: 'DIR', doc: 'without a PATH: the log of the node whose files were copied to DIR'},
      LOCAL_TYPED,
    ],
    examples: [
      {
        line: "audit-tui verify 'verb:delete resource:pods ns:prod-namespace name:webapp-pod' --within 60s",
        doc: 'as root on a control-plane node; then delete the pod in another terminal',
      },
      {
        line: "audit-tui verify 'verb:create resource:secrets' audit.log --since 10m --within 0s",
        doc: 'was it, just now?',
      },
    ],
    load: async () => (await import('./verify.ts')).verify,
  },
] as const satisfies readonly CommandSpec[];
