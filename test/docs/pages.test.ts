// A page may only show what works: its commands and queries parse, its links lead somewhere, its files are there.
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {pages, pageText, ROOT} from '../../scripts/docs/blocks.ts';
import {findField} from '../../src/audit/fields.ts';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from '../../src/cli/commands.ts';
import {findCommand, groupFault} from '../../src/cli/find-command.ts';
import {type ParsedArgs, parseArgs} from '../../src/cli/flags.ts';
import {FORMATS} from '../../src/export/formats.ts';
import {TOP_FORMATS} from '../../src/export/top.ts';
import {parse} from '../../src/query/parse.ts';
import {anchors, codeLines, firstCells, inlineCode, links, shellCommands} from './markdown.ts';

const SAMPLES = 'sample-logs/README.md';
const ALL = [...pages(), SAMPLES];

/** Written by hand: a line of every page and its name. */
const rowsOf = (read: (page: string) => readonly string[], from = ALL) =>
  from.flatMap(page => read(pageText(page)).map(text => [page, text] as const));

const commandWords = (text: string): readonly (readonly string[])[] =>
  shellCommands(text.replaceAll(/node (?:\S*\/)?bin\/audit-tui\.js/g, 'audit-tui')).flatMap(words => {
    const at = words.indexOf('audit-tui');
    // The name alone at the end of other words is a folder.
    const isRun = at === 0 || ['sudo', 'ssh', 'nice'].includes(words[0]!);
    if (at === -1 || !isRun) return [];
    const file = words.indexOf('>');
    return [words.slice(at + 1, file === -1 ? undefined : file)];
  });

const isProgram = (text: string) =>
  /^(?:\S+ .*\| )?(?:sudo |nice -n \d+ )?audit-tui(?: |$)/.test(text) || text.includes('bin/audit-tui.js ');

const shown = [...rowsOf(codeLines), ...rowsOf(inlineCode)].filter(([, text]) => isProgram(text));

const parsedQuery = (text: string) => parse(text, {now: Date.UTC(2026, 10, 20, 12) * 1000, zone: 'utc'});

/** What is wrong with an argument list of the program; undefined if nothing. */
function fault(argv: readonly string[]): string | undefined {
  const found = findCommand(argv);
  const {words} = found;
  if (found.kind === 'group') return words.length === 0 ? undefined : groupFault(found.group, words);
  const command: CommandSpec = found.kind === 'command' ? found.command : COMMANDS[0];
  if (words.includes('--help') || (words.length === 0 && found.kind === 'command')) return undefined;
  const result = parseArgs(words, [...command.flags, ...GLOBAL_FLAGS], command.positionals);
  return result.ok ? wrongValue(command, result.args) : result.message;
}

function wrongValue(command: CommandSpec, {flags, positionals}: ParsedArgs): string | undefined {
  const queries = [
    ...command.positionals.flatMap((spec, i) => (spec.query === true ? [positionals[i] ?? ''] : [])),
    ...command.flags.flatMap(flag => (flag.value === 'EXPR' ? [flags.get(flag.name) ?? ''] : [])),
  ];
  const badQuery = queries.find(query => !parsedQuery(query).ok);
  if (badQuery !== undefined) return `the query ${badQuery} has an error`;
  const names = ['by', 'fields', 'sort'].flatMap(flag => flags.get(flag)?.split(',') ?? []);
  const badName = names.find(name => findField(name) === undefined);
  if (badName !== undefined) return `there is no field ${badName}`;
  // Commands with formats of their own name them in the flag's doc.
  const own = command.flags.find(({name}) => name === 'output')?.doc.match(/\w+/g) ?? [];
  const formats: readonly string[] = command.name.startsWith('policy ')
    ? own
    : (command.name === 'top' ? TOP_FORMATS : FORMATS).map(format => format.name);
  const output = flags.get('output');
  return output === undefined || output === 'FORMAT' || formats.includes(output) ? undefined : `no format ${output}`;
}

describe('commands', () => {
  test('of the program are shown on many pages', () => {
    expect(new Set(shown.map(([page]) => page)).size).toBeGreaterThan(4);
    expect(fault(['query', 'usr:x', 'a.log'])).toBe('the query usr:x has an error');
    expect(fault(['top', '--bye', 'user'])).toMatch('There is no flag --bye');
  });

  test.each(shown)('%s: %s', (_page, text) => {
    for (const argv of commandWords(text)) expect(fault(argv)).toBeUndefined();
  });

  const {scripts} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {scripts: Record<string, string>};
  test.each([...rowsOf(codeLines), ...rowsOf(inlineCode)].filter(([, text]) => /^npm (?:run|start|test)\b/.test(text)))(
    '%s: %s is a script',
    (_page, text) => {
      for (const [npm, verb, name] of shellCommands(text)) {
        if (npm === 'npm' && verb !== 'install' && verb !== 'link')
          expect(scripts).toHaveProperty([verb === 'run' ? name! : verb!]);
      }
    },
  );
});

describe('queries', () => {
  /** docs/query.md shows wrong ones too, and has a test of its own. */
  const others = ALL.filter(page => page !== 'docs/query.md');
  const isQuery = (text: string) => {
    const [, name] = /^-?([\w.]+):\S/.exec(text) ?? [];
    return name !== undefined && (findField(name) !== undefined || ['since', 'until', 'at', 'has'].includes(name));
  };
  const queries = [
    ...rowsOf(page => firstCells(page, 'Query'), others),
    ...rowsOf(page => inlineCode(page).filter(isQuery), others),
  ];

  test('are shown', () => {
    expect(queries.length).toBeGreaterThan(20);
  });

  test.each(queries)('%s: %s', (_page, query) => {
    expect(parsedQuery(query)).toMatchObject({ok: true});
  });
});

describe('links and files', () => {
  test.each(rowsOf(links).filter(([, link]) => !/^\w+:/.test(link)))('%s leads to %s', (page, link) => {
    const [path, anchor] = link.split('#') as [string, string?];
    const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
    expect(existsSync(target)).toBe(true);
    if (anchor !== undefined) expect(anchors(readFileSync(target, 'utf8'))).toContain(anchor);
  });

  const isFile = (text: string) =>
    /^(?:src|test|docs|scripts|bench|bin|sample-logs|node_modules)\/[\w./-]*$/.test(text);
  test.each(rowsOf(inlineCode).filter(([, text]) => isFile(text)))('%s names %s', (_page, path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });
});
