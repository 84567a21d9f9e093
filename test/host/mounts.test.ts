import {expect, test} from 'vitest';
import {mapPath} from '../../src/host/mounts.ts';
import type {Mount} from '../../src/host/server.ts';

const host = (mountPath: string, path: string, readOnly = false): Mount => ({
  mountPath,
  readOnly,
  source: {kind: 'host', path, type: ''},
});
const other = (mountPath: string): Mount => ({mountPath, readOnly: false, source: {kind: 'other', what: 'emptyDir'}});

test.each<[claim: string, path: string, mounts: Mount[] | undefined, on: string]>([
  ['without a container', '/var/log/a.log', undefined, '/var/log/a.log'],
  [
    'in a directory that is mounted',
    '/var/log/audit/a.log',
    [host('/var/log/audit', '/data/audit')],
    '/data/audit/a.log',
  ],
  ['the very file', '/etc/p.yaml', [host('/etc/p.yaml', '/srv/q.yaml')], '/srv/q.yaml'],
  [
    'the innermost of several',
    '/var/log/audit/a.log',
    [host('/var/log/audit/', '/inner'), host('/var/log', '/outer')],
    '/inner/a.log',
  ],
  ['the later of two in one place', '/a/b', [host('/a', '/first'), host('/a', '/second')], '/second/b'],
  ['not one whose name it begins with', '/var/log/audit2/a', [host('/var/log/audit', '/x')], 'container'],
  ['the whole file system', '/etc/a', [host('/', '/rootfs')], '/rootfs/etc/a'],
  ['a path with dots', '/var/log/../log/audit/a', [host('/var/log/audit', '/x')], '/x/a'],
  ['a volume of another kind', '/var/log/a', [host('/var', '/x'), other('/var/log')], 'volume'],
  ['no mount at all', '/var/log/a', [], 'container'],
])('%s', (_claim, path, mounts, on) => {
  const mapped = mapPath(path, mounts);
  expect(mapped.kind === 'node' ? mapped.path : mapped.kind).toBe(on);
});
