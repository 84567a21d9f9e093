// PLACES: one row a place where an API server may be configured. Of several, an earlier row is told of first.
import {lookForMicrok8s} from './places/args-file.ts';
import {lookForK0s, lookForRke1, lookForTalos} from './places/extra-args.ts';
import {lookForKubeadm} from './places/kubeadm.ts';
import type {Look} from './places/look.ts';
import {lookForK3s, lookForRke2} from './places/rancher.ts';
import {lookForStaticPods} from './places/static-pod.ts';
import {lookForUnits} from './places/systemd.ts';
import type {Root} from './root.ts';

type PlaceSpec = {
  readonly id: string;
  /** What is found there, as in "the static pod manifest FILE". */
  readonly title: string;
  readonly platforms: string;
  /** For the docs. */
  readonly paths: readonly string[];
  readonly look: (root: Root) => Look;
};

export const PLACES = [
  {
    id: 'static-pod',
    title: 'the static pod manifest',
    platforms: 'kubeadm, kind, kubespray, kops, OpenShift, kube-up on GCE',
    paths: ['/etc/kubernetes/manifests', 'staticPodPath of /var/lib/kubelet/config.yaml'],
    look: lookForStaticPods,
  },
  {
    id: 'rke2',
    title: 'the RKE2 configuration',
    platforms: 'RKE2',
    paths: ['/etc/rancher/rke2/config.yaml', 'config.yaml.d/*.yaml beside it', 'rke2-server.service'],
    look: lookForRke2,
  },
  {
    id: 'k3s',
    title: 'the k3s configuration',
    platforms: 'k3s',
    paths: ['/etc/rancher/k3s/config.yaml', 'config.yaml.d/*.yaml beside it', 'k3s.service'],
    look: lookForK3s,
  },
  {
    id: 'systemd',
    title: 'the systemd unit',
    platforms: 'Kubernetes the hard way, installs from binaries',
    paths: ['units whose ExecStart runs kube-apiserver, with drop-ins, Environment and EnvironmentFile'],
    look: lookForUnits,
  },
  {
    id: 'microk8s',
    title: 'the arguments file of microk8s',
    platforms: 'microk8s',
    paths: ['/var/snap/microk8s/current/args/kube-apiserver'],
    look: lookForMicrok8s,
  },
  {
    id: 'k0s',
    title: 'the k0s configuration',
    platforms: 'k0s',
    paths: ['/etc/k0s/k0s.yaml'],
    look: lookForK0s,
  },
  {
    id: 'talos',
    title: 'the machine configuration of Talos',
    platforms: 'Talos',
    paths: ['/system/state/config.yaml'],
    look: lookForTalos,
  },
  {
    id: 'rke1',
    title: 'the cluster file of RKE1',
    platforms: 'RKE1, where cluster.yml is on the node',
    paths: ['/root/cluster.yml', '/etc/rke/cluster.yml', '/opt/rke/cluster.yml'],
    look: lookForRke1,
  },
  {
    id: 'kubeadm',
    title: 'the kubeadm configuration',
    platforms: 'kubeadm, from which it writes the manifest',
    paths: ['files named kubeadm* in /etc/kubernetes and /root', '/kind/kubeadm.conf'],
    look: lookForKubeadm,
  },
] as const satisfies readonly PlaceSpec[];

export type PlaceId = (typeof PLACES)[number]['id'];

export const placeTitle = (id: PlaceId): string => PLACES.find(place => place.id === id)!.title;

/** Markdown: one row a place. */
export function placesTable(): string {
  const rows = PLACES.map(
    ({title, platforms, paths}) => `| ${title.replace(/^the /, '')} | ${platforms} | ${paths.map(code).join(', ')} |`,
  );
  return ['| Place | Of | Looked for |', '|---|---|---|', ...rows].join('\n');
}

const code = (text: string): string => (text.startsWith('/') && !text.includes(' ') ? `\`${text}\`` : text);
