// Writing a bundle into a folder of this test: what it holds of bookmarks and of sources, and that nothing is left of half a one.
import {describe, expect, test} from 'vitest';
import {
  type BundleFolder,
  type BundleJob,
  folderName,
  isFolderName,
  NotWritten,
} from '../../../src/session/bundle/bundle.ts';
import {type Setting, writeBundle} from '../../../src/session/bundle/write.ts';
import type {Original, Row} from '../../../src/source/source.ts';
import {TIME_ORDER} from '../../../src/source/source.ts';
import {TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {requests} from '../../support/session.ts';

const ALL = {where: {kind: 'and', of: []}, stages: 'latest'} as const;
const SOME = {where: {kind: 'in', field: {kind: 'field', name: 'verb'}, values: ['delete']}, stages: 'latest'} as const;

const JOB: BundleJob = {
  path: 'out/',
  view: ALL,
  query: '',
  command: "audit-tui query '' audit.log -o jsonl",
  reveal: false,
  zone: 'utc',
  marks: [],
};

type Made = {readonly files: Map<string, string>; state: 'open' | 'whole' | 'gone'};

/** `fullAfter`: so many writes go well. */
function folderOf(fullAfter = Number.POSITIVE_INFINITY): {readonly made: Made; readonly folder: BundleFolder} {
  const made: Made = {files: new Map(), state: 'open'};
  let writes = 0;
  const folder: BundleFolder = {
    file: async name => {
      made.files.set(name, '');
      return {
        write: async text => {
          if (++writes > fullAfter) throw new NotWritten('There is no space left.');
          made.files.set(name, made.files.get(name)! + text);
        },
        close: async () => {},
      };
    },
    finish: async () => {
      made.state = 'whole';
      return {path: 'out', bytes: 1};
    },
    discard: async () => {
      made.files.clear();
      made.state = 'gone';
    },
  };
  return {made, folder};
}

async function write(
  source: MemorySource,
  job: Partial<BundleJob> = {},
  more: Partial<Setting> = {},
  fullAfter?: number,
) {
  const {made, folder} = folderOf(fullAfter);
  const setting: Setting = {
    source,
    open: async () => folder,
    maker: {version: '1.2.3', host: 'cp-1', directory: '/root'},
    now: TEN_PAST,
    signal: new AbortController().signal,
    progress: () => {},
    ...more,
  };
  const failed = await writeBundle({...JOB, ...job}, setting).then(
    () => undefined,
    (error: Error) => error,
  );
  const manifest = () => JSON.parse(made.files.get('manifest.json')!);
  return {made, failed, manifest};
}

const rowsOf = async (source: MemorySource): Promise<readonly Row[]> =>
  (await source.rows(ALL, {order: TIME_ORDER, limit: 100, cells: []})).rows;

test.each([
  ['out/', true],
  ['~/x//', true],
  ['out', false],
  ['/', false],
  ['', false],
])('%j names a folder: %j', (name, is) => expect(isFolderName(name)).toBe(is));

test('each second has a name of its own', () => expect(folderName(TEN_PAST)).toMatch(/^incident-2026\d{4}-\d{6}\/$/));

describe('bookmarks', () => {
  test('stand first with their notes, and are marked among the events', async () => {
    const source = new MemorySource(requests(5, place => ({verb: place === 1 ? 'get' : 'delete'})));
    const [first, second] = await rowsOf(source);
    const marks = [
      {id: first!.id, row: first!, note: 'here it began'},
      {id: second!.id, row: second!, note: ''},
    ];
    const {made, manifest} = await write(source, {marks, view: SOME});
    const timeline = made.files.get('timeline.md')!;
    expect(timeline).toContain('> here it began');
    expect(timeline.match(/^## 2026/gm)?.length).toBe(2);
    expect(timeline.match(/\*\*bookmark: here it began\*\*/g)?.length).toBe(1);
    // The other one is no row of the query.
    expect(manifest().counts).toMatchObject({rows: 4, events: 4, bookmarks: 2, marksOutside: 1});
    expect(manifest().bookmarks[0]).toMatchObject({auditID: 'r0', note: 'here it began'});
    expect(made.state).toBe('whole');
  });
});

describe('what goes wrong', () => {
  test('an event that is gone is counted, with its reason', async () => {
    const source = new MemorySource(requests(3));
    const whole = source.event.bind(source);
    source.event = (id, ...rest) =>
      id.auditID === 'r1' ? Promise.reject(new Error('gone \x1b[1m')) : whole(id, ...rest);
    const {manifest} = await write(source);
    expect(manifest().counts).toMatchObject({rows: 3, events: 2, unreadable: 1});
    expect(manifest().problems).toContainEqual({code: 'NOT_READ_AGAIN', count: 1, examples: ['gone ␛[1m']});
  });

  test.each([0, 1, 2, 3, 4, 5, 6])('a disk that is full after %i writes leaves nothing', async fullAfter => {
    const {made, failed} = await write(new MemorySource(requests(3)), {}, {}, fullAfter);
    expect([made.state, made.files.size, failed]).toEqual(['gone', 0, expect.any(NotWritten)]);
  });

  test('stopping it leaves nothing, also while a log is hashed', async () => {
    const stop = new AbortController();
    const endless: Original = {
      name: 'a',
      kind: 'plain',
      state: 'read',
      indexed: 1e12,
      bytes: async function* (signal) {
        for (;;) {
          signal?.throwIfAborted();
          yield new Uint8Array(10);
        }
      },
    };
    const source = Object.assign(new MemorySource(requests(3)), {originals: async () => [endless]});
    const told: string[] = [];
    const progress: Setting['progress'] = (_done, _total, what) => {
      told.push(what);
      if (told.filter(one => one === 'bytes').length === 3) stop.abort();
    };
    const {made, failed} = await write(source, {}, {signal: stop.signal, progress});
    expect([made.state, failed?.name]).toEqual(['gone', 'AbortError']);
    expect(told).toContain('rows');
  });
});

describe('sources', () => {
  const bytesOf = (text: string): NonNullable<Original['bytes']> =>
    async function* () {
      yield Buffer.from(text);
    };
  const FILE = {size: 3, mtimeMs: 1_700_000_000_123.4, dev: 1, ino: 2};
  const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  test.each<[claim: string, original: Partial<Original>, says: object]>([
    ['a whole file', {}, {sha256: ABC, of: 'the whole file', inode: 2, mtime: '2023-11-14T22:13:20.123400Z'}],
    [
      'a log that grows',
      {state: 'following', file: {...FILE, size: 10}},
      {sha256: ABC, of: 'the first 3 bytes, up to which it was indexed; it is still written to'},
    ],
    [
      'a file that grew',
      {file: {...FILE, size: 10}},
      {sha256: ABC, of: 'the first 3 bytes, up to which it was indexed; it has 10 bytes now'},
    ],
  ])('%s', async (_, change, says) => {
    const original = {
      name: 'a',
      kind: 'plain',
      state: 'read',
      file: FILE,
      indexed: 3,
      bytes: bytesOf('abc'),
      ...change,
    } as const;
    const source = Object.assign(new MemorySource(requests(1)), {originals: async () => [original]});
    expect((await write(source)).manifest().sources[0]).toMatchObject(says);
  });

  test('standard input, and a file that is gone, have no hash but the reason', async () => {
    const stdin: Original = {name: '(standard input)', kind: 'stdin', state: 'read'};
    const gone: Original = {
      name: 'b',
      kind: 'plain',
      state: 'read',
      indexed: 5,
      bytes: async function* () {
        yield* [];
        throw new Error('it has only 1 of the 5 bytes that were indexed');
      },
    };
    const source = Object.assign(new MemorySource(requests(1)), {originals: async () => [stdin, gone]});
    const {sources} = (await write(source)).manifest();
    expect(sources[0]).toMatchObject({
      reason: 'it cannot be read again',
      of: 'standard input: it cannot be read again',
    });
    expect(sources[1]).toMatchObject({reason: 'it has only 1 of the 5 bytes that were indexed'});
    expect([sources[0].sha256, sources[1].sha256]).toEqual([undefined, undefined]);
  });
});
