// The filters of kubectl-dev_tool audit: each means a query, on the command line and in `top`.
import {describe, expect, test} from 'vitest';
import {FILTER_FLAGS, filteredBy} from '../../src/cli/filter-flags.ts';
import {parseArgs} from '../../src/cli/flags.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {parse} from '../../src/query/parse.ts';
import {print} from '../../src/query/print.ts';
import {runCli} from '../support/run-cli.ts';

const SAMPLES = new URL('../../sample-logs', import.meta.url).pathname;
const CONTEXT = {now: Date.UTC(2026, 10, 20, 12) * 1000, zone: 'utc'} as const;

function meant(...argv: readonly string[]): string {
  const parsed = parseArgs(argv, FILTER_FLAGS, []);
  if (!parsed.ok) return parsed.message;
  const made = filteredBy(EVERYTHING, parsed.args, CONTEXT);
  return made.ok ? print(made.value) : made.message;
}

const canonical = (query: string): string => {
  const parsed = parse(query, CONTEXT);
  return parsed.ok ? print(parsed.expr) : 'no query';
};

test.each<[argv: readonly string[], query: string]>([
  [[], ''],
  [['--verb', 'delete'], 'verb:delete'],
  [['--verb=-get'], '-verb:get'],
  [['--verb', 'get', '--verb', 'list'], 'verb:get OR verb:list'],
  [['--verb', 'get,list', '--user', 'system:*'], '(verb:get OR verb:list) user:system:*'],
  [['--user', 'a b'], 'user:"a b"'],
  [['-n', 'prod', '-n', '-kube-system'], 'ns:prod -ns:kube-system'],
  [['--resource', 'pods'], 'resource:pods'],
  [['--resource', 'deployments.apps'], 'resource:deployments group:apps'.replace('group:', 'objectRef.apiGroup:')],
  [['--resource', 'deployments.*'], 'resource:deployments'],
  [['--resource', 'pods/exec'], 'resource:pods/exec'],
  [['--resource', 'deployments.apps/scale'], 'resource:deployments sub:scale apigroup:apps'],
  [['--resource', '*.config.openshift.io'], 'objectRef.apiGroup:config.openshift.io'],
  [['--resource', '*.*', '--resource', '-tokenreviews.*'], 'has:resource -resource:tokenreviews'],
  [['--failed-only'], 'code:>=400'],
  [['--http-status-code', '403,404'], 'code:403 OR code:404'],
  [['--after', '2026-11-20T10:00:00Z', '--before', '10:30'], 'until:10:30 since:2026-11-20T10:00Z'],
])('%j is %s', (argv, query) => expect(meant(...argv)).toBe(canonical(query)));

test.each<[argv: readonly string[], why: RegExp]>([
  [['--verb', ''], /^--verb takes values such as a,b/],
  [['--http-status-code', '4xx'], /^--http-status-code takes codes such as .*, not "4xx"$/],
  [['--before', 'soon'], /^--before takes a time/],
])('%j is refused', (argv, why) => expect(meant(...argv)).toMatch(why));

describe('on the sample incident', () => {
  const counted = async (...argv: readonly string[]) => (await runCli([...argv, SAMPLES])).out;

  test.each<[flags: readonly string[], query: string]>([
    [['-n', 'prod-namespace', '--verb', 'delete'], 'ns:prod-namespace verb:delete'],
    [['--failed-only', '--user', '-system:*'], 'code:>=400 -user:system:*'],
    [['--http-status-code', '403', '--before', '10:00'], 'code:403 until:2026-11-20T10:00Z'],
  ])('%j finds what %j finds, in query and top', async (flags, query) => {
    const found = await counted('query', query, '-o', 'count');
    expect(Number(found)).toBeGreaterThan(0);
    expect(await counted('query', '', ...flags, '-o', 'count')).toBe(found);
    expect(await counted('top', '--by', 'verb', ...flags)).toBe(await counted('top', '--by', 'verb', '--where', query));
  });

  test('they narrow a query', async () => {
    const both = await counted('query', 'verb:delete', '-n', 'prod-namespace', '-o', 'count');
    expect(both).toBe(await counted('query', 'verb:delete ns:prod-namespace', '-o', 'count'));
  });
});
