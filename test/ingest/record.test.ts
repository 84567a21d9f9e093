import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {stringifyExact} from '../../src/audit/exact-json.ts';
import {readExactly, readRecord} from '../../src/ingest/record.ts';
import {SAMPLE_EVENT, SAMPLE_LINE} from '../../src/ingest/wrappers/sample.ts';
import {runs} from '../support/runs.ts';

const json = JSON.stringify;
const line = (auditID: string, more: object = {}) => json({...SAMPLE_EVENT, auditID, ...more});

const summary = (text: string) => {
  const {items, problems} = readRecord(text);
  return {ids: items.map(({auditID}) => auditID), problems: problems.map(({code, reason}) => `${code}: ${reason}`)};
};

describe('a record that is an event', () => {
  test.each<[what: string, text: string]>([
    ['as it is', SAMPLE_LINE],
    ['with its newline', `${SAMPLE_LINE}\n`],
    ['with CRLF', `${SAMPLE_LINE}\r\n`],
    ['after a byte order mark', `\uFEFF${SAMPLE_LINE}`],
    ['pretty-printed', json(SAMPLE_EVENT, null, 2)],
    ['as an element of an array', `  ${SAMPLE_LINE},\n`],
  ])('%s', (_what, text) => {
    expect(readRecord(text)).toMatchObject({form: 'event', items: [SAMPLE_EVENT], problems: []});
    expect(readExactly(text).raw[0]).toBe(text.replace(/^[\s\uFEFF]+|[\s,]+$/g, ''));
  });

  test.each(['', '\n', '\r\n', '  \t', '[', ']\n', '],', '\uFEFF'])('%j is blank', text => {
    expect(readRecord(text)).toEqual({form: 'event', items: [], problems: []});
  });
});

describe('broken lines', () => {
  const cut = line('cut').slice(0, 200);
  /** Two lines of the log of a container: its pieces. */
  const cri = (text: string) =>
    `2026-11-20T10:02:11Z stdout P ${text.slice(0, 99)}\n2026-11-20T10:02:11Z stdout F ${text.slice(99)}\n`;
  test.each<[what: string, text: string, ids: string[], problems: (string | RegExp)[]]>([
    ['cut off', cut, [], ['PARTIAL_LINE: an event breaks off after 200 characters']],
    [
      'cut off, then whole',
      cut + line('a'),
      ['a'],
      ['GLUED_LINE: an event breaks off after 200 characters, where the next one begins'],
    ],
    ['cut off twice, then whole', cut + cut + line('a'), ['a'], [/^GLUED_LINE/, /^GLUED_LINE/]],
    ['whole, then cut off', line('a') + cut, ['a'], ['PARTIAL_LINE: an event breaks off after 200 characters']],
    ['two whole ones', line('a') + line('b'), ['a', 'b'], []],
    ['two with a comma', `${line('a')}, ${line('b')}`, ['a', 'b'], []],
    [
      'whole, then text',
      `${line('a')} and more`,
      ['a'],
      ['NOT_JSON: after a whole event the line goes on with "and more"'],
    ],
    ['NULs, then whole', `\0\0\0${line('a')}`, ['a'], ['NUL_RUN: 3 NUL bytes, skipped']],
    ['NULs, then pieces of a line', cri(line('a')).replace(/^/, '\0\0'), ['a'], ['NUL_RUN: 2 NUL bytes, skipped']],
    [
      'pieces of a line, NULs among them',
      cri(line('a')).replace('\n', '\n\0\0'),
      [],
      [/^SPLIT_LINE/, 'NUL_RUN: 2 NUL bytes, skipped', /^SPLIT_LINE/],
    ],
    ['only NULs', '\0\0', [], ['NUL_RUN: 2 NUL bytes, skipped']],
    ['cut off, NULs, then whole', `${cut}\0${line('a')}`, ['a'], ['NUL_RUN: 1 NUL byte, skipped', /^PARTIAL_LINE/]],
    [
      'an event in the body of another stays there',
      line('a', {requestObject: {kind: 'Event', apiVersion: 'v1'}}),
      ['a'],
      [],
    ],
    ['bad JSON', '{"kind":"Event" "level":1}', [], ['NOT_JSON: a comma or } is missing at column 17: ""level":1}"']],
    ['prefix, cut off', `host-1 ${cut}`, [], [/^PARTIAL_LINE/]],
    [
      'whole, then text, then whole',
      `${line('a')}I1023 23:50:38.116061       1 a.go:2] x${line('b')}`,
      ['a', 'b'],
      ['NOT_JSON: after a whole event the line goes on with "I1023 23:50:38.116061       1 a.go:2] x"'],
    ],
    [
      'klog without its newline, then whole',
      `I1023 23:50:38.116061       1 a.go:2] x${line('a')}`,
      ['a'],
      [/^KLOG_LINE/],
    ],
  ])('%s', (_what, text, ids, problems) => {
    const found = summary(text);
    expect(found.ids).toEqual(ids);
    expect(found.problems).toHaveLength(problems.length);
    problems.forEach((problem, i) => {
      if (typeof problem === 'string') expect(found.problems[i]).toBe(problem);
      else expect(found.problems[i]).toMatch(problem);
    });
  });

  test('wherever an event breaks off, the one glued to it is read, with one problem', () => {
    const whole = line('a', {userAgent: 'x "y" {"kind":"Event"}', requestObject: {kind: 'Event', apiVersion: 'v1'}});
    for (let length = 1; length < whole.length; length++) {
      const {items, problems} = readRecord(whole.slice(0, length) + line('b'));
      expect(items.map(({auditID}) => auditID)).toEqual(['b']);
      expect(problems.map(({code}) => code)).toEqual(['GLUED_LINE']);
    }
  });

  test('the text of each is its own', () => {
    const text = `host ${cut}${line('a')}${line('b')}\n`;
    expect([readExactly(text).raw[0], readExactly(text).raw[1]]).toEqual([line('a'), line('b')]);
  });
});

describe('lists without events', () => {
  test.each<[text: string, empty: readonly string[]]>([
    ['{"items":[]}', ['EventList']],
    ['{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[]}', ['EventList']],
    ['{"records":[]}', ['AKS records']],
    ['{"events":[]}', ['CloudWatch']],
    ['{"logEvents":[]}', ['CloudWatch']],
    ['{"resourceLogs":[]}', ['OTLP']],
    ['[{"items":[]},{"events":[]}]', ['EventList', 'CloudWatch']],
    ['2026-11-20T10:02:11Z stdout F {"items":[]}', ['EventList']],
  ])('%s is counted, and no problem', (text, empty) => {
    expect(readRecord(text)).toEqual({form: expect.any(String), items: [], problems: [], empty});
  });

  test.each([
    ['{"kind":"PodList","apiVersion":"v1","items":[]}'],
    ['{"kind":"EventList","apiVersion":"v1","items":[]}'],
    ['{"kind":"List","items":[]}'],
  ])('%s is another list', text => {
    const {items, problems, empty} = readRecord(text);
    expect([items, problems.map(({code}) => code), empty]).toEqual([[], ['NOT_AN_EVENT'], undefined]);
  });
});

describe('a line of a container without content', () => {
  test.each([
    ['2026-11-20T10:02:11.318300000Z stdout F '],
    ['2026-11-20T10:02:11.318300000Z stdout F'],
    ['2026-11-20T10:02:11.318300000Z stderr F \r\n'],
    ['2026-11-20T10:02:11.318300000Z stdout F:x\n'],
    [JSON.stringify({log: '\n', stream: 'stdout', time: '2026-11-20T10:02:11Z'})],
  ])('%j is a blank line', text => {
    const {items, problems, empty} = readRecord(text);
    expect([items, problems, empty]).toEqual([[], [], undefined]);
  });
});

describe('what is no event', () => {
  test.each<[text: string, problem: string]>([
    ['{"kind": 0}', 'NOT_AN_EVENT: an object with the key "kind", whose kind is a number, not an audit event'],
    ['{}', 'NOT_AN_EVENT: an empty object, not an audit event'],
    [
      '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}',
      'NOT_AN_EVENT: an object with the keys "a", "b", "c", "d", "e", …, not an audit event',
    ],
    [
      '{"kind":"Event","apiVersion":"v1","reason":"Started"}',
      'NOT_AN_EVENT: an object of kind "Event" of "v1", not an audit event',
    ],
    [
      '{"kind":"Policy","apiVersion":"audit.k8s.io/v1"}',
      'NOT_AN_EVENT: an object of kind "Policy" of "audit.k8s.io/v1", not an audit event',
    ],
    [
      '{"rule":"Attach/Exec Pod","priority":"Notice"}',
      'NOT_AN_EVENT: an object with the keys "rule", "priority", not an audit event',
    ],
    [
      'Wed Nov 20 10:02:11 2026: Falco version: 0.42.0 (x86_64)',
      'OTHER_LOG: a line of Falco\'s own log: "Wed Nov 20 10:02:11 2026: Falco version: 0.42.0 (x86_64)"',
    ],
    ['[]', 'NOT_AN_EVENT: an empty array, not an audit event'],
    ['[1]', 'NOT_AN_EVENT: a number, not an audit event'],
    ['{"protoPayload":{}}', 'OTHER_LOG: a Google Cloud audit entry, not of the Kubernetes API'],
    ['{"ts":1.5,"caller":"a.go:2","msg":"x","v":0}', 'KLOG_LINE: a line of a component\'s own log (JSON): "x"'],
    [
      '2026-11-20T10:02:11Z authenticator-0123456789abcdef0123456789abcdef time="x" level=info',
      'OTHER_LOG: a line of the stream "authenticator-0123456789abcdef0123456789abcdef", not of kube-apiserver-audit',
    ],
    [
      '2026-11-20T10:02:11Z AUDIT: id="x" stage="RequestReceived"',
      'PARTIAL_LINE: an event in the legacy text format breaks off, or goes on with something else, in 58 characters',
    ],
    [
      'I1023 23:50:38.116061       1 options.go:221] external',
      'KLOG_LINE: a line of a component\'s own log (klog): "I1023 23:50:38.116061       1 options.go:221] external"',
    ],
    [
      '2026-11-20T10:02:11Z stderr F E1023 23:50:38.116061       1 a.go:2] x',
      'KLOG_LINE: a line of a component\'s own log (klog): "E1023 23:50:38.116061       1 a.go:2] x"',
    ],
    [
      'type=BPF msg=audit(1719849199.623:5654): op=LOAD',
      'AUDITD_LINE: a line of the Linux audit log (auditd): "type=BPF msg=audit(1719849199.623:5654): op=LOAD"',
    ],
    [
      '2026-11-20T10:02:11Z stdout P {"kind":"Event","apiVers',
      'SPLIT_LINE: an event that the container runtime cut: after 24 characters its last piece is missing',
    ],
    [
      '2026-11-20T10:02:11Z stdout F ion":"audit.k8s.io/v1"}',
      'SPLIT_LINE: an event that the container runtime cut: what is before its last piece is missing',
    ],
    [
      '{"log":"{\\"kind\\":\\"Ev","stream":"stdout","time":"t"}',
      'SPLIT_LINE: an event that the container runtime cut: after 11 characters its last piece is missing',
    ],
    [
      '{"log":"ent\\"}\\n","stream":"stdout","time":"t"}',
      'SPLIT_LINE: an event that the container runtime cut: what is before its last piece is missing',
    ],
    ['hello \u001b[31m', 'NOT_JSON: this is no JSON: "hello ␛[31m"'],
  ])('%j', (text, problem) => {
    expect(summary(text)).toEqual({ids: [], problems: [problem]});
  });

  test.each([
    ['CRI in CRI', (text: string) => `2026-11-20T10:02:11Z stdout F ${text}`],
    ['arrays in arrays', (text: string) => `[${text}]`],
  ])('however deep %s is, it ends', (_what, around) => {
    let text = SAMPLE_LINE;
    for (let i = 0; i < 5000; i++) text = around(text);
    expect(summary(text).problems).toEqual(['NOT_AN_EVENT: records in records, 8 levels deep, without an event']);
  });

  test('deep nesting ends', () => {
    const nested = Array.from({length: 12}).reduce<string>(text => json({message: text}), SAMPLE_LINE);
    expect(summary(nested).problems).toEqual(['NOT_AN_EVENT: records in records, 8 levels deep, without an event']);
  });

  test('any text is read without an exception, and gives an event or a problem unless blank', () => {
    const parts = fc.constantFrom(
      SAMPLE_LINE,
      '{"kind":"Event","apiVersion":"audit.k8s.io/',
      '{',
      '}',
      '[',
      ']',
      '[]',
      ',',
      '\0',
      ' ',
      '"',
      'x stdout F ',
      '\\',
      '{"log":"x"}',
    );
    const text = fc.array(fc.oneof(parts, fc.string({maxLength: 5})), {maxLength: 8}).map(all => all.join(''));
    fc.assert(
      fc.property(text, text => {
        const {items, problems} = readRecord(text);
        const isBlank =
          /^[\s\uFEFF]*(?:\[|\],?)?[\s\uFEFF]*$/.test(text) ||
          text.trim() === '' ||
          /\d\S{9,40} stdout F\s*$/.test(text);
        if (!isBlank) expect(items.length + problems.length).toBeGreaterThan(0);
        items.forEach((item, i) => {
          expect(JSON.parse(readExactly(text).raw[i]!)).toEqual(item);
        });
      }),
      {numRuns: runs(700)},
    );
  });
});

describe('readExactly', () => {
  test('numbers that a double does not hold keep their digits', () => {
    const item = line('a').replace('"user"', '"requestObject":{"x":9007199254740993,"y":1.0},"user"');
    for (const text of [item, `{"items":[${item}]}`, json({log: item})]) {
      const {items, raw} = readExactly(text);
      expect(raw[0]).toBe(item);
      expect(stringifyExact(items[0]!.requestObject!)).toBe('{"x":9007199254740993,"y":1.0}');
    }
  });
});
