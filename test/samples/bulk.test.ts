import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {bulk, MIXES, type Mix} from '../../scripts/samples/bulk.ts';
import type {AuditEvent} from '../../src/audit/event.ts';
import {parseMicroTime} from '../../src/audit/time.ts';

const directory = mkdtempSync(join(tmpdir(), 'audit-tui-bulk-'));
afterAll(() => rmSync(directory, {recursive: true}));

let files = 0;
function generate(mix: Mix, seed: number, size: {bytes: number} | {events: number}) {
  const path = join(directory, `${++files}.log`);
  const written = bulk({path, seed, mix, ...size});
  const bytes = readFileSync(path);
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  return {written, bytes, lines, events: lines.map(line => JSON.parse(line) as AuditEvent)};
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

describe.each(MIXES)('%s', mix => {
  const log = generate(mix, 1, {bytes: 2_000_000});

  test('the same seed gives the same bytes, another seed others', () => {
    expect(generate(mix, 1, {bytes: 2_000_000}).bytes.equals(log.bytes)).toBe(true);
    expect(generate(mix, 2, {bytes: 2_000_000}).bytes.equals(log.bytes)).toBe(false);
  });

  test('has the size asked for, to an event, and says so', () => {
    expect(log.written).toEqual({events: log.lines.length, bytes: log.bytes.length});
    expect(log.bytes.length - log.lines.at(-1)!.length - 1).toBeLessThan(2_000_000);
    expect(log.bytes.length).toBeGreaterThanOrEqual(2_000_000);
    expect(generate(mix, 1, {events: 321}).lines).toHaveLength(321);
  });

  test('stageTimestamp goes back by less than 0.1 s, in about one line of a hundred', () => {
    const times = log.events.map(event => parseMicroTime(event.stageTimestamp!)!);
    let newest = 0;
    const back = times.map(time => {
      newest = Math.max(newest, time);
      return newest - time;
    });
    expect(Math.max(...back)).toBeLessThan(100_000);
    const share = back.filter(by => by > 0).length / times.length;
    expect(share).toBeGreaterThan(0.002);
    expect(share).toBeLessThan(0.03);
  });

  test('RequestReceived is about a third, and comes before its completion', () => {
    const received = log.events.filter(event => event.stage === 'RequestReceived');
    expect(received.length / log.events.length).toBeCloseTo(0.35, 1);
    expect(received.every(event => event.responseStatus === undefined && event.annotations === undefined)).toBe(true);
    const ended = new Set(log.events.filter(event => event.stage === 'ResponseComplete').map(event => event.auditID));
    expect(received.filter(event => ended.has(event.auditID)).length / received.length).toBeGreaterThan(0.95);
  });
});

test('metadata: about 1 KB an event and no body', () => {
  const {bytes, events} = generate('metadata', 1, {bytes: 2_000_000});
  expect(bytes.length / events.length).toBeGreaterThan(900);
  expect(bytes.length / events.length).toBeLessThan(1150);
  expect(events.every(event => event.level === 'Metadata' && event.requestObject === undefined)).toBe(true);
});

test('mixed: a quarter with bodies, of 2 to 3 KB at the median and about 9 KB at the 90th percentile, a few of 200 KB', () => {
  const {lines, events} = generate('mixed', 1, {bytes: 12_000_000});
  const isWithBody = (event: AuditEvent) => event.requestObject !== undefined || event.responseObject !== undefined;
  const sizes = lines.filter((_, i) => isWithBody(events[i]!)).map(line => line.length);
  expect(sizes.length / events.length).toBeCloseTo(0.25, 1);
  expect(quantile(sizes, 0.5)).toBeGreaterThan(1900);
  expect(quantile(sizes, 0.5)).toBeLessThan(3300);
  expect(quantile(sizes, 0.9)).toBeGreaterThan(5500);
  expect(quantile(sizes, 0.9)).toBeLessThan(10_000);
  expect(Math.max(...sizes)).toBeGreaterThan(200_000);
});

test('cardinalities are those of a busy cluster', () => {
  const {events} = generate('metadata', 1, {bytes: 12_000_000});
  const distinct = (read: (event: AuditEvent) => string | undefined) => new Set(events.map(read)).size;
  expect(distinct(event => event.user.username)).toBeGreaterThan(250);
  expect(distinct(event => event.objectRef?.name)).toBeGreaterThan(1500);
  expect(distinct(event => event.objectRef?.namespace)).toBeGreaterThan(55);
  expect(distinct(event => event.userAgent)).toBeGreaterThan(30);
  expect(distinct(event => event.userAgent)).toBeLessThanOrEqual(40);
  const received = events.filter(event => event.stage === 'RequestReceived').map(event => event.auditID);
  expect(new Set(received).size).toBe(received.length);
});
