// What the ClusterConfiguration of kubeadm has to say for a manifest to come out of it as it is. Of the cluster it is in the
// ConfigMap kubeadm-config, which kubeadm upgrade reads.
import type {Elsewhere} from './checks/check.ts';
import {scalarText} from './fix/yaml-edit.ts';
import {mapPath} from './mounts.ts';
import {inForce, readFlags} from './read-flags.ts';
import type {ApiServer} from './server.ts';
import {isSince, type Version} from './version.ts';

export const GET_CONFIG = 'kubectl -n kube-system get configmap kubeadm-config -o yaml';
export const EDIT_CONFIG = 'kubectl -n kube-system edit configmap kubeadm-config';

/** v1beta4, which has extraArgs as a list, came with this minor version. */
const LIST_SINCE = 31;

export type AuditVolume = {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly type: 'File' | 'DirectoryOrCreate';
};

const PATHS = [
  ['audit-policy-file', 'audit-policy', 'File'],
  ['audit-log-path', 'audit-log', 'DirectoryOrCreate'],
  ['audit-webhook-config-file', 'audit-webhook', 'File'],
] as const;

/** Mounts through which the audit flags reach the node; of several flags with one mount, it comes once. */
export function auditVolumes({args, mounts}: ApiServer): readonly AuditVolume[] {
  const flags = readFlags(args);
  const volumes = PATHS.flatMap(([flag, name, usual]): AuditVolume | readonly [] => {
    const path = inForce(flags, flag) ?? '';
    const mapped = path === '' ? undefined : mapPath(path, mounts);
    const mount = mapped?.kind === 'node' ? mapped.mount : undefined;
    if (mount?.source.kind !== 'host') return [];
    const type = mount.mountPath.replace(/\/$/, '') === path ? usual : 'DirectoryOrCreate';
    return {name, hostPath: mount.source.path, mountPath: mount.mountPath, readOnly: mount.readOnly, type};
  });
  return volumes.filter(({mountPath}, i) => volumes.findIndex(one => one.mountPath === mountPath) === i);
}

/** Whether kubeadm wrote it: it marks its manifests. */
export const isOfKubeadm = ({place, text}: ApiServer): boolean =>
  place === 'static-pod' && text?.includes('kubeadm.kubernetes.io/') === true;

/** undefined of a manifest that kubeadm did not write, or that has no audit flags. */
export function kubeadmLines(server: ApiServer, version: Version | undefined): Elsewhere | undefined {
  if (!isOfKubeadm(server)) return undefined;
  const flags = new Map(readFlags(server.args).said.map(({name, value}) => [name, value]));
  if (flags.size === 0) return undefined;
  const isList = version === undefined || isSince(version, LIST_SINCE);
  const args = [...flags].flatMap(([name, value]) =>
    isList ? [`  - name: ${name}`, `    value: ${scalarText(value)}`] : [`    ${name}: ${scalarText(value)}`],
  );
  const volumes = auditVolumes(server).flatMap(({name, hostPath, mountPath, readOnly, type}) => [
    `  - name: ${name}`,
    `    hostPath: ${scalarText(hostPath)}`,
    `    mountPath: ${scalarText(mountPath)}`,
    `    readOnly: ${readOnly}`,
    `    pathType: ${type}`,
  ]);
  return {
    where: 'the ClusterConfiguration of the ConfigMap kubeadm-config',
    lines: ['apiServer:', '  extraArgs:', ...args, ...(volumes.length === 0 ? [] : ['  extraVolumes:', ...volumes])],
  };
}
