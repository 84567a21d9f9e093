// The cells of a terminal as an SVG picture, for the docs and for looking at. Cells of one look are one text, so that a full
// screen takes some tens of KB; lines and blocks are drawn as rectangles, because fonts leave gaps between theirs.
import type {TestTerminal} from './terminal.ts';

const FONT_SIZE = 14;
/** 0.602 em is the advance of DejaVu Sans Mono and Menlo; other fonts are fitted by textLength. */
const CELL = {width: 0.602 * FONT_SIZE, height: 18, baseline: 13.5};
/** Around the screen. */
const MARGIN = 10;

export type Palette = {readonly background: string; readonly foreground: string; readonly colours: readonly string[]};

export const DARK: Palette = {
  background: '#11141a',
  foreground: '#d5d8de',
  colours: [
    '#1d2026',
    '#e0606b',
    '#7fb86a',
    '#d9a85b',
    '#5f9fe0',
    '#b57fd8',
    '#56b0b5',
    '#c9ccd3',
    '#727b8a',
    '#f07c86',
    '#99d183',
    '#f0c274',
    '#7db8f5',
    '#cb9bea',
    '#76cdd2',
    '#ffffff',
  ],
};
export const LIGHT: Palette = {
  background: '#fbfbf8',
  foreground: '#2a2e36',
  colours: [
    '#2a2e36',
    '#b3261e',
    '#2f6f2f',
    '#8a5a00',
    '#1f5fb0',
    '#7a3ea8',
    '#0f6b70',
    '#6b7079',
    '#80868f',
    '#c9372c',
    '#3b873b',
    '#a56c00',
    '#2f74cc',
    '#9150c4',
    '#1b8288',
    '#1a1c20',
  ],
};

const escapeXml = (text: string) => text.replace(/[&<>]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;'})[c]!);

/** At most two decimals, without trailing zeros. */
const px = (value: number): string => String(Math.round(value * 100) / 100);

function colour(index: number, palette: Palette): string {
  if (index < 16) return palette.colours[index]!;
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + (index - 232) * 10)
      .join(',')})`;
  const level = (n: number) => (n === 0 ? 0 : 55 + n * 40);
  const n = index - 16;
  return `rgb(${level(Math.floor(n / 36))},${level(Math.floor(n / 6) % 6)},${level(n % 6)})`;
}

type Cell = {
  readonly x: number;
  /** In cells: 2 for wide characters. */
  readonly width: number;
  readonly text: string;
  readonly background: string;
  /** CSS declarations. */
  readonly look: string;
};

type XtermLine = ReturnType<TestTerminal['screen']['buffer']['active']['getLine']>;

function cellsOf(line: XtermLine, columns: number, palette: Palette): readonly Cell[] {
  const cells: Cell[] = [];
  for (let x = 0; x < columns; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const pick = (isDefault: boolean, isRgb: boolean, value: number, fallback: string) =>
      isDefault ? fallback : isRgb ? `#${value.toString(16).padStart(6, '0')}` : colour(value, palette);
    const fg = pick(cell.isFgDefault() !== false, cell.isFgRGB() !== false, cell.getFgColor(), palette.foreground);
    const bg = pick(cell.isBgDefault() !== false, cell.isBgRGB() !== false, cell.getBgColor(), palette.background);
    const isInverse = Boolean(cell.isInverse());
    const decorations = [cell.isUnderline() ? 'underline' : '', cell.isStrikethrough() ? 'line-through' : ''];
    const decoration = decorations.filter(word => word !== '').join(' ');
    cells.push({
      x,
      width: cell.getWidth(),
      text: cell.getChars() === '' ? ' ' : cell.getChars(),
      background: isInverse ? fg : bg,
      look: [
        `fill:${isInverse ? bg : fg}`,
        ...(cell.isBold() ? ['font-weight:bold'] : []),
        ...(cell.isDim() ? ['opacity:.65'] : []),
        ...(decoration === '' ? [] : [`text-decoration:${decoration}`]),
      ].join(';'),
    });
  }
  return cells;
}

/** Neighbours of which `key` says the same. */
function runsOf(cells: readonly Cell[], key: (cell: Cell) => string): readonly (readonly Cell[])[] {
  const runs: Cell[][] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last !== undefined && key(last[0]!) === key(cell)) last.push(cell);
    else runs.push([cell]);
  }
  return runs;
}

const LOWER_BLOCKS = '▁▂▃▄▅▆▇█';
const isDrawn = (text: string) => text === '│' || text === '─' || LOWER_BLOCKS.includes(text);

/** Of a character that is drawn, within its cell; cells beside each other join. */
function shapeOf(text: string): {
  readonly x: number;
  readonly y: number;
  readonly width?: number;
  readonly height: number;
} {
  if (text === '│') return {x: CELL.width / 2 - 0.5, y: 0, width: 1, height: CELL.height};
  if (text === '─') return {x: 0, y: CELL.height / 2 - 0.5, height: 1};
  const height = ((LOWER_BLOCKS.indexOf(text) + 1) / LOWER_BLOCKS.length) * CELL.height;
  return {x: 0, y: CELL.height - height, height};
}

const widthOf = (run: readonly Cell[]) => run.reduce((sum, cell) => sum + cell.width, 0) * CELL.width;

const rect = (x: number, y: number, width: number, height: number, attribute: string) =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" ${attribute}/>`;

const isBlank = (cell: Cell | undefined) => cell !== undefined && cell.text === ' ';

/** The words of a run: apart where two blanks stand between them, which renderers collapse. Underlined blanks are ink. */
function wordsOf(run: readonly Cell[]): readonly (readonly Cell[])[] {
  if (run[0]!.look.includes('text-decoration')) return [run];
  const words: Cell[][] = [];
  run.forEach((cell, i) => {
    if (isBlank(cell) && (words.length === 0 || isBlank(run[i - 1]) || isBlank(run[i + 1]) || i === run.length - 1))
      return;
    if (words.length === 0 || (isBlank(run[i - 1]) && isBlank(run[i - 2]))) words.push([]);
    words.at(-1)!.push(cell);
  });
  return words;
}

/** The visible screen. `title` is for those who cannot see it. */
export function toSvg({screen}: TestTerminal, palette: Palette, title = ''): string {
  const buffer = screen.buffer.active;
  const looks = new Map<string, string>();
  const classOf = (look: string) => {
    if (!looks.has(look)) looks.set(look, `c${looks.size}`);
    return `class="${looks.get(look)}"`;
  };
  const parts: string[] = [];
  for (let y = 0; y < screen.rows; y++) {
    const cells = cellsOf(buffer.getLine(buffer.baseY + y), screen.cols, palette);
    const top = y * CELL.height;
    for (const run of runsOf(cells, cell => cell.background)) {
      const {x, background} = run[0]!;
      if (background === palette.background) continue;
      parts.push(rect(x * CELL.width, top, widthOf(run), CELL.height, `fill="${background}"`));
    }
    for (const run of runsOf(cells, ({look, text}) => `${look} ${isDrawn(text) ? text : ''}`)) {
      const {look, text} = run[0]!;
      if (isDrawn(text)) {
        const shape = shapeOf(text);
        const width = shape.width ?? widthOf(run);
        parts.push(rect(run[0]!.x * CELL.width + shape.x, top + shape.y, width, shape.height, classOf(look)));
        continue;
      }
      for (const ink of wordsOf(run)) {
        const place = `x="${px(ink[0]!.x * CELL.width)}" y="${px(top + CELL.baseline)}" textLength="${px(widthOf(ink))}"`;
        parts.push(`<text ${place} ${classOf(look)}>${escapeXml(ink.map(cell => cell.text).join(''))}</text>`);
      }
    }
  }
  const [width, height] = [Math.ceil(screen.cols * CELL.width) + 2 * MARGIN, screen.rows * CELL.height + 2 * MARGIN];
  const css = [
    `text{font:${FONT_SIZE}px "DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre}`,
    ...[...looks].map(([look, name]) => `.${name}{${look}}`),
  ].join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>\n${css}\n</style>`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" rx="6" fill="${palette.background}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}
