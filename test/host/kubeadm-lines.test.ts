import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {auditVolumes, kubeadmLines} from '../../src/host/kubeadm-lines.ts';
import {podOf} from '../../src/host/places/pod.ts';
import {Root} from '../../src/host/root.ts';
import type {ApiServer} from '../../src/host/server.ts';
import {parseVersion} from '../../src/host/version.ts';
import {AUDIT_FLAGS, LOG_DIRECTORY, MANIFEST, manifest, POLICY_PATH} from './trees.ts';

const serverOf = (text: string): ApiServer => ({
  place: 'static-pod',
  file: MANIFEST,
  restart: '',
  ...podOf(new Root('/nowhere'), MANIFEST, text)!,
});
const linesOf = (text: string, version?: string) =>
  kubeadmLines(serverOf(text), version === undefined ? undefined : parseVersion(version));

describe('what the ClusterConfiguration has to say', () => {
  const pairs = AUDIT_FLAGS.map(flag => flag.slice(2).split('=') as [string, string]);

  test.each<[version: string | undefined, isList: boolean]>([
    ['v1.30.9', false],
    ['v1.31.0', true],
    ['v1.36.1', true],
    [undefined, true],
  ])('for %s is a list of flags: %s', (version, isList) => {
    const {apiServer} = parse(linesOf(manifest(), version)!.lines.join('\n'));
    expect(apiServer.extraArgs).toEqual(
      isList ? pairs.map(([name, value]) => ({name, value})) : Object.fromEntries(pairs),
    );
  });

  test('has the last value of a flag, and no flag but those of auditing', () => {
    const text = manifest({flags: ['--audit-log-maxage=1', '--audit-log-maxage=2'], mounts: '', volumes: ''});
    const {apiServer} = parse(linesOf(text, 'v1.35.0')!.lines.join('\n'));
    expect(apiServer).toEqual({extraArgs: [{name: 'audit-log-maxage', value: '2'}]});
  });

  test('is nothing for a manifest that kubeadm did not write, or that has no audit flags', () => {
    expect(linesOf(manifest({flags: []}))).toBeUndefined();
    expect(linesOf(manifest().replaceAll('kubeadm.kubernetes.io/', 'x/'))).toBeUndefined();
  });
});

test('volumes are those that the flags lead through, a directory for both once', () => {
  const mount = '    - mountPath: /etc/kubernetes/audit\n      name: a\n';
  const volume = '  - name: a\n    hostPath: {path: /opt/audit}\n';
  const flags = ['--audit-policy-file=/etc/kubernetes/audit/p.yaml', '--audit-log-path=/etc/kubernetes/audit/a.log'];
  expect(auditVolumes(serverOf(manifest({flags, mounts: mount, volumes: volume})))).toEqual([
    {
      name: 'audit-policy',
      hostPath: '/opt/audit',
      mountPath: '/etc/kubernetes/audit',
      readOnly: false,
      type: 'DirectoryOrCreate',
    },
  ]);
  const named = auditVolumes(serverOf(manifest())).map(({name, hostPath, type}) => [name, hostPath, type]);
  expect(named).toEqual([
    ['audit-policy', POLICY_PATH, 'File'],
    ['audit-log', LOG_DIRECTORY, 'DirectoryOrCreate'],
  ]);
});
