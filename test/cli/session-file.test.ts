// Real files: a session is found again by its logs, is for its owner alone, and is written only when there is something in it.
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {keepingOf} from '../../src/cli/session-file.ts';
import {initialSession} from '../../src/session/session.ts';
import {type SavedState, stateOf} from '../../src/session/state/state.ts';
import {openLocal} from '../../src/source/open.ts';
import type {Source} from '../../src/source/source.ts';
import {event, TEN_PAST} from '../support/events.ts';

let folder: string;
const sources: Source[] = [];
const at = (name: string) => join(folder, name);
const state = () => at('state/audit-tui/sessions');
const saved = () => readdirSync(state()).map(name => join(state(), name));
const line = (auditID: string) => `${JSON.stringify(event({auditID}))}\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  writeFileSync(at('audit.log'), line('a'));
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  rmSync(folder, {recursive: true, force: true});
});

async function open(...names: readonly string[]) {
  const paths = names.map(at);
  const source = await openLocal(paths);
  sources.push(source);
  return (await keepingOf(paths, source, {XDG_STATE_HOME: at('state')}))!;
}

const STATE: SavedState = {
  ...stateOf({...initialSession({columns: 80, rows: 24}, {} as never, TEN_PAST), stages: 'all'})!,
  marks: [{time: 1, auditID: 'x', stage: 'Panic', note: 'a note'}],
};

test('what was kept is there the next time, for its owner alone', async () => {
  const first = await open('audit.log');
  expect([first.state, first.problem]).toEqual([undefined, undefined]);
  expect(await first.keep(STATE)).toBeUndefined();
  expect(saved().map(path => statSync(path).mode & 0o777)).toEqual([0o600]);
  expect(statSync(state()).mode & 0o777).toBe(0o700);
  expect((await open('audit.log')).state).toEqual(STATE);
});

test('of nothing nothing is written, not even a folder; and what is no longer worth it goes', async () => {
  await (await open('audit.log')).keep(undefined);
  expect(readdirSync(folder)).toEqual(['audit.log']);
  await (await open('audit.log')).keep(STATE);
  await (await open('audit.log')).keep(undefined);
  expect(saved()).toEqual([]);
});

test('other logs, and other files under the same name, have another session', async () => {
  writeFileSync(at('other.log'), line('b'));
  await (await open('audit.log')).keep(STATE);
  expect((await open('other.log')).state).toBeUndefined();
  expect((await open('audit.log', 'other.log')).state).toBeUndefined();
  renameSync(at('audit.log'), at('elsewhere'));
  writeFileSync(at('audit.log'), line('c'));
  const anew = await open('audit.log');
  expect(anew.state).toBeUndefined();
  await anew.keep({...STATE, filter: 'verb:get'});
  expect(saved().length).toBe(2);
});

test('a log that was rotated keeps its session, and the order of the paths says nothing', async () => {
  writeFileSync(at('other.log'), line('b'));
  await (await open('audit.log', 'other.log')).keep(STATE);
  renameSync(at('audit.log'), at('audit.log.1'));
  writeFileSync(at('audit.log'), line('c'));
  expect((await open('other.log', 'audit.log')).state).toEqual(STATE);
});

test.each<[claim: string, spoil: (text: string) => string, why: RegExp]>([
  ['damaged', text => text.slice(0, 50), /left alone: .*\.json is no JSON\.$/],
  [
    'newer',
    text => text.replace('"format": 1', '"format": 9'),
    /left alone: .* is of a newer audit-tui \(format 9\)\.$/,
  ],
])('one that is %s is one sentence and stays as it is', async (_, spoil, why) => {
  await (await open('audit.log')).keep(STATE);
  const [path] = saved();
  writeFileSync(path!, spoil(readFileSync(path!, 'utf8')));
  const before = readFileSync(path!, 'utf8');
  const keeping = await open('audit.log');
  expect([keeping.state, keeping.problem]).toEqual([undefined, expect.stringMatching(why)]);
  await keeping.keep({...STATE, filter: 'verb:get'});
  await keeping.keep(undefined);
  expect([saved(), readFileSync(path!, 'utf8')]).toEqual([[path], before]);
});

test('where it cannot be written there is one sentence', async () => {
  writeFileSync(at('state'), 'a file');
  expect(await (await open('audit.log')).keep(STATE)).toMatch(/^The session was not saved: .*\.$/);
});

test('standard input has none', async () => {
  mkdirSync(at('dir'));
  const source = await openLocal([at('audit.log')]);
  sources.push(source);
  expect(await keepingOf(['-'], source, {})).toBeUndefined();
});
