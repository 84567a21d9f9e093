// What the panes say, beyond that they fit.
import {describe, expect, test} from 'vitest';
import {bytesText, countText, grouped, percent} from '../../../src/audit/numbers.ts';
import {barsOf} from '../../../src/session/panes/histogram.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {endTime, rowTime, spansDays, timeCells} from '../../../src/session/time-text.ts';
import type {Bar} from '../../../src/source/source.ts';
import {event, request, TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1_204_331, '1,204,331'],
  ])('%i is grouped as %s', (count, text) => expect(grouped(count)).toBe(text));

  test.each([
    [9_999, '9,999'],
    [10_000, '10.0k'],
    [98_765, '98.8k'],
    [123_456, '123k'],
    [999_949, '1000k'],
    [1_204_331, '1.20M'],
  ])('%i is %s where room is short', (count, text) => expect(countText(count)).toBe(text));

  test.each([
    [512, '512 B'],
    [9_990, '9.99 kB'],
    [862_000_000, '862 MB'],
    [999_600, '1.00 MB'],
    [1_214_000_000, '1.21 GB'],
  ])('%i bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('percent is never 100 before it is all', () => expect(percent(0.9999)).toBe('99%'));
});

describe('times', () => {
  test('have their date when the log spans days', () => {
    expect(rowTime(TEN_PAST + 310_000, false, 'utc')).toBe('10:02:11.310');
    expect(rowTime(TEN_PAST, true, 'utc')).toBe('11-20 10:02:11.000');
    expect(spansDays({from: TEN_PAST, to: TEN_PAST + 86_400e6}, 'utc')).toBe(true);
    expect(spansDays({from: TEN_PAST, to: TEN_PAST + 60e6}, 'utc')).toBe(false);
  });

  test('have their year when the log spans so much that the month does not say it', () => {
    const span = (days: number) => spansDays({from: TEN_PAST, to: TEN_PAST + days * 86_400e6}, 'utc');
    // Over New Year's Eve.
    expect([span(60), span(180), span(184)]).toEqual([true, true, 'year']);
    expect(rowTime(TEN_PAST + 310_000, 'year', 'utc')).toBe('2026-11-20 10:02:11.310');
    expect(rowTime(TEN_PAST, 'year', 'utc', true)).toBe('2026-11-20 10:02:11');
  });

  test.each([false, true, 'year'] as const)('with the date %s they have the cells that are told', withDate => {
    const [long, short] = timeCells(withDate);
    expect([rowTime(TEN_PAST, withDate, 'utc').length, rowTime(TEN_PAST, withDate, 'utc', true).length]).toEqual([
      long,
      short,
    ]);
  });

  test.each([
    [1e6, '10:02:11.000'],
    [3600e6, '10:02:11'],
    [86_400e6, '11-20 10:02'],
    [86_400e6 * 300, '2026-11-20'],
  ])('an end %i µs from the other is %s', (far, text) => expect(endTime(TEN_PAST, TEN_PAST + far, 'utc')).toBe(text));
});

const NONE = () => undefined;

describe('the histogram', () => {
  const bars = (...pairs: readonly (readonly [number, number])[]): readonly Bar[] =>
    pairs.map(([count, failed]) => ({count, failed}));
  const histogram = (...pairs: readonly (readonly [number, number])[]) => ({from: 0, step: 1, bars: bars(...pairs)});

  test('one is seen beside thousands', () => {
    expect(lineText(barsOf(histogram([1, 0], [4000, 0], [0, 0]), 1, NONE)[0]!)).toBe('▁█ ');
  });

  test('three lines are twenty-four steps', () => {
    const lines = barsOf(histogram([24, 0], [12, 0], [1, 0]), 3, NONE).map(lineText);
    expect(lines).toEqual(['█  ', '█▄ ', '██▁']);
  });

  test('failures are below, in their own style', () => {
    const lines = barsOf(histogram([24, 8]), 3, NONE);
    expect(lines.map(line => line[0]!.style)).toEqual(['bar', 'bar', 'barFailed']);
  });

  test('without colours failures are shaded, the darker the more', () => {
    const mixed = histogram([8, 0], [8, 8], [5, 5], [2, 2], [8, 1], [0, 0]);
    expect(lineText(barsOf(mixed, 1, NONE)[0]!)).toBe('██▅▂█ ');
    expect(lineText(barsOf(mixed, 1, NONE, 6, true)[0]!)).toBe('█▓▒░█ ');
    expect(barsOf(histogram([24, 8]), 3, NONE, 1, true).map(lineText)).toEqual(['█', '█', '▓']);
  });

  test.each([3, 4, 7, 10, 97])('bars fill %i cells, none of them lost', width => {
    const [line] = barsOf(histogram([8, 0], [4, 0], [8, 8]), 1, NONE, width);
    expect(lineText(line!)).toMatch(/^█+▄+█+$/);
    expect(lineText(line!).length).toBe(width);
  });

  test('its labels stand at both ends of the screen', async () => {
    const driver = await new Driver(new MemorySource(requests(500)), {columns: 120, rows: 40}).settle();
    const [line] = textOf(driver.session, 'histogram').slice(-1);
    expect(line).toMatch(/^10:02:11 \S.*\S 10:1\d:\d\d$/);
  });

  test('an empty log has no times', async () => {
    const driver = await new Driver(new MemorySource(), {columns: 120, rows: 40}).settle();
    expect(textOf(driver.session, 'histogram').join('').trim()).toBe('');
  });

  test('the cursor is marked also where nothing is', () => {
    expect(barsOf(histogram([0, 0], [3, 0]), 1, bar => (bar === 0 ? 'row' : undefined))[0]![0]).toEqual({
      text: '·',
      style: 'match',
    });
  });
});

describe('the table', () => {
  test.each<[name: string, events: Parameters<typeof request>[0], words: readonly string[]]>([
    ['a whole request', ['RequestReceived', 'ResponseComplete'], ['200', 'R·C']],
    ['a request that was never completed', ['RequestReceived'], ['R…']],
    ['a watch that is running', ['RequestReceived', 'ResponseStarted'], ['R·S…']],
    ['a panic', ['RequestReceived', 'Panic'], ['PANIC', 'R·!']],
  ])('%s is marked', async (_, stages, words) => {
    const driver = await new Driver(new MemorySource(request(stages)), {columns: 160, rows: 30}).settle();
    const row = textOf(driver.session, 'table')[1]!;
    for (const word of words) expect(row).toContain(word);
  });

  test('subresources, paths and impersonation are seen', async () => {
    const {objectRef: _, ...path} = event({auditID: 'a', verb: 'get', requestURI: '/healthz?x=1'});
    const exec = event({auditID: 'b', objectRef: {resource: 'pods', subresource: 'exec', name: 'p', namespace: 'n'}});
    const as = event({auditID: 'c', impersonatedUser: {username: 'root'}});
    const driver = await new Driver(new MemorySource([path, exec, as]), {columns: 160, rows: 30}).settle();
    const text = textOf(driver.session, 'table').join('\n');
    expect(text).toContain('/healthz ');
    expect(text).toContain('pods/exec');
    expect(text).toContain('alice@example.com→root');
  });
});

describe('where there are no rows', () => {
  const empty = async (source: MemorySource, ...keys: readonly string[]) => {
    const driver = await new Driver(source).settle();
    for (const key of keys) await driver.press(key).settle();
    return textOf(driver.session, 'table').join('\n');
  };

  test('an empty log says so', async () => {
    expect(await empty(new MemorySource())).toContain('There are no events in it yet.');
  });

  test('a log of nothing but problems leads to them', async () => {
    const source = new MemorySource();
    source.problems = [{code: 'NOT_JSON', title: 'not JSON', count: 3, examples: []}];
    expect(await empty(source)).toContain('p shows the 3 problems.');
  });

  test('the reason of the only problem stands there itself', async () => {
    const source = new MemorySource();
    const reason = 'audit.log is empty: nothing has been logged to it yet.';
    source.problems = [
      {
        code: 'EMPTY_FILE',
        title: 'empty file',
        count: 1,
        examples: [{code: 'EMPTY_FILE', reason, at: {file: 'audit.log', offset: 0}}],
      },
    ];
    const text = await empty(source);
    expect(text).toContain(reason);
    expect(text).not.toContain('problem');
  });

  test('one request is one request', async () => {
    const driver = await new Driver(new MemorySource(requests(1))).settle();
    expect(textOf(driver.session, 'filter')[0]).toMatch(/ 1 request$/);
    expect(textOf(driver.session, 'header')[0]).toMatch(/ 1 event {2}1 request {2}/);
    expect(await empty(new MemorySource(requests(1)), '/', 'text:verb:escalate', 'enter')).toContain(
      'The 1 request does not match verb:escalate',
    );
  });

  test('a filter that matches nothing is named, with the keys that undo it', async () => {
    const text = await empty(new MemorySource(requests(9)), '/', 'text:verb:escalate', 'enter');
    expect(text).toContain('None of the 9 requests matches verb:escalate');
    expect(text).toContain('X clears the filter');
  });

  test('a time after the newest event is told', async () => {
    const text = await empty(new MemorySource(requests(9)), '/', 'text:since:2026-12-24', 'enter');
    expect(text).toContain('It asks for events since 2026-12-24T00:00:00; the newest is of 2026-11-20T10:02:19.');
  });
});

test('the header counts, and says that it is loading and what went wrong', async () => {
  const source = new MemorySource(requests(1234));
  source.loading = true;
  source.problems = [{code: 'NOT_JSON', title: 'not JSON', count: 3, examples: []}];
  const driver = await new Driver(source, {columns: 120, rows: 30}).settle();
  const header = textOf(driver.session, 'header')[0]!;
  for (const words of ['audit-tui  memory', '1,234 events', '1,234 requests', '864 kB', '3 problems', 'loading 50%'])
    expect(header).toContain(words);
});

test('the filter line counts what matches, the footer says where the cursor is', async () => {
  const driver = await new Driver(
    new MemorySource(requests(90, place => ({verb: place % 3 === 0 ? 'get' : 'list'}))),
  ).settle();
  await driver.press('/', 'text:verb:get', 'enter').settle();
  driver.press('k');
  expect(textOf(driver.session, 'filter')[0]).toMatch(/^> verb:get +30 of 90 requests$/);
  expect(textOf(driver.session, 'footer')[0]).toMatch(/row 29 of 30$/);
});

test('an error is drawn under its place with what could be meant', async () => {
  const driver = await new Driver(new MemorySource(requests(3)), {columns: 90, rows: 30}).settle();
  driver.press('/', 'text:verb:get usr:alice');
  const menu = textOf(driver.session, 'menu');
  expect(menu[0]!.indexOf('^^^')).toBe('> verb:get '.length);
  expect(menu.slice(1, 4).join(' ')).toMatch(/Did you +mean user\?/);
});

test('a long filter leaves the count legible and scrolls with the cursor', async () => {
  const long = Array.from({length: 12}, (_, at) => `-user:somebody-${at}`).join(' ');
  const driver = await new Driver(new MemorySource(requests(90)), {columns: 80, rows: 24}).settle();
  driver.press('/', `text:${long}`);
  expect(textOf(driver.session, 'filter')[0]).toMatch(/somebody-11 +90$/);
  driver.press('home');
  expect(textOf(driver.session, 'filter')[0]).toMatch(/^> -user:somebody-0 /);
  await driver.press('end', 'enter').settle();
  expect(textOf(driver.session, 'filter')[0]).toMatch(/^> -user:somebody-0 .*… +90$/);
});

test('with few rows the detail gets what the table does not need', async () => {
  const driver = await new Driver(new MemorySource(requests(90, place => ({verb: place === 7 ? 'get' : 'list'}))), {
    columns: 130,
    rows: 45,
  }).settle();
  await driver.press('enter').settle();
  const half = textOf(driver.session, 'table').length;
  await driver.press('/', 'text:verb:get', 'enter').settle();
  expect(textOf(driver.session, 'table').length).toBe(2);
  expect(half).toBeGreaterThan(15);
  await driver.press('X').settle();
  expect(textOf(driver.session, 'table').length).toBe(half);
});

test('what could come next hides that something is missing yet; alone it is told', async () => {
  const driver = await new Driver(new MemorySource(requests(3)), {columns: 90, rows: 30}).settle();
  await driver.press('/', 'text:user:').settle();
  expect(textOf(driver.session, 'menu').join('\n')).toContain('alice@example.com');
  expect(textOf(driver.session, 'menu').join('\n')).not.toContain('missing');
  await driver.press('ctrl-u', 'text:(verb:get').settle();
  expect(textOf(driver.session, 'menu').join('\n')).toContain('^');
});

test('a notice that is longer than its line is told whole, over the last lines of the body', async () => {
  const driver = await new Driver(new MemorySource(requests(40)), {columns: 60, rows: 20}).settle();
  const text =
    'The name of what this request created was not logged: its level leaves the response out. A rule of level Request would hold it.';
  driver.session = {...driver.session, notice: {text, style: 'dim'}};
  const said = [...textOf(driver.session, 'notice').slice(1), ...textOf(driver.session, 'footer')];
  expect(said.map(line => line.trimEnd()).join(' ')).toBe(text);
  expect(textOf(driver.session, 'notice')[0]).toMatch(/^─+$/);
  expectFits(driver.session);
  // One that fits takes nothing.
  driver.session = {...driver.session, notice: {text: 'Paused: Space goes on.', style: 'dim'}};
  expect(textOf(driver.session, 'notice')).toEqual([]);
});
