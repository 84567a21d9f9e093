// What is said of an input on standard error.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {problemSentences, tellCost} from '../../src/cli/input.ts';
import type {Io} from '../../src/cli/io.ts';
import type {About, Problem, Source} from '../../src/source/source.ts';
import {event} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const withProblem = (at: Problem['at']): About => ({
  name: 'audit.log',
  files: ['audit.log'],
  events: 1,
  requests: 1,
  bytes: {read: 10},
  loading: false,
  problems: [{code: 'NOT_JSON', title: 'no JSON', count: 1, examples: [{code: 'NOT_JSON', reason: 'why', at}]}],
});

describe('problemSentences', () => {
  test.each<[claim: string, at: Problem['at'], place: string]>([
    ['the line where it is known', {file: 'audit.log', line: 12, offset: 1234}, 'audit.log:12'],
    ['else the byte', {file: 'audit.log', offset: 1234}, 'audit.log at byte 1,234'],
    ['the first byte too', {file: 'audit.log', offset: 0}, 'audit.log at byte 0'],
  ])('names %s', (_claim, at, place) => {
    expect(problemSentences(withProblem(at))).toEqual([
      `1 record was not read as written (no JSON: 1); the first: ${place}: why`,
    ]);
  });
});

describe('standard error', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const good = JSON.stringify(event({auditID: 'a'}));
  const secret = JSON.stringify(
    event({objectRef: {resource: 'secrets'}, requestObject: {kind: 'Secret', data: {a: 'ZQfault2QZ'}}}),
  );

  test.each<[claim: string, line: string, says: string]>([
    ['a fault in a Secret', secret.replace('"ZQfault2QZ"', '?"ZQfault2QZ"'), 'this is no JSON value at column'],
    ['a line that is no JSON', 'hello Bearer ZQfault2QZ password=ZQfault2QZ', 'this is no JSON'],
    ['a time that is none', JSON.stringify(event({stageTimestamp: 'Bearer ZQfault2QZ'})), 'stageTimestamp is'],
    ['a stage that is none', JSON.stringify(event({stage: 'Bearer ZQfault2QZ' as never})), 'stage is'],
  ])('shows no secret of %s', async (_claim, line, says) => {
    const path = join(folder, 'audit.log');
    writeFileSync(path, `${good}\n${line}\n${good}\n`);
    const {err} = await runCli(['query', 'id:a', path, '-o', 'count']);
    expect(err).toContain(says);
    expect(err).not.toContain('ZQ');
  });
});

test.each([
  ['what would fetch very many events from a server says so first', 'Millions of events.', 1],
  ['what does not says nothing', undefined, 0],
] as const)('%s', async (_, costly, lines) => {
  const told: string[] = [];
  const source = {about: () => (costly === undefined ? {} : {costly})} as unknown as Source;
  await tellCost(source, {err: {write: async (text: string) => void told.push(text)}} as unknown as Io);
  expect(told).toHaveLength(lines);
  for (const text of told) expect(text).toMatch(/^audit-tui: Millions of events\. It goes on .*\n$/);
});
