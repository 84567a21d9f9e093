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
    return sound(`--audit-log-path is not set: events go only to the webhook in ${webhook}, and there is no log here`);
  const found = 'Neither --audit-log-path nor --audit-webhook-config-file is set, and the API server reports no error';
  // RKE2 gives path and rotation itself once there is a policy.
  if (facts.server?.place === 'rke2' && inForce(flags, 'audit-policy-file') === '') {
    return failed(found, {todo: 'RKE2 sets up a log as soon as audit-policy-file is set'});
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
        return failed(`${path} is not an absolute path: the log is in the container’s own layer and is lost with it`, {
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
      return failed(`${path} is in a volume (${what}) that is not a directory of the node: it is lost with the pod`, {
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
    return sound(`The directory ${mount.mountPath} is mounted, so the log can be rotated`);
  const {path: hostPath} = mount.source;
  return failed(
    `${log.path} is mounted as a file: rotation cannot rename it (EBUSY), and events are lost from then on`,
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
  if (!mount.readOnly) return sound('The log’s mount is writable');
  const isOwn = isMountOf(mount, dirname(log.path)) || isMountOf(mount, log.path);
  return failed(`${mount.mountPath} is mounted read-only: the API server cannot create its log and does not start`, {
    edits: isOwn ? [{kind: 'mount mode', mountPath: mount.mountPath, readOnly: false}] : [logMount(log.path)],
  });
}

function place(facts: Facts): Outcome | undefined {
  const {log} = facts;
  if (log?.nodePath === undefined) return undefined;
  const {nodePath, stat, parent} = log;
  if (namesDirectory(log)) {
    return failed(`${nodePath} is a directory: the API server expects the path of a file and does not start`, {
      edits: [{kind: 'flag', name: 'audit-log-path', value: `${log.path.replace(/\/+$/, '')}/audit.log`}],
    });
  }
  if (stat?.ok === true && stat.value.kind !== 'file')
    return failed(`${nodePath} is a device or pipe: the API server needs a file of its own`, {
      todo: 'Give another --audit-log-path',
    });
  if (parent?.ok === true && parent.value.kind !== 'directory') {
    return failed(
      `${dirname(nodePath)} is not a directory: the API server cannot create its log there and does not start`,
      {
        todo: 'Move away what is there, or give another --audit-log-path',
      },
    );
  }
  if (parent?.ok === true) return sound(`${dirname(nodePath)} is a directory`);
  if (parent?.why === 'denied')
    return unread(`${dirname(nodePath)} cannot be opened by this user: run audit-tui with sudo`);
  return missingDirectory(log);
}

/** kube-apiserver makes it on the node, and kubelet where the volume says so. */
function missingDirectory({nodePath, mapped}: PathFacts): Outcome {
  const source = mapped.kind === 'node' ? mapped.mount?.source : undefined;
  if (source?.kind === 'host' && source.type === 'Directory') {
    return failed(
      `${dirname(nodePath!)} does not exist, and a volume of type Directory does not create it: the pod does not start`,
      {
        run: [`mkdir -p -m 0700 ${shellWord(dirname(nodePath!))}`],
      },
    );
  }
  return sound(`${dirname(nodePath!)} does not exist yet: it is created when the API server starts`);
}

export const LOG_PLACE_CHECKS = [
  {
    id: 'log-given',
    about: 'log',
    question: 'Is a log or a webhook configured?',
    severity: 'failed',
    why: 'With a policy but neither --audit-log-path nor a webhook, nothing is recorded and no error is reported.',
    remedy: 'Set --audit-log-path and, if the API server runs in a container, mount its directory.',
    check: given,
  },
  {
    id: 'log-to-file',
    about: 'log',
    question: 'Does the log have a file of its own?',
    severity: 'warning',
    why: 'With "-" events go to standard output: mixed with the API server’s own lines, cut by the container runtime, and rotated with them.',
    remedy: 'Set --audit-log-path to a file.',
    check: toFile,
  },
  {
    id: 'log-mounted',
    about: 'log',
    question: 'Is the log’s directory mounted?',
    severity: 'failed',
    why: 'What is not mounted is written to the container’s own layer: it is not visible on the node and is lost with the container.',
    remedy: 'Add a hostPath volume of type DirectoryOrCreate for the directory, and mount it.',
    check: mounted,
  },
  {
    id: 'log-mount-directory',
    about: 'log',
    question: 'Is the directory mounted, and not just the file?',
    severity: 'failed',
    why: 'A mounted file cannot be renamed. Rotation fails when the file is full for the first time, and every event after that is lost.',
    remedy: 'Mount the directory instead.',
    check: isDirectory,
  },
  {
    id: 'log-mount-writable',
    about: 'log',
    question: 'Is the log’s mount writable?',
    severity: 'failed',
    why: 'The API server creates its log at startup and exits if it cannot.',
    remedy: 'Remove readOnly from the mount.',
    check: writable,
  },
  {
    id: 'log-place',
    about: 'log',
    question: 'Can the log be created where it should be?',
    severity: 'failed',
    why: 'The path must name a file in a directory; otherwise the API server exits at startup.',
    remedy: 'Give the path of a file.',
    check: place,
  },
] as const satisfies readonly CheckSpec[];
