// Checks of the audit policy: given, mounted, read, recording something, and the one that is in force.
import {formatMicroTime} from '../../audit/time.ts';
import type {Facts, PathFacts} from '../facts.ts';
import {mountsOf} from '../find.ts';
import type {Edit} from '../fix/edit.ts';
import {isMountOf, isWithin, mapPath} from '../mounts.ts';
import {recordsNothing} from '../policy.ts';
import {inForce} from '../read-flags.ts';
import type {Mount} from '../server.ts';
import {type CheckSpec, failed, type Outcome, sound, unread, unsure, warning} from './check.ts';
import {newPolicy, usualPaths} from './usual.ts';

/** Whether paths of the flags are those of a container that has to mount them itself. */
export const needsMounts = ({server}: Facts): boolean => server?.form === 'pod' || server?.form === 'kubeadm';

const INIT = 'audit-tui policy init --profile recommended';

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

function given(facts: Facts): Outcome {
  const path = inForce(facts.flags, 'audit-policy-file') ?? '';
  if (path !== '') return sound(`--audit-policy-file is ${path}`);
  const {policy} = usualPaths(facts);
  return failed('There is no --audit-policy-file, and no error says so', {
    edits: [
      {kind: 'flag', name: 'audit-policy-file', value: policy},
      ...mountEdits(facts, policy, policyMount(policy)),
      {kind: 'write', file: policy, text: newPolicy()},
    ],
  });
}

/** kubelet refuses a pod with such a mount. */
export function missingVolume({mountPath, source}: Mount, type: 'File' | 'DirectoryOrCreate'): Outcome | undefined {
  if (source.kind !== 'other' || source.isMissing !== true) return undefined;
  return failed(
    `The mount of ${mountPath} names the volume ${source.what}, which is not there: kubelet refuses the pod, and no API server runs`,
    {edits: [{kind: 'volume', mountPath, hostPath: mountPath, type}]},
  );
}

/** Where a path of the container is on the node. */
export const onNode = (path: string, nodePath: string): string =>
  path === nodePath ? `${path} is mounted from the node` : `${path} is ${nodePath} on the node`;

function mounted(facts: Facts): Outcome | undefined {
  const {policy} = facts;
  if (policy === undefined) return undefined;
  const {path, mapped} = policy;
  switch (mapped.kind) {
    case 'container':
      return failed(`${path} is not mounted into the container: the API server can not read it and does not start`, {
        edits: [policyMount(path), {kind: 'write', file: path, text: newPolicy()}],
      });
    case 'volume': {
      const isOwn = isMountOf(mapped.mount, path);
      const missing = missingVolume(mapped.mount, isOwn ? 'File' : 'DirectoryOrCreate');
      if (missing !== undefined) return missing;
      const what = mapped.mount.source.kind === 'other' ? mapped.mount.source.what : '';
      return unsure(`${path} comes from a volume (${what}), not from the node: this can not be looked into here`);
    }
    case 'node':
      return mapped.mount === undefined ? undefined : sound(onNode(path, policy.nodePath!));
  }
}

function readOnly({policy, log}: Facts): Outcome | undefined {
  const mount = policy?.mapped.kind === 'node' ? policy.mapped.mount : undefined;
  if (policy === undefined || mount === undefined) return undefined;
  if (mount.readOnly) return sound('The policy is mounted read-only');
  const found = `The mount of ${mount.mountPath} can be written to: whoever gets into the container can change what is recorded`;
  if (log !== undefined && isWithin(log.path, mount.mountPath)) {
    return warning(found, {
      todo: 'The log is written through the same mount: give each one of its own, this one readOnly',
    });
  }
  return warning(found, {edits: [{kind: 'mount mode', mountPath: mount.mountPath, readOnly: true}]});
}

/** undefined where the path leads nowhere on the node, which another check tells of. */
function readable(facts: Facts): Outcome | undefined {
  const {policy, running} = facts;
  if (policy?.nodePath === undefined) return undefined;
  const {nodePath, stat} = policy;
  if (stat === undefined) return undefined;
  if (!stat.ok) {
    if (stat.why === 'denied') return unread(`${nodePath} may not be looked at by this user: run audit-tui with sudo`);
    return absent(policy, running === undefined ? 'does not start' : 'does not start the next time');
  }
  if (stat.value.kind === 'directory') {
    return failed(`${nodePath} is a directory: a container runtime makes one where the file of a hostPath is missing`, {
      todo: `Put a policy in its place, then restart the API server`,
      run: [`rmdir ${nodePath}`, `${INIT} > ${nodePath}`],
    });
  }
  if (policy.leads !== undefined)
    return failed(
      `${nodePath} is a link to ${policy.leads}, which is not mounted: in the container it leads nowhere, and the API server does not start`,
      {
        todo: 'Put the file itself into the directory that is mounted, or mount what the link leads to',
      },
    );
  if (policy.text === undefined) return unread(`${nodePath} may not be read by this user: run audit-tui with sudo`);
  return sound(`${nodePath} can be read`);
}

function absent({nodePath}: PathFacts, what: string): Outcome {
  return failed(`There is no ${nodePath} on the node: the API server ${what}`, {
    edits: [{kind: 'write', file: nodePath!, text: newPolicy()}],
  });
}

function valid({policy}: Facts): Outcome | undefined {
  if (policy?.read === undefined) return undefined;
  const {faults, policy: loaded, where} = policy.read;
  if (where !== '') {
    return failed(
      `${policy.nodePath} holds a policy inside something else (${where}): the API server wants the policy itself`,
      {
        todo: 'Put the policy alone into the file',
      },
    );
  }
  const errors = faults.filter(({severity}) => severity === 'error');
  const place = (fault: (typeof faults)[number]) =>
    `${policy.nodePath}:${fault.at.line}:${fault.at.column}: ${fault.message}`;
  const todo = `Mend it; "audit-tui policy check ${policy.nodePath}" shows every fault with its place`;
  if (errors[0] !== undefined) {
    return failed(`The API server refuses this policy and does not start: ${place(errors[0])}${more(errors.length)}`, {
      todo,
    });
  }
  if (faults[0] !== undefined) return warning(`${place(faults[0])}${more(faults.length)}`, {todo});
  const rules = loaded?.rules.length ?? 0;
  return sound(`The policy is one that the API server loads, with ${rules} ${rules === 1 ? 'rule' : 'rules'}`);
}

const more = (count: number): string => (count > 1 ? ` (and ${count - 1} more)` : '');

function records({policy}: Facts): Outcome | undefined {
  const loaded = policy?.read?.policy;
  if (policy === undefined || loaded === undefined) return undefined;
  const why = recordsNothing(loaded);
  if (why === undefined) return sound('The policy has rules that record something');
  return failed(`The policy records nothing: ${why}`, {
    todo: `Write rules into ${policy.nodePath}; "${INIT}" prints a policy to begin with`,
  });
}

/** What keeps it from being loaded, or from recording anything, other checks tell. */
function meant({policy}: Facts): Outcome | undefined {
  const loaded = policy?.read?.policy;
  if (policy === undefined || loaded === undefined || recordsNothing(loaded) !== undefined) return undefined;
  if (policy.read!.faults.length > 0) return undefined;
  const found = (policy.findings ?? []).filter(({severity}) => severity !== 'info');
  const [first] = found;
  if (first === undefined) return sound('No rule of the policy is other than it looks');
  const place = `${policy.nodePath}:${first.at.line}:${first.at.column}`;
  return warning(`${place}: ${first.message.replace(/\.$/, '')}${more(found.length)}`, {
    todo: `"audit-tui policy check ${policy.nodePath}" shows each with its place, why it matters and what to write`,
  });
}

function inEffect({policy, running, server}: Facts): Outcome | undefined {
  if (policy?.stat?.ok !== true || policy.stat.value.kind !== 'file') return undefined;
  if (running?.startedAt === undefined) {
    return unsure('The API server reads the policy when it starts, and when that was is not known');
  }
  const {mtimeMs} = policy.stat.value;
  const started = timeText(running.startedAt);
  if (mtimeMs <= running.startedAt) return sound(`The policy was not changed since the API server started, ${started}`);
  return warning(
    `${policy.nodePath} was changed ${timeText(mtimeMs)}, after the API server started, ${started}: the older one is in force`,
    {
      todo: `Restart the API server: ${server?.restart ?? 'the policy is read at the start only; kubectl apply can not load it'}`,
    },
  );
}

/** `2026-11-20 10:02:11Z`. */
export const timeText = (ms: number): string =>
  `${formatMicroTime(Math.floor(ms) * 1000)
    .slice(0, 19)
    .replace('T', ' ')}Z`;

function guarded({policy, now}: Facts): Outcome | undefined {
  if (policy?.stat?.ok !== true || policy.stat.value.kind !== 'file') return undefined;
  const {mode, uid} = policy.stat.value;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o022) !== 0) {
    return warning(
      `${policy.nodePath} may be written by others than its owner (mode ${octal}): they decide what is recorded`,
      {
        run: [`chmod go-w ${policy.nodePath}`],
      },
    );
  }
  // In a copy, files belong to whoever made it.
  if (now !== undefined && uid !== 0) {
    return warning(`${policy.nodePath} belongs to user ${uid}, who decides what is recorded`, {
      run: [`chown root ${policy.nodePath}`],
    });
  }
  return sound(`Only the owner may change ${policy.nodePath} (mode ${octal})`);
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

export const POLICY_CHECKS = [
  {
    id: 'policy-given',
    about: 'policy',
    title: 'a policy is given',
    severity: 'failed',
    why: 'Without --audit-policy-file the API server records nothing: it makes an empty log and says so nowhere.',
    remedy: 'Write a policy, give it in --audit-policy-file, and mount it where the API server runs in a container.',
    check: given,
  },
  {
    id: 'policy-mounted',
    about: 'policy',
    title: 'the policy is mounted',
    severity: 'failed',
    why: 'The API server looks for the file in its container. If it is not mounted the container ends at once, again and again.',
    remedy: 'Add a hostPath volume of type File and a read-only mount of the same path.',
    check: mounted,
  },
  {
    id: 'policy-volume',
    about: 'policy',
    title: 'the policy’s volume is a file',
    severity: 'failed',
    why: 'A hostPath of type Directory refuses a file, and DirectoryOrCreate makes a directory where the file should be.',
    remedy: 'Write type: File in the volume.',
    check: follows,
  },
  {
    id: 'policy-mount-read-only',
    about: 'policy',
    title: 'the policy’s mount is read-only',
    severity: 'warning',
    why: 'Nothing in the container has to write to the policy, and who can may switch the recording off.',
    remedy: 'Add readOnly: true to the mount.',
    check: readOnly,
  },
  {
    id: 'policy-there',
    about: 'policy',
    title: 'the policy is a file that can be read',
    severity: 'failed',
    why: 'The API server ends when it can not read its policy. A missing file behind a hostPath keeps the pod from starting.',
    remedy: 'Put the file on the node, where the mount leads.',
    check: readable,
  },
  {
    id: 'policy-valid',
    about: 'policy',
    title: 'the policy is valid',
    severity: 'failed',
    why: 'A policy with an error keeps the API server from starting; a field that it does not know is ignored, which makes a rule wider than it looks.',
    remedy: 'Mend what is named; audit-tui policy check shows all of it.',
    check: valid,
  },
  {
    id: 'policy-records',
    about: 'policy',
    title: 'the policy records something',
    severity: 'failed',
    why: 'The first rule that matches decides. A first rule of level None without selectors, as RKE2 writes it, records nothing.',
    remedy: 'Write rules before it, or begin with the output of audit-tui policy init.',
    check: records,
  },
  {
    id: 'policy-meant',
    about: 'policy',
    title: 'the policy does what it seems to',
    severity: 'warning',
    why: 'The API server takes rules that never decide, selectors that match nothing and names that do not exist, and says nothing.',
    remedy: 'Look at what audit-tui policy check says of it.',
    check: meant,
  },
  {
    id: 'policy-in-force',
    about: 'policy',
    title: 'the policy on disk is the one in force',
    severity: 'warning',
    why: 'The policy is read once, at the start. kubelet does not restart the API server when a mounted file changes, and kubectl apply can not load a policy: the API has no such kind.',
    remedy: 'Restart the API server after an edit of the policy.',
    check: inEffect,
  },
  {
    id: 'policy-guarded',
    about: 'policy',
    title: 'only root may change the policy',
    severity: 'warning',
    why: 'Whoever may write to the policy decides what is recorded from the next start on.',
    remedy: 'chown root, chmod go-w.',
    check: guarded,
  },
] as const satisfies readonly CheckSpec[];
