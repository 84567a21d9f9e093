import {describe, expect, test} from 'vitest';
import {isVisible} from '../../src/audit/visible.ts';
import type {Format} from '../../src/export/format.ts';
import {FORMATS, findFormat, formatsTable} from '../../src/export/formats.ts';
import {exported, HOSTILE, PIPE, SCALE, SECRET, TERMINAL} from './items.ts';

const ROWS: readonly Format[] = FORMATS;

describe('FORMATS', () => {
  test('are those of the command line, each once', () => {
    expect(ROWS.map(({name}) => name)).toEqual(['table', 'json', 'jsonl', 'csv', 'yaml', 'count']);
  });

  test.each(ROWS)('$name is documented and can be found', format => {
    expect(format.doc).toMatch(/^[A-Z].*\.$/);
    expect(formatsTable()).toContain(`| \`${format.name}\` | `);
    expect(findFormat(format.name)).toBe(format);
  });

  test('another name is none', () => {
    expect(findFormat('xml')).toBeUndefined();
  });

  test.each(ROWS)('$name writes nothing to a terminal that could act on it', async format => {
    const options = {...TERMINAL, fields: ['user.username', 'userAgent'] as const};
    for (const width of [undefined, 30]) {
      const text = await exported(format, [HOSTILE, SCALE], width === undefined ? options : {...options, width});
      expect(text.split('\n').filter(line => !isVisible(line))).toEqual([]);
    }
  });

  test.each(ROWS)('$name masks secrets unless they are revealed', async format => {
    const token = {...SECRET, requestURI: '/api?token=hunter2'};
    const options = {...PIPE, fields: ['requestURI'] as const};
    const secrets = /aHVudGVyMg|hunter2/;
    expect(await exported(format, [token], options)).not.toMatch(secrets);
    const revealed = await exported(format, [token], {...options, reveal: true});
    if (format.needs !== 'count') expect(revealed).toMatch(secrets);
  });

  test.each(ROWS)('$name ends its last line, also when there is no row', async format => {
    expect(await exported(format, [SCALE])).toMatch(/\n$/);
    expect(await exported(format, [])).toMatch(/^$|\n$/);
  });
});
