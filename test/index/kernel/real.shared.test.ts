// Every real log at hand, line by line, both ways.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {Comparison} from './compare.ts';

const REAL = fileURLToPath(new URL('../../../../shared/data/real', import.meta.url));
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no real logs (../shared/data/real)');

const files = isHere
  ? readdirSync(REAL, {recursive: true, encoding: 'utf8'})
      .filter(name => /\.(json|jsonl|log)$/.test(name))
      .sort()
  : [];

/** The lines that the current API server's encoder wrote. */
const isCurrent = (line: string) =>
  line.startsWith('{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":') && line.endsWith('}');

describe.skipIf(!isHere)('real logs', () => {
  test.each(files)('%s: the same rows and problems both ways', name => {
    expect(new Comparison().differences(readFileSync(join(REAL, name)))).toEqual([]);
  });

  test('all lines as today’s API server writes them are taken', () => {
    const lines = files.flatMap(name => readFileSync(join(REAL, name), 'utf8').split('\n').filter(isCurrent));
    const comparison = new Comparison();
    expect(comparison.differences(Buffer.from(lines.join('\n')))).toEqual([]);
    expect(comparison.counts.lines).toBeGreaterThan(150);
    expect(comparison.counts.declined).toBe(0);
  });
});
