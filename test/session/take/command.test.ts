// The command is read back by the program's own parser, after a shell has made words of it.
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {findField} from '../../../src/audit/fields.ts';
import {COMMANDS} from '../../../src/cli/commands.ts';
import {parseArgs} from '../../../src/cli/flags.ts';
import {parse} from '../../../src/query/parse.ts';
import {contextOf} from '../../../src/session/suggest.ts';
import {commandOf} from '../../../src/session/take/command.ts';
import type {Invocation} from '../../../src/session/take/take.ts';
import {applyFilter} from '../../../src/session/update/filter.ts';
import {queryText, termText} from '../../query/samples.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver, requests} from '../../support/session.ts';

const QUERY = COMMANDS.find(({name}) => name === 'query')!;

function wordsOf(command: string): readonly string[] {
  const {stdout} = spawnSync('/bin/sh', ['-c', `set -- ${command}; printf '%s\\0' "$@"`]);
  return stdout.toString().split('\0').slice(0, -1);
}

function understood(command: string) {
  const [program, name, ...words] = wordsOf(command);
  expect([program, name]).toEqual(['audit-tui', 'query']);
  const result = parseArgs(words, QUERY.flags, QUERY.positionals);
  if (!result.ok) throw new Error(result.message);
  return {query: result.args.positionals[0], paths: result.args.positionals.slice(1), flags: [...result.args.flags]};
}

function session(filter: string, invocation: Invocation = {paths: ['audit.log'], flags: []}, ...keys: string[]) {
  const driver = new Driver(new MemorySource(requests(20)));
  driver.session = {...driver.session, take: {...driver.session.take, invocation}};
  driver.session = applyFilter(driver.session, filter).session;
  return driver.press(...keys).session;
}

describe('the command', () => {
  test('is the shortest that says it', () => {
    expect(commandOf(session("user:o'neill"))).toBe("audit-tui query 'user:o'\\''neill' audit.log -o json");
  });

  test.each([
    ['nothing filtered', '', ['audit.log']],
    ['a filter that begins with a dash', '-user:system:*', ['audit.log']],
    ['files with blanks and dashes', 'verb:get', ["/var/log/it's here.log", '-odd.log', '*.log']],
    ['a quoted text', '"a b" /x y\\/z/ $(id)', ['-']],
  ])('%s comes through a shell and the parser as it was', (_, filter, paths) => {
    const {query, paths: read, flags} = understood(commandOf(session(filter, {paths, flags: []})));
    expect([query, read, flags]).toEqual([filter, paths, [['output', 'json']]]);
  });

  test('order, kind of rows, zone and the part of the log are said again', () => {
    const invocation = {paths: ['a.log'], flags: ['--since', '2026-11-20T10:00Z', '--no-rotated']};
    const {flags} = understood(commandOf(session('', invocation, 'u', 'left', 's', 'S')));
    expect(flags).toEqual([
      ['output', 'json'],
      ['all-stages', ''],
      ['sort', expect.any(String)],
      ...(flags.some(([name]) => name === 'desc') ? [['desc', '']] : []),
      ['since', '2026-11-20T10:00Z'],
      ['no-rotated', ''],
    ]);
  });

  test('whatever is filtered, read and sorted, the program that it starts asks for the same', () => {
    const words = fc.array(
      fc.oneof(fc.constantFrom('audit.log', '-', '-x.log', "it's", '*', '--', '字'), fc.string()),
      {
        maxLength: 3,
      },
    );
    const keys = fc.array(fc.constantFrom('u', 's', 'S', 'left', 'right', 'Z'), {maxLength: 6});
    fc.assert(
      fc.property(fc.oneof(queryText, termText), words, keys, (filter, paths, pressed) => {
        const given = session(
          filter,
          {paths: paths.filter(path => path !== '').map(path => path.replaceAll('\0', '')), flags: []},
          ...pressed,
        );
        const command = commandOf(given);
        // No argument of a process can hold it; the copy is refused then.
        fc.pre(!command.includes('\0'));
        const {query, paths: read, flags} = understood(command);
        const later = parse(query!, {
          now: given.now + 1e12,
          zone: flags.some(([name]) => name === 'local') ? 'local' : 'utc',
        });
        expect(later.ok && later.expr).toEqual(given.filter.expr);
        expect(read).toEqual(given.take.invocation.paths);
        const said = new Map(flags);
        const {order, stages} = given;
        expect(said.has('all-stages')).toBe(stages === 'all');
        expect(said.has('desc')).toBe(order.descending);
        expect(findField(said.get('sort') ?? 'time')?.name).toBe(order.field);
      }),
      {numRuns: 60},
    );
  });

  test('times that count from now are written out', () => {
    const now = session('since:15m verb:get');
    const {query} = understood(commandOf(now));
    expect(query).toMatch(/^since:2026-\S+Z verb:get$/);
    const later = parse(query!, {...contextOf(now), now: now.now + 1e12});
    expect(later.ok && later.expr).toEqual(now.filter.expr);
  });
});
