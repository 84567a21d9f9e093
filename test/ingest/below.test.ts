import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {logsBelow} from '../../src/ingest/below.ts';
import {eventLines, tempDirectory} from './helpers.ts';

function treeOf(files: Readonly<Record<string, string>>): string {
  const root = tempDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), content);
  }
  return root;
}

const EVENTS = eventLines(1);

describe('directories below that hold an audit log', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['none', {}, []],
    ['not the directory itself', {'audit.log': EVENTS}, []],
    ['one level down', {'audit/audit.log': EVENTS}, ['audit']],
    ['the nearest first', {'a/b/c/audit.log': EVENTS, 'z/audit.log': EVENTS}, ['z', 'a/b/c']],
    ['each once, however many logs it has', {'a/1.log': EVENTS, 'a/2.log': EVENTS}, ['a']],
    ['by content, not by name', {'a/audit.log': 'boot\n', 'b/0': EVENTS}, ['b']],
    ['not where a file is empty', {'a/audit.log': ''}, []],
    ['four levels down', {'1/2/3/4/x.log': EVENTS}, ['1/2/3/4']],
    ['no deeper', {'1/2/3/4/5/x.log': EVENTS}, []],
  ])('%s', async (_, files, expected) => {
    const root = treeOf(files);
    expect(await logsBelow(root, 3)).toEqual(expected.map(path => join(root, path)));
  });

  test('at most as many as asked for', async () => {
    const root = treeOf({'a/1': EVENTS, 'b/1': EVENTS, 'c/1': EVENTS});
    expect(await logsBelow(root, 2)).toEqual([join(root, 'a'), join(root, 'b')]);
  });

  test('a link to a file counts, a link to a directory is not followed, a pipe is not opened', async () => {
    const root = treeOf({'real/x.log': EVENTS, 'links/none': ''});
    symlinkSync(join(root, 'real/x.log'), join(root, 'links/0.log'));
    symlinkSync(root, join(root, 'links/round'));
    mkdirSync(join(root, 'pipe'));
    execFileSync('mkfifo', [join(root, 'pipe/p')]);
    expect(await logsBelow(root, 9)).toEqual([join(root, 'links'), join(root, 'real')]);
  });

  test('a crawl ends: after 400 directories nothing more is looked at', async () => {
    const root = tempDirectory();
    for (let at = 0; at < 420; at++) mkdirSync(join(root, `d${String(at).padStart(3, '0')}`));
    writeFileSync(join(root, 'd419/audit.log'), EVENTS);
    expect(await logsBelow(root, 1)).toEqual([]);
    writeFileSync(join(root, 'd100/audit.log'), EVENTS);
    expect(await logsBelow(root, 1)).toEqual([join(root, 'd100')]);
  });
});
