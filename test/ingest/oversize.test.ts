import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {OVERSIZE, withoutBodies} from '../../src/ingest/oversize.ts';
import {readInput} from '../../src/ingest/read.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {event} from '../support/events.ts';

/** In the API server's order: bodies before the times. */
function line(body: unknown, change: Partial<AuditEvent> = {}): string {
  const {requestReceivedTimestamp, stageTimestamp, annotations, ...before} = event(change);
  return JSON.stringify({
    ...before,
    requestObject: body,
    responseObject: body,
    requestReceivedTimestamp,
    stageTimestamp,
    annotations,
  });
}

const LOOKALIKE = {
  requestReceivedTimestamp: 'x',
  ',"requestObject":': ',"requestReceivedTimestamp":"',
  stageTimestamp: 'y',
};

describe('an event without its bodies', () => {
  test.each<[claim: string, body: unknown]>([
    ['of plain bodies', {a: 'x'.repeat(5000)}],
    ['of bodies that look like what follows them', [LOOKALIKE, 'x'.repeat(5000), LOOKALIKE]],
  ])('%s', (_, body) => {
    const text = line(body);
    const kept = JSON.parse(withoutBodies(text.slice(0, 2000), text.slice(-2000), text.length)!);
    const {requestObject: _1, responseObject: _2, annotations, ...rest} = JSON.parse(text);
    expect(kept).toEqual({...rest, annotations: {...annotations, [OVERSIZE]: `${text.length} bytes`}});
  });

  test('without a tail that can be read the head is kept', () => {
    const text = line({a: 1});
    const kept = JSON.parse(withoutBodies(text, 'x'.repeat(100), 5e8)!);
    expect([kept.auditID, kept.verb, kept.stageTimestamp, kept.annotations]).toEqual([
      event().auditID,
      'delete',
      undefined,
      {[OVERSIZE]: '500000000 bytes'},
    ]);
  });

  test.each([['x'.repeat(1000)], ['{"a":1,"requestObject":{'], ['{"auditID":"a","verb":"x,"requestObject":{'], ['']])(
    '%j is none',
    head => {
      expect(withoutBodies(head, '', 1000)).toBeUndefined();
    },
  );
});

describe('a file with a line that is too long', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('keeps its event, opens it again, and loses nothing around it', async () => {
    const path = join(folder, 'audit.log');
    const long = line({pad: 'x'.repeat(3 * 2 ** 20)}, {auditID: 'long'});
    writeFileSync(path, `${line({}, {auditID: 'before'})}\n${long}\n${line({}, {auditID: 'after'})}\n`);
    const {inputs} = await findInputs([path]);
    const ids: string[] = [];
    const problems: string[] = [];
    for await (const item of readInput(inputs[0]!, {blockSize: 64 * 1024, longestLine: 2 ** 20})) {
      if ('problem' in item) problems.push(`${item.problem.code} ${item.problem.at.offset} ${item.problem.reason}`);
      else {
        const text = Buffer.from(item.block.read()).toString('utf8');
        expect(text).toBe(Buffer.from(item.bytes).toString('utf8'));
        ids.push(
          ...text
            .trim()
            .split('\n')
            .flatMap(record => readRecord(record).items.map(e => `${e.auditID} ${e.annotations?.[OVERSIZE] ?? ''}`)),
        );
      }
    }
    expect(ids).toEqual(['after ', `long ${long.length + 1} bytes`, 'before ']);
    expect(problems).toEqual([
      expect.stringMatching(
        /^OVERSIZE_EVENT \d+ a line of 6,2\d\d,\d{3} bytes at byte \d+ of .*: its bodies are left out$/,
      ),
    ]);
    await inputs[0]!.close();
  });
});
