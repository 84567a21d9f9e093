// The incident bundle in real folders: whole or not there, for its owner alone, and what it says of itself is true.
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openFolder} from '../../src/cli/bundle-folder.ts';
import {NotWritten} from '../../src/session/bundle/bundle.ts';
import {event} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const SAMPLES = new URL('../../sample-logs', import.meta.url).pathname;
const ATTACKER = 'ip:203.0.113.66';

let folder: string;
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const manifest = (name = 'out') => JSON.parse(read(`${name}/manifest.json`));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const bundle = (...argv: readonly string[]) => runCli(['bundle', ...argv]);

/** The words of a command line that this program printed: single quotes and bare words. */
const shellWords = (line: string): readonly string[] =>
  spawnSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], {encoding: 'utf8'})
    .stdout.split('\0')
    .slice(0, -1);

describe('the folder', () => {
  test('holds the events, a timeline, the query, a manifest and sums that sha256sum accepts', async () => {
    const {code, out} = await bundle(ATTACKER, SAMPLES, '--out', at('out'));
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Wrote 32 events to .*out, [\d.]+ kB, secrets masked\.\nCheck it: cd .*out && sha256sum -c SHA256SUMS\n$/,
    );
    const names = ['SHA256SUMS', 'events.jsonl', 'manifest.json', 'query.txt', 'timeline.md'];
    expect(readdirSync(at('out')).toSorted()).toEqual(names);
    expect(readdirSync(folder)).toEqual(['out']);
    const checked = spawnSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], {cwd: at('out'), encoding: 'utf8'});
    expect([checked.status, checked.stdout.match(/: OK$/gm)?.length]).toEqual([0, 4]);
    for (const name of names) expect(statSync(at(`out/${name}`)).mode & 0o777).toBe(0o600);
    expect(statSync(at('out')).mode & 0o777).toBe(0o700);
  });

  test('that is there is left alone, whatever it is', async () => {
    mkdirSync(at('empty'));
    writeFileSync(at('file'), 'precious');
    symlinkSync(at('nowhere'), at('link'));
    for (const name of ['empty', 'file', 'link', 'empty/']) {
      const {code, err} = await bundle(ATTACKER, SAMPLES, '--out', at(name));
      expect([code, err]).toEqual([2, expect.stringMatching(/already exists: name another folder\.\n$/)]);
    }
    expect(readdirSync(folder).toSorted()).toEqual(['empty', 'file', 'link']);
    expect([readdirSync(at('empty')), read('file')]).toEqual([[], 'precious']);
  });

  test('that appears meanwhile is left alone too, and nothing else stays', async () => {
    const open = await openFolder(at('out'));
    const file = await open.file('a');
    await file.write('x');
    await file.close();
    mkdirSync(at('out'));
    await expect(open.finish()).rejects.toThrow(NotWritten);
    await open.discard();
    expect([readdirSync(folder), readdirSync(at('out'))]).toEqual([['out'], []]);
  });

  test.each<[claim: string, name: string, why: RegExp]>([
    ['in no folder', 'none/out', /^audit-tui: There is no folder .*none\.\n$/],
    ['in a file', 'file/out', /^audit-tui: .*file is not a folder\.\n$/],
    ['that takes none', '/proc/out', /^audit-tui: \/proc cannot hold files: choose another folder\.\n$/],
    ['without a name', '', /^audit-tui: --out is missing/],
    ['whose name is too long', 'x'.repeat(300), /^audit-tui: The name of the file is too long\.\n$/],
  ])('%s is one sentence', async (_, name, why) => {
    writeFileSync(at('file'), '');
    const {code, err} = await bundle(ATTACKER, SAMPLES, '--out', name === '' || name.startsWith('/') ? name : at(name));
    expect([code, err]).toEqual([2, expect.stringMatching(why)]);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test.runIf(process.getuid?.() !== 0)('that may not be made is one sentence', async () => {
    mkdirSync(at('shut'));
    chmodSync(at('shut'), 0o500);
    expect((await bundle(ATTACKER, SAMPLES, '--out', at('shut/out'))).err).toMatch(/cannot be written by this user/);
  });

  test('is not written for nothing', async () => {
    const {code, err} = await bundle('user:nobody-of-that-name', SAMPLES, '--out', at('out'));
    expect([code, err]).toEqual([1, expect.stringMatching(/no row matches: nothing was written\.\n$/)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the manifest', () => {
  test('has a command that prints the events again, byte for byte', async () => {
    const query = `user:*"o'n" OR (${ATTACKER} -verb:get) OR took:>"2s"`;
    await bundle(query, SAMPLES, '--out', at('out'), '-n', '-kube-system', '--all-stages');
    const {command, counts} = manifest();
    const [program, ...argv] = shellWords(command);
    expect(program).toBe('audit-tui');
    const again = await runCli(argv);
    expect(again.out).toBe(read('out/events.jsonl'));
    expect(again.out.trim().split('\n').length).toBe(counts.events);
  });

  test('of relative times has them written out', async () => {
    await bundle('since:20m until:10m', SAMPLES, '--out', at('out'));
    expect(manifest().query.text).toMatch(/^since:2026-11-20T\S+Z until:2026-11-20T\S+Z$/);
    expect(read('out/query.txt')).toBe(`${manifest().query.text}\n`);
  });

  test('names each file that was read with the hash of its bytes', async () => {
    await bundle(ATTACKER, SAMPLES, '--out', at('out'));
    const {sources} = manifest();
    expect(sources.map(({path}: {path: string}) => path).toSorted()).toEqual(
      readdirSync(SAMPLES)
        .filter(name => name.includes('.log'))
        .map(name => join(SAMPLES, name)),
    );
    for (const source of sources) {
      const bytes = readFileSync(source.path);
      const {ino, size} = statSync(source.path);
      expect(source).toMatchObject({
        sha256: createHash('sha256').update(bytes).digest('hex'),
        inode: ino,
        bytes: size,
        of: 'the whole file',
      });
      expect(source.mtime).toMatch(/Z$/);
    }
  });

  test('says what was masked, and in clear what was not', async () => {
    const secret = 'c3VwZXItc2VjcmV0LXZhbHVl';
    const seen = event({
      auditID: 'secret',
      objectRef: {resource: 'secrets', name: 'db', apiVersion: 'v1'},
      level: 'Request',
      requestObject: {kind: 'Secret', data: {a: secret, b: secret}},
    });
    writeFileSync(at('a.log'), `${JSON.stringify(seen)}\n${JSON.stringify(event())}\n`);
    await bundle('', at('a.log'), '--out', at('masked'));
    await bundle('', at('a.log'), '--out', at('clear'), '--reveal');
    const text = (name: string) =>
      readdirSync(at(name))
        .map(file => read(`${name}/${file}`))
        .join('');
    expect([text('masked').includes(secret), text('clear').includes(secret)]).toEqual([false, true]);
    expect(manifest('masked').counts).toMatchObject({maskedValues: 2, maskedEvents: 1});
    expect([manifest('masked').secrets, manifest('clear').secrets]).toEqual([
      expect.stringMatching(/^masked/),
      'in clear',
    ]);
    expect(manifest('clear').command).toContain('--reveal');
  });

  test('says what of the input could not be read, and the exit code too', async () => {
    const {code} = await bundle(ATTACKER, SAMPLES, '/no/such.log', '--out', at('out'));
    expect(code).toBe(2);
    const codes = manifest().problems.map((problem: {code: string}) => problem.code);
    expect(codes).toEqual(expect.arrayContaining(['NO_SUCH_FILE', 'GLUED_LINE', 'KLOG_LINE']));
    expect(manifest().notRead.length).toBeGreaterThan(0);
  });
});

test('the timeline can be obeyed by no terminal and breaks out of no line of Markdown', async () => {
  const nasty = '\x1b[31m`*_<b>\n# x\u202e';
  writeFileSync(
    at('a.log'),
    `${JSON.stringify(event({user: {username: nasty}, objectRef: {resource: 'pods', name: nasty}}))}\n`,
  );
  await bundle('', at('a.log'), '--out', at('out'));
  const lines = read('out/timeline.md')
    .split('\n')
    .filter(line => line.startsWith('- '));
  expect(lines.length).toBe(1);
  expect(lines[0]).not.toMatch(/[\x00-\x1f\u202e]/);
  expect(lines[0]).toContain('\\<b\\>');
});
