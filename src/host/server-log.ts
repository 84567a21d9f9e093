// What the API server's own log says of auditing. SYMPTOMS: one row a message, with its cause.
import type {Root} from './root.ts';

type SymptomSpec = {
  readonly id: string;
  readonly pattern: RegExp;
  /** A sentence: what it means and what to do. */
  readonly means: string;
};

/** Texts of kubernetes/apiserver pkg/server/options/audit.go and pkg/audit at v1.36. */
export const SYMPTOMS = [
  {
    id: 'policy-unread',
    pattern: /loading audit policy file: failed to read file path/,
    means:
      'The API server could not read its policy: the file is not mounted, or is not there, and the API server does not start.',
  },
  {
    id: 'policy-refused',
    pattern: /loading audit policy file: |loaded illegal policy with 0 rules|invalid audit policy/i,
    means:
      'The API server refused its policy and does not start: "audit-tui policy check FILE" says where it is wrong.',
  },
  {
    id: 'log-read-only',
    pattern: /ensureLogFile: .*read-only file system/,
    means: 'The directory of the log is mounted read-only, so the API server does not start.',
  },
  {
    id: 'log-denied',
    pattern: /ensureLogFile: .*permission denied/,
    means: 'The API server may not create its log: owner and mode of the directory, or its SELinux label, forbid it.',
  },
  {
    id: 'log-other',
    pattern: /ensureLogFile: /,
    means: 'The API server could not create its log and does not start.',
  },
  {
    id: 'disk-full',
    pattern: /Error in audit plugin .*no space left on device/,
    means: 'The disk was full and events were lost: free some space, and lower what rotation keeps.',
  },
  {
    id: 'rotation-failed',
    pattern: /Error in audit plugin .*(?:device or resource busy|can't rename log file)/,
    means:
      'Rotation failed and events were lost: the log is mounted as a file, and must be in a directory that is mounted.',
  },
  {
    id: 'queue-blocked',
    pattern: /audit buffer queue blocked/,
    means:
      'Events came faster than the batch backend takes them, and were dropped: raise the buffer size, or log less.',
  },
  {
    id: 'event-lost',
    pattern: /Error in audit plugin /,
    means: 'A backend failed and events were lost.',
  },
  {
    id: 'policy-lenient',
    pattern: /Audit policy contains errors, falling back to lenient decoding/,
    means: 'The policy has fields that the API server does not know, and ignores: rules may be wider than they look.',
  },
  {
    id: 'no-policy',
    pattern: /No audit policy file provided, no events will be recorded/,
    means: 'The API server started without a policy and records nothing.',
  },
  {
    id: 'flag-unknown',
    pattern: /unknown flag: --?audit/,
    means: 'The API server does not know one of its audit flags and does not start.',
  },
] as const satisfies readonly SymptomSpec[];

export type Symptom = {readonly id: string; readonly means: string /** As logged. */; readonly line: string};

export type ServerLog = {readonly file: string; readonly symptoms: readonly Symptom[]};

const TAIL = 512 << 10;

/** Logs of the container of kube-apiserver, the newest last. */
export function containerLogs(root: Root): readonly string[] {
  const pods = root.list('/var/log/pods');
  const directories = (pods.ok ? pods.value : [])
    .filter(name => /^kube-system_kube-apiserver|^openshift-kube-apiserver_kube-apiserver-(?!guard)/.test(name))
    .map(name => `/var/log/pods/${name}/kube-apiserver`);
  const files = directories.flatMap(directory => {
    const listed = root.list(directory);
    return (listed.ok ? listed.value : []).filter(name => /^\d+\.log$/.test(name)).map(name => `${directory}/${name}`);
  });
  const written = (file: string) => {
    const stat = root.stat(file);
    return stat.ok ? stat.value.mtimeMs : 0;
  };
  return files
    .map(file => ({file, at: written(file)}))
    .sort((a, b) => a.at - b.at)
    .map(({file}) => file);
}

/** Of the newest one, each symptom once, by the last line that has it. Absent where there is none. */
export function readServerLog(root: Root): ServerLog | undefined {
  const file = containerLogs(root).at(-1);
  if (file === undefined) return undefined;
  const read = root.readBytes(file, -TAIL, TAIL);
  if (!read.ok) return undefined;
  return {file, symptoms: symptomsIn(read.value.toString('utf8'))};
}

/** A line counts for the first row that it matches. */
export function symptomsIn(text: string): readonly Symptom[] {
  const found = new Map<string, Symptom>();
  for (const line of text.split('\n')) {
    if (line.includes('{"kind":"Event"')) continue;
    const row = SYMPTOMS.find(({pattern}) => pattern.test(line));
    if (row !== undefined) found.set(row.id, {id: row.id, means: row.means, line});
  }
  return [...found.values()];
}
