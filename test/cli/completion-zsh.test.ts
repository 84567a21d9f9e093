// The zsh script in a real zsh at a prompt: what a line becomes when Tab is pressed, and what is listed under it.
import {spawnSync} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {zshScript} from '../../src/cli/completion-zsh.ts';
import {has, hostileLines, OFFERED, yard} from '../support/shells.ts';
import {TestTerminal} from '../support/terminal.ts';

const place = yard(zshScript);
afterAll(place.remove);

/** All lines that were typed go, and so does the list. */
const CLEAR = '\x15\x0c';

describe.skipIf(!has('zsh'))('zsh', () => {
  let terminal: TestTerminal;
  beforeAll(async () => {
    // Usually Tab is expand-or-complete, by which zsh itself runs what is to be substituted, of any command.
    terminal = new TestTerminal('zsh', ['-f', '-i'], {columns: 120, rows: 60});
    terminal.write(
      `cd ${place.folder}; PS1='> '; autoload -U compinit; compinit -u -D; source ./.script; unsetopt list_ambiguous; bindkey '^U' kill-buffer; bindkey '^I' complete-word; clear; echo rea''dy\n`,
    );
    await terminal.shows(/^ready\n> $/m);
  });
  afterAll(() => terminal?.kill());

  /** Types a line and Tab, and waits for what the screen shows then. */
  async function tab(line: string, wanted: RegExp): Promise<void> {
    await terminal.type(CLEAR, /^> *$/m);
    await terminal.type(`${line}\t`, wanted);
  }

  const literally = (text: string) => text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');

  test.each(OFFERED.filter(([, words]) => words.length > 1))('%s lists %j', async (line, words) => {
    await tab(line, new RegExp(`^(?=[^]*> audit)${words.map(word => `(?=[^]*\\n[^>]*\\b${word}\\b)`).join('')}`));
  });

  test.each(OFFERED.filter(([, words]) => words.length === 1))('%s becomes a line with %j', async (line, [word]) => {
    await tab(line, new RegExp(`^> audit-tui .*${word}[', ]*$`, 'm'));
  });

  test.each<[line: string, becomes: string]>([
    ['audit-tui query x no', 'audit-tui query x node-1.log '],
    ['audit-tui no', 'audit-tui node-1.log '],
    ['audit-tui rbac no', 'audit-tui rbac node-1.log '],
    ['audit-tui query x two', 'audit-tui query x two\\ words.log '],
    ['audit-tui doctor --root l', 'audit-tui doctor --root logs/'],
    ["audit-tui query '$HOME verb:patc", "audit-tui query '$HOME verb:patch' "],
    ["audit-tui query 'x us", "audit-tui query 'x user:"],
    ['audit-tui query objectRef.nam', 'audit-tui query objectRef.name'],
    ['audit-tui query x --output=ya', 'audit-tui query x --output=yaml '],
  ])('%s becomes %j', async (line, becomes) => {
    await tab(line, new RegExp(`^> ${literally(becomes)}$`, 'm'));
  });

  test('where only a user knows, no path is offered', async () => {
    await terminal.type(CLEAR, /^> *$/m);
    await terminal.type('audit-tui query x --limit no\tQ', /--limit noQ/);
  });

  test('nothing that was typed is run', async () => {
    // Each is typed and answered.
    for (const line of hostileLines().filter((_, i) => i % 7 === 3)) {
      terminal.write(CLEAR);
      terminal.write(`${line.replaceAll('\n', '\x16\n')}\t`);
    }
    await tab('audit-tui quer', /^> audit-tui query $/m);
    expect(place.broken()).toBe(false);
  });

  test('it also works as a function of $fpath', () => {
    const {stdout, stderr} = spawnSync(
      'zsh',
      [
        '-f',
        '-c',
        'fpath=($PWD $fpath); cp .script _audit_tui; autoload -U compinit; compinit -u -D; echo $_comps[audit-tui]',
      ],
      {cwd: place.folder, encoding: 'utf8'},
    );
    expect([stdout, stderr]).toEqual(['_audit_tui\n', '']);
  });
});
