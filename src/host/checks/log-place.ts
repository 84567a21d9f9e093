// Checks of where the log goes: given, to a file, in a directory that is mounted and can be written to.

import {dirname} from 'node:path/posix';
import {shellWord} from '../../audit/shell-word.ts';
import type {Facts, PathFacts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {isMountOf} from '../mounts.ts';
import {inForce} from '../read-flags.ts';
import {type CheckSpec, failed, type Outcome, sound, unread, warning} from './check.ts';
import {missingVolume, mountEdits, onNode} from './policy-place.ts';
import {usualPaths} from './usual.ts';

const logMount = (path: string): Edit => ({
  kind: 'mount',
  name: 'audit-log',
  hostPath: dirname(path),
  mountPath: dirname(path),
  type: 'DirectoryOrCreate',
  readOnly: false,
});

const logEdits = (facts: Facts, log: string): readonly Edit[] => [
  {kind: 'flag', name: 'audit-log-path', value: log},
  ...mountEdits(facts, log, logMount(log)),
];

/** k0s runs kube-apiserver as a user of its own, who may not make directories in /var/log. */
const ownersOf = ({server}: Facts, log: string): {readonly run?: readonly string[]} =>
  server?.place === 'k0s' ? {run: [`install -d -o kube-apiserver -m 0700 ${shellWord(dirname(log))}`]} : {};

function given(facts: Facts): Outcome {
  const {flags} = facts;
  const path = inForce(flags, 'audit-log-path') ?? '';
  const webhook = inForce(flags, 'audit-webhook-config-file') ?? '';
  if (path !== '') return sound(`--audit-log-path is ${path}`);
  if (webhook !== '')
    return sound(`There is no --audit-log-path: events go to the webhook of ${webhook} only, and there is no log here`);
  const found = 'There is neither --audit-log-path nor --audit-webhook-config-file, and no error says so';
  // RKE2 gives path and rotation itself once there is a policy.
  if (facts.server?.place === 'rke2' && inForce(flags, 'audit-policy-file') === '') {
    return failed(found, {todo: 'RKE2 gives the API server a log as soon as audit-policy-file is set'});
  }
  const {log} = usualPaths(facts);
  return failed(found, {edits: logEdits(facts, log), ...ownersOf(facts, log)});
}

function toFile(facts: Facts): Outcome | undefined {
  const path = inForce(facts.flags, 'audit-log-path') ?? '';
  if (path === '') return undefined;
  if (path !== '-') return undefined;
  const {log} = usualPaths(facts);
  return warning(
    '--audit-log-path is -: events go into the container’s log, cut into pieces of 16 KiB among the API server’s own lines',
    {
      edits: logEdits(facts, log),
      ...ownersOf(facts, log),
    },
  );
}

function mounted(facts: Facts): Outcome | undefined {
  const {log} = facts;
  if (log === undefined) return undefined;
  const {path, mapped} = log;
  switch (mapped.kind) {
    case 'container':
      if (!path.startsWith('/'))
        return failed(`${path} is no absolute path: the log is in the container’s own layer and is lost with it`, {
          edits: logEdits(facts, usualPaths(facts).log),
        });
      return failed(`${dirname(path)} is not mounted: the log is in the container’s own layer and is lost with it`, {
        edits: [logMount(path)],
      });
    case 'volume': {
      const {mountPath, source} = mapped.mount;
      const missing = missingVolume(mapped.mount, 'DirectoryOrCreate');
      if (missing !== undefined) return missing;
      const what = source.kind === 'other' ? source.what : '';
      return failed(`${path} lies in a volume (${what}) that is no directory of the node: it is lost with the pod`, {
        edits: [{kind: 'volume', mountPath, hostPath: mountPath, type: 'DirectoryOrCreate'}],
      });
    }
    case 'node':
      return mapped.mount === undefined ? undefined : sound(onNode(path, log.nodePath!));
  }
}

/** It names a directory, or its volume makes one of it: another check tells. */
function namesDirectory({path, mapped, stat}: PathFacts): boolean {
  if (path.endsWith('/') || (stat?.ok === true && stat.value.kind === 'directory')) return true;
  const mount = mapped.kind === 'node' ? mapped.mount : undefined;
  return mount?.source.kind === 'host' && isMountOf(mount, path) && mount.source.type.startsWith('Directory');
}

function isDirectory({log}: Facts): Outcome | undefined {
  const mount = log?.mapped.kind === 'node' ? log.mapped.mount : undefined;
  if (log === undefined || mount?.source.kind !== 'host' || namesDirectory(log)) return undefined;
  if (!isMountOf(mount, log.path))
    return sound(`The directory ${mount.mountPath} is mounted, so that the log can be rotated`);
  const {path: hostPath} = mount.source;
  return failed(
    `${log.path} is mounted as a file: rotation renames it, which fails (EBUSY), and then events are lost`,
    {
      edits: [
        {
          kind: 'remount',
          from: mount.mountPath,
          mountPath: dirname(log.path),
          hostPath: dirname(hostPath),
          type: 'DirectoryOrCreate',
        },
      ],
    },
  );
}

function writable({log}: Facts): Outcome | undefined {
  const mount = log?.mapped.kind === 'node' ? log.mapped.mount : undefined;
  if (log === undefined || mount === undefined) return undefined;
  if (!mount.readOnly) return sound('The log’s mount can be written to');
  const isOwn = isMountOf(mount, dirname(log.path)) || isMountOf(mount, log.path);
  return failed(`${mount.mountPath} is mounted read-only: the API server can not create its log and does not start`, {
    edits: isOwn ? [{kind: 'mount mode', mountPath: mount.mountPath, readOnly: false}] : [logMount(log.path)],
  });
}

function place(facts: Facts): Outcome | undefined {
  const {log} = facts;
  if (log?.nodePath === undefined) return undefined;
  const {nodePath, stat, parent} = log;
  if (namesDirectory(log)) {
    return failed(`${nodePath} is a directory: the API server wants the path of a file and does not start`, {
      edits: [{kind: 'flag', name: 'audit-log-path', value: `${log.path.replace(/\/+$/, '')}/audit.log`}],
    });
  }
  if (stat?.ok === true && stat.value.kind !== 'file')
    return failed(`${nodePath} is a device or pipe: the API server wants a file of its own`, {
      todo: 'Give another --audit-log-path',
    });
  if (parent?.ok === true && parent.value.kind !== 'directory') {
    return failed(
      `${dirname(nodePath)} is no directory: the API server can not create its log there and does not start`,
      {
        todo: 'Move away what is there, or give another --audit-log-path',
      },
    );
  }
  if (parent?.ok === true) return sound(`${dirname(nodePath)} is a directory`);
  if (parent?.why === 'denied')
    return unread(`${dirname(nodePath)} may not be looked into by this user: run audit-tui with sudo`);
  return missingDirectory(log);
}

/** kube-apiserver makes it on the node, and kubelet where the volume says so. */
function missingDirectory({nodePath, mapped}: PathFacts): Outcome {
  const source = mapped.kind === 'node' ? mapped.mount?.source : undefined;
  if (source?.kind === 'host' && source.type === 'Directory') {
    return failed(
      `There is no ${dirname(nodePath!)}, and a volume of type Directory does not make it: the pod does not start`,
      {
        run: [`mkdir -p -m 0700 ${shellWord(dirname(nodePath!))}`],
      },
    );
  }
  return sound(`There is no ${dirname(nodePath!)} yet: it is made when the API server starts`);
}

export const LOG_PLACE_CHECKS = [
  {
    id: 'log-given',
    about: 'log',
    title: 'a log or a webhook is given',
    severity: 'failed',
    why: 'With a policy but without --audit-log-path and without a webhook nothing is recorded, and no error says so.',
    remedy: 'Give a path in --audit-log-path, and mount its directory where the API server runs in a container.',
    check: given,
  },
  {
    id: 'log-to-file',
    about: 'log',
    title: 'the log is a file of its own',
    severity: 'warning',
    why: 'With - events go to standard output: among the API server’s own lines, cut by the container runtime, and rotated with them.',
    remedy: 'Give a path in --audit-log-path.',
    check: toFile,
  },
  {
    id: 'log-mounted',
    about: 'log',
    title: 'the log’s directory is mounted',
    severity: 'failed',
    why: 'What is not mounted is written into the container’s own layer: not seen on the node, and lost with the container.',
    remedy: 'Add a hostPath volume of type DirectoryOrCreate for the directory, and a mount of it.',
    check: mounted,
  },
  {
    id: 'log-mount-directory',
    about: 'log',
    title: 'a directory is mounted, not the file',
    severity: 'failed',
    why: 'A file that is mounted can not be renamed. Rotation fails at the first full file, and every event after it is lost.',
    remedy: 'Mount the directory instead.',
    check: isDirectory,
  },
  {
    id: 'log-mount-writable',
    about: 'log',
    title: 'the log’s mount can be written to',
    severity: 'failed',
    why: 'The API server creates its log at the start, and ends if it can not.',
    remedy: 'Take readOnly away from the mount.',
    check: writable,
  },
  {
    id: 'log-place',
    about: 'log',
    title: 'the log has a place',
    severity: 'failed',
    why: 'The path has to name a file in a directory: with anything else the API server ends at the start.',
    remedy: 'Give the path of a file.',
    check: place,
  },
] as const satisfies readonly CheckSpec[];
