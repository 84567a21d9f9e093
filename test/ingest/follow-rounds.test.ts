// Every way in which logs are rotated, and every moment of it at which the follower may look: a step that the follower does not
// see is done without giving it a turn.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {Followed, pause} from './follow-helpers.ts';
import {eventNumber, tempFile} from './helpers.ts';

const POLL_MS = 2;
/** Longer than the looks after which rotated files are looked for whatever the log says. */
const A_WHILE = 60;

class Log {
  readonly path = tempFile('');
  written = 0;
  rounds = 0;

  write(): void {
    const from = this.written;
    this.written += 1 + (from % 3);
    for (let n = from; n < this.written; n++) appendFileSync(this.path, `${JSON.stringify(eventNumber(n))}\n`);
  }

  /** logrotate: from the oldest on, each gets the next number. */
  renumber(): void {
    for (let n = 8; n > 0; n--) {
      for (const end of ['', '.gz']) {
        if (existsSync(`${this.path}.${n}${end}`)) renameSync(`${this.path}.${n}${end}`, `${this.path}.${n + 1}${end}`);
      }
    }
  }

  get date(): string {
    return `${this.path}-202611${String(10 + this.rounds)}`;
  }

  get time(): string {
    return this.path.replace(/\.log$/, `-2026-11-20T10-02-${String(10 + this.rounds)}.310.log`);
  }
}

/** As gzip does it, which keeps the time. */
function gzip(path: string): void {
  if (!existsSync(path)) return;
  const {atime, mtime} = statSync(path);
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  utimesSync(`${path}.gz`, atime, mtime);
  rmSync(path);
}

type Step = (log: Log) => void;

const STEPS = {
  write: log => log.write(),
  renumber: log => log.renumber(),
  copy: log => copyFileSync(log.path, `${log.path}.1`),
  'copy to date': log => copyFileSync(log.path, log.date),
  truncate: log => truncateSync(log.path),
  'gzip 1': log => gzip(`${log.path}.1`),
  'gzip 2': log => gzip(`${log.path}.2`),
  'gzip date': log => gzip(log.date),
  'gzip time': log => gzip(log.time),
  move: log => renameSync(log.path, `${log.path}.1`),
  'move to date': log => renameSync(log.path, log.date),
  'move to time': log => renameSync(log.path, log.time),
  create: log => writeFileSync(log.path, ''),
} as const satisfies Record<string, Step>;

type StepName = keyof typeof STEPS;

/** Numbers of Park and Miller. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

async function play(first: readonly StepName[], rounds: readonly StepName[][], isSeen: () => boolean) {
  const log = new Log();
  const told: string[] = [];
  const followed = await Followed.start(log.path, {pollMs: POLL_MS}, () => undefined);
  for (const round of [first, ...rounds, ['write'] as const]) {
    log.rounds++;
    for (const step of round) {
      STEPS[step](log);
      const seen = isSeen();
      told.push(seen ? `${step} (seen)` : step);
      if (seen) await pause(A_WHILE);
    }
  }
  let error = '';
  await followed.until(log.written).catch(reason => {
    error = String(reason);
  });
  await pause(A_WHILE);
  await followed.stop();
  const expected = Array.from({length: log.written}, (_, n) => `id-${n}`);
  const isRight = followed.ids.join() === expected.join();
  const problems = followed.items.filter(item => /^[A-Z]/.test(item));
  return isRight && problems.length === 0
    ? undefined
    : {steps: told.join(', '), got: followed.ids.join(' '), items: followed.items.join(', '), error};
}

const WAYS: Record<string, readonly StepName[][]> = {
  'copytruncate, compress': [
    ['renumber', 'copy', 'truncate', 'gzip 1', 'write'],
    ['renumber', 'copy', 'truncate', 'write', 'gzip 1'],
    ['renumber', 'copy', 'truncate', 'gzip 1', 'write', 'write'],
  ],
  'copytruncate, delaycompress': [
    ['gzip 1', 'renumber', 'copy', 'truncate', 'write'],
    ['renumber', 'copy', 'truncate', 'gzip 2', 'write'],
    ['renumber', 'copy', 'truncate', 'write', 'gzip 2', 'write'],
  ],
  'copytruncate, dateext, compress': [
    ['copy to date', 'truncate', 'gzip date', 'write'],
    ['copy to date', 'truncate', 'write', 'gzip date'],
  ],
  'create, compress': [
    ['renumber', 'move', 'create', 'gzip 1', 'write'],
    ['renumber', 'move', 'create', 'write', 'gzip 1'],
    ['renumber', 'move', 'gzip 1', 'create', 'write'],
  ],
  'create, delaycompress': [
    ['gzip 1', 'renumber', 'move', 'create', 'write'],
    ['renumber', 'move', 'create', 'gzip 2', 'write'],
    ['renumber', 'move', 'create', 'write', 'gzip 2', 'write'],
  ],
  'create, dateext, compress': [
    ['move to date', 'create', 'gzip date', 'write'],
    ['move to date', 'create', 'write', 'gzip date'],
  ],
  'lumberjack, compress': [
    ['move to time', 'create', 'gzip time', 'write'],
    ['move to time', 'create', 'write', 'gzip time'],
    ['move to time', 'gzip time', 'create', 'write', 'write'],
  ],
};

const CASES = Number(process.env.FOLLOW_CASES ?? 12);

test.concurrent.each(Object.keys(WAYS))('%s, seen at any of its steps: each event once and in order', async way => {
  const orders = WAYS[way]!;
  const random = randomOf(Number(process.env.FOLLOW_SEED ?? 1) * 7919 + way.length);
  const plays = Array.from({length: CASES}, (_, i) => {
    const rounds = Array.from({length: 3}, () => orders[random(orders.length)]!);
    // The first few are seen always, never, and after every other step.
    const share = [1, 0, 2][i] ?? 2 + random(3);
    return play(i % 4 === 3 ? [] : ['write'], rounds, () => (share === 0 ? false : random(share) === 0));
  });
  const wrong = (await Promise.all(plays)).filter(play => play !== undefined);
  expect(wrong.slice(0, 3), `${wrong.length} of ${CASES}`).toEqual([]);
});
