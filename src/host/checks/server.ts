// Checks of the API server itself: that what is configured is what runs, and stays so.

import {dirname} from 'node:path/posix';
import {shellWord} from '../../audit/shell-word.ts';
import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {auditVolumes, EDIT_CONFIG, GET_CONFIG, isOfKubeadm, kubeadmLines} from '../kubeadm-lines.ts';
import {mapPath} from '../mounts.ts';
import {type Flags, readFlags} from '../read-flags.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';
import {said} from './flags.ts';

const dashed = (names: readonly string[]): string => names.map(name => `--${name}`).join(', ');

/** Flags whose value is not the same in both. */
function differences(one: Flags, other: Flags): readonly string[] {
  const [a, b] = [said(one), said(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter(name => a.get(name) !== b.get(name)).sort();
}

function runs({running, server, configured, flags, now}: Facts): Outcome {
  if (running === undefined) {
    return unsure(
      now === undefined
        ? 'A copy of a node has no processes to look at'
        : 'No kube-apiserver process is visible: none is running here, or this user may not see it',
    );
  }
  if (running.args === undefined)
    return unsure(`Process ${running.pid} (${running.program}) does not show its arguments`);
  if (server === undefined || configured === undefined) {
    return unsure(
      `Process ${running.pid} is running, but its configuration was not found: the flags of the process are checked`,
    );
  }
  const differ = differences(flags, configured);
  if (differ.length === 0) return sound(`Process ${running.pid} runs with the configured audit flags`);
  return failed(
    `${server.file} was changed but process ${running.pid} was not restarted: it runs with different values of ${dashed(differ)}`,
    {
      todo: `Restart the API server: ${server.restart}`,
    },
  );
}

/** kubelet reads every file of the directory, whatever its ending: a copy that was kept there is a second pod of the same name. */
function alone({found, server}: Facts): Outcome | undefined {
  if (server?.place !== 'static-pod') return undefined;
  const others = found.others.filter(
    ({place, file}) => place === 'static-pod' && dirname(file) === dirname(server.file),
  );
  if (others.length === 0) return sound(`${server.file} is the only manifest of an API server in its directory`);
  const files = others.map(({file}) => file);
  return warning(
    `The kubelet also runs ${files.join(', ')} beside ${server.file}, whatever the file ending: of two pods with the same name, either may run`,
    {todo: 'Keep copies elsewhere', run: files.map(file => `mv ${shellWord(file)} /root/`)},
  );
}

/** From one file of kubeadm on the node, or from the ConfigMap in the cluster, which cannot be looked into from here. */
function kept({found, server, configured, version}: Facts): Outcome | undefined {
  const other = found.others.find(({place}) => place === 'kubeadm');
  if (server?.place !== 'static-pod' || configured === undefined || (other === undefined && !isOfKubeadm(server)))
    return undefined;
  const elsewhere = kubeadmLines(server, version);
  if (other === undefined || elsewhere === undefined) {
    return unsure(
      'kubeadm upgrade regenerates the manifest from the ConfigMap kubeadm-config, which no file on the node shows',
      {
        todo: `The audit flags of the manifest must be in it too: ${GET_CONFIG}`,
        ...(elsewhere === undefined ? {} : {elsewhere}),
      },
    );
  }
  const [ours, theirs] = [said(configured), said(readFlags(other.args))];
  const lost = [...ours.keys()].filter(name => !theirs.has(name));
  const changed = [...ours.keys()].filter(name => theirs.has(name) && theirs.get(name) !== ours.get(name));
  if (lost.length + changed.length === 0) return sound(`${other.file} has the audit flags of the manifest`);
  const edits: readonly Edit[] = [
    ...[...lost, ...changed].map((name): Edit => ({kind: 'flag', name, value: ours.get(name)!})),
    ...auditVolumes(server)
      .filter(({mountPath}) => mapPath(mountPath, other.mounts).kind !== 'node')
      .map((volume): Edit => ({kind: 'mount', ...volume})),
  ];
  const what = [
    ...(lost.length === 0 ? [] : [`no ${dashed(lost)}`]),
    ...(changed.length === 0 ? [] : [`other values of ${dashed(changed)}`]),
  ];
  return warning(
    `${other.file} has ${what.join(' and ')}: kubeadm upgrade would regenerate the manifest without them`,
    {
      todo: `The ConfigMap kubeadm-config, which kubeadm upgrade reads, needs the same lines: ${EDIT_CONFIG}`,
      edits: edits.map((edit): Edit => ({kind: 'elsewhere', server: other, edit})),
    },
  );
}

function quiet({serverLog}: Facts): Outcome | undefined {
  if (serverLog === undefined) return undefined;
  const [first, ...more] = serverLog.symptoms;
  if (first === undefined) return sound(`The API server's own log reports no audit errors (${serverLog.file})`);
  const also = more.length === 0 ? '' : ` Also: ${more.map(({means}) => means).join(' ')}`;
  return failed(`${first.means}${also} It is in ${serverLog.file}: ${first.line.trim().slice(0, 400)}`);
}

export const SERVER_CHECKS = [
  {
    id: 'running',
    about: 'server',
    question: 'Does the API server run with what is configured?',
    severity: 'failed',
    why: 'Flags are read only at startup. A manifest or unit edited since then says nothing about what is running.',
    remedy:
      'Restart the API server. The kubelet does so by itself when a manifest changes; if it has not, look at its log.',
    check: runs,
  },
  {
    id: 'manifest-alone',
    about: 'server',
    question: 'Is there only one manifest of the API server?',
    severity: 'warning',
    why: 'The kubelet reads every file in its manifest directory, including a .bak. If two pods have the same name it runs either of them, so an edit may seem to have no effect.',
    remedy: 'Move copies out of the directory.',
    check: alone,
  },
  {
    id: 'kubeadm-keeps',
    about: 'server',
    question: 'Will kubeadm keep the flags?',
    severity: 'warning',
    why: 'kubeadm upgrade regenerates the manifest from its own configuration. Flags that are only in the manifest are then lost, without a message.',
    remedy: 'Add the flags and volumes to ClusterConfiguration as well: extraArgs and extraVolumes of apiServer.',
    check: kept,
  },
  {
    id: 'server-log',
    about: 'server',
    question: 'Is the API server’s own log free of audit errors?',
    severity: 'failed',
    why: 'A rejected policy, a log that cannot be created, a full disk and dropped events are reported in the API server’s own log and nowhere else.',
    remedy: 'The report explains the message that was found.',
    check: quiet,
  },
] as const satisfies readonly CheckSpec[];
