import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {ChunkBuilder} from '../../src/index/chunk.ts';
import {CODED_FIELDS, LocalDictionaries} from '../../src/index/coded.ts';

const EVENT: AuditEvent = {
  level: 'Metadata',
  auditID: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/pods',
  verb: 'list',
  user: {username: 'jane', groups: ['a', 'b']},
  sourceIPs: ['10.0.0.1'],
  objectRef: {resource: 'pods', apiVersion: 'v1'},
  responseStatus: {code: 200},
  requestReceivedTimestamp: '2026-11-20T10:02:11.310000Z',
  stageTimestamp: '2026-11-20T10:02:11.310250Z',
};

const build = (dictionaries: LocalDictionaries, events: readonly AuditEvent[], expected = 4, spare?: ArrayBuffer) => {
  const builder = new ChunkBuilder(dictionaries, spare);
  builder.expect(expected);
  for (const [n, event] of events.entries()) builder.addEvent(event, n * 100, 99, 0);
  return builder.finish(events.length, 0);
};

const codesOf = (name: string) => CODED_FIELDS.findIndex(field => field.name === name);

describe('a chunk', () => {
  test('holds what the event says', () => {
    const chunk = build(new LocalDictionaries(), [EVENT]);
    const held = (name: string) => chunk.values[codesOf(name)]![chunk.codes[codesOf(name)]![0]! - 1];
    expect(chunk.rows).toBe(1);
    expect(held('user.groups')).toEqual(['a', 'b']);
    expect(held('responseStatus.code')).toBe('200');
    expect(held('objectRef.namespace')).toBeUndefined();
    expect([...chunk.auditID]).toEqual([0x0f1e2d3c, 0x4b5a6978, 0x8796a5b4, 0xc3d2e1f0]);
    expect(chunk.stageTime[0]).toBe(Date.parse('2026-11-20T10:02:11.310Z') * 1000 + 250);
    expect(chunk.sinceReceived[0]).toBe(250);
    expect(chunk.item).toBeUndefined();
  });

  test('keeps an auditID that is no UUID, and says so', () => {
    const chunk = build(new LocalDictionaries(), [EVENT, {...EVENT, auditID: 'mine'}]);
    expect(chunk.otherIDs).toEqual([[1, 'mine']]);
  });

  test('marks times that are absent', () => {
    const {stageTimestamp: _, ...timeless} = EVENT;
    const chunk = build(new LocalDictionaries(), [timeless]);
    expect(chunk.stageTime[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(chunk.sinceReceived[0]).toBeNaN();
  });

  test('brings only the values that are new to its scanner', () => {
    const dictionaries = new LocalDictionaries();
    const first = build(dictionaries, [EVENT]);
    const second = build(dictionaries, [{...EVENT, verb: 'get'}, EVENT]);
    expect(first.fresh).toBe(true);
    expect(second.fresh).toBe(false);
    expect(second.values.flat()).toEqual(['get']);
    expect([...second.codes[codesOf('verb')]!]).toEqual([2, 1]);
  });

  test('is fresh after a reset, and brings all its values', () => {
    const dictionaries = new LocalDictionaries();
    const first = build(dictionaries, [EVENT]);
    dictionaries.reset();
    const second = build(dictionaries, [EVENT]);
    expect(second.fresh).toBe(true);
    expect(second.values).toEqual(first.values);
  });

  test.each([0, 1, 99, 100, 101, 1000])('has all rows where %i were expected', expected => {
    const chunk = build(new LocalDictionaries(), Array<AuditEvent>(100).fill(EVENT), expected);
    expect(chunk.rows).toBe(100);
    expect([...chunk.offset]).toEqual(Array.from({length: 100}, (_, n) => n * 100));
    expect([...chunk.codes[codesOf('verb')]!]).toEqual(Array(100).fill(1));
    expect(chunk.auditID).toHaveLength(400);
  });

  test('is one buffer, and is the same when it arrives', () => {
    const chunk = build(new LocalDictionaries(), [EVENT, EVENT]);
    const expected = structuredClone(chunk);
    expect(structuredClone(chunk, {transfer: [chunk.buffer]})).toEqual(expected);
    expect(chunk.offset.byteLength).toBe(0);
  });

  test.each([0, 1000, 12_345, 1e6])('is the same in a spare buffer of %i bytes, whatever that held', size => {
    const events = [EVENT, {...EVENT, auditID: 'mine'}, EVENT];
    const spare = new Uint8Array(size).fill(0xa5).buffer;
    const {buffer, ...chunk} = build(new LocalDictionaries(), events, 4, spare);
    expect(buffer === spare).toBe(size >= 1000);
    expect(structuredClone(chunk)).toEqual(
      structuredClone({...build(new LocalDictionaries(), events), buffer: undefined}),
    );
  });
});
