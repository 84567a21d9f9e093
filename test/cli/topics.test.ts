// Help by topic: from the rows that the program itself reads, and none of them left out.
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {FIELDS} from '../../src/audit/fields.ts';
import {TOPICS} from '../../src/cli/topics.ts';
import {TOPIC_NAMES} from '../../src/cli/topics-names.ts';
import {CONFIG_KEYS, ENVIRONMENT} from '../../src/cli/topics-process.ts';
import {FORMATS} from '../../src/export/formats.ts';
import {readConfig} from '../../src/session/config/config.ts';
import {keysLabel} from '../../src/session/key-text.ts';
import {KEYMAP} from '../../src/session/keymap.ts';
import {runCli} from '../support/run-cli.ts';

const out = async (...argv: string[]) => (await runCli(argv)).out;

describe('topics', () => {
  test('are those that the help names', async () => {
    expect(TOPICS.map(({name}) => name)).toEqual(TOPIC_NAMES);
    const overview = (await out('help')).replaceAll(/\s+/g, ' ');
    for (const name of TOPIC_NAMES) expect(overview).toContain(name);
  });

  test.each(TOPIC_NAMES.map(name => [name]))('%s says the same after help and --help, in 80 columns', async name => {
    const {code, out: text} = await runCli(['help', name]);
    expect(code).toBe(0);
    expect(text.split('\n').length).toBeGreaterThan(5);
    expect((await out('--help', name)).replace('9.9.9', '')).toBe(text);
    expect(text).not.toContain('`');
    // A path is not broken.
    expect(text.split('\n').filter(line => line.length > 80 && !/ {2}\S+$/.test(line))).toEqual([]);
  });

  test('on a narrow terminal no column is too narrow to read', async () => {
    for (const name of TOPIC_NAMES) {
      const {out: text} = await runCli(['help', name], {isTerminal: true, columns: 40});
      const columns = text.split('\n').flatMap(line => /^ {6,}(?=\S)/.exec(line)?.[0].length ?? []);
      expect(Math.max(0, ...columns)).toBeLessThan(26);
    }
  });

  test.each<[argv: string[], holds: string]>([
    [['help', 'exit', 'status'], 'audit-tui help exit-status'],
    [['help', 'Keys'], 'audit-tui help keys'],
    [['help', 'query'], '"audit-tui query --help" tells about the command'],
    [['help', 'top'], 'audit-tui top: count requests'],
    [['help', 'policy'], 'audit-tui policy: what an audit policy says'],
    [['help', 'policy', 'check'], 'audit-tui policy check: find errors'],
    [['--help', 'policy', 'check'], 'audit-tui policy check: find errors'],
    [['--help', 'no-such.log'], 'Usage\n'],
    [['help'], 'audit-tui unreleased: explore'],
    [['help', '--help'], 'audit-tui help: explain the program'],
  ])('%j tells about it', async (argv, holds) => {
    const {code, out: text, err} = await runCli(argv);
    expect([code, err]).toEqual([0, '']);
    expect(text).toContain(holds);
  });

  test.each<[argv: string[], sentence: string]>([
    [['help', 'keyz'], 'there is no help about "keyz"; did you mean keys?'],
    [['help', 'qqqqqqqq'], 'topics are query, keys,'],
    [['help', 'query', 'x'], 'there is no help about "query x"'],
    [['help', 'a\x1b[31mb'], 'there is no help about "a␛[31mb"'],
  ])('%j is one sentence and exit code 2', async (argv, sentence) => {
    const ran = await runCli(argv);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(sentence);
  });
});

describe('nothing is left out:', () => {
  test('fields of queries', async () => {
    const text = await out('help', 'query');
    for (const {name} of FIELDS) expect(text).toContain(name);
  });

  test('keys', async () => {
    const text = await out('help', 'keys');
    for (const {keys} of KEYMAP)
      if (keys.length < 3) for (const label of keysLabel(keys).split(' ')) expect(text).toContain(label);
  });

  test('formats', async () => {
    const text = await out('help', 'formats');
    for (const {name} of FORMATS) expect(text).toContain(`  ${name} `);
  });

  test('keys of the config file', () => {
    const refused = readConfig('qqqqqqqq: 1', 'config.yaml');
    const known = /known are ([\w, ]+)/.exec(refused.ok ? '' : refused.message)![1]!.split(', ');
    expect(CONFIG_KEYS.map(({key}) => key)).toEqual(known);
  });

  test('variables that the code reads', () => {
    const src = resolve(import.meta.dirname, '../../src');
    const read = readdirSync(src, {recursive: true, encoding: 'utf8'})
      .filter(name => /\.tsx?$/.test(name))
      .flatMap(name => [
        ...readFileSync(join(src, name), 'utf8').matchAll(/\benv\.([A-Z][A-Z_]+)|\{([A-Z][A-Z_, ='"]+)\}: Env\b/g),
      ])
      .flatMap(match => (match[1] ?? match[2]!).match(/[A-Z][A-Z_]+/g)!);
    const told: readonly string[] = ENVIRONMENT.flatMap(({names}) => names);
    expect(new Set(read).size).toBeGreaterThan(8);
    // TZ is read by the runtime.
    expect([...new Set([...read, 'TZ'])].sort()).toEqual([...told].sort());
  });
});
