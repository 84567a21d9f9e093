// Real files: what is written, for whom, and what is left where it fails.
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {saveFile, writeProblem} from '../../src/cli/save.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function* texts(...parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

async function* failing(): AsyncGenerator<string> {
  yield 'x'.repeat(200_000);
  throw Object.assign(new Error('stopped'), {code: 'ENOENT'});
}

const once = {overwrite: false} as const;
const over = {overwrite: true} as const;

describe('a file', () => {
  test('holds what it was given, for its owner alone', async () => {
    expect(await saveFile(at('a.csv'), texts('字\n', 'b\n'), once)).toEqual({ok: true, path: at('a.csv'), bytes: 6});
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('字\nb\n');
    expect(statSync(at('a.csv')).mode & 0o777).toBe(0o600);
  });

  test('may be long', async () => {
    const parts = Array.from({length: 5000}, (_, place) => `${place} ${'字'.repeat(30)}\n`);
    const saved = await saveFile(at('a'), texts(...parts), once);
    expect(readFileSync(at('a'), 'utf8')).toBe(parts.join(''));
    expect(saved).toMatchObject({bytes: statSync(at('a')).size});
  });

  test('that is there stays, and what was to be written is not even made', async () => {
    writeFileSync(at('a'), 'old');
    let asked = false;
    const chunks = (async function* () {
      asked = true;
      yield 'new';
    })();
    expect(await saveFile(at('a'), chunks, once)).toMatchObject({ok: false, exists: true});
    expect([readFileSync(at('a'), 'utf8'), asked]).toEqual(['old', false]);
  });

  test('is written over when that was asked, and then at once', async () => {
    writeFileSync(at('a'), 'old', {mode: 0o644});
    expect(await saveFile(at('a'), texts('new'), over)).toMatchObject({ok: true});
    expect([readFileSync(at('a'), 'utf8'), readdirSync(folder)]).toEqual(['new', ['a']]);
    expect(statSync(at('a')).mode & 0o777).toBe(0o600);
  });

  test.each([once, over])('that fails half way leaves nothing behind: %j', async how => {
    if (how.overwrite) writeFileSync(at('a'), 'old');
    // Of a log that is gone, not of the file.
    await expect(saveFile(at('a'), failing(), how)).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual(how.overwrite ? ['a'] : []);
    if (how.overwrite) expect(readFileSync(at('a'), 'utf8')).toBe('old');
  });

  test('is not written through a link that somebody left there', async () => {
    symlinkSync(at('elsewhere'), at('a'));
    expect(await saveFile(at('a'), texts('x'), once)).toMatchObject({ok: false});
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('is no folder, and lies in one', async () => {
    mkdirSync(at('sub'));
    const refused = async (path: string) => {
      const saved = await saveFile(path, texts('x'), once);
      return saved.ok ? '' : saved.message;
    };
    expect(await refused(at('sub'))).toMatch(/is a folder: name a file in it\.$/);
    expect(await refused(at('none/a'))).toMatch(/^There is no folder .*none\.$/);
    expect(await refused('a\0b')).toMatch(/cannot be written/);
  });
});

test.each([
  ['EROFS', /read-only file system: choose another folder, such as \/tmp\.$/],
  ['EACCES', /cannot be written by this user/],
  ['ENOSPC', /no space left/],
  ['EIO', /cannot be written: boom/],
])('%s is one sentence', (code, sentence) => {
  const message = writeProblem(Object.assign(new Error('boom'), {code}), '/x/a');
  expect(message).toMatch(sentence);
  expect(message).toContain('/x');
});

test('an error that is none of the file system is not hidden', () => {
  expect(() => writeProblem(new Error('ours'), '/x')).toThrow('ours');
});
