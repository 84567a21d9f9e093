import {afterAll, expect, test} from 'vitest';
import {makeTree, removeTrees, TREES, type TreeName} from '../host/trees.ts';
import {runCli} from '../support/run-cli.ts';

afterAll(removeTrees);

test('without a path the log of the node is opened, and which one is said', async () => {
  const dir = makeTree(TREES['kubeadm, sound']);
  const {code, out} = await runCli(['--root', dir]);
  expect(code).toBe(0);
  expect(out).toContain(`${dir}/var/log/kubernetes/audit/audit.log: 600 events`);
});

test.each<[TreeName, RegExp]>([
  ['auditing off', /writes no log\. --audit-policy-file is not set/],
  ['nothing there', /No API server is found here/],
  ['unreadable', /symbolic link/],
])('of "%s" one screen says why not, with the way to doctor', async (name, why) => {
  const dir = makeTree(TREES[name]);
  const {code, out, err} = await runCli(['--root', dir]);
  expect([code, out]).toEqual([2, '']);
  expect(err.replace(/\s+/g, ' ')).toMatch(why);
  expect(err).toContain(`audit-tui doctor --root ${dir}`);
  const lines = err.trimEnd().split('\n');
  expect(lines.length).toBeLessThan(24);
  expect(lines.filter(line => line.length > 80 && !line.includes(dir))).toEqual([]);
});

test('commands without --root look at the machine itself', async () => {
  const {code, err} = await runCli(['query', 'verb:get']);
  expect(code).toBe(2);
  expect(err).toContain('No audit log was named');
});
