// Everything that happens to logs, in any order and at any moment of the follower's own work.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {Followed, pause} from './follow-helpers.ts';
import {eventNumber, tempFile} from './helpers.ts';

const SECONDS = Number(process.env.FOLLOW_SECONDS ?? 3);

/** Numbers of Park and Miller. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

class Log {
  readonly path: string;
  written = 0;
  #clock = Date.parse('2026-11-20T10:00:00Z');
  #random: (below: number) => number;
  #pending = '';

  constructor(path: string, random: (below: number) => number) {
    this.path = path;
    this.#random = random;
  }

  /** Some events; perhaps a part of one. */
  append(): void {
    let text = this.#pending;
    for (let i = this.#random(20); i >= 0; i--) {
      const time = new Date(1_700_000_000_000 + this.written).toISOString();
      text += `${JSON.stringify(eventNumber(this.written++, {stageTimestamp: time}))}\n`;
    }
    const cut = this.#random(3) === 0 ? this.#random(text.length) : text.length;
    appendFileSync(this.path, text.slice(0, cut));
    this.#pending = text.slice(cut);
  }

  /** Events that are not whole are completed first: rotation never splits one. */
  flush(): void {
    appendFileSync(this.path, this.#pending);
    this.#pending = '';
  }

  async rotate(): Promise<void> {
    this.flush();
    this.#clock += 1000;
    const name = `audit-${new Date(this.#clock).toISOString().slice(0, -1).replaceAll(':', '-')}.log`;
    renameSync(this.path, join(this.path, '..', name));
    if (this.#random(2) === 0) await pause(this.#random(15));
    writeFileSync(this.path, '');
    if (this.#random(2) === 0) await pause(this.#random(15));
  }

  async copyTruncate(): Promise<void> {
    this.flush();
    for (let n = 30; n > 0; n--) {
      for (const end of ['', '.gz']) {
        if (existsSync(`${this.path}.${n}${end}`)) renameSync(`${this.path}.${n}${end}`, `${this.path}.${n + 1}${end}`);
      }
    }
    copyFileSync(this.path, `${this.path}.1`);
    if (this.#random(2) === 0) await pause(this.#random(5));
    truncateSync(this.path);
  }

  /** One of the rotated files, as lumberjack does it. */
  async compress(): Promise<void> {
    const directory = join(this.path, '..');
    const plain = readdirSync(directory).filter(name => name.startsWith('audit-') && !name.endsWith('.gz'));
    if (plain.length === 0) return;
    const path = join(directory, plain[this.#random(plain.length)]!);
    const packed = gzipSync(readFileSync(path));
    writeFileSync(`${path}.gz`, packed.subarray(0, packed.length / 2));
    await pause(this.#random(5));
    writeFileSync(`${path}.gz`, packed);
    rmSync(path);
  }
}

type Act = 'rotate' | 'compress' | 'copyTruncate';

test.concurrent.each<[acts: Act[], seed: number]>([
  [['rotate', 'compress'], 1],
  [['copyTruncate'], 2],
  [['rotate', 'copyTruncate'], 3],
])('%j in any order: each event comes once and in order, and can be read again', async (kinds, seed) => {
  const random = randomOf((seed + Number(process.env.FOLLOW_SEED ?? 0)) * 7919);
  const path = tempFile('');
  const log = new Log(path, random);
  const pollMs = [3, 10, 40][seed % 3]!;
  const followed = await Followed.start(path, {pollMs}, () => undefined);
  const end = performance.now() + (SECONDS * 1000) / 3;
  let acts = 0;
  while (performance.now() < end) {
    const act = random(40);
    if (act < 32) log.append();
    else if (act < 37) {
      const kind = kinds[random(kinds.length)]!;
      // Between two looks a log is rotated in one of two ways, not in both: their names do not tell which came first.
      if (kinds.length > 1 && kinds.includes('copyTruncate')) await pause(3 * pollMs);
      await log[kind]();
    } else await pause(random(60));
    await pause(random(4));
    acts++;
  }
  log.append();
  log.flush();
  await followed.until(log.written);
  await pause(3 * pollMs);
  const expected = Array.from({length: log.written}, (_, n) => `id-${n}`);
  const wrong = followed.ids.findIndex((id, n) => id !== expected[n]);
  expect({wrong, around: followed.ids.slice(Math.max(0, wrong - 2), wrong + 3)}).toEqual({
    wrong: -1,
    around: followed.ids.slice(0, 2),
  });
  expect(followed.ids).toHaveLength(log.written);
  expect(followed.items.filter(item => /^[A-Z]/.test(item))).toEqual([]);
  const reread = followed.reread();
  const right = reread.filter((id, n) => id === expected[n]).length;
  // All but what was copied and compressed before it was noticed.
  expect({acts: acts > 20, right: right / log.written}).toEqual({acts: true, right: 1});
  await followed.stop();
});
