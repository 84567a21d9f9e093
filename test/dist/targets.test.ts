// TARGETS: each executable has a name, a runtime of a known hash, and a limit of what it may ask of a machine.
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {BUDGETS} from '../../scripts/package/budgets.ts';
import {fileOf, TARGETS} from '../../scripts/package/targets.ts';

test('names, packages and hashes are unique', () => {
  for (const key of ['name', 'package', 'integrity'] as const)
    expect(new Set(TARGETS.map(target => target[key])).size).toBe(TARGETS.length);
});

test.each(TARGETS)('$name has a hash of 64 bytes, a budget, and is on the page about installing', target => {
  const [algorithm, digest] = target.integrity.split('-');
  expect(algorithm).toBe('sha512');
  expect(Buffer.from(digest!, 'base64')).toHaveLength(64);
  expect(BUDGETS.map(({path}) => path)).toContain(`release/${fileOf(target)}`);
  expect(readFileSync('docs/install.md', 'utf8')).toContain(`\`${fileOf(target)}\``);
});
