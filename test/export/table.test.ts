import {describe, expect, test} from 'vitest';
import {TABLE_FORMAT} from '../../src/export/table.ts';
import {exported, HEALTH, HOSTILE, PIPE, SCALE, TERMINAL} from './items.ts';

describe('table', () => {
  test('has the columns of the explorer', async () => {
    expect(await exported(TABLE_FORMAT, [SCALE, HEALTH])).toBe(
      [
        'time                      verb   code  user   resource           namespace/name  took',
        '2026-11-20T10:02:11.031Z  patch   200  alice  deployments/scale  prod/web        31ms',
        '2026-11-20T10:02:12.000Z  get       -  -      /healthz           -                  -',
        '',
      ].join('\n'),
    );
  });

  test('with all stages it has the stage', async () => {
    const text = await exported(TABLE_FORMAT, [HEALTH], {...PIPE, allStages: true});
    expect(text).toMatch(/^time +stage +verb/);
    expect(text).toContain('RequestReceived');
  });

  test('fields asked for are its columns', async () => {
    const text = await exported(TABLE_FORMAT, [SCALE], {...PIPE, fields: ['user.groups', 'took']});
    expect(text).toBe('group     took\ndevs,ops  31ms\n');
  });

  test('a panic stands out', async () => {
    const panic = {...SCALE, stage: 'Panic', responseStatus: {code: 500}} as const;
    expect(await exported(TABLE_FORMAT, [panic])).toContain(' panic ');
  });

  test('a row is a line, whatever is in it', async () => {
    for (const options of [PIPE, TERMINAL]) {
      const text = await exported(TABLE_FORMAT, [HOSTILE], options);
      expect(text.split('\n')).toHaveLength(3);
      expect(text).toContain('␛]0;x␇‹U+009B›31m');
    }
  });

  test('is cut to a terminal and whole in a pipe', async () => {
    const long = {...SCALE, user: {username: 'u'.repeat(200)}};
    const narrow = await exported(TABLE_FORMAT, [SCALE, long], {...TERMINAL, width: 100});
    expect(Math.max(...narrow.split('\n').map(line => line.length))).toBe(100);
    expect(narrow).toContain('u…');
    expect(await exported(TABLE_FORMAT, [SCALE, long])).toContain('u'.repeat(200));
  });

  test('rows past the measured ones are written whole too', async () => {
    const events = Array.from({length: 450}, (_, i) => ({
      ...SCALE,
      user: {username: `user-${i}`.repeat(i > 200 ? 9 : 1)},
    }));
    const lines = (await exported(TABLE_FORMAT, events)).trimEnd().split('\n');
    expect(lines).toHaveLength(451);
    expect(lines[450]).toContain('user-449'.repeat(9));
  });
});
