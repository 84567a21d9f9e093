import {inspect} from 'node:util';
import {describe, expect, test} from 'vitest';
import {createScanner} from '../../src/index/scan-block.ts';
import type {Framing} from '../../src/ingest/block.ts';
import {Decoder, fastScanner} from './kernel/compare.ts';

const event = (auditID: string, extra = '') =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"${auditID}","stage":"RequestReceived",` +
  `"requestURI":"/healthz","verb":"get","user":{"username":"jane"},${extra}` +
  '"requestReceivedTimestamp":"2026-11-20T10:02:11.310000Z","stageTimestamp":"2026-11-20T10:02:11.310000Z"}';
const ID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const LIST = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${event(ID(7))},${event(ID(8))}]}`;

const SCANNERS = [
  ['with a kernel', fastScanner],
  ['without a kernel', () => createScanner()],
] as const;

describe.each(SCANNERS)('%s', (_, create) => {
  const scan = (text: string, framing: Framing = 'lines') => create().scan(Buffer.from(text), framing);

  test('rows are in the order of the lines, whichever way each goes', () => {
    const lines = [event(ID(1)), event('chosen'), event(ID(2), '"unknown":1,'), LIST, event(ID(3))];
    const chunk = scan(`${lines.join('\n')}\n`);
    expect(chunk.rows).toBe(6);
    expect([...chunk.auditID].filter((_, i) => i % 4 === 3)).toEqual([1, 0, 2, 7, 8, 3]);
    expect(chunk.otherIDs).toEqual([[1, 'chosen']]);
    expect(chunk.item === undefined ? [] : [...chunk.item]).toEqual([0, 0, 0, 0, 1, 0]);
    expect(chunk.newlines).toBe(5);
    const starts = lines.map((_, n) => lines.slice(0, n).join('\n').length + (n > 0 ? 1 : 0));
    expect([...chunk.offset]).toEqual([starts[0], starts[1], starts[2], starts[3], starts[3], starts[4]]);
    expect([...chunk.length]).toEqual([0, 1, 2, 3, 3, 4].map(n => lines[n]!.length));
  });

  test('a problem says where its line begins', () => {
    const chunk = scan(`${event(ID(1))}\n\nnot JSON\n${event(ID(2))}\n`);
    expect(chunk.rows).toBe(2);
    expect(chunk.newlines).toBe(4);
    expect(chunk.problems).toEqual([
      {
        code: 'NOT_JSON',
        reason: expect.stringContaining('not JSON'),
        text: 'not JSON',
        offset: event(ID(1)).length + 2,
        newlines: 2,
      },
    ]);
  });

  test('of many problems the first say what stands there', () => {
    const {problems} = scan('garbage\n'.repeat(100));
    expect(problems.map(({text}) => text)).toEqual(
      Array.from({length: 100}, (_, i) => (i < 20 ? 'garbage' : undefined)),
    );
  });

  test('annotation keys that lost their dots on the way mean the same', () => {
    const line = event(ID(1)).replace(/}$/, ',"annotations":{"authorization_k8s_io/decision":"forbid","x":"y"}}');
    const rows = new Decoder().rows(scan(`${line}\n`));
    expect(inspect(rows, {depth: 9})).toContain('forbid');
  });

  test('lists without events are counted by their form', () => {
    const chunk = scan(`{"items":[]}\n${event(ID(1))}\n{"items":[]}\n{"records":[]}\n`);
    expect(chunk.problems).toEqual([]);
    expect(new Map(chunk.forms)).toEqual(
      new Map([
        ['event', 1],
        ['EventList without events', 2],
        ['AKS records without events', 1],
      ]),
    );
  });

  test('an empty block is an empty chunk', () => {
    const chunk = scan('');
    expect(chunk).toMatchObject({rows: 0, newlines: 0, declined: 0, problems: [], fresh: true});
  });

  test('documents over several lines', () => {
    const text = `${JSON.stringify(JSON.parse(event(ID(1))), null, 2)}\n${JSON.stringify(JSON.parse(event(ID(2))), null, 2)}\n`;
    const chunk = scan(text, 'documents');
    expect(chunk.rows).toBe(2);
    expect(chunk.newlines).toBe(text.split('\n').length - 1);
    expect([...chunk.offset]).toEqual([0, text.indexOf('\n{', 1) + 1]);
  });

  test('blocks of different framings share one scanner and its dictionaries', () => {
    const scanner = create();
    const decoder = new Decoder();
    for (const framing of ['lines', 'documents', 'lines', 'whole', 'lines'] as const) {
      const rows = decoder.rows(scanner.scan(Buffer.from(event(ID(1))), framing));
      expect([...rows.values()].join()).toContain('user.username="jane"');
    }
  });

  test('bytes that begin anywhere in their buffer', () => {
    const bytes = Buffer.from(`xyz${event(ID(1))}\n`).subarray(3);
    expect([...create().scan(bytes, 'lines').offset]).toEqual([0]);
  });

  test('a block filled in place', () => {
    const scanner = create();
    const line = Buffer.from(`${event(ID(1))}\n`);
    const room = scanner.buffer(line.length * 2 + 100);
    room.set(line);
    room.set(line, line.length);
    const chunk = scanner.scan(room.subarray(0, line.length * 2), 'lines');
    expect(chunk.rows).toBe(2);
    expect(chunk.newlines).toBe(2);
  });
});
