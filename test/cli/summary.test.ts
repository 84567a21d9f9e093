// The few lines without a terminal: of a log, and of a table, which has no files and tells its requests when asked.
import {expect, test} from 'vitest';
import {summary} from '../../src/cli/summary.ts';
import type {About} from '../../src/source/source.ts';
import {MemorySource} from '../support/memory-source.ts';
import {requests} from '../support/session.ts';

const twice = (count: number) =>
  requests(count).flatMap(event => [{...event, stage: 'RequestReceived'} as const, event]);

class Table extends MemorySource {
  override about(): About {
    const about = super.about();
    return {...about, requests: about.events, lacks: {files: 'none', alerts: 'none'}, unknown: ['level']};
  }
}

test('a log', async () => {
  const text = await summary(new MemorySource(twice(3)), ['audit.log']);
  expect(text).toContain('memory: 6 events of 3 requests');
  expect(text).toMatch(/1 file, [\d,]+ bytes, 0 problems/);
  expect(text).toMatch(/^ {2}Level /m);
});

test('a table', async () => {
  const text = await summary(new Table(twice(3)), ['@prod']);
  expect(text).toContain('memory: 6 events of 3 requests');
  expect(text).toMatch(/^ {2}[\d,]+ bytes on the server$/m);
  expect(text).not.toMatch(/files|problems|^ {2}Level /m);
});
