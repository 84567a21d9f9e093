// Keys on a terminal, bytes to its clipboard and rows to real files.
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {maker, openFolder} from '../../src/cli/bundle-folder.ts';
import {saveFile} from '../../src/cli/save.ts';
import type {ExploreOptions} from '../../src/screen/opening.ts';
import {FakeTerminal} from '../support/fake-terminal.ts';
import {MemorySource} from '../support/memory-source.ts';
import {requests} from '../support/session.ts';
import {until} from '../support/terminal.ts';

const open: FakeTerminal[] = [];
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(async () => {
  for (const terminal of open.splice(0)) {
    terminal.write('\x03');
    await terminal.done;
  }
  rmSync(folder, {recursive: true, force: true});
});

const SECRET = 'c3VwZXItc2VjcmV0LXZhbHVl';
const secrets = (count: number) =>
  requests(count, () => ({
    verb: 'create',
    objectRef: {resource: 'secrets', namespace: 'x', name: 'y', apiVersion: 'v1'},
    requestObject: {kind: 'Secret', apiVersion: 'v1', data: {password: SECRET}},
    level: 'Request',
  }));

async function start(source: MemorySource, options: ExploreOptions = {}): Promise<FakeTerminal> {
  const terminal = new FakeTerminal(
    source,
    {columns: 120, rows: 30},
    {take: {save: saveFile, invocation: {paths: ['audit.log'], flags: []}}, ...options},
  );
  open.push(terminal);
  await terminal.shows(/row [\d,]+ of/);
  return terminal;
}

/** What the terminal was told to put into its clipboard, the last time. */
const clipboard = ({output}: FakeTerminal): string | undefined => {
  const base64 = [...output.matchAll(/\x1b\]52;c;([A-Za-z0-9+/=]*)\x07/g)].at(-1)?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
};

const CLEAR = '\x15';
const SAVE = '\x13';

// Each terminal listens for the end of the process, and some are open at a time.
process.setMaxListeners(30);

describe('copying', () => {
  test('the command reaches the clipboard, and a notice says on what that depends', async () => {
    const terminal = await start(new MemorySource(requests(9)), {filter: "user:a'b OR verb:delete"});
    terminal.write('yc');
    await terminal.shows(/Copied the command, \d+ B: it arrives if the terminal allows OSC 52/);
    expect(clipboard(terminal)).toBe("audit-tui query 'user:a'\\''b OR verb:delete' audit.log -o json");
  });

  test('the event is masked until its secrets are shown', async () => {
    const terminal = await start(new MemorySource(secrets(3)));
    terminal.write('yj');
    await terminal.shows('Copied the event, masked');
    expect(clipboard(terminal)).toContain('masked');
    expect(clipboard(terminal)).not.toContain(SECRET);
    terminal.write('\r');
    await terminal.shows('Summary');
    terminal.write('r');
    await terminal.shows('Secrets of this event are shown');
    terminal.write('yj');
    await terminal.shows('in clear');
    expect(JSON.parse(clipboard(terminal)!).requestObject.data.password).toBe(SECRET);
  });

  test('what is too long is not copied, which is said', async () => {
    const big = {kind: 'ConfigMap', data: {x: 'x'.repeat(80_000)}};
    const terminal = await start(new MemorySource(requests(2, () => ({level: 'Request', requestObject: big}))));
    terminal.write('yj');
    await terminal.shows(/Not copied: 80\.\d kB is more than terminals take \(75\.0 kB\)/);
    expect(clipboard(terminal)).toBeUndefined();
  });
});

describe('exporting', () => {
  test.each([
    [
      'jsonl',
      (text: string) =>
        expect(
          text
            .trim()
            .split('\n')
            .map(line => JSON.parse(line).auditID),
        ).toHaveLength(1200),
    ],
    ['json', (text: string) => expect(JSON.parse(text)).toHaveLength(1200)],
    ['csv', (text: string) => expect(text.trim().split('\n')).toHaveLength(1201)],
    ['yaml', (text: string) => expect(text.match(/^(?:- )?auditID:|^ *auditID:/gm)).toHaveLength(1200)],
    ['txt', (text: string) => expect(text.trim().split('\n')).toHaveLength(1201)],
  ])('%s holds every row of the filter, secrets masked', async (ending, holds) => {
    const terminal = await start(new MemorySource([...secrets(1200), ...requests(5, undefined, 5000)]), {
      filter: 'resource:secrets',
    });
    terminal
      .write(SAVE)
      .write(CLEAR)
      .write(at(`x.${ending}`))
      .write('\r');
    await terminal.shows('Wrote 1,200 rows');
    const text = readFileSync(at(`x.${ending}`), 'utf8');
    holds(text);
    expect(text).not.toContain(SECRET);
  });

  test('a file that is there is asked about, Enter writes over it, and with ^R in clear', async () => {
    writeFileSync(at('x.json'), 'precious');
    const terminal = await start(new MemorySource(secrets(2)));
    terminal.write(SAVE).write(CLEAR).write(at('x.json')).write('\x12').write('\r');
    await terminal.shows('already exists: Enter overwrites it');
    expect(readFileSync(at('x.json'), 'utf8')).toBe('precious');
    terminal.write('\r');
    await terminal.shows(/Wrote 2 rows .* with secrets in clear/);
    expect(readFileSync(at('x.json'), 'utf8')).toContain(SECRET);
  });

  /** Reads no event until it is let. */
  class Slow extends MemorySource {
    override async event(...args: Parameters<MemorySource['event']>): ReturnType<MemorySource['event']> {
      await new Promise(resolve => setTimeout(resolve, 5));
      return super.event(...args);
    }
  }

  test('Esc stops it, and nothing of the file is left', async () => {
    const terminal = await start(new Slow(requests(2000)));
    terminal.write(SAVE).write(CLEAR).write(at('x.json')).write('\r');
    await terminal.shows('writing…');
    await until(() => readdirSync(folder).length === 1, 'the file is there');
    terminal.write('\x1b');
    await terminal.shows('Stopped: nothing was written');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('nor when the explorer is left meanwhile', async () => {
    const terminal = await start(new Slow(requests(2000)));
    terminal.write(SAVE).write(CLEAR).write(at('x.json')).write('\r');
    await until(() => readdirSync(folder).length === 1, 'the file is there');
    terminal.write('\x03');
    expect(await terminal.done).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an event that is gone is left out, and said', async () => {
    const source = new MemorySource(requests(9));
    const whole = source.event.bind(source);
    source.event = (id, ...rest) => (id.auditID === 'r3' ? Promise.reject(new Error('gone')) : whole(id, ...rest));
    const terminal = await start(source);
    terminal.write(SAVE).write(CLEAR).write(at('x.jsonl')).write('\r');
    await terminal.shows(/Wrote 9 rows .* 1 of them could not be read and are left out/);
    expect(readFileSync(at('x.jsonl'), 'utf8').trim().split('\n')).toHaveLength(8);
  });

  test('where nothing can be written there is one sentence', async () => {
    const terminal = await start(new MemorySource(requests(3)));
    terminal.write(SAVE).write(CLEAR).write('/no/such/folder/x.csv').write('\r');
    await terminal.shows('There is no folder /no/such/folder.');
  });

  test('a name with / at its end is a bundle, which B begins, and holds the notes', async () => {
    const take = {save: saveFile, bundles: {open: openFolder, maker: maker()}};
    const terminal = await start(new MemorySource(secrets(9)), {take});
    terminal.write('aseen first').write('\r');
    await terminal.shows('Note kept');
    terminal.write('B');
    await terminal.shows(/incident-\d{8}-\d{6}\//);
    await terminal.shows('a bundle: 9 rows of the filter, 1 bookmark');
    terminal.write(CLEAR).write(at('evidence/')).write('\r');
    await terminal.shows(/Wrote 9 events to .*evidence\/, [\d.]+ kB, secrets masked/);
    expect(readdirSync(folder)).toEqual(['evidence']);
    expect(readFileSync(at('evidence/timeline.md'), 'utf8')).toContain('> seen first');
    const text = readdirSync(at('evidence')).map(name => readFileSync(at(`evidence/${name}`), 'utf8'));
    expect(text.join('')).not.toContain(SECRET);
    terminal.write('B').write(CLEAR).write(at('evidence/')).write('\r');
    await terminal.shows('already exists: name another folder');
  });

  test('all rows become a timeline in plain words, with the notes beside them', async () => {
    const terminal = await start(new MemorySource(secrets(9)));
    terminal.write('aseen first').write('\r');
    await terminal.shows('Note kept');
    terminal.write(SAVE).write(CLEAR).write(at('all.timeline.md')).write('\r');
    await terminal.shows('Wrote 9 rows');
    const timeline = readFileSync(at('all.timeline.md'), 'utf8');
    const lines = timeline.split('\n').filter(line => line.startsWith('- 2026'));
    expect(lines).toHaveLength(9);
    expect(lines.toSorted()).toEqual(lines);
    expect(lines.filter(line => line.endsWith('**bookmark: seen first**'))).toHaveLength(1);
    expect(timeline).toContain('audit-tui query');
    expect(timeline).not.toContain(SECRET);
  });

  test('bookmarks and notes become a report', async () => {
    const terminal = await start(new MemorySource(requests(9)));
    terminal.write('aseen first').write('\r');
    await terminal.shows('Note kept');
    terminal.write('kkm');
    await terminal.shows('Bookmark set');
    terminal.write("'");
    await terminal.shows('2 events');
    terminal.write(SAVE).write(CLEAR).write(at('r.md')).write('\r');
    await terminal.shows('Wrote 2 bookmarks');
    const report = readFileSync(at('r.md'), 'utf8');
    expect(report.match(/^## .*$/gm)).toEqual([
      expect.stringMatching(/^## 2026-11-20T10:\S+Z$/),
      expect.stringMatching(/^## 2026-11-20T10:\S+Z$/),
    ]);
    expect(report).toContain('> seen first');
    expect(report).toContain('- auditID `r8`');
    expect(report).toContain('- `memory:9`');
  });
});

test('why the config file was not used is the first thing said', async () => {
  const take = {problem: 'Not used: c.yaml:2:3: no'};
  const terminal = new FakeTerminal(new MemorySource(requests(3)), {columns: 120, rows: 30}, {take});
  open.push(terminal);
  await terminal.shows('Not used: c.yaml:2:3: no');
});
