// The commands about this node's API server: rows of COMMANDS.
import type {CommandSpec} from './commands.ts';

export const HOST_COMMANDS = [
  {
    name: 'doctor',
    title: 'tell whether auditing is on and sound on this node',
    doc: 'Finds the API server (static pod manifest, systemd unit, k3s, RKE2 and other distributions, the running process), checks its audit flags, policy, mounts, log, rotation and space, and prints the very lines to write where something is wrong. It writes nothing. Exit status: 0 sound, 1 warnings or failures, 2 nothing, or not all that counts, could be examined.',
    positionals: [],
    flags: [
      {name: 'root', value: 'DIR', doc: 'examine the copy of a node that lies in DIR instead of this machine'},
      {name: 'output', short: 'o', value: 'FORMAT', doc: 'text (the default) or json'},
      {name: 'fix-dry-run', doc: 'print what to change as a diff for patch -p1 instead; nothing is written'},
      {name: 'kubernetes-version', value: 'V', doc: 'the version of the API server, where no file tells it'},
    ],
    examples: [
      {line: 'sudo audit-tui doctor', doc: 'on a control-plane node'},
      {line: 'audit-tui doctor --root ./node-1 -o json', doc: 'a copy of a node, for a script'},
      {line: 'sudo audit-tui doctor --fix-dry-run > fix.diff', doc: 'then, having read it: patch -p1 -d / < fix.diff'},
    ],
    load: async () => (await import('./doctor.ts')).doctor,
  },
] as const satisfies readonly CommandSpec[];
