// Nodes as directories: what a control-plane node has on disk, made in a temporary directory, and TREES, one a situation.
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {formatMicroTime} from '../../src/audit/time.ts';
import {event, TEN_PAST} from '../support/events.ts';

/** By path on the node: a text, a directory (null), a link (`-> target`), or a text with a mode. */
export type Tree = Readonly<
  Record<string, string | null | {readonly text: string; readonly mode?: number; readonly mtime?: number}>
>;

const made: string[] = [];

export function makeTree(tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), 'audit-tui-node-'));
  made.push(root);
  putTree(root, tree);
  return root;
}

export function putTree(root: string, tree: Tree): void {
  for (const [path, what] of Object.entries(tree)) {
    const at = join(root, path);
    mkdirSync(dirname(at), {recursive: true});
    if (what === null) mkdirSync(at, {recursive: true});
    else if (typeof what === 'string' && what.startsWith('-> ')) symlinkSync(what.slice(3), at);
    else {
      const {text, mode = 0o600, mtime} = typeof what === 'string' ? {text: what} : what;
      writeFileSync(at, text);
      chmodSync(at, mode);
      if (mtime !== undefined) utimesSync(at, mtime / 1000, mtime / 1000);
    }
  }
}

export const removeTrees = (): void => {
  for (const root of made.splice(0)) rmSync(root, {recursive: true, force: true});
};

export const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages:
  - RequestReceived
rules:
  - level: Metadata
`;

export const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
export const POLICY_PATH = '/etc/kubernetes/audit-policy.yaml';
export const LOG_DIRECTORY = '/var/log/kubernetes/audit';
export const LOG_PATH = `${LOG_DIRECTORY}/audit.log`;

export const AUDIT_FLAGS = [
  `--audit-policy-file=${POLICY_PATH}`,
  `--audit-log-path=${LOG_PATH}`,
  '--audit-log-maxage=30',
  '--audit-log-maxbackup=10',
  '--audit-log-maxsize=100',
];

type PodOptions = {
  readonly flags?: readonly string[];
  readonly mounts?: string;
  readonly volumes?: string;
  readonly version?: string;
};

export const POLICY_MOUNT = `    - mountPath: ${POLICY_PATH}
      name: audit
      readOnly: true
`;
export const LOG_MOUNT = `    - mountPath: ${LOG_DIRECTORY}/
      name: audit-log
      readOnly: false
`;
export const POLICY_VOLUME = `  - hostPath:
      path: ${POLICY_PATH}
      type: File
    name: audit
`;
export const LOG_VOLUME = `  - hostPath:
      path: ${LOG_DIRECTORY}
      type: DirectoryOrCreate
    name: audit-log
`;

/** As kubeadm 1.35 writes it, with a comment of somebody's own. */
export const manifest = ({
  flags = AUDIT_FLAGS,
  mounts = POLICY_MOUNT + LOG_MOUNT,
  volumes = POLICY_VOLUME + LOG_VOLUME,
  version = 'v1.35.2',
}: PodOptions = {}): string => `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.0.0.10:6443
  creationTimestamp: null
  labels:
    component: kube-apiserver
    tier: control-plane
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=10.0.0.10
    - --allow-privileged=true
${flags.map(flag => `    - ${flag}\n`).join('')}    - --authorization-mode=Node,RBAC # as always
    - --etcd-servers=https://127.0.0.1:2379
    - --secure-port=6443
    image: registry.k8s.io/kube-apiserver:${version}
    imagePullPolicy: IfNotPresent
    name: kube-apiserver
    resources:
      requests:
        cpu: 250m
    volumeMounts:
    - mountPath: /etc/kubernetes/pki
      name: k8s-certs
      readOnly: true
${mounts}  hostNetwork: true
  priorityClassName: system-node-critical
  volumes:
  - hostPath:
      path: /etc/kubernetes/pki
      type: DirectoryOrCreate
    name: k8s-certs
${volumes}status: {}
`;

/** Events a second apart, the last one at `end`. */
export const logText = (count: number, end = TEN_PAST): string =>
  Array.from({length: count}, (_, i) => {
    const time = formatMicroTime(end - (count - 1 - i) * 1e6);
    return `${JSON.stringify(event({auditID: `id-${i}`, requestReceivedTimestamp: time, stageTimestamp: time}))}\n`;
  }).join('');

const POLICY_FILE = {[POLICY_PATH]: POLICY};
const LOG_FILE = {[LOG_PATH]: logText(600)};

/** As kube-up writes it: a shell is given a script, in JSON or in a block of YAML. */
const script = (text: string, isBlock = false): string => {
  const command = isBlock
    ? `    command:\n    - /bin/sh\n    - -c\n    - |\n${text.replace(/^/gm, '      ')}\n`
    : `    command: ["/bin/sh", "-c", ${JSON.stringify(text)}]\n`;
  return `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver-amd64:v1.35.0
${command}    volumeMounts:
    - {name: etc, mountPath: /etc/audit_policy.config, readOnly: true}
    - {name: log, mountPath: /var/log}
  volumes:
  - {name: etc, hostPath: {path: /etc/audit_policy.config, type: FileOrCreate}}
  - name: log
    hostPath: {path: /var/log}
`;
};

const UNIT = `[Unit]
Description=Kubernetes API Server
Documentation=https://github.com/kubernetes/kubernetes

[Service]
EnvironmentFile=-/etc/default/kube-apiserver
ExecStart=/usr/local/bin/kube-apiserver \\
  --advertise-address=\${INTERNAL_IP} \\
  --allow-privileged=true \\
  # where the events go
  --audit-log-path=/var/log/audit/kube.log \\
  $AUDIT_ARGS \\
  --v=2
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
`;

export const TREES = {
  'kubeadm, sound': {[MANIFEST]: manifest(), ...POLICY_FILE, ...LOG_FILE},
  'nothing there': {'/etc/hostname': 'worker-1\n'},
  'auditing off': {[MANIFEST]: manifest({flags: [], mounts: '', volumes: ''})},
  'policy not mounted': {[MANIFEST]: manifest({mounts: LOG_MOUNT, volumes: LOG_VOLUME}), ...POLICY_FILE},
  'log not mounted': {[MANIFEST]: manifest({mounts: POLICY_MOUNT, volumes: POLICY_VOLUME}), ...POLICY_FILE},
  'log mounted as a file': {
    [MANIFEST]: manifest({
      mounts: `${POLICY_MOUNT}    - mountPath: ${LOG_PATH}\n      name: audit-log\n`,
      volumes: `${POLICY_VOLUME}  - name: audit-log\n    hostPath:\n      path: /var/log/kube-audit/audit.log\n      type: FileOrCreate\n`,
    }),
    ...POLICY_FILE,
    '/var/log/kube-audit/audit.log': logText(600),
  },
  'log mounted read-only': {
    [MANIFEST]: manifest({mounts: POLICY_MOUNT + LOG_MOUNT.replace('false', 'true')}),
    ...POLICY_FILE,
  },
  'no log path': {[MANIFEST]: manifest({flags: AUDIT_FLAGS.slice(0, 1)}), ...POLICY_FILE},
  'policy file missing': {[MANIFEST]: manifest(), ...LOG_FILE},
  'policy mount can be written to': {
    [MANIFEST]: manifest({mounts: POLICY_MOUNT.replace('      readOnly: true\n', '') + LOG_MOUNT}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'policy volume of the wrong type': {
    [MANIFEST]: manifest({volumes: POLICY_VOLUME.replace('type: File', 'type: DirectoryOrCreate') + LOG_VOLUME}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'volumes not written': {[MANIFEST]: manifest({volumes: ''}), ...POLICY_FILE, ...LOG_FILE},
  'log in a volume of the pod': {
    [MANIFEST]: manifest({volumes: `  - name: audit-log # for now\n    emptyDir: {}\n${POLICY_VOLUME}`}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'flags with values that are refused': {
    [MANIFEST]: manifest({
      flags: [
        ...AUDIT_FLAGS.slice(0, 3),
        '--audit-log-maxbackup=-1',
        '--audit-log-maxsize=many',
        '--audit-log-mode=async',
        '--audit-log-format=JSON',
        '--audit-log-batch-throttle-enable',
      ],
    }),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'flags in two words': {
    [MANIFEST]: manifest({
      flags: [
        '--audit-policy-file',
        POLICY_PATH,
        '--audit-log-path',
        LOG_PATH,
        '--audit-log-truncate-enabled',
        '--audit-log-maxage',
        '"30"',
        '--audit-log-maxbackup',
        '"-1"',
        '--audit-log-mode',
        'async',
      ],
    }),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'a copy of the manifest beside it': {
    [MANIFEST]: manifest(),
    [`${MANIFEST}.bak`]: manifest({flags: []}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'a manifest that is no YAML': {[MANIFEST]: manifest().replace('    - --secure', '\t- --secure'), ...POLICY_FILE},
  'defaults of 1.35': {[MANIFEST]: manifest({flags: AUDIT_FLAGS.slice(0, 2)}), ...POLICY_FILE, ...LOG_FILE},
  'defaults of 1.36': {
    [MANIFEST]: manifest({flags: AUDIT_FLAGS.slice(0, 2), version: 'v1.36.0'}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'maxsize 0 of 1.36': {
    [MANIFEST]: manifest({flags: [...AUDIT_FLAGS.slice(0, 4), '--audit-log-maxsize=0'], version: 'v1.36.1'}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'a flag misspelt': {
    [MANIFEST]: manifest({flags: [...AUDIT_FLAGS.slice(0, 4), '--audit-log-max-size=100']}),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'systemd, a flag misspelt': {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nEnvironmentFile=/etc/default/kube-apiserver\nExecStart=/usr/bin/kube-apiserver $LOG $POLICY\n',
    '/etc/default/kube-apiserver':
      "LOG='--audit-log-pth=/var/log/own/audit.log --audit-log-maxage=9 --audit-log-maxbackup=9'\nPOLICY=--audit-policy-file=/etc/kubernetes/audit-policy.yaml\n",
    ...POLICY_FILE,
  },
  'systemd, no policy': {
    '/etc/systemd/system/kube-apiserver.service': UNIT,
    '/etc/default/kube-apiserver': {
      text: '# set by the installer\nINTERNAL_IP=10.0.0.10\nAUDIT_ARGS="--audit-log-maxage=30 --audit-log-maxbackup=3 \\\n  --audit-log-maxsize=0"\n',
    },
    '/var/log/audit/kube.log': '',
  },
  'systemd, sound': {
    '/etc/systemd/system/kube-apiserver.service': UNIT,
    '/etc/systemd/system/kube-apiserver.service.d/10-audit.conf':
      '[Service]\nEnvironment="AUDIT_ARGS=--audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-maxbackup=3"\n',
    ...POLICY_FILE,
    '/var/log/audit/kube.log': logText(600),
  },
  'k3s, off': {
    '/etc/rancher/k3s/config.yaml': '# our server\nwrite-kubeconfig-mode: "0644"\n',
    '/etc/systemd/system/k3s.service':
      "[Service]\nEnvironmentFile=-/etc/systemd/system/k3s.service.env\nExecStart=/usr/local/bin/k3s \\\n    server \\\n        '--disable=traefik' \\\n\n",
  },
  'k3s, sound': {
    '/etc/rancher/k3s/config.yaml': 'kube-apiserver-arg:\n- audit-log-path=/var/log/k3s/old.log\n',
    '/etc/rancher/k3s/config.yaml.d/audit.yaml':
      'kube-apiserver-arg:\n  - "audit-policy-file=/var/lib/rancher/k3s/server/audit.yaml"\n  - audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log\n',
    '/etc/rancher/k3s/config.yaml.d/rotation.yaml':
      'kube-apiserver-arg+:\n  - audit-log-maxbackup=10\n  - audit-log-maxsize=50\n',
    '/etc/systemd/system/k3s.service': '[Service]\nExecStart=/usr/local/bin/k3s server\n',
    '/var/lib/rancher/k3s/server/audit.yaml': POLICY,
    '/var/lib/rancher/k3s/server/logs/audit.log': logText(600),
  },
  'RKE2, off': {
    '/etc/rancher/rke2/config.yaml': 'token: abc # a secret\ntls-san:\n  - 10.0.0.10\n',
    '/usr/local/lib/systemd/system/rke2-server.service': '[Service]\nExecStart=/usr/local/bin/rke2 server\n',
  },
  'RKE2, the default policy': {
    '/etc/rancher/rke2/config.yaml': 'profile: cis\n',
    '/usr/local/lib/systemd/system/rke2-server.service': '[Service]\nExecStart=/usr/local/bin/rke2 server\n',
    '/etc/rancher/rke2/audit-policy.yaml':
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nmetadata:\n  creationTimestamp: null\nrules:\n- level: None\n',
    '/var/lib/rancher/rke2/server/logs/audit.log': '',
  },
  'microk8s, off': {
    '/var/snap/microk8s/7229/args/kube-apiserver': '--cert-dir=$SNAP_DATA/certs\n# the rest\n--allow-privileged=true\n',
    '/var/snap/microk8s/current': '-> 7229',
  },
  'k0s, off': {
    '/etc/k0s/k0s.yaml':
      'apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\nmetadata:\n  name: k0s\nspec:\n  api:\n    port: 6443\n',
  },
  'kubeadm configuration alone, v1beta4': {
    '/root/kubeadm-config.yaml':
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.0\napiServer:\n  extraArgs:\n  - name: authorization-mode\n    value: Node,RBAC\n',
  },
  'kubeadm ConfigMap alone, v1beta3': {
    '/etc/kubernetes/kubeadm-config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: kubeadm-config\n  namespace: kube-system\ndata:\n  ClusterConfiguration: |\n    apiVersion: kubeadm.k8s.io/v1beta3\n    kind: ClusterConfiguration\n    kubernetesVersion: v1.31.0\n    apiServer:\n      extraArgs:\n        audit-log-path: /var/log/kubernetes/audit/audit.log\n    # the end\n',
  },
  'paths that are not absolute': {
    [MANIFEST]: manifest({
      flags: ['--audit-policy-file=policy.yaml', '--audit-log-path=audit.log', ...AUDIT_FLAGS.slice(2)],
      mounts: '',
      volumes: '',
    }),
  },
  'a log path that names a directory': {
    [MANIFEST]: manifest({flags: [AUDIT_FLAGS[0]!, `--audit-log-path=${LOG_DIRECTORY}/`, ...AUDIT_FLAGS.slice(2)]}),
    ...POLICY_FILE,
  },
  'anchors and aliases': {
    [MANIFEST]: manifest({
      mounts: POLICY_MOUNT.replace('/etc', '&policy /etc') + LOG_MOUNT.replace('/var', '&log /var'),
      volumes: POLICY_VOLUME.replace(POLICY_PATH, '*policy') + LOG_VOLUME.replace(LOG_DIRECTORY, '*log'),
    }),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'a flag twice': {
    [MANIFEST]: manifest({
      flags: ['--audit-log-maxsize=0', ...AUDIT_FLAGS, '--audit-log-maxage', '"9"', '--audit-log-maxage=7'],
    }),
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'systemd, flags twice': {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nEnvironmentFile=/etc/default/kube-apiserver\nExecStart=/usr/bin/kube-apiserver-v1.36.0 $LOG --audit-log-maxage=1 --audit-log-maxage=2 \\\n  --audit-log-path=/var/log/a.log \\\n  --v=2\n',
    '/etc/default/kube-apiserver':
      'LOG="--audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path=/var/log/old.log"\n',
    ...POLICY_FILE,
    '/var/log/a.log': logText(600),
  },
  'kubeadm, its configuration beside it': {
    [MANIFEST]: manifest(),
    '/etc/kubernetes/kubeadm-config.yaml':
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n  - name: audit-log-maxage\n    value: "7"\n',
    ...POLICY_FILE,
    ...LOG_FILE,
  },
  'kubeadm off, its configuration beside it': {
    [MANIFEST]: manifest({flags: [], mounts: '', volumes: ''}),
    '/root/kubeadm.yaml':
      'kind: InitConfiguration\n---\napiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration # ours\nkubernetesVersion: v1.30.1\n',
  },
  'a script in the manifest, off': {
    '/etc/kubernetes/manifests/kube-apiserver.manifest': script(
      'exec /usr/local/bin/kube-apiserver --v=2 --allow-privileged=true 1>>/var/log/kube-apiserver.log 2>&1',
    ),
  },
  'a script in the manifest, with faults': {
    '/etc/kubernetes/manifests/kube-apiserver.manifest': script(
      `# as ever\nset -e\nexec kube-apiserver \\\n  --audit-policy-file=/etc/audit_policy.config --audit-log-maxage=1 \\\n  --audit_log_path=/var/log/audit.log --audit-log-max-size=100 \\\n  --audit-log-maxbackup=-1 --audit-log-maxage=9 1>>/var/log/kube-apiserver.log 2>&1`,
      true,
    ),
    '/etc/audit_policy.config': POLICY,
  },
  'a script in the unit, off': {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nExecStart=/bin/bash -c "exec /opt/v1.34.1/kube-apiserver \\\n  --audit-log-maxsize=0 \\\n  --v=2 >> /var/log/api.log 2>&1"\nRestart=always\n',
  },
  'a script in the unit, flags in a variable': {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nEnvironment=OPTS=--audit-log-maxage=-1\nExecStart=/bin/sh -c "exec /opt/v1.36.1/kube-apiserver --audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path=/var/log/a.log $OPTS"\n',
    ...POLICY_FILE,
  },
  'a script in the unit, flags in a file': {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nEnvironmentFile=/etc/kube/api.env\nExecStart=/bin/sh -c "exec /opt/v1.36.1/kube-apiserver $OPTS"\n',
    '/etc/kube/api.env':
      "# --audit-log-maxage=1\nOPTS='--audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-maxage=many'\n",
    ...POLICY_FILE,
  },
  'k3s, flags of its unit in two words': {
    '/etc/systemd/system/k3s.service': `[Service]
ExecStart=/usr/local/bin/k3s \\
    server \\
        '--kube-apiserver-arg' \\
        'audit-log-path=/var/lib/rancher/k3s/server/logs' \\
        '--kube-apiserver-arg' 'audit-log-maxage=-3' \\
        '--kube-apiserver-arg=audit-log-mode=blocking' \\
        "--kube-apiserver-arg=--audit-log-mode=batch" \\
        --kube-apiserver-arg audit-log-filename=x \\

`,
    '/var/lib/rancher/k3s/server/logs': null,
  },
  'k3s, lists': {
    '/etc/rancher/k3s/config.yaml':
      'kube-apiserver-arg: ["audit-policy-file=/var/lib/rancher/k3s/server/audit.yaml", audit-log-maxage=x] # ours\n',
    '/etc/rancher/k3s/config.yaml.d/10.yaml':
      'kube-apiserver-arg+: [audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log, audit-log-maxage=4, audit-log-color=1]\n',
    '/etc/rancher/k3s/config.yaml.d/20.yaml': 'kube-apiserver-arg+: audit-log-maxbackup=-5\n',
    '/etc/systemd/system/k3s.service': '[Service]\nExecStart=/usr/local/bin/k3s server\n',
    '/var/lib/rancher/k3s/server/audit.yaml': POLICY,
  },
  'RKE2, a policy of its own key that is not there': {
    '/etc/rancher/rke2/config.yaml': 'token: abc\n',
    '/etc/rancher/rke2/config.yaml.d/audit.yaml':
      'audit-policy-file: /etc/rancher/rke2/ours.yaml\nkube-apiserver-arg:\n- "audit-log-maxbackup=-2"\n',
    '/usr/local/lib/systemd/system/rke2-server.service': '[Service]\nExecStart=/usr/local/bin/rke2 server\n',
  },
  'RKE1, off': {
    '/root/cluster.yml':
      'nodes:\n- address: 10.0.0.1\nkubernetes_version: v1.26.4-rancher2-1\nservices:\n  kube-api:\n    # as ever\n    service_node_port_range: 30000-32767\n    extra_args:\n      audit-log-mode: batch\n',
  },
  'RKE1, in both of its places': {
    '/root/cluster.yml':
      'services:\n  kube-api:\n    audit_log:\n      enabled: true\n      configuration:\n        max_age: 9\n        max_backup: 3\n    extra_args:\n      audit-log-maxage: "-7"\n',
  },
  'RKE1, with faults': {
    '/root/cluster.yml':
      'kubernetes_version: v1.26.4-rancher2-1\nservices:\n  kube-api:\n    audit_log:\n      enabled: true\n      configuration:\n        max_age: -6 # days\n        format: JSON\n',
  },
  'OpenShift, off': {
    '/etc/kubernetes/manifests/kube-apiserver-pod.yaml':
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: kube-apiserver\n    command: ["/bin/bash", "-ec"]\n    args:\n    - |\n      exec hyperkube kube-apiserver --openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml -v=2\n    volumeMounts:\n    - {mountPath: /etc/kubernetes/static-pod-resources, name: resource-dir}\n    - {mountPath: /var/log/kube-apiserver, name: audit-dir}\n  volumes:\n  - {name: resource-dir, hostPath: {path: /etc/kubernetes/static-pod-resources/kube-apiserver-pod-7}}\n  - {name: audit-dir, hostPath: {path: /var/log/kube-apiserver}}\n',
    '/etc/kubernetes/static-pod-resources/kube-apiserver-pod-7/configmaps/config/config.yaml':
      '{"apiServerArguments":{"audit-log-path":["/var/log/kube-apiserver/audit.log"],"audit-log-maxbackup":["10"],"audit-log-maxsize":["many"]}}',
  },
  unreadable: {[MANIFEST]: `-> ${MANIFEST}`},
} as const satisfies Readonly<Record<string, Tree>>;

export type TreeName = keyof typeof TREES;
