// npm run samples: writes sample-logs/. With --check compares instead; with --bulk writes one large log for benchmarks.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {type BulkOptions, bulk, MIXES, type Mix} from './samples/bulk.ts';
import {type SampleFile, sampleFiles} from './samples/files.ts';

const USAGE = `usage: node scripts/samples.ts [--check]
       node scripts/samples.ts --bulk FILE [--mb 600 | --events N] [--mix ${MIXES.join('|')}] [--seed 1]`;

const DIRECTORY = resolve(import.meta.dirname, '../sample-logs');

/** Compressed files are compared by content: another zlib may pack the same text in another way. */
const content = (name: string, bytes: Buffer) => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes);

function isCurrent({name, bytes}: SampleFile): boolean {
  const path = join(DIRECTORY, name);
  return existsSync(path) && content(name, readFileSync(path)).equals(content(name, bytes));
}

function fail(message: string): never {
  console.error(`samples: ${message}\n${USAGE}`);
  process.exit(2);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : fail(`--${name} ${text} is not a number above 0`);
}

function write(request: BulkOptions) {
  try {
    return bulk(request);
  } catch (error) {
    // Such as a missing directory or a full disk; the system's sentence names the path.
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function options() {
  try {
    return parseArgs({
      options: {
        check: {type: 'boolean', default: false},
        bulk: {type: 'string'},
        mb: {type: 'string'},
        events: {type: 'string'},
        mix: {type: 'string', default: 'mixed'},
        seed: {type: 'string', default: '1'},
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const {check, bulk: path, mb, events, mix, seed} = options();

if (path !== undefined) {
  if (!MIXES.includes(mix as Mix)) fail(`--mix ${mix} is none of ${MIXES.join(', ')}`);
  const started = performance.now();
  const size = events === undefined ? {bytes: positive('mb', mb ?? '600') * 1e6} : {events: positive('events', events)};
  const written = write({path, seed: positive('seed', seed), mix: mix as Mix, ...size});
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${path}: ${written.events} events, ${(written.bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s (${(written.bytes / 1e6 / seconds).toFixed(0)} MB/s)`,
  );
} else {
  const stale = sampleFiles().filter(file => !isCurrent(file));
  if (check) {
    for (const {name} of stale)
      console.error(`samples: sample-logs/${name} is not what its seed gives; run npm run samples`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const {name, bytes} of stale) {
      mkdirSync(dirname(join(DIRECTORY, name)), {recursive: true});
      writeFileSync(join(DIRECTORY, name), bytes);
    }
    console.log(stale.length === 0 ? 'sample-logs is up to date' : `wrote ${stale.map(file => file.name).join(', ')}`);
  }
}
