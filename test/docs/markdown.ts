// What a page of Markdown shows: its commands, inline code, tables, links and headings.

/** Lines of code blocks, indented or fenced. */
export const codeLines = (page: string): readonly string[] => {
  let fenced = false;
  return page.split('\n').flatMap(line => {
    if (line.startsWith('```')) {
      fenced = !fenced;
      return [];
    }
    return fenced || line.startsWith('    ') ? [line.trim()] : [];
  });
};

/** Inline code of the prose, which may go on in the next line. */
export const inlineCode = (page: string): readonly string[] => {
  const prose = page
    .split('\n')
    .filter(line => !line.startsWith('    '))
    .join('\n');
  return [...prose.matchAll(/`([^`]+)`/g)].map(match => match[1]!.replace(/\s*\n\s*/g, ' ').replaceAll('\\|', '|'));
};

/** First cells of the tables whose head begins with `title`, without their backticks. */
export const firstCells = (page: string, title: string): readonly string[] =>
  page.split('\n\n').flatMap(block => {
    const lines = block.split('\n');
    const head = lines.findIndex(line => line.startsWith(`| ${title} |`));
    return head === -1
      ? []
      : lines
          .slice(head + 2)
          .filter(line => line !== '')
          .map(line => /^\| `([^`]+)`/.exec(line)?.[1] ?? line);
  });

/** Targets of links and pictures. */
export const links = (page: string): readonly string[] =>
  [...page.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(match => (match[1] ?? match[2])!);

/** As GitHub makes anchors of headings. */
export const anchors = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(match =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** A shell's words, for the plain lines that docs show: quotes, pipes, `&&` and comments, nothing else. @returns a list a command */
export function shellCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let quote: string | undefined;
  const end = () => {
    if (word !== undefined) commands.at(-1)!.push(word);
    word = undefined;
  };
  for (const char of line) {
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === ' ') end();
    else if (char === '#' && word === undefined) break;
    else if (char === '|' || char === '&' || char === ';') {
      end();
      commands.push([]);
    } else word = (word ?? '') + char;
  }
  end();
  return quote === undefined ? commands.filter(command => command.length > 0) : [];
}
