// Running API servers: what /proc tells of each process.
import {join} from 'node:path/posix';
import type {Root} from '../root.ts';
import type {Arg, Mount, Running} from '../server.ts';
import {programVersion} from '../version.ts';
import {apiServerArgs} from '../words.ts';

/** Ticks a second in which the kernel tells times to user space on every Linux that Kubernetes runs on. */
const TICKS = 100;
/** So many processes are looked at. */
const MOST = 65_536;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function lookForProcesses(root: Root): readonly Running[] {
  const listed = root.list('/proc');
  if (!listed.ok) return [];
  const pids = listed.value.filter(name => /^\d+$/.test(name)).slice(0, MOST);
  const host = mountTable(root, '/proc/1/mountinfo');
  return pids.flatMap(pid => runningOf(root, Number(pid), host) ?? []);
}

function runningOf(root: Root, pid: number, host: readonly MountRow[] | undefined): Running | undefined {
  const read = root.read(`/proc/${pid}/cmdline`);
  if (!read.ok || read.value === '') return undefined;
  const words = read.value
    .replace(/\0$/, '')
    .split('\0')
    .map((text): Arg => ({text}));
  const program = programOf(words);
  if (program === undefined) return undefined;
  const startedAt = startOf(root, pid);
  const version = programVersion(words[0]!.text);
  const own = mountTable(root, `/proc/${pid}/mountinfo`);
  const mounts = own === undefined || host === undefined ? undefined : mountsOf(own, host);
  return {
    pid,
    program: program.name,
    ...(program.args === undefined ? {} : {args: program.args}),
    ...(startedAt === undefined ? {} : {startedAt}),
    ...(version === undefined ? {} : {version}),
    ...(mounts === undefined ? {} : {mounts}),
  };
}

/** A shell or a wrapper that will start it, or has, is not it. */
function programOf(words: readonly Arg[]): {readonly name: string; readonly args?: readonly Arg[]} | undefined {
  const first = words[0]!.text;
  const name = baseName(first.split(' ')[0]!);
  // k3s writes over its arguments, which may hold secrets: the first word is all that is left.
  if (name === 'k3s' && /^\S+ server\b/.test([first, words[1]?.text ?? ''].join(' '))) return {name};
  if (name === 'kubelite') return {name};
  const found = apiServerArgs(words.slice(0, 2));
  if (found === undefined || found.program !== first) return undefined;
  const whole = apiServerArgs(words)!;
  return {name: 'kube-apiserver', args: whole.args};
}

/** Of proc_pid_stat(5): field 22 counts from the boot, which /proc/stat has as btime in seconds. */
function startOf(root: Root, pid: number): number | undefined {
  const stat = root.read(`/proc/${pid}/stat`);
  const boot = root.read('/proc/stat');
  if (!stat.ok || !boot.ok) return undefined;
  // The name of the program, in parentheses, may hold anything.
  const ticks = Number(stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ')[19]);
  const seconds = Number(/^btime (\d+)$/m.exec(boot.value)?.[1]);
  const start = (seconds + ticks / TICKS) * 1000;
  return Number.isFinite(start) ? start : undefined;
}

type MountRow = {
  readonly device: string;
  /** What of the device's file system is mounted. */
  readonly root: string;
  readonly at: string;
  readonly readOnly: boolean;
  readonly type: string;
};

const decoded = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** proc_pid_mountinfo(5). */
function mountTable(root: Root, file: string): readonly MountRow[] | undefined {
  const read = root.read(file);
  if (!read.ok) return undefined;
  return read.value.split('\n').flatMap(row => {
    const [, , device, inner, at, options] = row.split(' ');
    const type = row.split(' - ')[1]?.split(' ')[0];
    if (device === undefined || inner === undefined || at === undefined || options === undefined || type === undefined)
      return [];
    return [{device, root: decoded(inner), at: decoded(at), readOnly: options.split(',').includes('ro'), type}];
  });
}

/** Mounts of a container as directories of the node; undefined where it has the node's own mounts. */
function mountsOf(own: readonly MountRow[], host: readonly MountRow[]): readonly Mount[] | undefined {
  const rootOf = (table: readonly MountRow[]) => table.findLast(({at}) => at === '/');
  const [inner, outer] = [rootOf(own), rootOf(host)];
  if (inner === undefined || outer === undefined) return undefined;
  if (inner.device === outer.device && inner.root === outer.root) return undefined;
  return own
    .filter(({at}) => at !== '/')
    .map(({at, readOnly, ...row}): Mount => ({mountPath: at, readOnly, source: sourceOf(row, host)}));
}

function sourceOf(
  {device, root, type}: Pick<MountRow, 'device' | 'root' | 'type'>,
  host: readonly MountRow[],
): Mount['source'] {
  const candidates = host
    .filter(
      mount =>
        mount.device === device && (mount.root === '/' || root === mount.root || root.startsWith(`${mount.root}/`)),
    )
    .sort((a, b) => b.root.length - a.root.length);
  const [best] = candidates;
  if (best === undefined) return {kind: 'other', what: type};
  const rest = best.root === '/' ? root : root.slice(best.root.length);
  return {kind: 'host', path: join(best.at, rest), type: ''};
}
