import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {namedPolicy, nodePolicy, policyPane} from '../../src/cli/policy-pane.ts';
import {Root} from '../../src/host/root.ts';
import {makeTree, removeTrees, TREES} from '../host/trees.ts';

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pane-'));
});
afterAll(() => {
  rmSync(root, {recursive: true});
  removeTrees();
});

let folders = 0;
function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, String(folders++));
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

describe('the policy that events are explained by', () => {
  test.each<[name: string, file: string]>([
    ['beside the log', 'audit-policy.yaml'],
    ['by another name', 'Policy.yml'],
  ])('%s is found, and that is said', async (_name, file) => {
    const path = folder({'audit.log': '', [file]: POLICY, 'notes.yaml': POLICY});
    for (const named of [join(path, 'audit.log'), path])
      expect(await policyPane([named], undefined)).toMatchObject({
        kind: 'known',
        how: 'found beside the log',
        file: join(path, file),
      });
  });

  test('what is named so and is none does not count', async () => {
    const path = folder({
      'audit.log': '',
      'network-policy.yaml': 'kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n',
      'policy.yaml': POLICY,
    });
    expect(await policyPane([path], undefined)).toMatchObject({kind: 'known', file: join(path, 'policy.yaml')});
  });

  test('of two none is taken, and both are named', async () => {
    const path = folder({'a-policy.yaml': POLICY, 'b-policy.yaml': POLICY});
    const pane = await policyPane([path], undefined);
    expect(pane).toMatchObject({kind: 'none'});
    expect(pane.kind === 'none' && pane.why).toMatch(/a-policy.yaml, .*b-policy.yaml.*--policy/);
  });

  test('beside standard input, or where nothing is, there is none', async () => {
    expect(await policyPane(['-'], undefined)).toEqual({kind: 'none'});
    expect(await policyPane([join(root, 'no-such', 'audit.log')], undefined)).toEqual({kind: 'none'});
  });

  test('the config file comes before what lies beside the log, and its fault is said', async () => {
    const path = folder({'policy.yaml': POLICY, 'other.yaml': POLICY});
    expect(await policyPane([path], join(path, 'other.yaml'))).toMatchObject({
      kind: 'known',
      how: 'named in the config file',
    });
    expect(await policyPane([path], join(path, 'nothing.yaml'))).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('is not there'),
    });
  });

  test('on a node it is the one that the API server is given, unless the config file names another', async () => {
    const root = new Root(makeTree(TREES['kubeadm, sound']));
    const now = Date.UTC(2026, 10, 20);
    const ofNode = () => nodePolicy(root, now);
    expect(await policyPane(['/x/audit.log'], undefined, ofNode)).toMatchObject({
      kind: 'known',
      how: 'named by --audit-policy-file of this node',
      file: expect.stringMatching(/^\/etc\/kubernetes\/.*\.yaml$/),
    });
    const path = folder({'other.yaml': POLICY});
    expect(await policyPane([], join(path, 'other.yaml'), ofNode)).toMatchObject({how: 'named in the config file'});
    expect(nodePolicy(new Root(makeTree(TREES['nothing there'])), now)).toBeUndefined();
  });

  test('--policy comes before all, and its fault ends the program', async () => {
    const path = folder({'p.yaml': POLICY});
    expect(await namedPolicy(join(path, 'p.yaml'))).toMatchObject({
      ok: true,
      value: {kind: 'known', how: 'given by --policy'},
    });
    expect(await namedPolicy(path)).toMatchObject({ok: false});
  });
});
