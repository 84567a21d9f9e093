// Every command of the README is run, as a reader would run it: with the other machine, its log and sudo played by folders and
// scripts here. `npm` lines are run by what runs this test, and by CI.
import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {pageText} from '../../scripts/docs/blocks.ts';
import {BIN, NODE, ROOT} from '../support/terminal.ts';
import {codeLines, inlineCode} from './markdown.ts';

const LOG = '/var/log/kubernetes/audit/audit.log';
const EXECUTABLE = 'release/audit-tui-linux-x64';

const page = pageText('README.md');
const lines = [
  ...codeLines(page),
  ...inlineCode(page).filter(text => /^(?:source <\(|audit-tui man \|)/.test(text)),
].filter(line => !line.startsWith('npm '));

/** What a line prints, among other things, and its exit status if that is not 0. */
const TOLD: readonly (readonly [line: RegExp, printed: RegExp, status?: number])[] = [
  [/^scp |^source /, /^$/],
  [/^ssh -t .*audit\.log$/, /1,087 events[\s\S]*The explorer needs a terminal/],
  [/^ssh .*\| audit-tui -$/, /\(standard input\): 1,087 events/],
  [/audit-tui man/, /AUDIT-TUI\(1\)|audit-tui/],
  [/code:403/, /403/],
  [/name:db-credentials/, /"masked|‹masked [0-9a-f]{8}›/],
  [/top --by/, /Share|%/],
  [/priority:warning/, /Attach\/Exec|Warning|Notice/],
  [/findings sample-logs/, /critical|high/i, 1],
  [/rbac --user/, /kind: (?:Cluster)?Role/],
  [/policy check/, /audit-policy\.yaml:\d+:\d+/, 1],
  [/--fix-dry-run/, /^\+ .*--audit-log-maxage=30$/m, 1],
  [/doctor --root/, /FAILED +Is the log’s directory mounted/, 1],
];

let home: string;

/** A command that is not here, or is not to be run here. */
function play(name: string, script: string): void {
  const path = join(home, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'readme-'));
  for (const folder of ['bin', 'release', 'node/tmp', 'node/var/log/kubernetes/audit'])
    mkdirSync(join(home, folder), {recursive: true});
  copyFileSync(join(ROOT, 'sample-logs/audit.log'), join(home, 'node', LOG));
  play('audit-tui', `exec ${NODE} ${BIN} "$@"`);
  play('sudo', 'exec "$@"');
  play('ssh', 'case $1 in -*) shift ;; esac; shift; exec sh -c "$*"');
  play('scp', 'cp "$1" "$(echo "$2" | cut -d: -f2)"');
  const made = join(ROOT, EXECUTABLE);
  // Where it was not made the bundle stands in for it.
  copyFileSync(existsSync(made) ? made : join(home, 'bin/audit-tui'), join(home, EXECUTABLE));
});
afterAll(() => rmSync(home, {recursive: true, force: true}));

test('each line has a row here, and each row a line', () => {
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter(line => !TOLD.some(([row]) => row.test(line)))).toEqual([]);
  expect(TOLD.filter(([row]) => !lines.some(line => row.test(line)))).toEqual([]);
});

test.each(lines)('%s', line => {
  const [, printed, status = 0] = TOLD.find(([row]) => row.test(line))!;
  const there = line
    .replaceAll(LOG, join(home, 'node', LOG))
    .replaceAll('/tmp/audit-tui', join(home, 'node/tmp/audit-tui'))
    .replaceAll('release/', join(home, 'release/'))
    .replace('man -l -', 'cat');
  const ran = spawnSync('bash', ['-c', there], {
    cwd: ROOT,
    encoding: 'utf8',
    input: '',
    env: {...process.env, PATH: `${join(home, 'bin')}:${process.env.PATH}`},
  });
  expect({status: ran.status, stdout: ran.stdout}).toMatchObject({status, stdout: expect.stringMatching(printed)});
});
