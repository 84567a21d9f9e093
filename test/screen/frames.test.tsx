// Whatever was pressed, the screen that differences have made is the one that writing everything makes.
import {EventEmitter} from 'node:events';
import headless from '@xterm/headless';
import {renderToString} from 'ink';
import {expect, test} from 'vitest';
import {FrameSink} from '../../src/screen/frame/sink.ts';
import {Screen} from '../../src/screen/Screen.tsx';
import type {Session} from '../../src/session/session.ts';
import {HOSTILE_EVENTS} from '../support/hostile.ts';
import {MemorySource} from '../support/memory-source.ts';
import {Driver, requests} from '../support/session.ts';

type Size = {readonly columns: number; readonly rows: number};

/** A terminal with a sink before it, that keeps its size in step. */
class Shown extends EventEmitter {
  readonly screen: InstanceType<typeof headless.Terminal>;
  readonly writable = true;
  readonly sink = new FrameSink(this as never);
  columns: number;
  rows: number;
  bytes = 0;
  #written = Promise.resolve();

  constructor({columns, rows}: Size) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.screen = new headless.Terminal({cols: columns, rows, allowProposedApi: true});
  }

  write(chunk: string, done?: () => void): boolean {
    this.bytes += chunk.length;
    this.#written = this.#written.then(() => new Promise(resolve => this.screen.write(chunk, resolve)));
    done?.();
    return true;
  }

  resize({columns, rows}: Size): void {
    this.columns = columns;
    this.rows = rows;
    this.screen.resize(columns, rows);
  }

  async draw(frame: string): Promise<readonly string[]> {
    for (const chunk of ['\x1b[?2026h', frame, '\x1b[?2026l']) this.sink.write(chunk);
    await this.#written;
    return this.cells();
  }

  /** Text and looks of all cells, a string a line. */
  cells(): readonly string[] {
    const {active} = this.screen.buffer;
    return Array.from({length: this.rows}, (_, y) => {
      const line = active.getLine(active.baseY + y)!;
      return Array.from({length: this.columns}, (_, x) => {
        const cell = line.getCell(x)!;
        const looks = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline(), cell.isStrikethrough()];
        return `${cell.getChars() || ' '}${looks.map(on => (on === 0 ? 0 : 1)).join('')}${cell.getFgColor()}`;
      }).join('|');
    });
  }
}

const WORDS = ['pods', 'secrets', '機密', 'configmaps', 'événements', 'nodes'];
const EVENTS = [
  ...requests(200, place => ({
    verb: ['get', 'list', 'delete', 'watch'][place % 4]!,
    user: {username: `user-${place % 17}`},
    objectRef: {resource: WORDS[place % 6]!, namespace: `team-${place % 5}`, name: `name-${(place * 7919) % 1000}`},
    level: 'RequestResponse' as const,
    responseObject: {kind: 'Pod', metadata: {name: `name-${place}`}, spec: {replicas: place, text: '漢字 and more'}},
  })),
  ...HOSTILE_EVENTS,
];

const PAGES = ['pagedown', 'j', 'j', 'pageup', 'g', 'j', 'ctrl-d', 'G', 'k', 'k'];
const DETAIL = ['enter', 'j', 'right', 'j', 'right', 'pagedown', 'right', 'right', 'j', 'v', 'esc'];
const OTHERS = ['tab', 'j', 'j', 'enter', 'tab', '?', 'j', 'pagedown', 'esc', 't', 'left', 'esc', 'u', 's', 'S'];
const FILTER = [
  '/',
  'text:verb:',
  'text:ge',
  'tab',
  'enter',
  'k',
  'n',
  '\\',
  'U',
  'j',
  'esc',
  'H',
  'esc',
  'z',
  'j',
  'z',
];

const frameOf = (session: Session): string => renderToString(<Screen session={session} />, session.size);

test.each<[Size]>([[{columns: 200, rows: 60}], [{columns: 80, rows: 24}]])('at %j all keys and sizes', async size => {
  const driver = await new Driver(new MemorySource(EVENTS), size).settle();
  const ours = new Shown(size);
  const check = async (what: string) => {
    const frame = frameOf(driver.session);
    const plain = new Shown(driver.session.size);
    expect(await ours.draw(frame), `after ${what}`).toEqual(await plain.draw(frame));
  };
  await check('the start');
  for (const key of [...PAGES, ...DETAIL, ...OTHERS, ...FILTER]) {
    driver.press(key);
    await check(key);
    await driver.settle();
    await check(`${key} and its answers`);
  }
  for (const other of [{columns: 130, rows: 31}, {columns: 61, rows: 12}, size]) {
    ours.resize(other);
    await driver.act({type: 'resize', size: other}).settle();
    await check(`the size ${JSON.stringify(other)}`);
    driver.press('j', 'j');
    await check('j');
  }
});

test('a cursor that moves takes two lines, a scroll the new line and what stands beside it', async () => {
  const size = {columns: 200, rows: 60};
  const driver = await new Driver(new MemorySource(EVENTS.slice(0, 200)), size).settle();
  const ours = new Shown(size);
  const bytesOf = async (...keys: readonly string[]) => {
    await driver.press(...keys).settle();
    const before = ours.bytes;
    await ours.draw(frameOf(driver.session));
    return ours.bytes - before;
  };
  const whole = await bytesOf('g');
  expect(await bytesOf('j')).toBeLessThan(600);
  await bytesOf(...Array<string>(60).fill('j'));
  expect(await bytesOf('j')).toBeLessThan(whole / 4);
});
