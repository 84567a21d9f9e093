import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readPolicy} from '../../src/rules/policy/read.ts';
import {runCli} from '../support/run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

describe('policy init', () => {
  test.each(['minimal', 'recommended', 'forensic'])('prints the profile %s, which can be loaded', async name => {
    const {code, out} = await runCli(['policy', 'init', '--profile', name]);
    expect(code).toBe(0);
    expect(readPolicy(out, {file: 'p'}).faults).toEqual([]);
    expect(out).toContain('kubectl apply cannot load it');
  });

  test('recommended without a name', async () => {
    expect((await runCli(['policy', 'init'])).out).toBe(
      (await runCli(['policy', 'init', '--profile', 'recommended'])).out,
    );
  });

  test('--out writes a file that only its owner reads, and never over one', async () => {
    const file = join(folder, 'p.yaml');
    const first = await runCli(['policy', 'init', '--out', file]);
    expect([first.code, first.out]).toEqual([0, '']);
    expect(first.err).toContain(`wrote ${file}`);
    const text = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await runCli(['policy', 'init', '--profile', 'minimal', '--out', file]);
    expect(second.code).toBe(2);
    expect(second.err).toContain('nothing was written');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('--only is one rule, at level Metadata if no other is asked for', async () => {
    const {code, out} = await runCli(['policy', 'init', '--only', 'verb:delete\nresource:pods']);
    expect(code).toBe(0);
    expect(out).toMatch(/^# Only this is logged: verb:delete resource:pods\n/);
    expect(readPolicy(out, {file: 'p'}).policy!.rules.map(({level}) => level)).toEqual(['Metadata', 'None']);
  });

  test.each<[argv: string[], sentence: string]>([
    [['--profile', 'forensics'], 'did you mean forensic?'],
    [['--only', 'code:403'], 'A policy cannot select by responseStatus.code'],
    [['--only', 'verb:'], 'the query has an error'],
    [['--only', 'verb:delete', '--level', 'None'], '--level: there is no "None"'],
    [['--level', 'Request'], '--level goes with --only'],
    [['--only', 'verb:delete', '--profile', 'minimal'], 'leave one out'],
    [['extra'], 'one argument too many'],
    [['--out', '/no-such-folder/p.yaml'], 'There is no folder /no-such-folder'],
  ])('%j is a sentence and exit code 2', async (argv, sentence) => {
    const {code, out, err} = await runCli(['policy', 'init', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});
