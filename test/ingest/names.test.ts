import {copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {nameInputs} from '../../src/ingest/names.ts';
import {Followed} from './follow-helpers.ts';
import {eventLines, eventNumber, tempFile} from './helpers.ts';

const line = (n: number) => `${JSON.stringify(eventNumber(n))}\n`;
const PATH = /^.*audit\.log/;

/** What the inputs are called after each step, once `count` events are there. */
async function namesAfter(steps: readonly (readonly [act: (path: string) => void, count: number])[]) {
  const path = tempFile(eventLines(1));
  const log = await Followed.start(path, {pollMs: 5}, () => undefined);
  const names: string[][] = [];
  for (const [act, count] of steps) {
    act(path);
    await log.until(count);
    await nameInputs(log.inputs);
    names.push(log.inputs.map(({name}) => name.replace(PATH, 'log')));
  }
  const isNews = await nameInputs(log.inputs);
  await log.stop();
  return {names, isNews};
}

function rotate(path: string): void {
  renameSync(path, `${path}.1`);
}

function gzip(path: string, from: number, to: number): void {
  writeFileSync(`${path}.${to}.gz`, gzipSync(readFileSync(`${path}.${from}`)));
  rmSync(`${path}.${from}`);
}

test('rotated, rotated again and compressed, and deleted in the end', async () => {
  const {names, isNews} = await namesAfter([
    [path => [rotate(path), writeFileSync(path, line(1))], 2],
    [path => [gzip(path, 1, 2), rotate(path), writeFileSync(path, line(2))], 3],
    [path => rmSync(`${path}.2.gz`), 3],
  ]);
  expect(names).toEqual([
    ['log.1', 'log'],
    ['log.2.gz', 'log.1', 'log'],
    ['log.2.gz (deleted)', 'log.1', 'log'],
  ]);
  expect(isNews).toBe(false);
});

test('truncated in place: the copy has what it held, or nothing has', async () => {
  const {names} = await namesAfter([
    [path => [copyFileSync(path, `${path}.1`), truncateSync(path), writeFileSync(path, line(1), {flag: 'a'})], 2],
    [path => [truncateSync(path), writeFileSync(path, line(20), {flag: 'a'})], 3],
  ]);
  expect(names).toEqual([
    ['log.1', 'log'],
    ['log.1', 'log (truncated)', 'log'],
  ]);
});
