import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import type {AuditEvent} from '../../src/audit/event.ts';
import {YAML_FORMAT} from '../../src/export/yaml.ts';
import {exported, HEALTH, HOSTILE, PIPE, SCALE, TERMINAL} from './items.ts';

const read = (text: string) => [...parseAllDocuments(text)].map(doc => doc.toJS() as unknown);

describe('yaml', () => {
  test('is a document an event', async () => {
    const text = await exported(YAML_FORMAT, [SCALE, HEALTH]);
    expect(text).toMatch(/^---\nkind: Event\nlevel: Metadata\n/);
    expect(read(text)).toEqual([SCALE, HEALTH]);
  });

  test('numbers stay as they were written, and what YAML 1.1 would mistake is quoted', async () => {
    const raw =
      '{"auditID":"1","i":12345678901234567890,"f":1.0,"e":1e3,"a":"yes","b":"0o17","c":"12e3","t":"2026-01-01"}';
    const text = await exported(YAML_FORMAT, [[JSON.parse(raw) as AuditEvent, raw]]);
    expect(text).toContain('\ni: 12345678901234567890\nf: 1.0\ne: 1e3\na: "yes"\n');
    expect(text).toContain('\nc: "12e3"\n');
  });

  test('text over several lines is a block', async () => {
    const event = {...SCALE, requestObject: {x: 'a\n  b: c\n\nd\n'}};
    const text = await exported(YAML_FORMAT, [event]);
    expect(text).toContain('x: |\n');
    expect(read(text)).toEqual([event]);
  });

  test('whatever the body is, it reads back the same', async () => {
    const body = fc.json({stringUnit: 'grapheme', maxDepth: 4});
    await fc.assert(
      fc.asyncProperty(body, fc.string({unit: 'grapheme-ascii'}), async (json, userAgent) => {
        const event = {...SCALE, userAgent, requestObject: JSON.parse(json)} as AuditEvent;
        const text = await exported(YAML_FORMAT, [event], {...PIPE, reveal: true});
        expect(JSON.stringify(read(text))).toBe(JSON.stringify([event]));
      }),
      {numRuns: 60},
    );
  });

  test.each([PIPE, TERMINAL])(
    'what nests too deep to be indented is written as JSON, which is YAML too: %j',
    async options => {
      const raw = `{"auditID":"1","requestObject":${'[{"a":'.repeat(5000)}1.0${'}]'.repeat(5000)}}`;
      expect(await exported(YAML_FORMAT, [[JSON.parse(raw) as AuditEvent, raw]], options)).toBe(`---\n${raw}\n`);
    },
  );

  test('on a terminal nothing hides in it', async () => {
    const text = await exported(YAML_FORMAT, [HOSTILE], TERMINAL);
    expect(text).toContain('‹U+202E›gpj');
  });
});
