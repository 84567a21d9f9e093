// The pictures of the README: small, in both palettes, and with nothing in them that a viewer would have to run or load.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {pageText, ROOT} from '../../scripts/docs/blocks.ts';

const DIRECTORY = join(ROOT, 'docs/screens');
const files = readdirSync(DIRECTORY);

const MAX_BYTES = 150 * 1024;

describe('docs/screens', () => {
  test('every picture is shown, dark and light', () => {
    const shown = [...pageText('README.md').matchAll(/"docs\/screens\/([^"]+)"/g)].map(match => match[1]!);
    expect([...new Set(shown)].sort()).toEqual([...files].sort());
    const names = (palette: string) =>
      files.filter(name => name.endsWith(`-${palette}.svg`)).map(name => name.slice(0, -`-${palette}.svg`.length));
    expect(names('dark')).toEqual(names('light'));
  });

  test.each(files)('%s is small, titled, and plain', name => {
    const svg = readFileSync(join(DIRECTORY, name), 'utf8');
    expect(svg.length).toBeLessThan(MAX_BYTES);
    expect(svg).toMatch(/<title>[^<]{20,}<\/title>/);
    expect(svg).toContain('2,110');
    expect(svg).not.toMatch(/<script|href|@import|url\(|[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    const opened = svg.match(/<text /g)!.length;
    expect(svg.match(/<\/text>/g)).toHaveLength(opened);
  });
});
