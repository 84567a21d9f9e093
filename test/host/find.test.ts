// Where API servers are found, and what is read of each place.
import {afterAll, describe, expect, test} from 'vitest';
import {check, whyOff} from '../../src/host/examine.ts';
import {gather} from '../../src/host/facts.ts';
import {findServer, mountsOf, versionOf} from '../../src/host/find.ts';
import {mapPath} from '../../src/host/mounts.ts';
import {inForce, readFlags} from '../../src/host/read-flags.ts';
import {Root} from '../../src/host/root.ts';
import {
  AUDIT_FLAGS,
  LOG_PATH,
  MANIFEST,
  makeTree,
  manifest,
  POLICY,
  POLICY_PATH,
  removeTrees,
  TREES,
  type Tree,
  type TreeName,
} from './trees.ts';

afterAll(removeTrees);

const findIn = (tree: Tree) => findServer(new Root(makeTree(tree)));
const flagOf = ({server}: ReturnType<typeof findIn>, name: string) => inForce(readFlags(server?.args ?? []), name);

describe('a place', () => {
  test.each<[name: TreeName, place: string, version: string | undefined, policy: string, log: string]>([
    ['kubeadm, sound', 'static-pod', 'v1.35.2', POLICY_PATH, LOG_PATH],
    ['systemd, sound', 'systemd', undefined, POLICY_PATH, '/var/log/audit/kube.log'],
    [
      'k3s, sound',
      'k3s',
      undefined,
      '/var/lib/rancher/k3s/server/audit.yaml',
      '/var/lib/rancher/k3s/server/logs/audit.log',
    ],
    [
      'RKE2, the default policy',
      'rke2',
      undefined,
      '/etc/rancher/rke2/audit-policy.yaml',
      '/var/lib/rancher/rke2/server/logs/audit.log',
    ],
    ['microk8s, off', 'microk8s', undefined, '', ''],
    ['k0s, off', 'k0s', undefined, '', ''],
    ['kubeadm configuration alone, v1beta4', 'kubeadm', 'v1.36.0', '', ''],
    ['kubeadm ConfigMap alone, v1beta3', 'kubeadm', 'v1.31.0', '', LOG_PATH],
  ])('of "%s" is %s', (name, place, version, policy, log) => {
    const found = findIn(TREES[name]);
    expect([found.server?.place, versionOf(found)?.text]).toEqual([place, version]);
    expect([flagOf(found, 'audit-policy-file'), flagOf(found, 'audit-log-path')]).toEqual([policy, log]);
  });

  const pod = (container: string) =>
    `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: kube-apiserver\n${container}`;
  test.each<[claim: string, tree: Tree, log: string | undefined, version: string | undefined]>([
    [
      'kops: a manifest of another ending, flags as arguments',
      {
        '/etc/kubernetes/manifests/kube-apiserver.manifest': pod(
          '    command: [/usr/local/bin/kube-apiserver]\n    args:\n    - --audit-log-path=/var/log/kube-apiserver-audit.log\n    image: registry.k8s.io/kube-apiserver:v1.30.4@sha256:00ff\n',
        ),
      },
      '/var/log/kube-apiserver-audit.log',
      'v1.30.4',
    ],
    [
      'GCE: a wrapper before the program',
      {
        '/etc/kubernetes/manifests/kube-apiserver.manifest': pod(
          '    command: ["/go-runner", "--log-file=/var/log/kube-apiserver.log", "/usr/local/bin/kube-apiserver", "--audit-log-path=/var/log/audit.log"]\n',
        ),
      },
      '/var/log/audit.log',
      undefined,
    ],
    [
      'a shell that is given a script',
      {
        '/etc/kubernetes/manifests/a': pod(
          '    command:\n    - /bin/sh\n    - -c\n    - exec /kube-apiserver --audit-log-path="/var/log/a b.log" \\\n      --v=2 1>>/var/log/x.log 2>&1\n',
        ),
      },
      '/var/log/a b.log',
      undefined,
    ],
    [
      'hyperkube',
      {
        '/etc/kubernetes/manifests/a.json': JSON.stringify({
          kind: 'Pod',
          spec: {
            containers: [
              {command: ['/hyperkube', 'apiserver', '--audit-log-path', '/a.log'], image: 'x/hyperkube:v1.18.2'},
            ],
          },
        }),
      },
      '/a.log',
      'v1.18.2',
    ],
    [
      'OpenShift: flags in a file of their own, which is mounted',
      {
        '/etc/kubernetes/manifests/kube-apiserver-pod.yaml': `${pod(
          '    command: ["/bin/bash", "-ec"]\n    args:\n    - exec watch-termination -- hyperkube kube-apiserver --openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml --v=2\n    volumeMounts:\n    - mountPath: /etc/kubernetes/static-pod-resources\n      name: resource-dir\n    - mountPath: /var/log/kube-apiserver\n      name: audit-dir\n',
        )}  volumes:\n  - hostPath: {path: /etc/kubernetes/static-pod-resources/kube-apiserver-pod-7}\n    name: resource-dir\n  - hostPath: {path: /var/log/kube-apiserver}\n    name: audit-dir\n`,
        '/etc/kubernetes/static-pod-resources/kube-apiserver-pod-7/configmaps/config/config.yaml':
          '{"apiServerArguments":{"audit-log-path":["/var/log/kube-apiserver/audit.log"],"audit-log-maxsize":["200"]}}',
      },
      '/var/log/kube-apiserver/audit.log',
      undefined,
    ],
    [
      'another directory of manifests, which kubelet is told of',
      {
        '/var/lib/kubelet/config.yaml': 'kind: KubeletConfiguration\nstaticPodPath: /opt/pods/\n',
        '/opt/pods/api.yaml': pod('    command: [kube-apiserver, --audit-log-path=/a.log]\n'),
        '/opt/pods/.hidden.yaml': pod('    command: [kube-apiserver, --audit-log-path=/hidden.log]\n'),
      },
      '/a.log',
      undefined,
    ],
    [
      'a path that is called so is no program',
      {
        '/etc/systemd/system/x.service':
          '[Service]\nExecStart=/bin/x --config=/etc/kube-apiserver --audit-log-path=/a.log\n',
      },
      undefined,
      undefined,
    ],
    [
      'a shell that gets its variables from the unit',
      {
        '/etc/systemd/system/kube-apiserver.service':
          '[Service]\nEnvironment=LOG=--audit-log-path=/a.log\nExecStart=/bin/sh -c "exec /usr/bin/kube-apiserver-1.34.1 $LOG $NONE --v=2"\n',
      },
      '/a.log',
      undefined,
    ],
    [
      'pods of others are none',
      {'/etc/kubernetes/manifests/etcd.yaml': pod('    command: [etcd, --audit-log-path=/a.log]\n')},
      undefined,
      undefined,
    ],
    ['what is no YAML is none', {'/etc/kubernetes/manifests/x.yaml': '{[}\n\tkind: Pod'}, undefined, undefined],
    [
      'a binary install that names its version',
      {
        '/etc/systemd/system/kube-apiserver.service':
          '[Service]\nExecStart=/opt/kubernetes/v1.34.1/bin/kube-apiserver --audit-log-path=/a.log\n',
      },
      '/a.log',
      'v1.34.1',
    ],
    [
      'k3s with flags on the command line, which hide those of the file',
      {
        '/etc/rancher/k3s/config.yaml': 'kube-apiserver-arg: audit-log-path=/file.log\n',
        '/etc/systemd/system/k3s.service':
          "[Service]\nExecStart=/usr/local/bin/k3s server '--kube-apiserver-arg=audit-log-path=/unit.log'\n",
      },
      '/unit.log',
      undefined,
    ],
    [
      'an agent of k3s is no server',
      {
        '/etc/rancher/k3s/config.yaml': 'server: https://x\n',
        '/etc/systemd/system/k3s-agent.service': '[Service]\nExecStart=/usr/local/bin/k3s agent\n',
      },
      undefined,
      undefined,
    ],
    [
      'RKE2 with a policy has a log, of which a flag may say more; the manifest tells the version',
      {
        '/etc/rancher/rke2/config.yaml':
          'audit-policy-file: /etc/p.yaml\nkube-apiserver-arg:\n- audit-log-path=/mine.log\n',
        '/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml': pod(
          '    command: [kube-apiserver]\n    image: index.docker.io/rancher/hardened-kubernetes:v1.33.1-rke2r1-build20250515\n',
        ),
      },
      '/mine.log',
      'v1.33.1-rke2r1-build20250515',
    ],
    [
      'microk8s: variables, comments and quotes; the snap tells the version',
      {
        '/var/snap/microk8s/current/args/kube-apiserver':
          '# --audit-log-path=/no\n--audit-log-path="$' + '{SNAP_DATA}/a.log"\n',
        '/snap/microk8s/current/meta/snap.yaml': 'name: microk8s\nversion: v1.32.2\n',
      },
      '/var/snap/microk8s/current/a.log',
      'v1.32.2',
    ],
    [
      'Talos: its own flags, and those of the machine configuration',
      {
        '/system/state/config.yaml':
          'machine:\n  type: controlplane\ncluster:\n  apiServer:\n    image: registry.k8s.io/kube-apiserver:v1.34.0\n    extraArgs:\n      audit-log-maxage: "5"\n',
      },
      '/var/log/audit/kube/kube-apiserver.log',
      'v1.34.0',
    ],
    [
      'RKE1 with the log switched on',
      {
        '/root/cluster.yml':
          'kubernetes_version: v1.27.8-rancher2-2\nservices:\n  kube-api:\n    audit_log:\n      enabled: true\n      configuration:\n        max_age: 6\n',
      },
      '/var/log/kube-audit/audit-log.json',
      'v1.27.8',
    ],
  ])('%s', (_claim, tree, log, version) => {
    const found = findIn(tree);
    expect(found.server === undefined ? undefined : flagOf(found, 'audit-log-path')).toBe(log);
    expect(versionOf(found)?.text).toBe(version);
  });

  test('paths of the container are led to the node by the volumes of the pod', () => {
    const found = findIn({
      [MANIFEST]: manifest({
        mounts:
          '    - mountPath: /var/log/audit\n      name: logs\n      subPath: kube\n    - mountPath: /etc/p\n      name: config\n',
        volumes:
          '  - name: logs\n    hostPath:\n      path: /data/logs\n  - name: config\n    configMap:\n      name: p\n',
      }),
    });
    expect(mapPath('/var/log/audit/a.log', mountsOf(found))).toMatchObject({
      kind: 'node',
      path: '/data/logs/kube/a.log',
    });
    expect(mapPath('/etc/p/policy.yaml', mountsOf(found))).toMatchObject({
      kind: 'volume',
      mount: {source: {what: 'configMap'}},
    });
    expect(mapPath('/etc/q', mountsOf(found))).toEqual({kind: 'container'});
  });

  test('kubeadm mounts the directory of its certificates itself', () => {
    const found = findIn(TREES['kubeadm configuration alone, v1beta4']);
    expect(mapPath('/etc/kubernetes/pki/policy.yaml', mountsOf(found)).kind).toBe('node');
    expect(mapPath('/etc/kubernetes/policy.yaml', mountsOf(found)).kind).toBe('container');
  });

  test('flags of a ConfigMap have the lines of the file', () => {
    const {server} = findIn(TREES['kubeadm ConfigMap alone, v1beta3']);
    expect(server!.args).toEqual([
      {text: `--audit-log-path=${LOG_PATH}`, at: {file: '/etc/kubernetes/kubeadm-config.yaml', line: 13}},
    ]);
  });
});

/** Started at 2026-11-20T10:00:00Z: boot at 09:00, 360,000 ticks of a hundredth later. */
const STARTED = Date.UTC(2026, 10, 20, 10);
const proc = (pid: number, args: readonly string[], mountinfo?: string): Tree => ({
  [`/proc/${pid}/cmdline`]: args.map(arg => `${arg}\0`).join(''),
  [`/proc/${pid}/stat`]: `${pid} (kube (api) server) S ${'1 '.repeat(18)}360000 1 1\n`,
  '/proc/stat': `cpu 1 2 3\nbtime ${Date.UTC(2026, 10, 20, 9) / 1000}\n`,
  ...(mountinfo === undefined ? {} : {[`/proc/${pid}/mountinfo`]: mountinfo}),
});
const PODS = ['--advertise-address=10.0.0.10', '--allow-privileged=true', ...AUDIT_FLAGS];

describe('a process', () => {
  test('tells its arguments and when it was started', () => {
    const {running} = findIn(proc(77, ['/usr/bin/kube-apiserver', ...PODS]));
    expect(running).toMatchObject({pid: 77, program: 'kube-apiserver', startedAt: STARTED});
    expect(running!.args!.map(({text}) => text)).toEqual(PODS);
  });

  test.each<[claim: string, args: readonly string[], program: string | undefined]>([
    ['k3s hides its arguments', ['/usr/local/bin/k3s server'], 'k3s'],
    ['microk8s', ['/snap/microk8s/7229/kubelite', '--apiserver-args-file=/x'], 'kubelite'],
    ['hyperkube', ['hyperkube', 'kube-apiserver', '--v=2'], 'kube-apiserver'],
    ['an agent of k3s is none', ['/usr/local/bin/k3s agent'], undefined],
    ['nor is a shell that will start it', ['/bin/sh', '-c', 'exec kube-apiserver --v=2'], undefined],
    ['nor what watches it', ['watch-termination', '--', 'hyperkube', 'kube-apiserver'], undefined],
    ['nor who looks for it', ['grep', 'kube-apiserver'], undefined],
  ])('%s', (_claim, args, program) => {
    const {running, otherRunning} = findIn(proc(5, args));
    expect((running ?? otherRunning[0])?.program).toBe(program);
  });

  test('its mounts are those of the kernel, in words of the node', () => {
    const host = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:2 / /var rw - ext4 /dev/sda2 rw\n';
    const own = [
      '9 8 0:50 / / rw - overlay overlay rw',
      String.raw`10 9 8:2 /log/my\040audit /var/log/audit rw - ext4 /dev/sda2 rw`,
      '11 9 8:1 /etc/p.yaml /etc/p.yaml ro - ext4 /dev/sda1 rw',
      '12 9 0:60 / /tmp rw - tmpfs tmpfs rw',
    ].join('\n');
    const found = findIn({...proc(9, ['kube-apiserver'], `${own}\n`), '/proc/1/mountinfo': host});
    const mounts = mountsOf(found);
    expect(mapPath('/var/log/audit/a.log', mounts)).toMatchObject({
      path: '/var/log/my audit/a.log',
      mount: {readOnly: false},
    });
    expect(mapPath('/etc/p.yaml', mounts)).toMatchObject({path: '/etc/p.yaml', mount: {readOnly: true}});
    expect(mapPath('/tmp/x', mounts).kind).toBe('volume');
    expect(mapPath('/x', mounts).kind).toBe('container');
  });

  test('on the node’s own file system has no mounts of its own', () => {
    const same = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';
    expect(mountsOf(findIn({...proc(9, ['kube-apiserver'], same), '/proc/1/mountinfo': same}))).toBeUndefined();
  });
});

describe('of several', () => {
  const unit = '[Service]\nExecStart=/usr/local/bin/kube-apiserver --v=2 --audit-log-path=/unit.log\n';

  test('the one that is like the running process counts, and the others are told', () => {
    const tree = {[MANIFEST]: manifest(), '/etc/systemd/system/kube-apiserver.service': unit};
    expect(findIn(tree).server!.place).toBe('static-pod');
    const found = findIn({
      ...tree,
      ...proc(3, ['/usr/local/bin/kube-apiserver', '--v=2', '--audit-log-path=/unit.log']),
    });
    expect(found.server!.place).toBe('systemd');
    expect(found.others.map(({place}) => place)).toEqual(['static-pod']);
  });

  test('a process counts also where what configures it is not here, unless it hides its arguments', () => {
    const k3s = {'/etc/rancher/k3s/config.yaml': 'token: x\n'};
    const other = findIn({...k3s, ...proc(3, ['kube-apiserver', '--audit-log-path=/other.log'])});
    expect([other.server, other.running?.pid, other.others.map(({place}) => place)]).toEqual([undefined, 3, ['k3s']]);
    const hidden = findIn({[MANIFEST]: manifest(), ...proc(3, ['/usr/local/bin/k3s server'])});
    expect([hidden.server?.place, hidden.running]).toEqual(['static-pod', undefined]);
  });

  test('a manifest that was edited since the start is a finding, and the process’s own flags count', () => {
    const old = PODS.filter(flag => !flag.startsWith('--audit-policy-file'));
    const facts = gather(
      new Root(makeTree({[MANIFEST]: manifest(), [POLICY_PATH]: POLICY, ...proc(3, ['kube-apiserver', ...old])})),
      {now: STARTED},
    );
    const examination = check(facts);
    const {results} = examination;
    const of = (id: string) => results.find(({check: row}) => row.id === id)!.outcome;
    expect(of('running')).toMatchObject({verdict: 'failed', found: expect.stringContaining('--audit-policy-file')});
    expect(of('policy-given').verdict).toBe('failed');
    // It is not missing: it waits for a restart.
    expect(whyOff(examination)).toMatch(/was changed but process 3 was not restarted/);
  });

  test('a policy that was changed since the start is not in force', () => {
    const verdictAt = (mtime: number) => {
      const tree = {
        [MANIFEST]: manifest(),
        [POLICY_PATH]: {text: POLICY, mtime},
        ...proc(3, ['kube-apiserver', ...PODS]),
      };
      const {results} = check(gather(new Root(makeTree(tree)), {now: STARTED}));
      return results.find(({check: {id}}) => id === 'policy-in-force')!.outcome.verdict;
    };
    expect([verdictAt(STARTED - 1000), verdictAt(STARTED + 1000)]).toEqual(['sound', 'warning']);
  });

  test('kubeadm, which will write the manifest anew, has to know the flags too', () => {
    const config = (args: string) =>
      `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n${args}`;
    const verdictOf = (args: string) => {
      const tree = {[MANIFEST]: manifest(), '/etc/kubernetes/kubeadm-config.yaml': config(args)};
      return check(gather(new Root(makeTree(tree)), {now: STARTED})).results.find(
        ({check: {id}}) => id === 'kubeadm-keeps',
      )!.outcome.verdict;
    };
    const all = AUDIT_FLAGS.map(flag => flag.slice(2).split('=')).map(
      ([name, value]) => `  - name: ${name}\n    value: "${value}"\n`,
    );
    expect([verdictOf('  - name: v\n    value: "2"\n'), verdictOf(all.join(''))]).toEqual(['warning', 'sound']);
  });
});
