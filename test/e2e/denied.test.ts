// The built program as a user who may not read what belongs to root.
import {spawnSync} from 'node:child_process';
import {chmodSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {LOG_DIRECTORY, LOG_PATH, MANIFEST, makeTree, POLICY_PATH, removeTrees, TREES} from '../host/trees.ts';
import {FIRST, PROGRAM} from '../support/terminal.ts';

const NOBODY = 65_534;
/** Root may read everything, so that it has to be somebody else. */
const identity = process.getuid?.() === 0 ? {uid: NOBODY, gid: NOBODY} : {};
const run = (...argv: readonly string[]) => {
  const {status, stdout, stderr} = spawnSync(PROGRAM, [...FIRST, ...argv], {
    ...identity,
    encoding: 'utf8',
    input: undefined,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {code: status, out: stdout.replace(/\s+/g, ' '), err: stderr.replace(/\s+/g, ' ')};
};

/** The program itself has to be readable for nobody. */
const canRun = run('--version').code === 0;

/** A sound node with some of its files closed. */
function node(...closed: readonly string[]): string {
  const dir = makeTree(TREES['kubeadm, sound']);
  for (const path of ['', MANIFEST, POLICY_PATH, LOG_PATH]) chmodSync(join(dir, path), path === '' ? 0o755 : 0o644);
  for (const path of closed) chmodSync(join(dir, path), 0);
  return dir;
}

const dirs: string[] = [];
beforeAll(() => {
  dirs.push(node('/etc/kubernetes/manifests'), node(LOG_DIRECTORY), node(POLICY_PATH));
});
afterAll(() => {
  for (const dir of dirs)
    for (const path of ['/etc/kubernetes/manifests', LOG_DIRECTORY]) chmodSync(join(dir, path), 0o755);
  removeTrees();
});

describe.skipIf(!canRun)('without the right to read', () => {
  test('the manifests nothing can be examined', () => {
    const {code, out} = run('doctor', '--root', dirs[0]!);
    expect(code).toBe(2);
    expect(out).toContain('/etc/kubernetes/manifests cannot be read by this user');
    expect(out).toContain('with sudo');
  });

  test('the log the rest is examined, and no log is opened', () => {
    const {out} = run('doctor', '--root', dirs[1]!);
    expect(out).toContain(`${LOG_PATH} cannot be examined by this user`);
    expect(out).toContain('--audit-policy-file is');
    const {code, err} = run('--root', dirs[1]!);
    expect(code).toBe(2);
    expect(err).toContain('cannot be');
    expect(err).toContain('sudo audit-tui doctor');
  });

  test('the policy the checks of it are not told as failed', () => {
    const {code, out} = run('doctor', '--root', dirs[2]!, '-o', 'json');
    const {checks} = JSON.parse(out) as {checks: readonly {readonly id: string; readonly verdict: string}[]};
    const of = (id: string) => checks.find(one => one.id === id)?.verdict;
    expect([of('policy-there'), of('policy-valid'), of('policy-records')]).toEqual([
      'cannot tell',
      undefined,
      undefined,
    ]);
    // Warned of are the modes that this test itself gave.
    expect(checks.filter(({verdict}) => verdict === 'failed')).toEqual([]);
    expect(code).toBe(1);
  });
});
