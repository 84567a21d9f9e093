import {writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMicroTime, type Micros, parseMicroTime} from '../../src/audit/time.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {runs} from '../support/runs.ts';
import {eventNumber, readAll, tempDirectory, tempFile} from './helpers.ts';

const BEGIN = parseMicroTime('2026-11-20T10:00:00.000000Z')!;
const MINUTE: Micros = 60e6;

const lineAt = (n: number, time: Micros) =>
  `${JSON.stringify(eventNumber(n, {stageTimestamp: formatMicroTime(time), userAgent: 'x'.repeat(500)}))}\n`;

/** One event every `step` from `from` on. */
const linesFrom = (from: Micros, count: number, step: Micros, first = 0) =>
  Array.from({length: count}, (_, i) => lineAt(first + i, from + i * step)).join('');

async function asked(path: string, since: Micros | undefined, until: Micros | undefined) {
  const {inputs, skipped, problems} = await findInputs([path], {since, until});
  const times: Micros[] = [];
  let bytes = 0;
  for (const input of inputs) {
    const all = await readAll(input);
    times.push(...all.events.map(({stageTimestamp}) => parseMicroTime(stageTimestamp!)!));
    bytes += all.bytes.length;
    await input.close();
  }
  const isIn = (time: Micros) => (since === undefined || time >= since) && (until === undefined || time <= until);
  return {
    times: times.filter(isIn).sort((a, b) => a - b),
    bytes,
    names: inputs.map(({name}) => basename(name)),
    skipped: skipped.map(({path, reason}) => `${basename(path)}: ${reason}`),
    codes: problems.map(({code}) => code),
  };
}

describe('a range of a file', () => {
  const COUNT = 9000;
  const step = 1e6;
  const path = tempFile(linesFrom(BEGIN, COUNT, step));
  const size = linesFrom(BEGIN, COUNT, step).length;

  test.each<[what: string, since: number | undefined, until: number | undefined]>([
    ['since', 8000, undefined],
    ['until', undefined, 1000],
    ['both', 4000, 4100],
    ['before all', undefined, -1000],
    ['after all', 20_000, undefined],
    ['all', -1000, 20_000],
  ])('%s: all events of it, and few others', async (_what, since, until) => {
    const at = (second: number | undefined) => (second === undefined ? undefined : BEGIN + second * step);
    const {times, bytes} = await asked(path, at(since), at(until));
    const from = Math.max(0, since ?? 0);
    const to = Math.min(COUNT - 1, until ?? COUNT - 1);
    expect(times.length).toBe(Math.max(0, to - from + 1));
    const share = Math.max(0, to - from + 1) / COUNT;
    expect(bytes).toBeLessThan(share * size + 2.5 * 2 ** 20);
  });

  test('any log that is out of order by less than a minute, any range: nothing is missed', async () => {
    const directory = tempDirectory();
    let files = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.integer({min: 0, max: 59_000_000})),
        fc.integer({min: 0, max: 4000}),
        fc.integer({min: 0, max: 4000}),
        fc.integer({min: 1, max: 40}),
        async (noise, a, b, klog) => {
          const all = Array.from({length: 4000}, (_, n) => BEGIN + n * 5e6 + (noise.next().value as number));
          const text = all.map(
            (time, n) => (n % klog === 0 ? 'I1023 23:50:38.116061       1 a.go:1] x\n' : '') + lineAt(n, time),
          );
          const file = join(directory, `${files++}.log`);
          writeFileSync(file, text.join(''));
          const [since, until] = [BEGIN + Math.min(a, b) * 5e6, BEGIN + Math.max(a, b) * 5e6];
          const {times} = await asked(file, since, until);
          expect(times).toEqual(all.filter(time => time >= since && time <= until).sort((x, y) => x - y));
        },
      ),
      {numRuns: runs(8)},
    );
  });

  test('a clock that was set back by an hour: all is read', async () => {
    const path = tempFile(linesFrom(BEGIN, 4000, step) + linesFrom(BEGIN - 60 * MINUTE, 4000, step));
    const {times} = await asked(path, BEGIN + 1000 * step, BEGIN + 1100 * step);
    expect(times).toHaveLength(101);
  });

  test('events over several lines: all is read', async () => {
    const text = linesFrom(BEGIN, 2000, step)
      .trimEnd()
      .split('\n')
      .map(line => `${JSON.stringify(JSON.parse(line), null, 2)}\n`);
    const {times} = await asked(tempFile(text.join('')), BEGIN + 1000 * step, BEGIN + 1100 * step);
    expect(times).toHaveLength(101);
  });
});

describe('files of a set', () => {
  const nameOf = (minute: number) => `audit-2026-11-20T10-${String(minute).padStart(2, '0')}-00.000.log`;
  const directory = tempDirectory();
  const path = join(directory, 'audit.log');
  // Each holds the ten minutes before its name.
  writeFileSync(join(directory, `${nameOf(10)}.gz`), gzipSync(linesFrom(BEGIN, 600, 1e6)));
  writeFileSync(join(directory, nameOf(20)), linesFrom(BEGIN + 10 * MINUTE, 600, 1e6, 600));
  writeFileSync(join(directory, nameOf(30)), linesFrom(BEGIN + 20 * MINUTE, 600, 1e6, 1200));
  writeFileSync(path, linesFrom(BEGIN + 30 * MINUTE, 600, 1e6, 1800));

  test.each<[since: number | undefined, until: number | undefined, names: string[]]>([
    [35, undefined, ['audit.log']],
    [30.5, undefined, ['audit.log', nameOf(30)]],
    [undefined, 5, [`${nameOf(10)}.gz`]],
    [undefined, 9.5, [nameOf(20), `${nameOf(10)}.gz`]],
    [13, 17, [nameOf(20)]],
    [0, 40, ['audit.log', nameOf(30), nameOf(20), `${nameOf(10)}.gz`]],
  ])('from minute %d to %d: only %j are read, and hold all of it', async (since, until, names) => {
    const at = (minute: number | undefined) => (minute === undefined ? undefined : BEGIN + minute * MINUTE);
    const {names: read, times, skipped, codes} = await asked(path, at(since), at(until));
    expect(read).toEqual(names);
    expect(skipped).toHaveLength(4 - names.length);
    const expected = Array.from({length: 2400}, (_, n) => n / 60).filter(
      minute => minute >= (since ?? 0) && minute <= (until ?? 40),
    );
    expect(times).toHaveLength(expected.length);
    expect(codes).toEqual([]);
  });

  test('the reasons', async () => {
    const {skipped} = await asked(path, BEGIN + 13 * MINUTE, BEGIN + 17 * MINUTE);
    expect(skipped).toEqual([
      'audit.log: it begins at 2026-11-20T10:30:00Z, after the time asked for',
      `${nameOf(30)}: it begins at 2026-11-20T10:20:00Z, after the time asked for`,
      `${nameOf(10)}.gz: it ends at 2026-11-20T10:10:00Z, before the time asked for`,
    ]);
  });

  test('names without a time: by the events', async () => {
    const numbered = tempDirectory();
    const log = join(numbered, 'audit.log');
    writeFileSync(`${log}.2.gz`, gzipSync(linesFrom(BEGIN, 600, 1e6)));
    writeFileSync(`${log}.1`, linesFrom(BEGIN + 10 * MINUTE, 600, 1e6));
    writeFileSync(log, linesFrom(BEGIN + 20 * MINUTE, 600, 1e6));
    expect((await asked(log, BEGIN + 25 * MINUTE, undefined)).names).toEqual(['audit.log']);
    expect((await asked(log, BEGIN + 15 * MINUTE, undefined)).names).toEqual(['audit.log', 'audit.log.1']);
    expect((await asked(log, undefined, BEGIN + 5 * MINUTE)).names).toEqual(['audit.log.2.gz']);
  });

  test('a log that is to be followed stays, whenever it ends', async () => {
    const {inputs} = await findInputs([path], {since: BEGIN + 600 * MINUTE, follow: true});
    expect(inputs.map(({name}) => name)).toEqual([path]);
    expect((await readAll(inputs[0]!)).bytes.length).toBeLessThan(1.1 * 2 ** 20);
    await inputs[0]!.close();
  });

  test('a directory in which no file matters is no problem', async () => {
    const {names, codes, skipped} = await asked(directory, BEGIN + 600 * MINUTE, undefined);
    expect({names, codes}).toEqual({names: [], codes: []});
    expect(skipped).toHaveLength(4);
  });
});
