// Whatever stands in an event, and wherever: nothing on the screen or in an export is longer than its place, half a wide
// character, or something that a terminal would obey.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {isVisible} from '../../../src/audit/visible.ts';
import {cellsFor, exportText, type FormatOptions} from '../../../src/export/format.ts';
import {FORMATS} from '../../../src/export/formats.ts';
import {itemsOf} from '../../../src/export/items.ts';
import {topTable} from '../../../src/export/top.ts';
import {widthOf} from '../../../src/session/text/fit.ts';
import {TIME_ORDER} from '../../../src/source/source.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {runs} from '../../support/runs.ts';
import {expectFits} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';

/** What makes widths and terminals go wrong, each by itself and joined to anything else. */
const PIECES = [
  '字幕',
  'ＡＢ',
  'ｱ',
  '\u{1f600}',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  '\u{1f1e9}\u{1f1ea}',
  '\u2764\ufe0f',
  'e\u0301\u0327',
  '\u0301',
  '\u1100\u1161\u11a8',
  'กำ',
  'नि',
  '\ud800',
  '\udc00',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\u3000',
  '\u2028',
  '\x1b[2J',
  '\x1b]52;c;aGk=\x07',
  '\x9b31m',
  '\r\n',
  '\t',
  '\0',
  '\x7f',
  ' ',
  'name-of-something',
  'x'.repeat(300),
  '字'.repeat(200),
] as const;

const text = fc.oneof(
  {weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), {maxLength: 6}).map(parts => parts.join(''))},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 30})},
);

const body = fc.letrec<{value: unknown}>(tie => ({
  value: fc.oneof(
    {maxDepth: 3, depthSize: 'small'},
    text,
    fc.double({noNaN: true}),
    fc.constantFrom(null, true),
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(text, tie('value'), {maxKeys: 4}),
  ),
})).value;

const hostileEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    auditID: text,
    verb: fc.oneof(text, fc.constantFrom('get', 'delete', 'watch')),
    user: text,
    group: text,
    as: fc.option(text, {nil: undefined}),
    agent: text,
    ip: text,
    uri: text.map(part => `/api/v1/${part}`),
    resource: fc.oneof(text, fc.constantFrom('pods', 'secrets')),
    namespace: text,
    name: text,
    sub: fc.oneof(text, fc.constantFrom('', 'exec')),
    code: fc.constantFrom(200, 403, 500, 0),
    message: text,
    requestObject: body,
    responseObject: body,
    key: text,
    value: text,
    stage: fc.constantFrom('ResponseComplete', 'Panic', 'ResponseStarted', 'RequestReceived' as const),
  })
  .map(made =>
    event({
      auditID: made.auditID,
      verb: made.verb,
      stage: made.stage,
      level: 'RequestResponse',
      user: {username: made.user, groups: [made.group]},
      ...(made.as === undefined ? {} : {impersonatedUser: {username: made.as, groups: []}}),
      userAgent: made.agent,
      sourceIPs: [made.ip],
      requestURI: made.uri,
      objectRef: {
        resource: made.resource,
        namespace: made.namespace,
        name: made.name,
        subresource: made.sub,
        apiVersion: 'v1',
      },
      responseStatus: {code: made.code, message: made.message},
      requestObject: made.requestObject as never,
      responseObject: made.responseObject as never,
      annotations: {[made.key]: made.value},
    }),
  );

const events = fc.array(hostileEvent, {minLength: 1, maxLength: 6});

const size = fc.oneof(
  fc.constantFrom({columns: 80, rows: 24}, {columns: 120, rows: 40}, {columns: 200, rows: 60}),
  fc.record({columns: fc.integer({min: 1, max: 220}), rows: fc.integer({min: 1, max: 70})}),
);

/** To every pane, and about in it. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'table, facets and detail': [
    'g',
    'enter',
    'right',
    'j',
    'enter',
    'v',
    'right',
    'w',
    'G',
    'right',
    'right',
    'J',
    'z',
    'z',
  ],
  'histories and differences': ['g', 'enter', 'D', 'esc', 'H', 'j', 'J', 'x', 'R', 'b', 'enter', 'H', 'esc'],
  timelines: ['U', 'j', 'G', 'a', 'G', 'esc', 'esc'],
  'facets with all values': ['4', 'G', 'k', 'enter', '8', 'j', '+', 'j', '-', '&', 'text:字', 'enter', 'esc'],
  'lists, notes and prompts': [
    'm',
    'j',
    'a',
    'text:字 e\u0301',
    'enter',
    "'",
    'esc',
    'y',
    'esc',
    'P',
    'esc',
    'ctrl-s',
    'esc',
    'B',
    'esc',
    '/',
    'text:user:',
    'down',
    'esc',
    'esc',
  ],
  'columns, searches and time': [
    'c',
    'G',
    'space',
    'k',
    'space',
    'esc',
    '>',
    '<',
    '*',
    'n',
    't',
    'left',
    'esc',
    'T',
    'esc',
    'i',
    'esc',
    '?',
    'esc',
  ],
};

test.each(Object.entries(WAYS))('%s: nothing is out of its place', async (_, keys) => {
  await fc.assert(
    fc.asyncProperty(events, size, async (list, screen) => {
      const driver = new Driver(new MemorySource(list), screen);
      expectFits(driver.session);
      await driver.settle();
      expectFits(driver.session);
      for (const key of keys) {
        await driver.press(key).settle();
        expectFits(driver.session);
      }
    }),
    {numRuns: runs(12)},
  );
});

describe('exports to a terminal', () => {
  test.each(FORMATS.filter(({needs}) => needs !== 'count'))(
    '$name has no line that a terminal would obey',
    async format => {
      await fc.assert(
        fc.asyncProperty(events, fc.integer({min: 20, max: 200}), async (list, width) => {
          const options: FormatOptions = {toTerminal: true, reveal: false, width};
          const listing = {
            view: {where: {kind: 'and', of: []}, stages: 'all'},
            order: TIME_ORDER,
            cells: cellsFor(format, options),
            events: format.needs === 'event',
          } as const;
          let out = '';
          for await (const part of exportText(format, itemsOf(new MemorySource(list), listing), options)) out += part;
          const lines = out.split('\n');
          // Tabs of JSON are none of the log: they are its indentation.
          expect(lines.filter(line => !isVisible(line.replaceAll('\t', ' ')))).toEqual([]);
          if (format.name === 'table') expect(lines.filter(line => widthOf(line) > width)).toEqual([]);
        }),
        {numRuns: 40},
      );
    },
  );

  test('nor has the table of top, and each is as long as the terminal is wide at most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text), {minLength: 1, maxLength: 5}),
        fc.integer({min: 20, max: 200}),
        (pairs, width) => {
          const rest = {count: 1, failed: 0, p50: 1, p90: 1, p99: 1};
          const rows = pairs.map(([user, verb]) => ({key: {user, verb}, ...rest}));
          const out = topTable(rows, {by: ['user', 'verb'], total: 5, toTerminal: true, width, reveal: false});
          for (const line of out.split('\n')) {
            expect(isVisible(line)).toBe(true);
            expect(widthOf(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});
