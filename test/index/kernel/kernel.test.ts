import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Random} from '../../../scripts/samples/random.ts';
import {CODED_FIELDS} from '../../../src/index/coded.ts';
import {KERNEL_FIELDS, KNOWS_ALL_FIELDS} from '../../../src/index/kernel/fields.ts';
import {createKernel} from '../../../src/index/kernel/kernel.ts';
import {Comparison, fastScanner} from './compare.ts';

const TIMES =
  ',"requestReceivedTimestamp":"2026-11-20T10:02:11.310000Z","stageTimestamp":"2026-11-20T10:02:11.310250Z"';
const DECISION = '"authorization.k8s.io/decision":"allow"';
const REASON =
  '"authorization.k8s.io/reason":"RBAC: allowed by ClusterRoleBinding \\"a\\" of ClusterRole \\"b\\" to User \\"c\\""';
const HEAD = [
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"',
  ',"stage":"ResponseComplete","requestURI":"/api/v1/namespaces/a/pods/b?x=y\\u0026z","verb":"patch"',
  ',"user":{"username":"jane","uid":"1","groups":["a","b"],"extra":{"k":["v"]}},"impersonatedUser":{"username":"root"}',
  ',"sourceIPs":["10.0.0.1","::1"],"userAgent":"kubectl/v1.36"',
  ',"objectRef":{"resource":"pods","namespace":"a","name":"b","apiGroup":"g","apiVersion":"v1","subresource":"status"}',
  ',"responseStatus":{"metadata":{},"status":"Failure","message":"no","reason":"Forbidden","details":{"name":"b"},"code":403}',
].join('');
const BODIES = ',"requestObject":{"a":[1,{"b":"c"}]},"responseObject":{"kind":"Status"}';
const END = `,"annotations":{${DECISION},${REASON}}}`;
const GOOD = HEAD + BODIES + TIMES + END;

/** How a line differs from GOOD. */
type Change = readonly [from: string, to: string];

const changed = (...changes: readonly Change[]) =>
  changes.reduce((line, [from, to]) => {
    if (!line.includes(from)) throw new Error(`${from} is not in the line`);
    return line.replace(from, () => to);
  }, GOOD);

const FIRST_BODY = '{"a":[1,{"b":"c"}]}';
const body = (json: string) => changed([FIRST_BODY, json]);

/** Scans one line both ways: whether the kernel took it. It knows nothing yet, unless it is the one of another `comparison`. */
function isTaken(line: string, comparison = new Comparison()): boolean {
  const {declined} = comparison.counts;
  expect(comparison.differences(Buffer.from(`${line}\n`))).toEqual([]);
  expect(comparison.counts.brokenBodies).toBe(0);
  return comparison.counts.declined === declined;
}

test('the kernel fills every coded field that an event of the API server can hold', () => {
  const held = CODED_FIELDS.filter(({of}) => of !== 'alert').map(({name}) => name);
  expect([...KERNEL_FIELDS].sort()).toEqual(held.sort());
  expect(KNOWS_ALL_FIELDS).toBe(true);
});

test('without a module there is no kernel', () => {
  expect(createKernel(undefined)).toBeUndefined();
});

describe('taken, with the columns of JSON.parse:', () => {
  test.each<[claim: string, line: string]>([
    ['all fields', GOOD],
    ['an auditID that a client chose', changed(['0f1e2d3c-', 'mine-\\u0026-漢-'])],
    ['a short auditID', changed(['0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', 'x'])],
    ['an auditID in capitals', changed(['0f1e2d3c', '0F1E2D3C'])],
    ['an auditID with an escape in it that is a UUID', changed(['0f1e2d3c', '\\u0030f1e2d3c'])],
    ['an auditID with a wrong digit', changed(['0f1e2d3c', '0g1e2d3c'])],
    ['an auditID with its dashes elsewhere', changed(['0f1e2d3c-4b5a', '0f1e2d3-c4b5a'])],
    [
      'nothing that is optional',
      `${changed([HEAD.slice(HEAD.indexOf(',"impersonatedUser"')), ''], [BODIES, ''], [END, '}'])}`,
    ],
    ['a user who is nobody', changed(['{"username":"jane","uid":"1","groups":["a","b"],"extra":{"k":["v"]}}', '{}'])],
    ['empty groups', changed(['["a","b"]', '[]'])],
    ['a group that is empty', changed(['["a","b"]', '[""]'])],
    ['a group that looks like a list', changed(['["a","b"]', '["[\\"a\\",\\"b\\"]"]'])],
    ['empty extra', changed(['{"k":["v"]}', '{}'])],
    ['no source', changed(['["10.0.0.1","::1"]', '[]'])],
    ['a last source that is empty', changed(['"::1"', '""'])],
    ['an empty verb', changed(['"patch"', '""'])],
    [
      'constrained impersonation',
      changed([',"sourceIPs"', ',"authenticationMetadata":{"impersonationConstraint":"v"},"sourceIPs"']),
    ],
    ['a path', changed([/,"objectRef":.*?\}/.exec(GOOD)![0], ''])],
    [
      'a path that ends with an escaped question mark',
      changed([/,"objectRef":.*?\}/.exec(GOOD)![0], ''], ['/b?x', '/b\\u003fx']),
    ],
    ['a path of nothing', changed([/,"objectRef":.*?\}/.exec(GOOD)![0], ''], ['/api/v1/namespaces/a/pods/b?', '?'])],
    ['an objectRef of nothing', changed([/"objectRef":.*?\}/.exec(GOOD)![0], '"objectRef":{}'])],
    [
      'escapes of all kinds',
      changed(['kubectl', '\\u0026\\u003c\\u2028\\ud83d\\ude00\\ud800\\n\\t\\b\\f\\r\\/\\\\\\"']),
    ],
    ['an escaped quote before what looks like the end', changed(['kubectl', `\\",\\"requestReceivedTimestamp\\":\\"`])],
    ['characters outside ASCII', changed(['kubectl', 'é漢😀\u2028\ufeff'])],
    [
      'causes and a time to retry',
      changed([
        '"details":{"name":"b"}',
        '"details":{"name":"b","group":"g","kind":"k","uid":"u","causes":[{"reason":"r","message":"m","field":"f"},{}],"retryAfterSeconds":10}',
      ]),
    ],
    [
      'a status with its kind',
      changed(['{"metadata":{},"status"', '{"kind":"Status","apiVersion":"v1","metadata":{},"status"']),
    ],
    ['code 0', changed(['403', '0'])],
    ['bodies that are null', changed([FIRST_BODY, 'null'], ['{"kind":"Status"}', 'null'])],
    ['bodies that are lists', changed([FIRST_BODY, '[]'], ['{"kind":"Status"}', '[[],{}]'])],
    ['annotations without ours', changed([`${DECISION},${REASON}`, '"a":"b"'])],
    ['no annotation', changed([`${DECISION},${REASON}`, ''])],
    ['an annotation twice that is not ours', changed([DECISION, `"a":"1","a":"2",${DECISION}`])],
    [
      'the leap day of a year divisible by 400',
      changed(['stageTimestamp":"2026-11-20', 'stageTimestamp":"2000-02-29']),
    ],
    ['a time before the request was received', changed(['11.310250', '11.309999'])],
  ])('%s', (_, line) => {
    expect(isTaken(line)).toBe(true);
  });
});

describe('bodies that try to pass for the rest of the line are jumped over:', () => {
  const TAIL = `${TIMES},"annotations":{"authorization.k8s.io/decision":"forbid"}}`;
  // One kernel for all: a new one takes longer than its line.
  const comparison = new Comparison();
  test.each<[claim: string, json: string]>([
    ['ends with the tail of an event', `{"x":{"y":1${TAIL}}`],
    ['is an event', GOOD],
    ['is two events in a list', `[${GOOD},${GOOD}]`],
    ['holds the tail in a string', `{"x":${JSON.stringify(TAIL)}}`],
    ['holds the tail in a string, twice over', `{"x":${JSON.stringify(JSON.stringify(TAIL))}}`],
    ['has the keys of an event', `{"verb":"delete","annotations":{${DECISION}},"level":"None","stageTimestamp":"x"}`],
    ['closes brackets in strings', '{"x":"}}]]}","y":"{[{"}'],
    ['ends strings with backslashes', '{"a":"\\\\","b":"\\\\\\"}","c":"\\\\\\\\"}'],
    ['closes where another opens', '{"a":{},"b":[{},{}],"c":{"d":{}}}'],
    ...Array.from({length: 130}, (_, n): [string, string] => [
      `has ${n} backslashes before a quote`,
      `{"a":"${'x'.repeat(64 - (n % 64))}${'\\\\'.repeat(n)}\\"}"}`,
    ]),
    ...Array.from({length: 70}, (_, n): [string, string] => [`ends ${n} bytes on`, `{"a":"${'x'.repeat(n)}"}`]),
    ['is 500 deep', `${'{"a":['.repeat(250)}${']}'.repeat(250)}`],
    ['is 200 KB', `{"a":"${'x'.repeat(100_000)}","b":[${'{"c":"d"},'.repeat(10_000)}{}]}`],
  ])('one that %s', (_, json) => {
    JSON.parse(json);
    expect(isTaken(body(json), comparison)).toBe(true);
    expect(isTaken(changed(['{"kind":"Status"}', json]), comparison)).toBe(true);
  });
});

describe('left to JSON.parse:', () => {
  const key = (text: string) => changed([BODIES, `${BODIES},${text}`]);
  test.each<[claim: string, line: string]>([
    ['a key between the bodies and the times', key('"verb":"delete"')],
    ['annotations between the bodies and the times', key('"annotations":{}')],
    ['the times twice', key(TIMES.slice(1))],
    ['a requestObject twice', key('"requestObject":{}')],
    ['a key after the annotations', changed([END, `${END.slice(0, -1)},"verb":"delete"}`])],
    ['annotations twice', changed([END, `${END.slice(0, -1)}${END}`])],
    ['a decision twice', changed([DECISION, `${DECISION},"authorization.k8s.io/decision":"forbid"`])],
    [
      'a decision twice, once with an escape',
      changed([DECISION, `${DECISION},"authorization.k8s.io/\\u0064ecision":"forbid"`]),
    ],
    ['an annotation that is no string', changed([DECISION, '"a":1'])],
    ['a username twice', changed(['"uid":"1"', '"username":"root"'])],
    ['a user without its order', changed(['"username":"jane","uid":"1"', '"uid":"1","username":"jane"'])],
    ['a name twice', changed(['"subresource":"status"', '"name":"c"'])],
    ['a code twice', changed(['"code":403', '"code":403,"code":200'])],
    ['a key nobody knows', changed(['"verb"', '"x":1,"verb"'])],
    ['another apiVersion', changed(['audit.k8s.io/v1"', 'audit.k8s.io/v1beta1"'])],
    ['a group in objectRef.apiVersion', changed(['"apiVersion":"v1"', '"apiVersion":"apps/v1"'])],
    ['a group in objectRef.apiVersion, escaped', changed(['"apiVersion":"v1"', '"apiVersion":"apps\\u002fv1"'])],
    ['another stage', changed(['ResponseComplete', 'ResponseFinished'])],
    ['another level', changed(['RequestResponse', 'Everything'])],
    ['an empty auditID', changed(['0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', ''])],
    ['a code with a fraction', changed(['403', '403.0'])],
    ['a code below zero', changed(['403', '-0'])],
    ['a code with a leading zero', changed(['403', '0403'])],
    ['a code that is text', changed(['403', '"403"'])],
    ['a body that is text', body('"x"')],
    ['a body that is a number', body('12')],
    ['February 30th', changed(['stageTimestamp":"2026-11-20', 'stageTimestamp":"2026-02-30'])],
    ['the leap day of no leap year', changed(['stageTimestamp":"2026-11-20', 'stageTimestamp":"1900-02-29'])],
    ['month 0', changed(['stageTimestamp":"2026-11-20', 'stageTimestamp":"2026-00-20'])],
    ['month 13', changed(['stageTimestamp":"2026-11-20', 'stageTimestamp":"2026-13-20'])],
    ['hour 24', changed(['T10:02:11.310250', 'T24:00:00.000000'])],
    ['second 60', changed(['11.310250', '60.310250'])],
    ['a time in milliseconds', changed(['11.310250Z', '11.310Z'])],
    ['a time elsewhere', changed(['11.310250Z', '11.31025+01:00'])],
    ['no time', changed(['"2026-11-20T10:02:11.310250Z"', 'null'])],
    ['white space', changed([',"verb"', ', "verb"'])],
    ['a carriage return', `${GOOD}\r`],
    ['a tab in a string', changed(['kubectl', 'kube\tctl'])],
    ['an escape that is none', changed(['kubectl', '\\x41'])],
    ['an escape that is cut', changed(['kubectl', '\\u00g1'])],
    ['a line that is cut', GOOD.slice(0, -1)],
    ['a line that goes on', `${GOOD}}`],
    ['two events in a line', GOOD + GOOD],
    ['an event cut in its body, with the next behind it', GOOD.slice(0, GOOD.indexOf('{"b"')) + GOOD],
    ['an event cut in a string of its body, with the next behind it', GOOD.slice(0, GOOD.indexOf('c"}]')) + GOOD],
    ['a hole in a body', body('{"a":"\0\0\0\0"}')],
    ['text', 'I1120 10:02:11.310250 klog'],
    ['an EventList', `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${GOOD},${GOOD}]}`],
  ])('%s', (_, line) => {
    expect(isTaken(line)).toBe(false);
  });
});

test('invalid UTF-8 reads as JSON.parse reads it', () => {
  const comparison = new Comparison();
  const [before, after] = GOOD.split('kubectl').map(part => Buffer.from(part));
  for (const bytes of [
    [0x80],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f],
    [0xff, 0xfe],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0xef, 0xbb, 0xbf],
  ]) {
    const line = Buffer.concat([before!, Buffer.from(bytes), after!, Buffer.from('\n')]);
    expect(comparison.differences(line)).toEqual([]);
  }
  expect(comparison.counts.declined).toBe(0);
});

test('a body that is broken is not looked at: the columns are those of the rest', () => {
  const comparison = new Comparison();
  expect(comparison.differences(Buffer.from(`${body('{"a":nonsense,,}')}\n`))).toEqual([]);
  expect(comparison.counts).toEqual({lines: 1, declined: 0, brokenBodies: 1});
});

describe('the edges of a block', () => {
  test('lines are read at every alignment', () => {
    const comparison = new Comparison();
    for (let n = 0; n < 64; n++) {
      expect(
        comparison.differences(Buffer.from(`${'\n'.repeat(n)}${GOOD}\n${body(`{"a":"${'x'.repeat(n)}"}`)}`)),
      ).toEqual([]);
    }
    expect(comparison.counts.declined).toBe(0);
  });

  test('what lies in memory after a block is never read as part of it', () => {
    const comparison = new Comparison();
    const block = Buffer.from(`${GOOD}\n${GOOD}\n`);
    for (let length = GOOD.length - 80; length <= block.length; length++) {
      // The longer block leaves its bytes behind.
      expect(comparison.differences(block)).toEqual([]);
      expect(comparison.differences(block.subarray(0, length))).toEqual([]);
    }
  });

  test('a block that was filled in place, to the end of the memory', () => {
    const scanner = fastScanner();
    const line = Buffer.from(`${GOOD}\n`);
    for (const lines of [1, 50_000, 3, 120_000]) {
      const bytes = scanner.buffer(line.length * lines);
      for (let n = 0; n < lines; n++) bytes.set(line, n * line.length);
      const chunk = scanner.scan(bytes, 'lines');
      expect(chunk.rows).toBe(lines);
      expect(chunk.newlines).toBe(lines);
      expect(chunk.offset[lines - 1]).toBe((lines - 1) * line.length);
    }
  });

  test('an empty block, blank lines and lines without an end', () => {
    const comparison = new Comparison();
    for (const text of ['', '\n', '\n\n\n', '{', '"', '\\', `${GOOD}\n\n\n${GOOD}`, `x\n${GOOD}\nx\n\n${GOOD}\nx`]) {
      expect(comparison.differences(Buffer.from(text))).toEqual([]);
    }
  });
});

describe('dictionaries', () => {
  const named = (n: number) => changed(['kubectl', `agent ${n}`], ['"name":"b"', `"name":"${n}"`], ['/v1/', `/${n}/`]);

  test('two spellings of one string have one code', () => {
    const scanner = fastScanner();
    const spellings = ['<a>', '\\u003ca\\u003e', '\\u003Ca\\u003E'];
    const lines = spellings.map(spelling => changed(['kubectl/v1.36', spelling]));
    // The first is taken by JSON.parse, the others by the kernel.
    const chunk = scanner.scan(Buffer.from([`${lines[0]} `, ...lines].join('\n')), 'lines');
    const field = CODED_FIELDS.findIndex(({name}) => name === 'userAgent');
    expect(chunk.declined).toBe(1);
    expect(chunk.values[field]).toEqual(['<a>']);
    expect([...chunk.codes[field]!]).toEqual([1, 1, 1, 1]);
  });

  test('more values than there is room for: the rest of the block goes the slow way, and the next begins anew', () => {
    const comparison = new Comparison();
    const lines = Array.from({length: 60_000}, (_, n) => named(n));
    expect(comparison.differences(Buffer.from(lines.join('\n')))).toEqual([]);
    expect(comparison.counts.declined).toBeGreaterThan(5000);
    const before = comparison.counts.declined;
    expect(comparison.differences(Buffer.from(lines.slice(-1000).join('\n')))).toEqual([]);
    expect(comparison.counts.declined).toBe(before);
  });

  test('long values go the slow way', () => {
    const comparison = new Comparison();
    for (const length of [65_535, 65_536, 65_537, 20_000_000]) {
      expect(comparison.differences(Buffer.from(changed(['kubectl/v1.36', 'x'.repeat(length)])))).toEqual([]);
    }
    expect(comparison.counts.declined).toBe(2);
  });
});

describe('parts of lines that are remembered whole', () => {
  const long = 'a-name-that-is-longer-than-what-its-hash-looks-at-'.repeat(3);
  const USERS = [
    `{"username":"${long}","groups":["a","b"]}`,
    `{"username":"${long}","groups":["a"]}`,
    `{"username":"${long}"}`,
    `{"username":"${long}2"}`,
    '{"username":"jane"}',
    '{}',
  ];
  const CLIENTS = [
    `"sourceIPs":["10.0.0.1"],"userAgent":"${long}"`,
    `"sourceIPs":["10.0.0.1"],"userAgent":"${long}2"`,
    `"sourceIPs":["10.0.0.1","${long}","::1"],"userAgent":"${long}"`,
    `"sourceIPs":["10.0.0.1","${long}","::2"],"userAgent":"${long}"`,
    '"sourceIPs":["10.0.0.1"],"userAgent":"kubectl"',
    '"sourceIPs":["10.0.0.1"]',
    '"userAgent":"kubectl"',
    '"userAgent":""',
  ];
  const ANNOTATIONS = [
    `${DECISION},"authorization.k8s.io/reason":"${long}"`,
    `${DECISION},"authorization.k8s.io/reason":"${long}2"`,
    `"audit.k8s.io/truncated":"true",${DECISION},"authorization.k8s.io/reason":"${long}"`,
    `${DECISION},"authorization.k8s.io/reason":"${long}","b":"${long}"`,
    `${DECISION},"authorization.k8s.io/reason":""`,
    '"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":""',
    '',
  ];

  test('are told apart, however much alike', () => {
    const random = new Random('pieces');
    const lines = Array.from({length: 5000}, () =>
      changed(
        ['{"username":"jane","uid":"1","groups":["a","b"],"extra":{"k":["v"]}}', random.pick(USERS)],
        [
          ',"impersonatedUser":{"username":"root"}',
          random.chance(0.1) ? ',"impersonatedUser":{"username":"root"}' : '',
        ],
        ['"sourceIPs":["10.0.0.1","::1"],"userAgent":"kubectl/v1.36"', random.pick(CLIENTS)],
        [`${DECISION},${REASON}`, random.pick(ANNOTATIONS)],
        // Some break off after a part that is new.
        ['"verb":"patch"', random.chance(0.05) ? '"verb":patch' : '"verb":"patch"'],
        ['Z","stageTimestamp"', random.chance(0.05) ? '","stageTimestamp"' : 'Z","stageTimestamp"'],
      ),
    );
    const comparison = new Comparison();
    expect(comparison.differences(Buffer.from(lines.join('\n')))).toEqual([]);
    expect(comparison.counts.declined).toBeLessThan(800);
  });

  test('are forgotten with the values they stand for', () => {
    const comparison = new Comparison();
    const good = Buffer.from(`${GOOD}\n`);
    expect(comparison.differences(good)).toEqual([]);
    const many = Array.from({length: 60_000}, (_, n) => changed(['"name":"b"', `"name":"${n}"`]));
    expect(comparison.differences(Buffer.from(many.join('\n')))).toEqual([]);
    expect(comparison.differences(Buffer.from(changed(['jane', 'joe'], ['kubectl', 'curl'])))).toEqual([]);
    expect(comparison.differences(good)).toEqual([]);
    expect(comparison.counts.declined).toBe(0);
  });

  test('may be longer than what is remembered', () => {
    const comparison = new Comparison();
    const lines = [900, 950, 960, 970, 980, 990, 1000, 1010, 1024, 1100, 5000].flatMap(length => {
      const line = changed(['kubectl/v1.36', 'x'.repeat(length)], ['"jane"', `"${'y'.repeat(length)}"`]);
      return [line, line, GOOD];
    });
    expect(comparison.differences(Buffer.from(lines.join('\n')))).toEqual([]);
    expect(comparison.counts.declined).toBe(0);
  });
});

test('of the sample logs more than 99 % of the lines are taken', () => {
  const comparison = new Comparison();
  for (const name of ['audit.log', 'audit-2026-11-20T10-00-41.507.log']) {
    const bytes = readFileSync(new URL(`../../../sample-logs/${name}`, import.meta.url));
    expect(comparison.differences(bytes)).toEqual([]);
  }
  const {lines, declined} = comparison.counts;
  expect(lines).toBeGreaterThan(1500);
  expect(declined / lines).toBeLessThan(0.01);
});
