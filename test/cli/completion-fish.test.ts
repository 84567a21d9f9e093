// The fish script in a real fish, which tells what it would offer for a line.
import {spawnSync} from 'node:child_process';
import {afterAll, describe, expect, test} from 'vitest';
import {fishScript} from '../../src/cli/completion-fish.ts';
import {has, hostileLines, OFFERED, offered, yard} from '../support/shells.ts';

const place = yard(fishScript);
afterAll(place.remove);

/** Lines come as arguments, so that nothing here evaluates them. */
const ASK = 'source $argv[1]; for line in $argv[2..-1]; complete -C "$line"; echo; end';

/** `word` and what is said beside it, a line each. */
function answers(lines: readonly string[]): string {
  const {stdout, stderr} = spawnSync('fish', ['--no-config', '-c', ASK, place.script, ...lines], {
    cwd: place.folder,
    encoding: 'utf8',
    env: {...process.env, HOME: place.folder},
  });
  expect(stderr).toBe('');
  return stdout.trimEnd();
}

const words = (line: string): readonly string[] =>
  answers([line])
    .split('\n')
    .filter(text => text !== '')
    .map(text => text.split('\t')[0]!);

describe.skipIf(!has('fish'))('fish', () => {
  test.each(OFFERED)('%s offers %j', (line, expected) => {
    expect(words(line).map(offered).sort()).toEqual([...expected].sort());
  });

  test.each<[line: string, words: readonly string[]]>([
    ['audit-tui query x no', ['node-1.log']],
    ['audit-tui nod', ['node-1.log']],
    ['audit-tui --config no', ['node-1.log']],
    ['audit-tui query x -- no', ['node-1.log']],
    ['audit-tui doctor --root ', ['logs/']],
    ["audit-tui query '$HOME verb:patc", ['$HOME verb:patch']],
    ['audit-tui query -verb:patc', ['-verb:patch']],
    ['audit-tui query x --limit no', []],
    ['audit-tui query objectRef.n', ['objectRef.name:', 'objectRef.namespace:']],
  ])('%s offers just %j', (line, expected) => {
    expect([...words(line)].sort()).toEqual([...expected].sort());
  });

  test('a word is said what it does', () => {
    expect(answers(['audit-tui quer'])).toBe('query\tprint the requests that match a query');
    expect(answers(['audit-tui query tru'])).toMatch(/^truncated:\ttrue when /);
    expect(answers(['audit-tui query x --desc'])).toMatch(/^--desc\tsort from the greatest/);
  });

  test('nothing that was typed is run', () => {
    // fish takes ten times as long as bash.
    answers(hostileLines().filter((_, i) => i % 7 === 3));
    expect(place.broken()).toBe(false);
  });
});
