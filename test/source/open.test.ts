// Files opened as a source: how much of them is read while the first screen is made.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openLocal} from '../../src/source/open.ts';
import type {Source} from '../../src/source/source.ts';
import {event} from '../support/events.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-open-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const PAD = 'x'.repeat(1000);
const events = (count: number) =>
  Array.from({length: count}, (_, at) => `${JSON.stringify(event({auditID: `held-${at}`, userAgent: PAD}))}\n`).join(
    '',
  );
/** Of more bytes than the newest block. */
const garbage = (count: number) => `${PAD}\n`.repeat(count);

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const told = (source: Source, isTrue: () => boolean) =>
  new Promise<void>(resolve => {
    const stop = source.onChange(() => look());
    const look = () => {
      if (!isTrue()) return;
      stop();
      resolve();
    };
    look();
  });

describe('while it is held', () => {
  test.each([
    ['no more than the newest block is read', events(1200)],
    ['nor more than the newest one with events, where newer ones have none', events(1200) + garbage(600)],
  ])('%s, and the rest once it is let go', async (name, text) => {
    const {promise: hold, resolve: release} = Promise.withResolvers<void>();
    const path = written(name, text);
    const source = await openLocal([path], {hold});
    await told(source, () => source.about().events > 0);
    // More calls of the system than reading all of it would take.
    for (let call = 0; call < 100; call++) await stat(path);
    const {events: held, loading} = source.about();
    expect(held).toBeLessThan(1200);
    expect(loading).toBe(true);
    release();
    await told(source, () => !source.about().loading);
    expect(source.about().events).toBe(1200);
    await source.close();
  });

  test('what is no longer than a block is read whole', async () => {
    const source = await openLocal([written('short', events(10))], {hold: new Promise(() => {})});
    await told(source, () => !source.about().loading);
    expect(source.about().events).toBe(10);
    await source.close();
  });

  test('it can be closed', async () => {
    const source = await openLocal([written('closed', events(1200))], {hold: new Promise(() => {})});
    await told(source, () => source.about().events > 0);
    await source.close();
    expect(source.about().events).toBeLessThan(1200);
  });
});
