import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Framing} from '../../src/ingest/block.ts';
import {firstCut, framingOf, isFramingSure, lastCut, nextRecordEnd} from '../../src/ingest/lines.ts';

const split = (text: string, framing: Framing): string[] => {
  const bytes = Buffer.from(text);
  const records: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = nextRecordEnd(bytes, at, framing);
    records.push(bytes.toString('utf8', at, end));
    at = end;
  }
  return records;
};

describe('nextRecordEnd', () => {
  test.each<[what: string, framing: Framing, records: string[]]>([
    ['lines', 'lines', ['{"a":1}\n', '\n', 'text\r\n', '{"b":2}']],
    ['documents as jq writes them', 'documents', ['{\n  "a": 1\n}\n', '{\n  "b": {\n  }\n}\n']],
    ['an array of documents', 'documents', ['[\n  {\n    "a": 1\n  }\n]\n', '\n', '{\n\t"b": 2\n}']],
    ['documents and compact lines', 'documents', ['{"a":1}\n', '{\n  "b": 2\n}\n', '{"c":3}\n', '{"d":4}\n']],
    ['text between documents', 'documents', ['# first\n', '{\n  "a": 1\n}\n', '# second\n', '{\n  "b": 2\n}\n']],
    ['an unfinished document before the next', 'documents', ['{\n  "a": 1,\n', '{\n  "b": 2\n}\n']],
    ['blank lines in a document', 'documents', ['{\n\n  "a": 1\n\r\n}\n', '{\n  "b": 2\n}\n']],
    ['documents with CRLF', 'documents', ['{\r\n  "a": 1\r\n}\r\n', '{\r\n  "b": 2\r\n}\r\n']],
    ['a hole before a document', 'documents', ['\0\0{\n  "a": 1\n}\n', '{"b":2}\n']],
    ['one value', 'whole', ['{\n"a": {\n}\n}\n']],
  ])('%s', (_what, framing, records) => {
    expect(split(records.join(''), framing)).toEqual(records);
  });
});

describe('cuts', () => {
  const line = fc.constantFrom('{', '}', '[', ']', '  "a": 1,', '', 'text', '{"a":1}', '\t}', '},');
  const text = fc.array(line, {maxLength: 12}).map(lines => lines.join('\n'));
  const framing = fc.constantFrom<Framing>('lines', 'documents');

  test('a cut from either end is where a record ends', () => {
    fc.assert(
      fc.property(text, framing, (text, framing) => {
        const bytes = Buffer.from(text);
        const ends = new Set<number>();
        for (let at = 0; at < bytes.length; ends.add(at)) at = nextRecordEnd(bytes, at, framing);
        for (const cut of [firstCut(bytes, framing), lastCut(bytes, framing)]) {
          if (cut !== -1) expect(ends).toContain(cut);
        }
      }),
      {numRuns: 1000},
    );
  });

  test('a cut in a part of the text does not change the records', () => {
    fc.assert(
      fc.property(text, fc.nat(), framing, (text, at, framing) => {
        const bytes = Buffer.from(text);
        const from = at % (bytes.length + 1);
        const cut = firstCut(bytes.subarray(from), framing);
        if (cut === -1) return;
        const parts = [bytes.subarray(0, from + cut), bytes.subarray(from + cut)].map(part => part.toString());
        expect(parts.flatMap(part => split(part, framing))).toEqual(split(text, framing));
      }),
      {numRuns: 1000},
    );
  });
});

describe('framingOf', () => {
  const event = '{"kind":"Event","auditID":"a"}';
  test.each<[what: string, head: string, framing: Framing]>([
    ['nothing', '', 'lines'],
    ['one event a line', `${event}\n${event}\n`, 'lines'],
    ['a first line longer than the head', event.slice(0, 20), 'lines'],
    ['a first line that breaks off in a string', `${event.slice(0, 14)}\n${event}\n`, 'lines'],
    ['blank lines first', `\n\r\n${event}\n`, 'lines'],
    ['klog lines first', `I1023 23:50:38.116061       1 options.go:221] x\n${event}\n`, 'lines'],
    ['an array with an element a line', `[\n${event},\n${event}\n]\n`, 'lines'],
    ['jq .', '{\n  "kind": "Event"\n}\n', 'documents'],
    ['jq --tab .', '{\n\t"kind": "Event"\n}\n', 'documents'],
    ['jq . with CRLF', '{\r\n  "kind": "Event"\r\n}\r\n', 'documents'],
    ['jq -s .', '[\n  {\n    "kind": "Event"\n  }\n]\n', 'documents'],
    [
      'an indented object whose first key is in the first line',
      '{ "kind": "Event",\n  "level": "Metadata"\n}\n',
      'documents',
    ],
    ['a log of containerd', `2026-11-20T10:02:11.1Z stdout F ${event}\n`, 'pieces'],
    ['klog lines, then a log of containerd', `I1023 x\n2026-11-20T10:02:11.1Z stderr P ${event}\n`, 'pieces'],
    ['a log of Docker', `${JSON.stringify({log: `${event}\n`, stream: 'stdout', time: 't'})}\n`, 'pieces'],
    ['Fluent Bit', `${JSON.stringify({log: event})}\n`, 'lines'],
    ['aws logs tail', `2026-11-20T10:02:11.1Z kube-apiserver-audit-9 ${event}\n`, 'lines'],
    ['jq . after an event a line', `${event}\n{\n  "kind": "Event"\n}\n`, 'documents'],
    ['jq -s . after klog lines', 'I1023 x\n[\n  {\n    "kind": "Event"\n  }\n]\n', 'documents'],
    ['an event a line, and text that is indented', `${event}\n  at x\n`, 'lines'],
    ['no indentation', '{\n"kind": "Event",\n"user": {\n}\n}\n', 'whole'],
    ['an array of objects without indentation', '[\n{\n"kind": "Event"\n}\n]\n', 'whole'],
    ['an opening line, then an event a line', `{"kind":"EventList","items":[\n${event},\n${event}\n]}\n`, 'whole'],
  ])('%s', (_what, head, framing) => {
    expect(framingOf(head)).toBe(framing);
  });

  test.each<[what: string, head: string, sure: boolean]>([
    ['one whole line', `${event}\n`, true],
    ['a line without its end', event, false],
    ['an opening', '{\n', false],
    ['an opening of an array', '[\n', false],
    ['a line of text', 'text\n', true],
  ])('%s is enough to be sure: %j is %s', (_what, head, sure) => {
    expect(isFramingSure(head)).toBe(sure);
  });
});
