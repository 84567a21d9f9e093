// Everything that the checks look at, gathered from the node once. What cannot be known is absent, never guessed.
import {dirname} from 'node:path/posix';
import {type Found, findServer, mountsOf, versionOf} from './find.ts';
import {type Measured, measure} from './measure.ts';
import {isWithin, type Mapped, mapPath} from './mounts.ts';
import {type PolicyRead, policyFacts} from './policy.ts';
import {versionInProgram} from './program-version.ts';
import {type Flags, inForce, readFlags} from './read-flags.ts';
import type {Looked, Root, Stat} from './root.ts';
import type {ApiServer, Mount, Running} from './server.ts';
import {readServerLog, type ServerLog} from './server-log.ts';
import type {Version} from './version.ts';

export type PathFacts = {
  /** As kube-apiserver sees it. */
  readonly path: string;
  readonly mapped: Mapped;
  /** On the node; absent where it leads to nothing on it. */
  readonly nodePath?: string;
  readonly stat?: Looked<Stat>;
  /** Of the directory on the node that holds it. */
  readonly parent?: Looked<Stat>;
  /** Of what the mount's volume leads to. */
  readonly source?: Looked<Stat>;
  /** Where links lead to on the node, if that is out of the mount: in the container it is not there. */
  readonly leads?: string;
};

export type Space = {readonly free: number; readonly total: number};

export type Facts = {
  /** As it was asked for, with what programs told of the version: they are read once. */
  readonly clock: Clock;
  readonly found: Found;
  readonly server?: ApiServer;
  readonly running?: Running;
  readonly version?: Version;
  /** In force: the running process's own, where it shows them; else the configuration's. */
  readonly flags: Flags;
  /** Of the configuration. */
  readonly configured?: Flags;
  readonly policy?: PathFacts & PolicyRead;
  /** Only where it is a file: not for `-`. */
  readonly log?: PathFacts & {readonly measured?: Measured; readonly space?: Space; readonly isReadable?: boolean};
  readonly webhook?: PathFacts & {readonly text?: string};
  readonly serverLog?: ServerLog;
  /** A file of logrotate that names the log. */
  readonly logrotate?: string;
  /** Milliseconds since the epoch; absent where the files are a copy, whose age says nothing. */
  readonly now?: number;
};

export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A version that no file tells, as its user knows it. */
  readonly version?: Version;
  /** Programs are looked into where no other file tells the version: tens of megabytes are read. */
  readonly readsPrograms?: boolean;
};

/** `asConfigured`: as it will be once the API server is started anew, whatever runs now. */
export function gather(root: Root, clock: Clock, asConfigured = false): Facts {
  const {now, version: told} = clock;
  const found = asConfigured ? withoutProcesses(findServer(root)) : findServer(root);
  const {server, running} = found;
  const program = clock.readsPrograms === true ? server?.program : undefined;
  const version = versionOf(found) ?? (program === undefined ? undefined : versionInProgram(root, program)) ?? told;
  const configured = server === undefined ? undefined : readFlags(server.args, version);
  const flags = running?.args === undefined ? (configured ?? readFlags([], version)) : readFlags(running.args, version);
  const mounts = mountsOf(found);
  const at = (name: string) => {
    const path = inForce(flags, name) ?? '';
    return path === '' ? undefined : pathFacts(root, path, mounts);
  };
  const policy = at('audit-policy-file');
  const log = inForce(flags, 'audit-log-path') === '-' ? undefined : at('audit-log-path');
  const webhook = at('audit-webhook-config-file');
  const serverLog = readServerLog(root);
  const logrotate = log === undefined ? undefined : logrotateFile(root, log.nodePath ?? log.path);
  return {
    clock: {now, ...(version === undefined ? {} : {version})},
    found,
    flags,
    ...(server === undefined ? {} : {server}),
    ...(running === undefined ? {} : {running}),
    ...(version === undefined ? {} : {version}),
    ...(configured === undefined ? {} : {configured}),
    ...(policy === undefined ? {} : {policy: {...policy, ...policyFacts(root, policy.nodePath, version)}}),
    ...(log === undefined ? {} : {log: {...log, ...logFacts(root, log)}}),
    ...(webhook === undefined ? {} : {webhook: {...webhook, ...textOf(root, webhook.nodePath)}}),
    ...(serverLog === undefined ? {} : {serverLog}),
    ...(logrotate === undefined ? {} : {logrotate}),
    ...(root.isLive ? {now} : {}),
  };
}

const withoutProcesses = ({running: _running, ...found}: Found): Found => ({...found, otherRunning: []});

/** A link in a directory that is mounted is followed in the container, one that is mounted itself on the node. */
function leadsOut(root: Root, {path, mount}: Mapped & {kind: 'node'}, mounts: readonly Mount[] | undefined): boolean {
  if (mount?.source.kind !== 'host' || !root.real(path).ok || mount.source.path === path) return false;
  const real = root.inside(path);
  if (isWithin(real, root.inside(mount.source.path))) return false;
  const there = mapPath(real, mounts);
  return there.kind !== 'node' || there.path !== real;
}

function pathFacts(root: Root, path: string, mounts: readonly Mount[] | undefined): PathFacts {
  const mapped = mapPath(path, mounts);
  if (mapped.kind !== 'node') return {path, mapped};
  const source = mapped.mount?.source;
  return {
    path,
    mapped,
    nodePath: mapped.path,
    stat: root.stat(mapped.path),
    parent: root.stat(dirname(mapped.path)),
    ...(source?.kind === 'host' ? {source: root.stat(source.path)} : {}),
    ...(leadsOut(root, mapped, mounts) ? {leads: root.inside(mapped.path)} : {}),
  };
}

function logFacts(
  root: Root,
  {nodePath}: PathFacts,
): Pick<NonNullable<Facts['log']>, 'measured' | 'space' | 'isReadable'> {
  if (nodePath === undefined) return {};
  const space = root.isLive ? root.space(nodePath) : undefined;
  const isReadable = root.readBytes(nodePath, 0, 1).ok;
  return {measured: measure(root, nodePath), isReadable, ...(space === undefined ? {} : {space})};
}

function textOf(root: Root, path: string | undefined): {readonly text?: string} {
  const read = path === undefined ? undefined : root.read(path);
  return read?.ok === true ? {text: read.value} : {};
}

function logrotateFile(root: Root, log: string): string | undefined {
  const listed = root.list('/etc/logrotate.d');
  const files = ['/etc/logrotate.conf', ...(listed.ok ? listed.value.map(name => `/etc/logrotate.d/${name}`) : [])];
  return files.find(file => {
    const read = root.read(file);
    return read.ok && namesLog(read.value, log);
  });
}

/** A line before `{` that is the path, or a pattern in its directory. */
const namesLog = (text: string, log: string): boolean =>
  text.split(/[\s{"]+/).some(word => word.startsWith('/') && globOf(word).test(log));

const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\[\]]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );
