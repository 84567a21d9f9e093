// Few frames of the whole program: everything that they show is tested closer to where it is made.
import {afterEach, describe, expect, test, vi} from 'vitest';
import {FakeTerminal} from '../support/fake-terminal.ts';
import {HOSTILE_EVENTS} from '../support/hostile.ts';
import {MemorySource} from '../support/memory-source.ts';
import {requests} from '../support/session.ts';
import {until} from '../support/terminal.ts';

const open: FakeTerminal[] = [];

const start = (source: MemorySource, columns = 80, rows = 24, options = {}) => {
  const terminal = new FakeTerminal(source, {columns, rows}, options);
  open.push(terminal);
  return terminal;
};

afterEach(async () => {
  for (const terminal of open.splice(0)) {
    terminal.write('\x03');
    await terminal.done;
  }
});

describe('on a terminal', () => {
  test('the newest request is there, keys move, q gives the terminal back and prints nothing', async () => {
    const terminal = start(new MemorySource(requests(100)));
    await terminal.shows('row 100 of 100');
    expect(terminal.isAlternate).toBe(true);
    await until(() => terminal.mouse === 'drag', 'the mouse is asked for');
    terminal.write('kk');
    await terminal.shows('row 98 of 100');
    terminal.write('q');
    expect(await terminal.done).toBe(0);
    await until(() => !terminal.isAlternate, 'the normal screen is back');
    await until(() => terminal.mouse === 'none', 'the mouse is given back');
    expect(terminal.lines.join('')).toBe('');
  });

  test('whoever waits for the first frame is told of it once', async () => {
    const drawn = vi.fn();
    const terminal = start(new MemorySource(requests(100)), 80, 24, {drawn});
    await terminal.shows('row 100 of 100');
    terminal.write('k');
    await terminal.shows('row 99 of 100');
    expect(drawn).toHaveBeenCalledOnce();
  });

  test('a filter is typed, completed and used', async () => {
    const terminal = start(new MemorySource(requests(100, place => ({verb: place % 4 === 0 ? 'list' : 'get'}))));
    await terminal.shows('100 requests');
    terminal.write('/verb:li');
    await terminal.shows('list');
    terminal.write('\t');
    await terminal.shows('25 of 100 requests');
    terminal.write('\r');
    await terminal.shows(/row 25 of 25/);
    terminal.write('\\');
    await terminal.shows('100 requests');
  });

  test('Enter opens the request, arrows its tabs, Esc goes back', async () => {
    const terminal = start(
      new MemorySource(requests(5, () => ({level: 'Request', requestObject: {spec: {replicas: 7}}}))),
      120,
      40,
    );
    await terminal.shows('row 5 of 5');
    terminal.write('\r');
    await terminal.shows('alice@example.com deleted pod webapp-pod');
    terminal.write('\x1b[C');
    await terminal.shows('replicas: 7');
    terminal.write('\x1b');
    await terminal.shows('row 5 of 5');
  });

  test('a paste types into the filter, and is no row of commands elsewhere', async () => {
    const terminal = start(new MemorySource(requests(5)));
    await terminal.shows('5 requests');
    terminal.write('\x1b[200~qqq\x1b[201~').write('/').write('\x1b[200~verb:list\n\x1b[201~');
    await terminal.shows('> verb:list');
    await terminal.shows('0 of 5 requests');
  });

  test('the wheel moves, a click goes to a row, and neither types anything', async () => {
    const terminal = start(new MemorySource(requests(100)));
    await terminal.shows('row 100 of 100');
    terminal.write('\x1b[<64;10;10M');
    await terminal.shows('row 97 of 100');
    terminal.write('\x1b[<0;10;6M\x1b[<0;10;6m');
    await until(() => terminal.isInverse(3, 5), 'the row that was clicked has the cursor');
    terminal.write('/\x1b[<0;10;6M');
    await terminal.shows('> ');
    expect(terminal.lines[1]).not.toContain('[<');
  });

  test('it follows the size of the terminal', async () => {
    const terminal = start(new MemorySource(requests(100)), 80, 24);
    await terminal.shows('row 100 of 100');
    terminal.resize({columns: 140, rows: 45});
    await terminal.shows('▾ Stage');
    terminal.resize({columns: 40, rows: 10});
    await until(
      () => terminal.lines[9]!.includes('row 100') && !terminal.lines.join('').includes('▾ Stage'),
      'one pane',
    );
  });

  test('hostile events leave nothing for the terminal to obey', async () => {
    const terminal = start(new MemorySource(HOSTILE_EVENTS), 120, 40);
    await terminal.shows(`row ${HOSTILE_EVENTS.length} of`);
    for (const key of ['g', 'j', '\r', '\x1b[C', 'v', '\x1b[C']) terminal.write(key);
    await terminal.shows('Raw');
    expect(terminal.output).not.toContain('\x1b]52');
    expect(terminal.output).not.toContain('\x07');
    expect(terminal.output).not.toContain('\u202e');
  });

  test('without colour there is none, and the cursor is still seen', async () => {
    const terminal = start(new MemorySource(requests(9)), 80, 24, {env: {NO_COLOR: '1'}});
    await terminal.shows('row 9 of 9');
    expect(terminal.output).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38|48)(?:;\d+)*m/);
    expect(terminal.isInverse(0, 12)).toBe(true);
  });

  test.each([
    ['16', false, '█'],
    ['none', false, '▓'],
    ['none', true, '!'],
  ] as const)('in the theme %s, ASCII only %s, a bar of failures is drawn %s', async (theme, ascii, sign) => {
    const source = new MemorySource(requests(9, () => ({responseStatus: {code: 503}})));
    const terminal = start(source, 80, 24, {look: {flag: theme, ascii}});
    await terminal.shows('row 9 of 9');
    await until(() => terminal.lines[2]!.includes(sign), 'the bars are drawn');
    expect(terminal.lines[2]).not.toMatch(theme === '16' ? /[░▒▓]/ : /[▁▂▃▄▅▆▇█@]/);
  });

  test.each([
    ['at the table', '', 'row 100 of 100'],
    ['where text is typed', '/', 'use it'],
    ['in the help', '?', 'Keys'],
  ])('^L draws everything again that something else wrote over, %s', async (_, keys, shows) => {
    const terminal = start(new MemorySource(requests(100)));
    await terminal.shows('row 100 of 100');
    terminal.write(keys);
    await terminal.shows(shows);
    await until(() => terminal.lines[22] !== '', 'all of it is drawn');
    const before = [terminal.lines[4], terminal.lines[22]];
    terminal.scribble('\x1b[5;1HBroadcast message from root\x1b[K\x1b[0J');
    await terminal.shows('Broadcast message');
    terminal.write('\x0c');
    await until(() => [terminal.lines[4], terminal.lines[22]].join() === before.join(), 'the lines are back');
  });

  test('nothing is drawn when nothing changes', async () => {
    const source = new MemorySource(requests(9));
    const terminal = start(source);
    await terminal.shows('row 9 of 9');
    await new Promise(resolve => setTimeout(resolve, 100));
    const before = terminal.output.length;
    terminal.write('jjjj').write('\x1b[6~');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(terminal.output.length - before).toBeLessThan(200);
  });
});

describe('an error of ours', () => {
  /** A source that breaks the promise of `about`. */
  class Broken extends MemorySource {
    isBroken = false;
    override about() {
      if (this.isBroken) throw new Error('boom \x1b[31m');
      return super.about();
    }
  }

  test.each([
    [{}, false],
    [{AUDIT_TUI_DEBUG: '1'}, true],
  ])('with %j gives the terminal back and says so, with a stack: %s', async (env, hasStack) => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const source = new Broken(requests(9));
      const terminal = start(source, 80, 24, {env});
      await terminal.shows('row 9 of 9');
      open.splice(0);
      source.isBroken = true;
      source.add([]);
      expect(await terminal.done).toBe(70);
      const message = told.mock.calls.map(([text]) => String(text)).join('');
      expect(message).toContain('boom ␛[31m');
      expect(/\n\s+at /.test(message)).toBe(hasStack);
      await until(() => !terminal.isAlternate, 'the normal screen is back');
    } finally {
      told.mockRestore();
    }
  });
});
