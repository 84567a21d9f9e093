// Where a log ends, told without reading it; and that times of flags count from there, as those of a query do.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {logEnd} from '../../src/ingest/log-end.ts';
import {event} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const NOON = Date.UTC(2026, 10, 1, 12) * 1000;
const MINUTE = 60e6;

let folder: string;
const at = (name: string) => join(folder, name);

/** An event a minute, each big enough that parts of a file can be left out. */
const lines = (from: number, to: number): string =>
  Array.from({length: to - from}, (_, n) => {
    const time = formatMicroTime(NOON + (from + n) * MINUTE);
    const pad = {pad: 'x'.repeat(100_000)};
    return `${JSON.stringify(event({auditID: `m${from + n}`, requestObject: pad, requestReceivedTimestamp: time, stageTimestamp: time}))}\n`;
  }).join('');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  writeFileSync(at('audit.log'), lines(20, 90));
  writeFileSync(at('audit.log.1'), lines(0, 20));
  writeFileSync(at('other.log'), lines(0, 5));
  writeFileSync(at('packed.log.gz'), gzipSync(lines(0, 5)));
  writeFileSync(at('klog.log'), 'I1023 23:50:38.116061 1 options.go:221] hello\n');
  mkdirSync(at('dir'));
  writeFileSync(at('dir/audit.log'), lines(3, 5));
  writeFileSync(at('dir/audit.log.2.gz'), gzipSync(lines(0, 3)));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test.each<[claim: string, names: readonly string[], minute: number | undefined]>([
  ['a log', ['audit.log'], 89],
  ['the newest of two', ['other.log', 'audit.log'], 89],
  ['a directory with what was rotated', ['dir'], 4],
  ['a compressed file does not tell', ['packed.log.gz'], undefined],
  ['nor does it beside one that tells', ['packed.log.gz', 'audit.log'], undefined],
  ['what is no log', ['klog.log'], undefined],
  ['what is not there', ['none.log'], undefined],
])('%s', async (_, names, minute) => {
  expect(await logEnd(names.map(at))).toBe(minute === undefined ? undefined : NOON + minute * MINUTE);
});

test('standard input does not tell, and is not touched', async () => expect(await logEnd(['-'])).toBeUndefined());

test('--since counts from the end of an old log, as since: does', async () => {
  const counted = async (...argv: string[]) => Number((await runCli(['query', ...argv, '-o', 'count'])).out);
  expect(await counted('since:10m', at('audit.log'))).toBe(11);
  // A part is left out by the megabyte: no less than what was asked for, but not all.
  const part = await counted('', at('audit.log'), '--since', '10m');
  expect(part).toBeGreaterThanOrEqual(11);
  expect(part).toBeLessThan(50);
  expect(await counted('since:10m', at('audit.log'), '--since', '10m')).toBe(11);
  expect(await counted('since:13:20', at('audit.log'), '--since', '13:20')).toBe(10);
});
