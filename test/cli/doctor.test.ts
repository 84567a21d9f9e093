// The command: what it prints where, and its exit codes.
import {execFileSync} from 'node:child_process';
import {afterAll, describe, expect, test} from 'vitest';
import {makeTree, removeTrees, TREES, type TreeName} from '../host/trees.ts';
import {runCli} from '../support/run-cli.ts';

afterAll(removeTrees);

const doctor = (name: TreeName, ...argv: readonly string[]) =>
  runCli(['doctor', '--root', makeTree(TREES[name]), ...argv]);

describe('doctor', () => {
  test.each<[TreeName, number, RegExp]>([
    ['kubeadm, sound', 0, /^Auditing is configured\.\n/],
    ['auditing off', 1, /^Nothing is recorded: --audit-policy-file is not set/],
    ['defaults of 1.35', 1, /^Auditing is configured\.\n[\s\S]*WARNING /],
    ['nothing there', 2, /^No API server is found/],
  ])('of "%s" exits with %d', async (name, code, out) => {
    const ran = await doctor(name);
    expect([ran.code, ran.err]).toEqual([code, '']);
    expect(ran.out).toMatch(out);
  });

  test('json is one object, with the lines to write', async () => {
    const {code, out} = await doctor('auditing off', '-o', 'json');
    const told = JSON.parse(out);
    expect(code).toBe(1);
    expect(told).toMatchObject({found: true, exitCode: 1, verdict: 'failed', version: 'v1.35.2', running: null});
    const given = told.checks.find((check: {id: string}) => check.id === 'policy-given');
    const [policy, manifest] = given.remedy.files;
    expect(policy).toMatchObject({file: '/etc/kubernetes/audit-policy.yaml', isNew: true, lines: []});
    expect(manifest).toMatchObject({file: '/etc/kubernetes/manifests/kube-apiserver.yaml', isNew: false});
    expect(manifest.lines[0]).toEqual({
      sign: '+',
      line: 21,
      text: '    - --audit-policy-file=/etc/kubernetes/audit-policy.yaml',
    });
  });

  test('--fix-dry-run prints a diff and nothing else; the rest goes to standard error', async () => {
    const {code, out, err} = await doctor('auditing off', '--fix-dry-run');
    expect(code).toBe(1);
    expect(out.split('\n').filter(line => line !== '' && !/^[-+ @]/.test(line))).toEqual([]);
    // The policy is there before the manifest names it.
    expect([...out.matchAll(/^\+\+\+ b(.*)$/gm)].map(match => match[1])).toEqual([
      '/etc/kubernetes/audit-policy.yaml',
      '/etc/kubernetes/manifests/kube-apiserver.yaml',
    ]);
    expect(err).toContain('audit-tui: then restart the API server: kubelet does it');
  });

  test('--fix-dry-run of what is sound is empty', async () => {
    expect(await doctor('kubeadm, sound', '--fix-dry-run')).toEqual({code: 0, out: '', err: ''});
  });

  test('the diff, piped into patch, mends the node', async () => {
    const dir = makeTree(TREES['k3s, off']);
    const {out} = await runCli(['doctor', '--root', dir, '--fix-dry-run']);
    try {
      execFileSync('patch', ['-p1', '-s', '-d', dir], {input: out});
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    expect((await runCli(['doctor', '--root', dir])).code).toBe(0);
  });

  test('--kubernetes-version decides what no file tells', async () => {
    const dir = makeTree(TREES['systemd, no policy']);
    const at = async (version: string) =>
      (await runCli(['doctor', '--root', dir, '--kubernetes-version', version])).out;
    expect(await at('1.35')).toContain('The log is rotated at 100 MiB');
    expect(await at('v1.36.2')).toContain('--audit-log-maxsize=0 has turned rotation off since 1.36');
  });

  test.each([
    ['--root', '/no/such/folder'],
    ['--kubernetes-version', 'newest'],
    ['-o', 'yaml'],
    ['--fix-dry-run', '-o', 'json'],
  ])('%s %s is an error', async (...argv) => {
    const {code, out, err} = await runCli(['doctor', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^audit-tui: .*\n$/);
  });
});
