import {describe, expect, test} from 'vitest';
import {anchors, codeLines, firstCells, inlineCode, links, shellCommands} from './markdown.ts';

const PAGE = `# A title: of two

Prose with \`code that
goes on\`, a [link](docs/query.md#errors) and a picture <img src="a.svg">.

    audit-tui query 'a b' x.log   # why

\`\`\`
npm test
\`\`\`

| Query | Finds |
|---|---|
| \`verb:get\` | it |
`;

test('a page gives its code lines, inline code, first cells, links and anchors', () => {
  expect(codeLines(PAGE)).toEqual(["audit-tui query 'a b' x.log   # why", 'npm test']);
  expect(inlineCode(PAGE)).toContain('code that goes on');
  expect(firstCells(PAGE, 'Query')).toEqual(['verb:get']);
  expect(links(PAGE)).toEqual(['docs/query.md#errors', 'a.svg']);
  expect(anchors(PAGE)).toEqual(['a-title-of-two']);
});

describe('words of a shell line', () => {
  test.each<[line: string, commands: string[][]]>([
    ["audit-tui query 'a b' x.log   # why", [['audit-tui', 'query', 'a b', 'x.log']]],
    [
      'ssh n cat a.log | audit-tui -',
      [
        ['ssh', 'n', 'cat', 'a.log'],
        ['audit-tui', '-'],
      ],
    ],
    [
      'npm install && npm start',
      [
        ['npm', 'install'],
        ['npm', 'start'],
      ],
    ],
    ['audit-tui query "" x', [['audit-tui', 'query', '', 'x']]],
    ["an unclosed ' quote", []],
  ])('%s', (line, commands) => {
    expect(shellCommands(line)).toEqual(commands);
  });
});
