import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {JSONL_FORMAT} from '../../src/export/jsonl.ts';
import {exported, HEALTH, HOSTILE, PIPE, SCALE, TERMINAL} from './items.ts';

describe('jsonl', () => {
  test('is an event a line, byte for byte', async () => {
    expect(await exported(JSONL_FORMAT, [SCALE, HEALTH])).toBe(`${JSON.stringify(SCALE)}\n${JSON.stringify(HEALTH)}\n`);
  });

  test.each([PIPE, {...PIPE, reveal: true}])(
    'an event over several lines becomes one line, its numbers kept: %j',
    async options => {
      const raw = '{\r\n  "auditID": "a  1",\r\n  "user": {},\n  "big": 9007199254740993,\n  "f": 1.0\n}';
      const event = JSON.parse(raw) as AuditEvent;
      expect(await exported(JSONL_FORMAT, [[event, raw]], options)).toBe(
        '{"auditID":"a  1","user":{},"big":9007199254740993,"f":1.0}\n',
      );
    },
  );

  test('of nothing is nothing', async () => {
    expect(await exported(JSONL_FORMAT, [])).toBe('');
  });

  test('to a terminal a line stays a line of the same value', async () => {
    const text = await exported(JSONL_FORMAT, [HOSTILE], TERMINAL);
    expect(text.split('\n')).toHaveLength(2);
    expect(JSON.parse(text)).toEqual(HOSTILE);
  });
});
