import {describe, expect, test} from 'vitest';
import {type Content, contentOf} from '../../src/ingest/sniff.ts';
import {WRAPPERS} from '../../src/ingest/wrappers/wrappers.ts';
import {eventLines} from './helpers.ts';

describe('contentOf', () => {
  test.each(WRAPPERS.map(({name, sample}) => [name, sample] as const))(
    '%s is events, whole or cut',
    (_name, sample) => {
      expect(contentOf(Buffer.from(`${sample}\n`))).toBe('events');
      expect(contentOf(Buffer.from(sample.slice(0, 350)))).toBe('events');
    },
  );

  test.each<[what: string, head: string | Buffer, content: Content]>([
    ['nothing', '', 'empty'],
    ['blank lines', '\n\n', 'unknown'],
    ['a hole', '\0\0\0', 'unknown'],
    ['lists without events', '{"items":[]}\n{"records":[]}\n', 'unknown'],
    ['such a list over several lines', '{\n  "events": [],\n  "searchedLogStreams": []\n}\n', 'unknown'],
    ['a list of something else', '{"kind":"PodList","items":[]}\n', 'other'],
    [
      'an event that breaks off after its auditID, with text before it',
      `host ${eventLines(1).slice(0, 120)}`,
      'events',
    ],
    [
      "the first piece of an event in a container's log",
      `2026-11-20T10:02:11.1Z stdout P ${eventLines(1).slice(0, 200)}\n2026-11-20T10:02:11.1Z stderr F x\n`,
      'events',
    ],
    [
      'the middle of a line of a container',
      '2026-11-20T10:02:11.1Z stdout P x","y":"z\n2026-11-20T10:02:11.1Z stdout P z\n',
      'unknown',
    ],
    ['another line of a container', '2026-11-20T10:02:11.1Z stdout F x\n', 'other'],
    [
      'klog in the log of a container',
      '2026-11-20T10:02:11.1Z stderr F I1023 23:50:38.116061       1 a.go:2] x\n',
      'klog',
    ],
    ['the key in prose', 'It has an "auditID": a UUID.\n', 'other'],
    ['the key in a shell command', 'curl --data "{\\"auditID\\":\\"a\\"}" \\\n', 'other'],
    ['the key in YAML, with an example', 'name: x\nexample: \'{"kind":"Event","auditID":"a"}\'\n', 'yaml'],
    ['a rule with a priority of something else', '{"rule":"x","priority":"Notice"}\n', 'other'],
    ['an alert of Falco', '{"output":"x","priority":"Notice","rule":"x","time":"2026-11-20T10:02:11Z"}\n', 'events'],
    [
      'an alert of Falco behind syslog',
      'Nov 20 n1 falco: {"output_fields":{},"priority":"Error","rule":"x"}\n',
      'events',
    ],
    ['alerts of Falco as text', 'Falco 0.42\n10:02:11.318214000: Notice A shell (user=root)\n', 'events'],
    ['a document with a separator', '---\na: 1\n', 'yaml'],
    ['bzip2', 'BZh91AY', 'bzip2'],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'xz'],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, 0, 0x7b]), 'utf16'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0x'), 'binary'],
    ['Latin-1', Buffer.from('caf\u00e9 cr\u00e8me\n', 'latin1'), 'other'],
  ])('%s', (_what, head, content) => {
    expect(contentOf(Buffer.from(head))).toBe(content);
  });
});
