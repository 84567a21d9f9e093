// Static pods: manifests in a directory that kubelet watches. kubeadm, kind, kubespray, kops, kube-up and OpenShift.
import {join} from 'node:path/posix';
import type {Root} from '../root.ts';
import {readYaml, textAt} from '../yaml.ts';
import {both, brokenYaml, type Look, readNames, readText} from './look.ts';
import {podOf} from './pod.ts';

const USUAL = '/etc/kubernetes/manifests';

/** Where kubelet's own configuration says that manifests are. */
function configured(root: Root): readonly string[] {
  const read = root.read('/var/lib/kubelet/config.yaml');
  const [yaml] = read.ok ? readYaml(read.value) : [];
  const path = yaml === undefined ? undefined : textAt(yaml, ['staticPodPath']);
  return path === undefined || !path.startsWith('/') ? [] : [path.replace(/\/+$/, '')];
}

export function lookForStaticPods(root: Root): Look {
  return both([...new Set([...configured(root), USUAL])].map(directory => lookIn(root, directory)));
}

/** kubelet reads every file whose name does not begin with a dot, whatever its ending. */
export function lookIn(root: Root, directory: string): Look {
  const {names, unread} = readNames(root, directory);
  const looks = names
    .filter(name => !name.startsWith('.'))
    .map((name): Look => {
      const file = join(directory, name);
      const read = readText(root, file);
      const pod = read.text === undefined ? undefined : podOf(root, file, read.text);
      const servers = pod === undefined ? [] : [{place: 'static-pod', file, restart: RESTART, ...pod} as const];
      // A directory among them is none of ours.
      if (root.stat(file).ok && isDirectory(root, file)) return {servers, unread: []};
      const isOurs = pod === undefined && read.text?.includes('kube-apiserver') === true;
      return {
        servers,
        unread: [...read.unread, ...(isOurs ? brokenYaml(file, read.text, 'so kubelet runs nothing from it') : [])],
      };
    });
  return both([{servers: [], unread}, ...looks]);
}

const isDirectory = (root: Root, path: string): boolean => {
  const stat = root.stat(path);
  return stat.ok && stat.value.kind === 'directory';
};

/** kubelet notices the manifest, not what it mounts. */
const RESTART =
  'kubelet does it when the manifest changes; else move the manifest out of its directory and back after 20 seconds';
