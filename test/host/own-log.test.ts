import {afterAll, describe, expect, test} from 'vitest';
import {ownLog} from '../../src/host/own-log.ts';
import {Root} from '../../src/host/root.ts';
import {
  LOG_PATH,
  logText,
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

const NOW = Date.UTC(2026, 10, 20, 10, 3);
const ownOf = (tree: Tree) => {
  const dir = makeTree(tree);
  return {dir, own: ownLog(new Root(dir), NOW)};
};

describe('the log of a node', () => {
  test.each<[name: TreeName, path: string, why: string]>([
    ['kubeadm, sound', LOG_PATH, `--audit-log-path of the static pod manifest ${MANIFEST}`],
    [
      'log mounted as a file',
      '/var/log/kube-audit/audit.log',
      `--audit-log-path of the static pod manifest ${MANIFEST}`,
    ],
    [
      'systemd, sound',
      '/var/log/audit/kube.log',
      '--audit-log-path of the systemd unit /etc/systemd/system/kube-apiserver.service',
    ],
    [
      'k3s, sound',
      '/var/lib/rancher/k3s/server/logs/audit.log',
      '--audit-log-path of the k3s configuration /etc/rancher/k3s/config.yaml',
    ],
  ])('of "%s" is %s', (name, path, why) => {
    const {dir, own} = ownOf(TREES[name]);
    expect(own).toMatchObject({kind: 'log', path: dir + path, why});
  });

  test.each<[name: TreeName, why: RegExp]>([
    ['nothing there', /^No API server is found here/],
    ['unreadable', /is a symbolic link that leads to itself/],
    ['a manifest that is no YAML', /kube-apiserver\.yaml is no YAML \(\d+:\d+, /],
    ['auditing off', /but it writes no log\. --audit-policy-file is not set/],
    ['no log path', /but it writes no log\. Neither --audit-log-path/],
    ['log not mounted', /is not on the node: its directory is not mounted/],
    ['policy not mounted', /there is no \/var\/log\/kubernetes\/audit\/audit\.log yet.*not mounted into the container/],
    ['RKE2, the default policy', /is empty\. The policy records nothing/],
  ])('of "%s" is none, and why is said', (name, why) => {
    const {own} = ownOf(TREES[name]);
    expect(own.kind).toBe('none');
    expect(own.why).toMatch(why);
  });

  test('on standard output is the newest one of the container', () => {
    const flags = [`--audit-policy-file=${POLICY_PATH}`, '--audit-log-path=-'];
    const pod = '/var/log/pods/kube-system_kube-apiserver-cp1_ab12/kube-apiserver';
    const {dir, own} = ownOf({
      [MANIFEST]: manifest({flags}),
      [POLICY_PATH]: POLICY,
      [`${pod}/0.log`]: {text: 'old\n', mtime: NOW - 60_000},
      [`${pod}/1.log`]: {text: 'new\n', mtime: NOW},
    });
    expect(own).toMatchObject({kind: 'log', path: `${dir}${pod}/1.log`});
  });

  test('that was rotated a moment ago is what was rotated from it', () => {
    const rotated = LOG_PATH.replace('.log', '-2026-11-20T10-02-11.000.log');
    const {dir, own} = ownOf({[MANIFEST]: manifest(), [POLICY_PATH]: POLICY, [rotated]: logText(3)});
    expect(own).toMatchObject({kind: 'log', path: dir + rotated});
  });

  test('is never outside the root, wherever links lead', () => {
    const {own} = ownOf({
      [MANIFEST]: manifest(),
      [POLICY_PATH]: POLICY,
      [LOG_PATH]: '-> /etc/passwd',
      '/etc/hostname': 'x',
    });
    expect(own).toMatchObject({kind: 'none'});
    const linked = ownOf({
      [MANIFEST]: manifest(),
      [POLICY_PATH]: POLICY,
      [LOG_PATH]: '-> ../../../../data/log',
      '/data/log': logText(3),
    });
    expect(linked.own).toMatchObject({kind: 'log', path: `${linked.dir}/data/log`});
  });
});
