// The man page says all that the help says, and the programs that set man pages have nothing to complain of.
import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from '../../src/cli/commands.ts';
import {manPage} from '../../src/cli/man.ts';
import {fill, literal, marked} from '../../src/cli/man-roff.ts';
import {runCli} from '../support/run-cli.ts';

const commands: readonly CommandSpec[] = COMMANDS;
const PAGE = manPage('1.2.3');

const has = (program: string, ...args: readonly string[]) => spawnSync(program, args, {input: ''}).error === undefined;

const set = (program: string, ...args: readonly string[]) =>
  spawnSync(program, args, {input: PAGE, encoding: 'utf8', env: {...process.env, LC_ALL: 'C.UTF-8'}});

describe('the page', () => {
  test('is what audit-tui man prints', async () => {
    const {code, out} = await runCli(['man']);
    expect(code).toBe(0);
    expect(out.replace('unreleased', '1.2.3')).toBe(PAGE);
  });

  test('is ASCII in short lines, and no line of text is taken for a request', () => {
    expect(PAGE).toMatch(/^[\n -~]*$/);
    for (const line of PAGE.split('\n').filter(text => text.startsWith('.')))
      expect(line).toMatch(/^\.(?:\\"|TH|SH|SS|PP|TP|RS|RE|nf|fi|br|nh|ad|BR)\b|^\.\\"/);
  });

  test('has every command, flag and example', () => {
    for (const {name, flags, examples} of commands) {
      expect(PAGE).toContain(`.SS ${name === '' ? 'audit-tui' : `"audit-tui ${name}"`}\n`);
      for (const flag of [...flags, ...GLOBAL_FLAGS]) expect(PAGE).toContain(`\\fB${literal(`--${flag.name}`)}\\fR`);
      for (const {line} of examples) expect(PAGE).toContain(literal(line));
    }
  });

  test.each([
    'NAME',
    'SYNOPSIS',
    'COMMANDS',
    'QUERY LANGUAGE',
    'KEYS',
    'FILES',
    'ENVIRONMENT',
    'EXIT STATUS',
    'EXAMPLES',
  ])('has the section %s', title => {
    expect(PAGE).toMatch(new RegExp(`^\\.SH "?${title}"?$`, 'm'));
  });
});

describe('roff', () => {
  test.each([
    ['a-b', 'a\\-b'],
    ['\\', '\\e'],
    ['\'^~`"', '\\(aq\\(ha\\(ti\\(ga\\(dq'],
    ['↑', '\\[u2191]'],
  ])('%j as it stands is %j', (text, roff) => {
    expect(literal(text)).toBe(roff);
  });

  test('what stands between backticks is bold', () => {
    expect(marked("it's `a-b`")).toBe("it's \\fBa\\-b\\fR");
  });

  test('a line never begins with a request, and sentences begin lines', () => {
    expect(fill('.x is one. Two')).toEqual(['\\&.x is one.', 'Two']);
    expect(fill("'tis")).toEqual(["\\&'tis"]);
    expect(fill(`${'a'.repeat(40)} ${'b'.repeat(50)} .c`)).toEqual(['a'.repeat(40), `${'b'.repeat(50)} .c`]);
  });
});

describe.skipIf(!has('mandoc', '-T', 'lint'))('mandoc', () => {
  test('has nothing to say', () => {
    const {stdout, status} = set('mandoc', '-T', 'lint');
    expect([stdout, status]).toEqual(['', 0]);
  });

  test('sets it in 80 columns', () => {
    const {stdout} = set('mandoc', '-T', 'utf8', '-O', 'width=78');
    const plain = stdout.replaceAll(/.\x08/g, '');
    expect(plain).toContain('-o FORMAT, --output FORMAT');
    // Only examples, which are not to be broken, are longer.
    const long = plain.split('\n').filter(line => line.length > 80 && !line.includes('audit-tui '));
    expect(long).toEqual([]);
  });
});

describe.skipIf(!has('groff', '--version'))('groff', () => {
  test('warns of nothing', () => {
    const {stderr, status} = set('groff', '-man', '-ww', '-z');
    expect([stderr, status]).toEqual(['', 0]);
  });
});
