// Bookmarks, notes, copying, exporting and saved filters by their keys, and what is asked of the world for them.
import {describe, expect, test} from 'vitest';
import {markOf} from '../../../src/session/take/marked.ts';
import type {TakeEffect} from '../../../src/session/take/take.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const open = async (source = new MemorySource(requests(40, place => ({verb: place % 4 === 0 ? 'list' : 'get'})))) =>
  new Driver(source, {columns: 120, rows: 40}).settle();

const last = (driver: Driver) => driver.others.at(-1) as TakeEffect | undefined;
const notice = (driver: Driver) => driver.session.notice?.text;
const screen = (driver: Driver) => textOf(driver.session, driver.session.overlay?.kind ?? '').join('\n');

describe('bookmarks', () => {
  test('m sets one, seen at the left edge of its row alone, and takes it away', async () => {
    const driver = (await open()).press('k', 'm');
    const table = textOf(driver.session, 'table');
    expect(table.filter(line => line.startsWith('● '))).toHaveLength(1);
    expect(driver.press('m').session.take.marks).toEqual([]);
    expect(textOf(driver.session, 'table').some(line => line.startsWith('● '))).toBe(false);
  });

  test("' lists them in time; Enter goes there, also where another filter is", async () => {
    const driver = await open();
    driver.press('m', 'g');
    await driver.settle();
    driver.press('m', "'");
    expect(driver.session.take.marks.map(({id}) => id.auditID)).toEqual(['r0', 'r39']);
    expect(screen(driver)).toContain('2 events');
    driver.press('down', 'enter');
    await driver.settle();
    expect([driver.session.overlay, driver.current]).toEqual([undefined, 'r39']);
  });

  test('a writes a note, which is shown and edited in the list', async () => {
    const driver = (await open()).press('a', 'text:the first', 'enter');
    expect(markOf(driver.session, driver.session.table.rows.at(-1)!.id)?.note).toBe('the first');
    driver.press("'", 'a', 'ctrl-u', 'text:the \x1b[2Jsecond', 'enter');
    expect(driver.session.overlay?.kind).toBe('marks');
    expect(screen(driver)).toContain('the [2Jsecond');
    expect(driver.session.take.marks).toHaveLength(1);
  });

  test('one with a note is not lost by m, only by d in the list', async () => {
    const driver = (await open()).press('a', 'text:kept', 'enter', 'm');
    expect(driver.session.take.marks).toHaveLength(1);
    driver.press("'", 'd');
    expect([driver.session.take.marks, driver.session.overlay]).toEqual([[], undefined]);
  });

  test('q tells once of notes that are in no file, ^C quits at any time', async () => {
    const driver = (await open()).press('a', 'text:kept', 'enter', 'q');
    expect([driver.others, notice(driver)]).toEqual([[], expect.stringMatching(/in no file yet/)]);
    expect(driver.press('q').others).toEqual([{kind: 'quit'}]);
    const other = (await open()).press('a', 'text:kept', 'enter', 'ctrl-c');
    expect(other.others).toEqual([{kind: 'quit'}]);
  });

  test('q quits when a report holds the notes', async () => {
    const driver = (await open()).press('a', 'text:kept', 'enter', "'", 'ctrl-s', 'enter');
    driver.act({type: 'take/told', told: {kind: 'exported', text: 'Wrote it.', holdsNotes: true}});
    expect(last(driver.press('q'))).toEqual({kind: 'quit'});
  });

  test('Esc leaves a note as it was', async () => {
    const driver = (await open()).press('a', 'text:no', 'esc');
    expect(driver.session.take.marks).toEqual([]);
  });
});

describe('copying', () => {
  test.each([
    ['r', 'the row', /^time\s+verb.*\n2026-11-20T10:\S+\s+get\s+200\s+alice@example\.com\s+pods/],
    ['v', 'the value', /^alice@example\.com$/],
    ['c', 'the command', /^audit-tui query '' -o json$/],
  ])('%s copies %s', async (key, what, text) => {
    const driver = (await open()).press('y', key);
    expect(last(driver)).toMatchObject({kind: 'copy', what, text: expect.stringMatching(text)});
    expect(driver.session.overlay).toBeUndefined();
  });

  test('Enter copies what the cursor is on: the event is read first, masked', async () => {
    const driver = (await open()).press('y', 'down', 'enter');
    expect(last(driver)).toMatchObject({kind: 'copy/event', id: {auditID: 'r39'}, reveal: false});
  });

  test('secrets that are shown are copied in clear', async () => {
    const driver = await (await open()).press('enter').settle();
    driver.press('r', 'y', 'j');
    expect(last(driver)).toMatchObject({kind: 'copy/event', reveal: true});
  });

  test('a masked value is copied as it is shown', async () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${'eyJzdWIiOiJ4eHh4eHh4eHgifQ'.repeat(3)}.${'c2lnbmF0dXJl'.repeat(6)}`;
    const source = new MemorySource(requests(3, () => ({user: {username: token, groups: []}})));
    const driver = (await open(source)).press('y', 'v');
    expect(last(driver)).toMatchObject({kind: 'copy', text: expect.stringMatching(/masked/)});
    expect(JSON.stringify(last(driver))).not.toContain(token);
  });

  test.each([
    ['q', /no query/],
    ['p', /Only a line/],
  ])('%s says why there is nothing', async (key, why) => {
    const driver = (await open()).press('y', key);
    expect([last(driver), notice(driver)]).toEqual([undefined, expect.stringMatching(why)]);
  });

  test('the path of a body line is what filters take', async () => {
    const source = new MemorySource(
      requests(3, () => ({level: 'Request', requestObject: {spec: {containers: [{image: 'nginx'}]}}})),
    );
    const driver = await (await open(source)).press('enter').settle();
    driver.press('right', 'G', 'y', 'p');
    expect(last(driver)).toMatchObject({kind: 'copy', text: 'requestObject.spec.containers[0].image'});
    driver.press('y', 'v');
    expect(last(driver)).toMatchObject({kind: 'copy', text: 'nginx'});
  });
});

describe('exporting', () => {
  const exporting = async (name: string) => (await open()).press('ctrl-s', 'ctrl-u', `text:${name}`, 'enter');

  test.each([
    ['x.jsonl', 'jsonl'],
    ['x.JSON', 'json'],
    ['x.csv', 'csv'],
    ['x.yml', 'yaml'],
    ['X.Timeline.MD', 'timeline'],
    ['x.txt', 'table'],
  ])('%s is written as %s, masked, over nothing', async (name, format) => {
    expect(last(await exporting(name))).toMatchObject({
      kind: 'export',
      job: {path: name, format, reveal: false, overwrite: false},
    });
  });

  test.each([
    ['x.xls', /\.jsonl \.json/],
    ['', /needs a name/],
    ['x.md', /there is none/],
  ])('%j is refused', async (name, why) => {
    const driver = await exporting(name);
    expect([last(driver), screen(driver)]).toEqual([undefined, expect.stringMatching(why)]);
  });

  test('a file that is there is written over only when asked again for the same name', async () => {
    const driver = await exporting('x.csv');
    driver.act({type: 'take/told', told: {kind: 'exists', path: 'x.csv'}});
    expect(screen(driver)).toContain('x.csv already exists');
    driver.press('backspace', 'text:v', 'enter');
    expect(last(driver)).toMatchObject({job: {overwrite: false}});
    driver.act({type: 'take/told', told: {kind: 'exists', path: 'x.csv'}}).press('enter');
    expect(last(driver)).toMatchObject({job: {overwrite: true}});
  });

  test('^R asks for secrets in clear, and says so', async () => {
    const driver = (await open()).press('ctrl-s', 'ctrl-r');
    expect(screen(driver)).toContain('in clear');
    expect(last(driver.press('enter'))).toMatchObject({job: {reveal: true}});
  });

  test('progress is shown, Esc stops it, the name cannot be changed meanwhile', async () => {
    const driver = await exporting('x.csv');
    driver.act({type: 'take/told', told: {kind: 'progress', done: 10, total: 40}}).press('text:z');
    expect(screen(driver)).toMatch(/writing… 10 of 40, 25%/);
    expect(last(driver.press('esc'))).toEqual({kind: 'export/stop'});
    driver.act({type: 'take/told', told: {kind: 'failed', text: 'Stopped: nothing was written.'}});
    expect(screen(driver)).toContain('Stopped');
    expect(driver.press('esc').session.overlay).toBeUndefined();
  });
});

describe('noise', () => {
  const LEASE = {objectRef: {resource: 'leases', apiVersion: 'v1'}, user: {username: 'system:node:n', groups: []}};
  const noisy = () =>
    open(new MemorySource(requests(40, place => (place % 4 === 0 ? {verb: 'update', ...LEASE} : {}))));

  test('P shows what each hides and how much of all', async () => {
    const driver = await (await noisy()).press('P').settle();
    expect(screen(driver)).toMatch(/leases +10 +25%/);
    expect(screen(driver)).toMatch(/watches +0 +0%/);
  });

  test('Space hides as a term that can be read, and again no longer', async () => {
    const driver = await (await noisy()).press('P', 'space').settle();
    expect(driver.session.filter.text).toMatch(/^-\(resource:leases .*\)$/);
    expect(driver.session.table.total).toBe(30);
    expect(screen(driver)).toMatch(/✗ leases +10 +25%/);
    await driver.press('space').settle();
    expect([driver.session.filter.text, driver.session.table.total]).toEqual(['', 40]);
  });

  test('Enter shows only that', async () => {
    const driver = await (await noisy()).press('P', 'enter').settle();
    expect([driver.session.overlay, driver.session.table.total]).toEqual([undefined, 10]);
  });

  test('counts go on while the source has not seen all', async () => {
    const source = new MemorySource(requests(40));
    const driver = await open(source);
    source.partial = {why: 'searching', done: 0.5};
    driver.press('P');
    await driver.answerOne(driver.pending.find(({slot}) => slot === 'share')!);
    expect(screen(driver)).toContain('≥ 0');
    source.partial = undefined;
    await driver.settle();
    expect(screen(driver)).not.toContain('≥');
    expect(screen(driver)).not.toContain('counting');
  });

  test('counts follow a log that grows, once each', async () => {
    const source = new MemorySource(requests(40));
    const driver = await (await open(source)).press('P').settle();
    expect(screen(driver)).toMatch(/leases +0 +0%/);
    source.add(requests(10, () => ({verb: 'update', ...LEASE}), 40));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(screen(driver)).toMatch(/leases +10 +20%/);
    expect(driver.pending).toEqual([]);
  });

  test("one's own are there too, and the filter of now is saved under a name", async () => {
    const driver = await noisy();
    driver.act({type: 'take/told', told: {kind: 'saved', filters: [{name: 'mine', query: 'verb:get'}], text: 'x'}});
    await driver.press('P').settle();
    expect(screen(driver)).toMatch(/mine +0 +0%|mine +\d+/);
    driver.press('s');
    expect(notice(driver)).toMatch(/nothing to save/);
    await driver.press('G', 'enter').settle();
    driver.press('P', 's', 'text:leases', 'enter');
    expect(screen(driver)).toContain('preset');
    driver.press('ctrl-u', 'text:again', 'enter');
    expect(last(driver)).toEqual({kind: 'filter/save', filter: {name: 'again', query: 'verb:get'}});
  });
});
