// The explorer without a path, in a real pseudo-terminal.
import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, expect, test} from 'vitest';
import {LOG_PATH, logText, MANIFEST, makeTree, removeTrees, TREES} from '../host/trees.ts';
import {FIRST, PROGRAM, type Size, TestTerminal, until} from '../support/terminal.ts';

const SIZES: readonly Size[] = [
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
];
let terminals: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});
afterAll(removeTrees);

const start = (dir: string, size: Size): TestTerminal => {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, '--root', dir], size);
  terminals.push(terminal);
  return terminal;
};

test.each(SIZES)(
  'it opens the log of the node, says by what it was found, and follows it, at $columns x $rows',
  async size => {
    const dir = makeTree(TREES['kubeadm, sound']);
    const t = start(dir, size);
    await t.shows('600 events');
    await t.shows(`This node’s log, named in ${MANIFEST}`);
    appendFileSync(join(dir, LOG_PATH), logText(1).replaceAll('id-0', 'one-more'));
    await t.shows('601 events');
    t.write('j');
    await until(() => !t.text.includes('This node’s log'), 'a key takes the notice away');
    t.write('q');
    expect(await t.exited()).toBe(0);
  },
);

test('where there is none it says why on one screen, and gives the terminal back', async () => {
  const t = start(makeTree(TREES['auditing off']), SIZES[0]!);
  expect(await t.exited()).toBe(2);
  expect(t.text).toContain('--audit-policy-file is not set');
  expect(t.text).toContain('audit-tui doctor --root');
  expect(t.modes).toMatchObject({alternateScreen: false, cursorHidden: false});
});
