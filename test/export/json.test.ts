import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {maskOf} from '../../src/audit/redact.ts';
import {JSON_FORMAT} from '../../src/export/json.ts';
import {EVIL, exported, HEALTH, HOSTILE, PIPE, SCALE, SECRET, TERMINAL} from './items.ts';

describe('json', () => {
  test('is one array of the events', async () => {
    expect(JSON.parse(await exported(JSON_FORMAT, [SCALE, HEALTH]))).toEqual([SCALE, HEALTH]);
  });

  test('of nothing is an empty array', async () => {
    expect(await exported(JSON_FORMAT, [])).toBe('[]\n');
  });

  test('gives the bytes of the file where nothing is masked', async () => {
    const raw = '{"auditID" : "a-1","big":9007199254740993,"f":1.0,"s":"\\u003c\\/","user":{}}';
    const event = JSON.parse(raw) as AuditEvent;
    expect(await exported(JSON_FORMAT, [[event, `${raw}\n`]])).toBe(`[\n${raw}\n]\n`);
  });

  test('masks and keeps the rest', async () => {
    const [event] = JSON.parse(await exported(JSON_FORMAT, [SECRET])) as [AuditEvent];
    expect(event).toEqual({...SECRET, requestObject: {kind: 'Secret', data: {password: maskOf('aHVudGVyMg==')}}});
  });

  test.each([PIPE, {...PIPE, reveal: true}])(
    'a glued line is replaced by the event that was read from it: %j',
    async options => {
      const raw = '{"kind":"Event","audi{"kind":"Event"}';
      expect(JSON.parse(await exported(JSON_FORMAT, [[SCALE, raw]], options))).toEqual([SCALE]);
    },
  );

  test('to a terminal it is the same value in characters that can be seen', async () => {
    const text = await exported(JSON_FORMAT, [HOSTILE], TERMINAL);
    expect(text).toContain('\\u202e');
    expect((JSON.parse(text) as [AuditEvent])[0].user.username).toBe(EVIL);
  });

  test('an item without its event is our mistake, in one sentence', async () => {
    const writer = JSON_FORMAT.open(PIPE);
    const row = {id: {time: 0, auditID: 'x', stage: 'Panic', place: ''}, stages: [], cells: []} as const;
    expect(() => writer.item({row})).toThrow('no event was read for auditID x');
  });
});
