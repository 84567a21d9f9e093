// Every pane fills its box exactly, whatever the size of the screen and whatever the log holds.
import {describe, expect, test} from 'vitest';
import {layout} from '../../../src/session/session.ts';
import {request} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const SIZES = [
  {columns: 20, rows: 5},
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 119, rows: 14},
  {columns: 120, rows: 40},
  {columns: 200, rows: 60},
  {columns: 250, rows: 70},
];

const source = () => {
  const made = new MemorySource([
    ...HOSTILE_EVENTS,
    ...requests(120, place => ({
      verb: ['get', 'list', 'watch'][place % 3]!,
      responseStatus: {code: place % 7 === 0 ? 503 : 200},
    })),
    ...request(['RequestReceived', 'ResponseStarted'], {auditID: 'watching', verb: 'watch'}),
  ]);
  made.problems = [
    {
      code: 'NOT_JSON',
      title: 'not JSON',
      count: 12_345,
      examples: [
        {
          code: 'NOT_JSON',
          reason: `no JSON: "\x1b[2J${'字'.repeat(300)}"`,
          at: {file: '/var/log/\x1b[1maudit.log', line: 7, offset: 99},
        },
      ],
    },
  ];
  return made;
};

/** Ways to a screen, by what is on it then. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'the table': [],
  'the oldest rows': ['g'],
  'a detail': ['g', 'enter'],
  'a request body': ['g', 'j', 'j', 'enter', 'right', 'j', 'enter', 'v'],
  'a response body, not wrapped': ['enter', 'right', 'right', 'w', 'j', 'j'],
  'what the server changed': ['enter', 'D', 'j'],
  'the raw event': ['enter', 'right', 'right', 'right', 'right', 'pagedown'],
  'a history': ['g', 'j', 'H', 'k', 'J', 'x', 'R', 'G', 'b', 'enter', 'H'],
  'secrets shown': ['enter', 'r'],
  'facets with all values': ['4', 'G', 'k', 'enter', '9', 'j', '+', 'j', '-'],
  'a zoomed detail': ['enter', 'z'],
  'zoomed facets': ['f', 'z'],
  'typing a filter': ['/', 'text:verb:get user:"字幕'],
  'an error in the filter': ['/', 'text:usr:alice'],
  suggestions: ['/', 'text:ver', 'down', 'down'],
  'no rows': ['/', 'text:verb:nothing', 'enter'],
  'a filter for the future': ['/', 'text:since:2030-01-01', 'enter'],
  'the command palette': [':', 'pagedown', 'down'],
  'a command that was found': [':', 'text:hide', 'down', 'enter', ':', 'text:字幕 \x1b[2J'],
  help: ['?', 'text:filter', 'down'],
  'help that finds nothing': ['?', 'text:zzzzqqqq'],
  problems: ['p', 'j', 'G'],
  'every event': ['u'],
  inputs: ['i', 'j', 'G'],
  'what can be copied': ['y', 'j'],
  'a note': ['g', 'a', 'text:字幕 e\u0301 \x1b[2J note', 'enter', "'", 'j'],
  'an export': ['ctrl-s', 'text:/tmp/字幕/', 'ctrl-r'],
  'a bundle': ['B', 'enter'],
  'saved filters': ['P', 'j', 'space', 'G'],
  'columns and their widths': ['>', '>', '>', 'c', 'G', 'space', 'k', 'space', '>', 'g', 'space', 'esc'],
  'a timeline': ['g', 'j', 'U', 'j', 'G', 'k'],
  'the timeline of a source': ['U', 'a', 'G'],
  'the histogram': ['t', 'left', 'space', 'left', 'left', 'enter'],
  'a time to go to': ['T', 'text:10:02..字'],
  'a search': ['&', 'text:"字幕"', 'enter', 'n', 'enter', 'n'],
  'a facet that is searched': ['4', '&', 'text:字', 'down', 'enter'],
};

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(Object.entries(WAYS))('%s fits', async (_, keys) => {
    const driver = new Driver(source(), size);
    expectFits(driver.session);
    await driver.settle();
    expectFits(driver.session);
    for (const key of keys) {
      await driver.press(key).settle();
      expectFits(driver.session);
    }
  });
});

test.each<[columns: number, rows: number, panes: readonly string[]]>([
  [80, 24, ['table']],
  [119, 40, ['table']],
  [120, 40, ['facets', 'table']],
  [250, 70, ['facets', 'table']],
])('at %i x %i there are %j', (columns, rows, panes) => {
  const {session} = new Driver(source(), {columns, rows});
  const boxes = layout(session);
  expect(['facets', 'table', 'detail'].filter(name => name in boxes)).toEqual(panes);
});

test('boxes of a wide screen tile the body', async () => {
  const driver = await new Driver(source(), {columns: 200, rows: 60}).settle();
  await driver.press('enter').settle();
  const {body, facets, table, detail} = layout(driver.session);
  expect(table!.height + detail!.height).toBe(body.height);
  expect(facets!.height).toBe(body.height);
  expect(table!.x + table!.width).toBe(200);
  expect(table!.x - facets!.width).toBe(2);
});

test('every resize keeps everything fitted', async () => {
  const driver = await new Driver(source(), {columns: 200, rows: 60}).settle();
  await driver.press('g', 'enter').settle();
  for (const size of [...SIZES, ...SIZES.toReversed()]) {
    driver.act({type: 'resize', size});
    expectFits(driver.session);
    await driver.settle();
    expectFits(driver.session);
  }
});
