// Checks of where the policy is: given, mounted into the container as a file, and there to be read.
import {shellWord} from '../../audit/shell-word.ts';
import type {Facts, PathFacts} from '../facts.ts';
import {mountsOf} from '../find.ts';
import type {Edit} from '../fix/edit.ts';
import {isMountOf, isWithin, mapPath} from '../mounts.ts';
import type {PlaceId} from '../places.ts';
import {inForce} from '../read-flags.ts';
import type {Mount} from '../server.ts';
import {type CheckSpec, failed, type Outcome, sound, unread, unsure, warning} from './check.ts';
import {INIT, newPolicy, usualPaths} from './usual.ts';

/** Whether paths of the flags are those of a container that has to mount them itself. */
export const needsMounts = ({server}: Facts): boolean => server?.form === 'pod' || server?.form === 'kubeadm';

/** A mount of its own, unless one leads there already. */
export const mountEdits = (facts: Facts, path: string, mount: Edit): readonly Edit[] =>
  needsMounts(facts) && mapPath(path, mountsOf(facts.found)).kind !== 'node' ? [mount] : [];

const policyMount = (path: string): Edit => ({
  kind: 'mount',
  name: 'audit-policy',
  hostPath: path,
  mountPath: path,
  type: 'File',
  readOnly: true,
});

const policyEdits = (facts: Facts, policy: string): readonly Edit[] => [
  {kind: 'flag', name: 'audit-policy-file', value: policy},
  ...mountEdits(facts, policy, policyMount(policy)),
  {kind: 'write', file: policy, text: newPolicy()},
];

function given(facts: Facts): Outcome {
  const path = inForce(facts.flags, 'audit-policy-file') ?? '';
  if (path !== '') return sound(`--audit-policy-file is ${path}`);
  const {policy} = usualPaths(facts);
  const found = '--audit-policy-file is not set, and the API server reports no error';
  if (facts.server?.form === 'openshift')
    return failed(found, {edits: [{kind: 'flag', name: 'audit-policy-file', value: policy}]});
  if (facts.server?.place === 'rke1')
    return failed(found, {
      todo: 'RKE1 writes a policy of level Metadata, unless configuration.policy beside these lines contains another',
      edits: [{kind: 'flag', name: 'audit-policy-file', value: policy}],
    });
  return failed(found, {edits: policyEdits(facts, policy)});
}

/** kubelet refuses a pod with such a mount. */
export function missingVolume({mountPath, source}: Mount, type: 'File' | 'DirectoryOrCreate'): Outcome | undefined {
  if (source.kind !== 'other' || source.isMissing !== true) return undefined;
  return failed(
    `The mount of ${mountPath} names the volume ${source.what}, which does not exist: the kubelet rejects the pod, and no API server runs`,
    {edits: [{kind: 'volume', mountPath, hostPath: mountPath, type}]},
  );
}

/** Where a path of the container is on the node. */
export const onNode = (path: string, nodePath: string): string =>
  path === nodePath ? `${path} is mounted from the node` : `${path} is ${nodePath} on the node`;

function relative(facts: Facts, path: string): Outcome {
  const {policy} = usualPaths(facts);
  return failed(
    `${path} is not an absolute path: there is no such file in the container, and the API server does not start`,
    {
      edits: policyEdits(facts, policy),
    },
  );
}

function mounted(facts: Facts): Outcome | undefined {
  const {policy} = facts;
  if (policy === undefined) return undefined;
  const {path, mapped} = policy;
  switch (mapped.kind) {
    case 'container':
      if (!path.startsWith('/')) return relative(facts, path);
      return failed(`${path} is not mounted into the container: the API server cannot read it and does not start`, {
        edits: [policyMount(path), {kind: 'write', file: path, text: newPolicy()}],
      });
    case 'volume': {
      const isOwn = isMountOf(mapped.mount, path);
      const missing = missingVolume(mapped.mount, isOwn ? 'File' : 'DirectoryOrCreate');
      if (missing !== undefined) return missing;
      const what = mapped.mount.source.kind === 'other' ? mapped.mount.source.what : '';
      return unsure(`${path} comes from a volume (${what}), not from the node, and cannot be examined here`);
    }
    case 'node':
      return mapped.mount === undefined ? undefined : sound(onNode(path, policy.nodePath!));
  }
}

function readOnly({policy, log}: Facts): Outcome | undefined {
  const mount = policy?.mapped.kind === 'node' ? policy.mapped.mount : undefined;
  if (policy === undefined || mount === undefined) return undefined;
  if (mount.readOnly) return sound('The policy is mounted read-only');
  const found = `The mount of ${mount.mountPath} is writable: whoever gets into the container can change what is recorded`;
  if (log !== undefined && isWithin(log.path, mount.mountPath)) {
    return warning(found, {
      todo: 'The log is written through the same mount: give each its own mount, and make this one readOnly',
    });
  }
  return warning(found, {edits: [{kind: 'mount mode', mountPath: mount.mountPath, readOnly: true}]});
}

/** Who writes the policy where nobody puts a file. */
const WRITERS: Readonly<Partial<Record<PlaceId, string>>> = {
  rke1: 'rke up writes it, from configuration.policy of services.kube-api.audit_log',
  talos: 'Talos writes it, from cluster.apiServer.auditPolicy of the machine configuration',
};

/** undefined where the path leads nowhere on the node, which another check tells of. */
function readable(facts: Facts): Outcome | undefined {
  const {policy, running, server} = facts;
  if (policy?.nodePath === undefined) return undefined;
  const {nodePath, stat} = policy;
  if (stat === undefined) return undefined;
  if (!stat.ok) {
    if (stat.why === 'denied') return unread(`${nodePath} cannot be examined by this user: run audit-tui with sudo`);
    const writer = server === undefined ? undefined : WRITERS[server.place];
    if (writer !== undefined) return unsure(`${nodePath} does not exist here: ${writer}`);
    return absent(policy, running === undefined ? 'does not start' : 'does not start the next time');
  }
  if (stat.value.kind === 'directory') {
    return failed(
      `${nodePath} is a directory: a container runtime creates one where the file of a hostPath is missing`,
      {
        todo: `Put a policy in its place, then restart the API server`,
        run: [`rmdir ${shellWord(nodePath)}`, `${INIT} > ${shellWord(nodePath)}`],
      },
    );
  }
  if (policy.leads !== undefined)
    return failed(
      `${nodePath} is a link to ${policy.leads}, which is not mounted: it leads nowhere in the container, and the API server does not start`,
      {
        todo: 'Put the file itself into the mounted directory',
        run: [`cp --remove-destination ${shellWord(policy.leads)} ${shellWord(nodePath)}`],
      },
    );
  if (policy.text === undefined) return unread(`${nodePath} cannot be read by this user: run audit-tui with sudo`);
  return sound(`${nodePath} can be read`);
}

function absent({nodePath}: PathFacts, what: string): Outcome {
  return failed(`${nodePath} does not exist on the node: the API server ${what}`, {
    edits: [{kind: 'write', file: nodePath!, text: newPolicy()}],
  });
}

/** A directory that is mounted whole follows an edit; a single file keeps the inode that it had. */
function follows({policy}: Facts): Outcome | undefined {
  const mount = policy?.mapped.kind === 'node' ? policy.mapped.mount : undefined;
  if (policy === undefined || mount?.source.kind !== 'host') return undefined;
  const {type} = mount.source;
  if (!isMountOf(mount, policy.path)) return undefined;
  if (type === 'DirectoryOrCreate' || type === 'Directory') {
    return failed(
      `The volume of ${policy.path} has type ${type}, but the policy is a file: the pod does not start, or gets a directory`,
      {
        edits: [
          {
            kind: 'remount',
            from: mount.mountPath,
            mountPath: mount.mountPath,
            hostPath: mount.source.path,
            type: 'File',
          },
        ],
      },
    );
  }
  return undefined;
}

export const POLICY_PLACE_CHECKS = [
  {
    id: 'policy-given',
    about: 'policy',
    question: 'Is a policy configured?',
    severity: 'failed',
    why: 'Without --audit-policy-file the API server records nothing: it creates an empty log and reports no error.',
    remedy: 'Write a policy, name it in --audit-policy-file and, if the API server runs in a container, mount it.',
    check: given,
  },
  {
    id: 'policy-mounted',
    about: 'policy',
    question: 'Is the policy mounted?',
    severity: 'failed',
    why: 'The API server looks for the file inside its container. If it is not mounted, the container exits at once, again and again.',
    remedy: 'Add a hostPath volume of type File and a read-only mount of the same path.',
    check: mounted,
  },
  {
    id: 'policy-volume',
    about: 'policy',
    question: 'Is the policy’s volume of type File?',
    severity: 'failed',
    why: 'A hostPath of type Directory rejects a file, and DirectoryOrCreate creates a directory in place of a missing file.',
    remedy: 'Set type: File in the volume.',
    check: follows,
  },
  {
    id: 'policy-mount-read-only',
    about: 'policy',
    question: 'Is the policy’s mount read-only?',
    severity: 'warning',
    why: 'Nothing in the container needs to write to the policy, and whoever can write to it can turn recording off.',
    remedy: 'Add readOnly: true to the mount.',
    check: readOnly,
  },
  {
    id: 'policy-there',
    about: 'policy',
    question: 'Is the policy a file that can be read?',
    severity: 'failed',
    why: 'The API server exits if it cannot read its policy. If the file behind a hostPath is missing, the pod does not start.',
    remedy: 'Put the file on the node, at the path that the mount leads to.',
    check: readable,
  },
] as const satisfies readonly CheckSpec[];
