// Programs as k3s and RKE2 build them, as far as they matter here: bytes with a version among them.
import {randomFillSync} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {gather} from '../../src/host/facts.ts';
import {versionInProgram} from '../../src/host/program-version.ts';
import {Root} from '../../src/host/root.ts';
import {makeTree, removeTrees, TREES, type Tree, type TreeName} from './trees.ts';

afterAll(removeTrees);

const dir = makeTree({'/usr/local/bin/k3s': ''});
const versionIn = (bytes: Uint8Array | string, chunk?: number): string | undefined => {
  writeFileSync(join(dir, '/usr/local/bin/k3s'), bytes);
  return versionInProgram(new Root(dir), '/usr/local/bin/k3s', chunk)?.text;
};

describe('the version in a program', () => {
  test.each<[claim: string, text: string, version: string | undefined]>([
    ['alone', '\0\0v1.31.4+k3s1\0', 'v1.31.4+k3s1'],
    ['between other strings', 'goodv1.33.5+rke2r1unknown', 'v1.33.5+rke2r1'],
    ['of a release candidate', 'v1.36.0-rc1+k3s1', 'v1.36.0-rc1+k3s1'],
    ['several times', '-X version.Version=v1.31.4+k3s1\0v1.31.4+k3s1', 'v1.31.4+k3s1'],
    ['of two minor versions is none', 'v1.31.4+k3s1 v1.30.1+k3s1', undefined],
    ['of a module is none', 'k8s.io/api v1.31.4-k3s1', undefined],
    ['of nothing', '+k3s1', undefined],
    ['of an empty file', '', undefined],
  ])('%s', (_claim, text, version) => {
    expect(versionIn(text)).toBe(version);
  });

  test('is found wherever it lies, over the border of what is read at a time too', () => {
    fc.assert(
      fc.property(fc.nat({max: 400}), fc.integer({min: 64, max: 200}), (at, chunk) => {
        const bytes = randomFillSync(new Uint8Array(500)).map(byte => byte | 0x80);
        bytes.set(Buffer.from('v1.34.2+k3s1'), at);
        expect(versionIn(bytes, chunk)).toBe('v1.34.2+k3s1');
      }),
    );
  });

  test('of no file is none', () => {
    expect(versionInProgram(new Root(dir), '/usr/bin/k3s')).toBeUndefined();
  });
});

describe('the version of a node', () => {
  const DATA = '/var/lib/rancher/rke2';
  const versionOf = (name: TreeName, more: Tree, readsPrograms = true) =>
    gather(new Root(makeTree({...TREES[name], ...more})), {now: 0, readsPrograms}).version?.text;

  test.each<[claim: string, name: TreeName, more: Tree, version: string | undefined]>([
    ['k3s: its program', 'k3s, off', {'/usr/local/bin/k3s': 'v1.36.1+k3s1'}, 'v1.36.1+k3s1'],
    ['k3s without its program', 'k3s, off', {}, undefined],
    ['RKE2: its program', 'RKE2, off', {'/usr/local/bin/rke2': 'v1.32.1+rke2r1'}, 'v1.32.1+rke2r1'],
    [
      'RKE2: where it unpacked itself',
      'RKE2, off',
      {
        [`${DATA}/data/v1.30.2-rke2r1-0a1b2c/bin/kubectl`]: '',
        [`${DATA}/bin`]: `-> ${DATA}/data/v1.30.2-rke2r1-0a1b2c/bin`,
      },
      'v1.30.2-rke2r1',
    ],
    [
      'RKE2: the manifest that it wrote',
      'RKE2, off',
      {
        [`${DATA}/agent/pod-manifests/kube-apiserver.yaml`]:
          'kind: Pod\nspec:\n  containers:\n  - command: [kube-apiserver]\n    image: index.docker.io/rancher/hardened-kubernetes:v1.35.0-rke2r1-build20260101\n',
      },
      'v1.35.0-rke2r1-build20260101',
    ],
  ])('%s', (_claim, name, more, version) => {
    expect(versionOf(name, more)).toBe(version);
  });

  test('is not read from the program where a log is wanted at once', () => {
    expect(versionOf('k3s, off', {'/usr/local/bin/k3s': 'v1.36.1+k3s1'}, false)).toBeUndefined();
  });
});
