import {describe, expect, test} from 'vitest';
import {currentContent} from '../../../src/session/detail-content.ts';
import {detailLines} from '../../../src/session/panes/detail.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';

const container = (at: number) => ({name: `c${at}`, image: at % 100 === 7 ? 'needle:1' : 'nginx'});
const body = {
  metadata: {
    name: 'web',
    managedFields: [{manager: 'needle-apply', operation: 'Apply'}, {manager: 'kubelet'}],
    annotations: {'a.b/c': 'x needle & y'},
  },
  spec: {containers: Array.from({length: 320}, (_, at) => container(at))},
};

const open = async (size = {columns: 80, rows: 24}) => {
  const source = new MemorySource([event({level: 'Request', requestObject: body, verb: 'create'})]);
  return new Driver(source, size).settle();
};

const inBody = async (...keys: readonly string[]) => {
  const driver = await open();
  for (const key of ['enter', 'right', ...keys]) await driver.press(key).settle();
  return driver;
};

const find = async (driver: Driver, text: string) => driver.press('&', `text:${text}`, 'enter').settle();

const lineHere = ({session}: Driver): string => {
  const {detail} = session;
  const line = currentContent(session).content.at(detail.scroll[detail.tab].cursor, 1)[0];
  return line === undefined ? '' : lineText(line.line).trim();
};

const title = (driver: Driver) => textOf(driver.session, 'detail')[0]!;

describe('searching inside a body', () => {
  test('n goes through the lines, what is folded away included, and counts', async () => {
    const driver = await find(await inBody(), 'needle');
    const seen: string[] = [];
    for (let step = 0; step < 6; step++) {
      seen.push(`${/match \d+ of \d+/.exec(title(driver))?.[0]} ${lineHere(driver)}`);
      driver.press('n');
    }
    expect(seen).toEqual([
      'match 1 of 6 - manager: needle-apply',
      'match 2 of 6 a.b/c: x needle & y',
      'match 3 of 6 image: needle:1',
      'match 4 of 6 image: needle:1',
      'match 5 of 6 image: needle:1',
      'match 6 of 6 image: needle:1',
    ]);
    expect(driver.session.notice?.text).toBe('Searched on from the first line.');
    expect(lineHere(driver)).toBe('- manager: needle-apply');
  });

  test('N goes backwards', async () => {
    const driver = await find(await inBody(), 'needle');
    driver.press('N');
    expect(lineHere(driver)).toBe('image: needle:1');
    expect(title(driver)).toContain('match 6 of 6');
  });

  test.each([
    ['YAML', []],
    ['JSON', ['v']],
  ] as const)('as %s what was folded by hand opens, the rest stays folded', async (_, keys) => {
    const driver = await inBody(...keys);
    const {content} = currentContent(driver.session);
    const at = content.at(0, content.total).findIndex(({body: line}) => line?.path === 'spec' && line.foldable);
    driver.press('g', ...Array.from({length: at}, () => 'j'), 'enter');
    expect(driver.session.detail.folds.request.folded).toEqual(new Set(['spec']));
    driver.press('g');
    await find(driver, '"x needle"');
    expect(driver.session.detail.folds.request.folded).toEqual(new Set(['spec']));
    await find(driver, '"needle:1"');
    expect(driver.session.detail.folds.request.folded).toEqual(new Set());
    expect(driver.session.detail.folds.request.unfolded).toEqual(new Set());
    expect(lineHere(driver)).toMatch(/image"?: "?needle:1/);
  });

  test('a list too long to show is opened for a match behind its end', async () => {
    const driver = await find(await inBody(), 'c319');
    expect(lineHere(driver)).toMatch(/name: c319$/);
    expect(title(driver)).toContain('match 1 of 1');
    driver.press('n');
    expect(driver.session.notice?.text).toBe('This is the only line that matches.');
  });

  test('from "… more" the next match is the first one behind it', async () => {
    const driver = await inBody('G');
    expect(lineHere(driver)).toBe('… 120 more');
    await find(driver, '"needle:1"');
    expect(title(driver)).toContain('match 3 of 4');
  });

  test('where nothing matches it says so', async () => {
    const driver = await find(await inBody(), 'haystack');
    expect(driver.session.notice?.text).toMatch(/^No line of this tab matches/);
    expect(title(driver)).toContain('no match');
  });

  test('where another tab matches it names that', async () => {
    const driver = await find(await inBody(), 'kubectl');
    expect(driver.session.notice?.text).toBe('No line of this tab matches. Found in: summary, raw.');
  });

  test('without a search n goes through what the filter finds', async () => {
    const driver = await open();
    await driver.press('/', 'text:needle', 'enter').settle();
    for (const key of ['enter', 'right', 'n', 'n']) await driver.press(key).settle();
    expect(lineHere(driver)).toBe('a.b/c: x needle & y');
  });

  test('in raw the escaped form is found', async () => {
    const source = new MemorySource([event({requestObject: {cmd: 'a & b'}})]);
    const raw = JSON.stringify(event({requestObject: {cmd: 'a & b'}})).replace('&', '\\u0026');
    const driver = await new Driver(source, {columns: 80, rows: 24}).settle();
    source.event = async () => ({
      event: event({requestObject: {cmd: 'a & b'}}),
      raw,
      form: 'JSON line',
      at: {file: 'm', line: 1, offset: 0},
    });
    await driver.press('enter').settle();
    driver.act({type: 'detail/tab', tab: 'raw'});
    await find(driver, '"a & b"');
    expect(title(driver)).toContain('match 1 of 1');
    expect(lineHere(driver)).toMatch(/"cmd":"a \\u/);
  });

  test('a match that is wrapped is found as one and marked in both lines', async () => {
    const text = `${'x'.repeat(70)}needle`;
    const driver = await new Driver(new MemorySource([event({requestObject: {cmd: text}})]), {
      columns: 80,
      rows: 24,
    }).settle();
    for (const key of ['enter', 'right']) await driver.press(key).settle();
    await find(driver, 'xneedle');
    expect(title(driver)).toContain('match 1 of 1');
    const found = detailLines(driver.session)
      .slice(1)
      .flatMap(({line}) => line.filter(({style}) => style === 'match'));
    expect(found.length).toBe(2);
    expect(found.map(part => part.text).join('')).toBe('xneedle');
  });

  test('in the summary a value is marked in the line of its field', async () => {
    const driver = await open();
    await driver.press('enter').settle();
    await find(driver, 'user:alice@example.com');
    const found = detailLines(driver.session).flatMap(({line}) => line.filter(({style}) => style === 'match'));
    expect(found.map(({text}) => text)).toContain('alice@example.com');
  });

  test('* searches for the value of the line', async () => {
    const driver = await find(await inBody(), '"needle:1"');
    await driver.press('*').settle();
    expect(driver.session.search.text).toBe('requestObject.spec.containers.image:needle:1');
    expect(title(driver)).toContain('match 2 of 4');
  });
});

describe.each([
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('at $columns x $rows', size => {
  test.each(['needle', 'name', '/./', '字', 'requestObject.metadata.name:web'])(
    'a search for %s fits everywhere',
    async text => {
      const driver = await open(size);
      for (const key of [
        'enter',
        '&',
        `text:${text}`,
        'enter',
        'right',
        'n',
        'n',
        'v',
        'N',
        'w',
        'n',
        'right',
        'n',
        'right',
        'n',
        'N',
      ]) {
        const before = textOf(driver.session, 'detail').length;
        await driver.press(key).settle();
        expectFits(driver.session);
        expect(before).toBeGreaterThanOrEqual(0);
      }
    },
  );
});
