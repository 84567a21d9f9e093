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
        ? 'There are no processes to look at in a copy of a node'
        : 'No kube-apiserver process is seen: none runs here, or this user may not see it',
    );
  }
  if (running.args === undefined)
    return unsure(`Process ${running.pid} (${running.program}) does not show its arguments`);
  if (server === undefined || configured === undefined) {
    return unsure(`Process ${running.pid} runs, but what starts it was not found: its own flags are checked`);
  }
  const differ = differences(flags, configured);
  if (differ.length === 0) return sound(`Process ${running.pid} runs with the audit flags that are configured`);
  return failed(
    `${server.file} was changed and process ${running.pid} not restarted: it runs with other values of ${dashed(differ)}`,
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
    `kubelet runs ${files.join(', ')} as well as ${server.file}, whatever its ending: of pods of one name either may run`,
    {todo: 'Keep copies elsewhere', run: files.map(file => `mv ${shellWord(file)} /root/`)},
  );
}

/** From one file of kubeadm on the node, or from the ConfigMap in the cluster, which can not be looked into from here. */
function kept({found, server, configured, version}: Facts): Outcome | undefined {
  const other = found.others.find(({place}) => place === 'kubeadm');
  if (server?.place !== 'static-pod' || configured === undefined || (other === undefined && !isOfKubeadm(server)))
    return undefined;
  const elsewhere = kubeadmLines(server, version);
  if (other === undefined || elsewhere === undefined) {
    return unsure(
      'kubeadm upgrade writes the manifest anew from the ConfigMap kubeadm-config, which no file of the node shows',
      {
        todo: `Audit flags of the manifest have to be there too: ${GET_CONFIG}`,
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
  return warning(`${other.file} has ${what.join(' and ')}: kubeadm upgrade writes the manifest anew, as that says`, {
    todo: `The ConfigMap kubeadm-config needs the same lines, for it is what kubeadm upgrade reads: ${EDIT_CONFIG}`,
    edits: edits.map((edit): Edit => ({kind: 'elsewhere', server: other, edit})),
  });
}

function quiet({serverLog}: Facts): Outcome | undefined {
  if (serverLog === undefined) return undefined;
  const [first, ...more] = serverLog.symptoms;
  if (first === undefined)
    return sound(`The API server's own log tells of no trouble with auditing (${serverLog.file})`);
  const also = more.length === 0 ? '' : ` Also: ${more.map(({means}) => means).join(' ')}`;
  return failed(`${first.means}${also} It is in ${serverLog.file}: ${first.line.trim().slice(0, 400)}`);
}

export const SERVER_CHECKS = [
  {
    id: 'running',
    about: 'server',
    title: 'what is configured is what runs',
    severity: 'failed',
    why: 'Flags are read at the start only: a manifest or unit that was edited since says nothing of what runs.',
    remedy:
      'Restart the API server. kubelet does that itself when the manifest changes; if it has not, look at its log.',
    check: runs,
  },
  {
    id: 'manifest-alone',
    about: 'server',
    title: 'there is one manifest of the API server',
    severity: 'warning',
    why: 'kubelet reads every file of its manifest directory, a .bak too. Of two pods of one name it runs either, so that an edit seems to have no effect.',
    remedy: 'Move copies out of the directory.',
    check: alone,
  },
  {
    id: 'kubeadm-keeps',
    about: 'server',
    title: 'kubeadm keeps the flags',
    severity: 'warning',
    why: 'kubeadm upgrade writes the manifest anew from its configuration. Flags that stand in the manifest alone are gone then, and nothing says so.',
    remedy: 'Put flags and volumes into ClusterConfiguration as well: extraArgs and extraVolumes of apiServer.',
    check: kept,
  },
  {
    id: 'server-log',
    about: 'server',
    title: 'the API server tells of no trouble',
    severity: 'failed',
    why: 'A policy that is refused, a log that can not be created, a full disk and dropped events are told in the API server’s own log and nowhere else.',
    remedy: 'The sentence says what the message means.',
    check: quiet,
  },
] as const satisfies readonly CheckSpec[];
