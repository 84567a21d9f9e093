// Inputs made of bytes, in directories that go away with the test, and all that comes out of them.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import type {Block} from '../../src/ingest/block.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {nextRecordEnd} from '../../src/ingest/lines.ts';
import type {Problem} from '../../src/ingest/problems.ts';
import {type OpenInput, type ReadOptions, readInput} from '../../src/ingest/read.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {SAMPLE_EVENT} from '../../src/ingest/wrappers/sample.ts';

const directories: string[] = [];

export function tempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ingest-'));
  directories.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, {recursive: true, force: true});
});

export function tempFile(content: string | Uint8Array, name = 'audit.log'): string {
  const path = join(tempDirectory(), name);
  writeFileSync(path, content);
  return path;
}

export const eventNumber = (n: number, more: object = {}): AuditEvent => ({
  ...SAMPLE_EVENT,
  auditID: `id-${n}`,
  ...more,
});

/** `count` lines with the auditIDs id-0 and so on. */
export const eventLines = (count: number, more: object = {}): string =>
  Array.from({length: count}, (_, n) => `${JSON.stringify(eventNumber(n, more))}\n`).join('');

export type All = {
  /** By their places in the input. */
  readonly blocks: readonly Block[];
  /** The decoded input, as far as blocks hold it. */
  readonly bytes: Buffer;
  readonly records: readonly string[];
  readonly ids: readonly string[];
  readonly events: readonly AuditEvent[];
  /** Problems of the input, then of the records. */
  readonly codes: readonly string[];
  readonly problems: readonly Problem[];
  /** In the order in which blocks came. */
  readonly starts: readonly number[];
  readonly consumed: readonly number[];
};

export async function readAll(input: OpenInput, options: ReadOptions = {}): Promise<All> {
  const found: {block: Block; bytes: Buffer}[] = [];
  const problems: Problem[] = [];
  const consumed: number[] = [];
  for await (const item of readInput(input, options)) {
    if ('problem' in item) problems.push(item.problem);
    else {
      found.push({block: item.block, bytes: Buffer.from(item.bytes)});
      consumed.push(item.consumed);
    }
  }
  const starts = found.map(({block}) => block.start);
  found.sort((a, b) => a.block.start - b.block.start);
  const records = found.flatMap(({block, bytes}) => {
    const texts: string[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = nextRecordEnd(bytes, at, block.framing);
      texts.push(bytes.toString('utf8', at, end));
      at = end;
    }
    return texts;
  });
  const contents = records.map(record => readRecord(record));
  const events = contents.flatMap(({items}) => items);
  return {
    blocks: found.map(({block}) => block),
    bytes: Buffer.concat(found.map(({bytes}) => bytes)),
    records,
    events,
    ids: events.map(({auditID}) => auditID),
    problems,
    codes: [...problems, ...contents.flatMap(content => content.problems)].map(({code}) => code),
    starts,
    consumed,
  };
}

/** Opens `path`, gives its input to `use` and closes it. */
export async function withInput<T>(path: string, use: (input: OpenInput) => Promise<T>): Promise<T> {
  const {inputs, problems} = await findInputs([path]);
  const input = inputs[0];
  if (input === undefined) throw new Error(problems.map(({reason}) => reason).join(' '));
  try {
    return await use(input);
  } finally {
    await input.close();
  }
}

export const readPath = (path: string, options: ReadOptions = {}): Promise<All> =>
  withInput(path, input => readAll(input, options));
