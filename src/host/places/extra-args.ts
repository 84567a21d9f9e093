// Distributions that take flags of kube-apiserver as a map in a file of theirs: k0s, Talos, RKE1.
import type {Root} from '../root.ts';
import type {ApiServer, Arg, Mount} from '../server.ts';
import {imageVersion, parseVersion} from '../version.ts';
import {entriesAt, indices, nodeAt, readYaml, textAt, type Yaml, type YamlPath} from '../yaml.ts';
import {both, type Look, readText} from './look.ts';

function argsAt(yaml: Yaml, file: string, path: YamlPath): readonly Arg[] {
  return entriesAt(yaml, path).map(({key, text, line}) => ({text: `--${key}=${text}`, at: {file, line}}));
}

type Maker = (yaml: Yaml, file: string) => Omit<ApiServer, 'file' | 'text'> | undefined;

function lookAt(root: Root, file: string, make: Maker): Look {
  const {text, unread} = readText(root, file);
  const found = text === undefined ? [] : readYaml(text).flatMap(yaml => make(yaml, file) ?? []);
  return {servers: found.slice(0, 1).map(server => ({...server, file, ...(text === undefined ? {} : {text})})), unread};
}

const withVersion = (version: ApiServer['version']) => (version === undefined ? {} : {version});

export const lookForK0s = (root: Root): Look =>
  lookAt(root, '/etc/k0s/k0s.yaml', (yaml, file) => {
    if (textAt(yaml, ['kind']) !== 'ClusterConfig') return undefined;
    return {
      place: 'k0s',
      form: 'extra args',
      path: ['spec', 'api', 'extraArgs'],
      args: argsAt(yaml, file, ['spec', 'api', 'extraArgs']),
      restart: 'systemctl restart k0scontroller',
    };
  });

/** What Talos gives every API server, as its k8s control plane controller has it in 2026; extraArgs override it. */
const TALOS = [
  'audit-policy-file=/system/config/kubernetes/kube-apiserver/auditpolicy.yaml',
  'audit-log-path=/var/log/audit/kube/kube-apiserver.log',
  'audit-log-maxage=30',
  'audit-log-maxbackup=10',
  'audit-log-maxsize=100',
];
const TALOS_POLICIES = '/system/config/kubernetes/kube-apiserver';
const TALOS_LOGS = '/var/log/audit/kube';

function talosMounts(yaml: Yaml): readonly Mount[] {
  const own = ['cluster', 'apiServer', 'extraVolumes'];
  return [
    {mountPath: TALOS_POLICIES, readOnly: true, source: {kind: 'host', path: TALOS_POLICIES, type: ''}},
    {mountPath: TALOS_LOGS, readOnly: false, source: {kind: 'host', path: TALOS_LOGS, type: ''}},
    ...indices(yaml, own).flatMap((i): readonly Mount[] => {
      const mountPath = textAt(yaml, [...own, i, 'mountPath']);
      const path = textAt(yaml, [...own, i, 'hostPath']);
      if (mountPath === undefined || path === undefined) return [];
      return [
        {mountPath, readOnly: textAt(yaml, [...own, i, 'readonly']) === 'true', source: {kind: 'host', path, type: ''}},
      ];
    }),
  ];
}

export const lookForTalos = (root: Root): Look =>
  lookAt(root, '/system/state/config.yaml', (yaml, file) => {
    if (nodeAt(yaml, ['machine']) === undefined || textAt(yaml, ['machine', 'type']) === 'worker') return undefined;
    return {
      place: 'talos',
      form: 'extra args',
      path: ['cluster', 'apiServer', 'extraArgs'],
      args: [...TALOS.map(text => ({text: `--${text}`})), ...argsAt(yaml, file, ['cluster', 'apiServer', 'extraArgs'])],
      mounts: talosMounts(yaml),
      restart: 'talosctl patch machineconfig does it',
      ...withVersion(imageVersion(textAt(yaml, ['cluster', 'apiServer', 'image']) ?? '')),
    };
  });

const RKE1_FILES = ['/root/cluster.yml', '/etc/rke/cluster.yml', '/opt/rke/cluster.yml'];
const RKE1_LOG = '/var/log/kube-audit/audit-log.json';

/** Where RKE1 puts the policy that it writes. */
export const RKE1_POLICY = '/etc/kubernetes/audit-policy.yaml';

/** Flags of RKE1 by the keys of services.kube-api.audit_log.configuration, with what it gives without them. */
export const RKE1 = [
  ['path', 'audit-log-path', RKE1_LOG],
  ['max_age', 'audit-log-maxage', '30'],
  ['max_backup', 'audit-log-maxbackup', '10'],
  ['max_size', 'audit-log-maxsize', '100'],
  ['format', 'audit-log-format', 'json'],
] as const;

export const lookForRke1 = (root: Root): Look =>
  both(
    RKE1_FILES.map(path =>
      lookAt(root, path, (yaml, file) => {
        const api = ['services', 'kube-api'];
        if (nodeAt(yaml, ['services', 'kube-api']) === undefined) return undefined;
        const configuration = [...api, 'audit_log', 'configuration'];
        const isOn = textAt(yaml, [...api, 'audit_log', 'enabled']) === 'true';
        const own: readonly Arg[] = [
          {text: `--audit-policy-file=${RKE1_POLICY}`},
          ...RKE1.map(([key, flag, fallback]): Arg => {
            const given = textAt(yaml, [...configuration, key]);
            if (given === undefined) return {text: `--${flag}=${fallback}`};
            const line = yaml.line(nodeAt(yaml, [...configuration, key])?.range?.[0] ?? 0);
            return {text: `--${flag}=${given}`, at: {file, line}};
          }),
        ];
        return {
          place: 'rke1',
          form: 'rke1',
          args: [...(isOn ? own : []), ...argsAt(yaml, file, [...api, 'extra_args'])],
          restart: 'rke up, from where cluster.yml is kept',
          ...withVersion(parseVersion((textAt(yaml, ['kubernetes_version']) ?? '').replace(/-rancher.*$/, ''))),
        };
      }),
    ),
  );
