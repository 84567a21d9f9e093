import {appendFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {type OpenInput, streamInput} from '../../src/ingest/input.ts';
import {OVERSIZE, withoutBodies} from '../../src/ingest/oversize.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {event} from '../support/events.ts';
import {Followed} from './follow-helpers.ts';
import {readAll, tempFile} from './helpers.ts';

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

const LONG = line({pad: 'x'.repeat(3 * 2 ** 20)}, {auditID: 'long'});
const TEXT = `${line({}, {auditID: 'before'})}\n${LONG}\n${line({}, {auditID: 'after'})}\n`;
const LIMITS = {blockSize: 64 * 1024, streamBlockSize: 64 * 1024, longestLine: 2 ** 20};
const START = TEXT.indexOf('\n') + 1;

const inPieces = (text: string) =>
  Array.from({length: Math.ceil(text.length / 65_521)}, (_, i) =>
    Buffer.from(text.slice(65_521 * i, 65_521 * (i + 1))),
  );

describe('a line that is too long', () => {
  test.each<[where: string, input: () => Promise<OpenInput>]>([
    ['a file', async () => (await findInputs([tempFile(TEXT)])).inputs[0]!],
    ['a gzip file', async () => (await findInputs([tempFile(gzipSync(TEXT), 'audit.log.gz')])).inputs[0]!],
    ['standard input', async () => streamInput('audit.log', Readable.from(inPieces(TEXT)))],
    [
      'its last line',
      async () => streamInput('audit.log', Readable.from(inPieces(TEXT.slice(0, START + LONG.length)))),
    ],
  ])('of %s keeps its event, opens it again, and loses nothing around it', async (where, open) => {
    const input = await open();
    const {blocks, events, problems} = await readAll(input, LIMITS);
    for (const block of blocks) {
      for (const record of Buffer.from(block.read()).toString('utf8').trim().split('\n')) {
        expect(readRecord(record).items).toHaveLength(1);
      }
    }
    const isLast = where === 'its last line';
    const length = LONG.length + (isLast ? 0 : 1);
    expect(events.map(({auditID, annotations}) => `${auditID} ${annotations?.[OVERSIZE] ?? ''}`)).toEqual([
      'before ',
      `long ${length} bytes`,
      ...(isLast ? [] : ['after ']),
    ]);
    expect(problems.map(({code, at}) => [code, at.offset])).toEqual([['OVERSIZE_EVENT', START]]);
    expect(problems[0]!.reason).toBe(
      `a line of ${length.toLocaleString('en-US')} bytes at byte ${START} of ${input.name}: its bodies are left out`,
    );
    await input.close();
  });

  test('of a log that is followed keeps its event as well', async () => {
    const path = tempFile('');
    const log = await Followed.start(path, {pollMs: 10, longestLine: 2 ** 20}, () => undefined);
    appendFileSync(path, TEXT.slice(0, START));
    await log.until(1);
    appendFileSync(path, TEXT.slice(START));
    await log.until(3);
    expect(log.items).toEqual(['before', 'OVERSIZE_EVENT', 'long', 'after']);
    expect(log.reread()).toEqual(['before', 'long', 'after']);
    await log.stop();
  });
});
