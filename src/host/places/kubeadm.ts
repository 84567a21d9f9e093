// ClusterConfiguration of kubeadm, from which it writes the manifest of the API server: plain, or inside the ConfigMap kubeadm-config.
// v1beta3 has extraArgs as a map, v1beta4 as a list of names and values.
import type {Root} from '../root.ts';
import type {ApiServer, Arg, Mount} from '../server.ts';
import {parseVersion} from '../version.ts';
import {entriesAt, indices, nodeAt, readYaml, textAt, type Yaml} from '../yaml.ts';
import {both, type Look, readNames, readText} from './look.ts';

const FILES = [
  '/etc/kubernetes/kubeadm-config.yaml',
  '/etc/kubernetes/kubeadm.yaml',
  '/root/kubeadm-config.yaml',
  '/kind/kubeadm.conf',
];
const DIRECTORIES = ['/etc/kubernetes', '/root'];

export function lookForKubeadm(root: Root): Look {
  const named = DIRECTORIES.flatMap(directory =>
    readNames(root, directory)
      .names.filter(name => /kubeadm.*\.(?:ya?ml|conf)$/.test(name) && !/^(?:admin|super-admin)\.conf$/.test(name))
      .map(name => `${directory}/${name}`),
  );
  return both([...new Set([...FILES, ...named])].map(file => lookAt(root, file)));
}

function lookAt(root: Root, file: string): Look {
  const {text, unread} = readText(root, file);
  const server = text === undefined ? undefined : kubeadmServer(file, text);
  return {servers: server === undefined ? [] : [server], unread};
}

/** undefined if the text holds no ClusterConfiguration. */
export function kubeadmServer(file: string, text: string): ApiServer | undefined {
  for (const yaml of readYaml(text)) {
    const inner = textAt(yaml, ['data', 'ClusterConfiguration']);
    if (textAt(yaml, ['kind']) === 'ConfigMap' && inner !== undefined) {
      const first = yaml.line(nodeAt(yaml, ['data', 'ClusterConfiguration'])?.range?.[0] ?? 0);
      const [config] = readYaml(inner).filter(isClusterConfiguration);
      if (config !== undefined) return {...serverOf(config, file, first), path: ['data', 'ClusterConfiguration'], text};
    }
    if (isClusterConfiguration(yaml)) return {...serverOf(yaml, file, 0), text};
  }
  return undefined;
}

const isClusterConfiguration = (yaml: Yaml): boolean => textAt(yaml, ['kind']) === 'ClusterConfiguration';

/** `before`: lines of the outer file before the first one of `yaml`. */
function serverOf(yaml: Yaml, file: string, before: number): ApiServer {
  const args: Arg[] = entriesAt(yaml, ['apiServer', 'extraArgs']).map(({key, text, line}) => ({
    text: `--${key}=${text}`,
    at: {file, line: line + before},
  }));
  for (const i of indices(yaml, ['apiServer', 'extraArgs'])) {
    const at = ['apiServer', 'extraArgs', i];
    const name = textAt(yaml, [...at, 'name']);
    const node = nodeAt(yaml, [...at, 'name']);
    if (name === undefined) continue;
    const line = yaml.line(node?.range?.[0] ?? 0) + before;
    args.push({text: `--${name}=${textAt(yaml, [...at, 'value']) ?? ''}`, at: {file, line}});
  }
  const version = parseVersion(textAt(yaml, ['kubernetesVersion']) ?? '');
  return {
    place: 'kubeadm',
    form: 'kubeadm',
    file,
    args,
    mounts: [...OWN_MOUNTS, ...mountsOf(yaml)],
    ...(version === undefined ? {} : {version}),
    restart:
      'kubeadm init phase control-plane apiserver --config FILE writes the manifest anew, on each control-plane node',
  };
}

/** What kubeadm mounts of itself; more of it are certificates of the system. */
const OWN_MOUNTS: readonly Mount[] = ['/etc/kubernetes/pki', '/etc/ssl/certs'].map(path => ({
  mountPath: path,
  readOnly: true,
  source: {kind: 'host', path, type: 'DirectoryOrCreate'},
}));

const mountsOf = (yaml: Yaml): readonly Mount[] =>
  indices(yaml, ['apiServer', 'extraVolumes']).flatMap(i => {
    const at = ['apiServer', 'extraVolumes', i];
    const mountPath = textAt(yaml, [...at, 'mountPath']);
    const path = textAt(yaml, [...at, 'hostPath']);
    if (mountPath === undefined || path === undefined) return [];
    return [
      {
        mountPath,
        readOnly: textAt(yaml, [...at, 'readOnly']) === 'true',
        source: {kind: 'host' as const, path, type: textAt(yaml, [...at, 'pathType']) ?? ''},
      },
    ];
  });
