import {describe, expect, test} from 'vitest';
import type {About} from '../../../src/source/source.ts';
import {TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const STANDING = `what stands there,${' '.repeat(90)}to its last letter`;
const LONG = `no JSON: ${'word '.repeat(80)}end`;

class Reported extends MemorySource {
  override about(): About {
    return {
      ...super.about(),
      inputs: [
        {
          name: '/var/log/audit.log',
          kind: 'plain',
          bytes: 862_000_000,
          lines: 1204,
          events: 1203,
          forms: [{form: 'event', count: 1203}],
          from: TEN_PAST,
          to: TEN_PAST + 60e6,
          state: 'following',
        },
        {
          name: '/var/log/audit-old.log.gz',
          kind: 'gzip',
          bytes: 5000,
          events: 1,
          forms: [
            {form: 'event', count: 1},
            {form: 'EventList', count: 1},
          ],
          from: TEN_PAST - 86_400e6,
          to: TEN_PAST,
          state: 'read',
        },
        {
          name: '/var/log/README',
          kind: 'plain',
          bytes: 0,
          events: 0,
          forms: [],
          state: 'skipped',
          note: 'it is not an audit log',
        },
      ],
      notes: [{kind: 'gap', text: 'no events between 10:00 and 11:00'}],
      problems: [
        {
          code: 'NOT_JSON',
          title: 'not JSON',
          count: 3,
          examples: [{code: 'NOT_JSON', reason: LONG, text: STANDING, at: {file: 'audit.log', line: 7, offset: 99}}],
        },
      ],
    };
  }
}

const open = async (columns = 120, rows = 40, source: MemorySource = new Reported(requests(3))) =>
  (await new Driver(source, {columns, rows}).settle()).press('i');

describe('what was read', () => {
  test('names every input with its size, lines, events, time and state', async () => {
    const text = textOf((await open()).session, 'read').join('\n');
    expect(text).toMatch(
      /\/var\/log\/audit\.log {2}following {2}862 MB {2}1,204 lines {2}1,203 events {2}11-20 10:02:11 – 10:03:11/,
    );
    expect(text).toMatch(
      /audit-old\.log\.gz {2}read {2}5\.00 kB {2}gzip {2}1 event {2}11-19 10:02:11 – 11-20 10:02:11/,
    );
    expect(text).toMatch(/README {2}skipped/);
    expect(text).toContain('it is not an audit log');
  });

  test('counts forms over all inputs, tells gaps, and shows the problems', async () => {
    const text = textOf((await open()).session, 'read').join('\n');
    expect(text).toMatch(/1,204 {2}event/);
    expect(text).toMatch(/1 {2}EventList/);
    expect(text).toMatch(/gap {2}no events between/);
    expect(text).toMatch(/3 {2}not JSON {2}NOT_JSON/);
    expect(text).toContain('audit.log:7');
    expect(text).toContain('… 2 more like this');
  });

  test('Enter on an example shows its whole reason and what stands there, and folds them again', async () => {
    const driver = await open(80, 60);
    const shown = () => textOf(driver.session, 'read').join('\n');
    expect(shown()).not.toContain('word end');
    expect(shown()).not.toContain('what stands');
    for (let step = 0; step < 60 && driver.session.overlay?.kind === 'read'; step++) {
      driver.press('enter');
      if (shown().includes('word end')) break;
      driver.press('j');
    }
    expect(shown()).toContain('word end');
    expect(shown().replaceAll(/\s+/g, ' ')).toContain('what stands there, to its last letter');
    driver.press('enter');
    expect(shown()).not.toContain('word end');
    expect(shown()).not.toContain('what stands');
  });

  test('p opens it at the problems, i at the top, the same key closes', async () => {
    const driver = await open(80, 14);
    expect(textOf(driver.session, 'read').join('\n')).toContain('Inputs');
    driver.press('p');
    expect(textOf(driver.session, 'read').join('\n')).toContain('not JSON');
    driver.press('p');
    expect(driver.session.overlay).toBeUndefined();
  });

  test('works where a source tells only names', async () => {
    const driver = await open(80, 24, new MemorySource(requests(3)));
    const text = textOf(driver.session, 'read').join('\n');
    expect(text).toContain('memory');
    expect(text).toContain('None: everything that was read is an event.');
  });
});
