// The cells of a terminal as an SVG picture, for the docs and for looking at.
import type {TestTerminal} from './terminal.ts';

const CELL = {width: 8.4, height: 18};

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

export function toSvg(terminal: TestTerminal, palette: Palette): string {
  const {screen} = terminal;
  const buffer = screen.buffer.active;
  const parts: string[] = [];
  for (let y = 0; y < screen.rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    for (let x = 0; x < screen.cols; x++) {
      const cell = line?.getCell(x);
      if (cell === undefined || cell.getWidth() === 0) continue;
      const pick = (isDefault: boolean, isRgb: boolean, value: number, fallback: string) =>
        isDefault ? fallback : isRgb ? `#${value.toString(16).padStart(6, '0')}` : colour(value, palette);
      let fg = pick(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), palette.foreground);
      let bg = pick(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), palette.background);
      if (cell.isInverse()) [fg, bg] = [bg, fg];
      const left = (x * CELL.width).toFixed(1);
      const top = y * CELL.height;
      if (bg !== palette.background) {
        parts.push(
          `<rect x="${left}" y="${top}" width="${(CELL.width * cell.getWidth() + 0.2).toFixed(1)}" height="${CELL.height}" fill="${bg}"/>`,
        );
      }
      const chars = cell.getChars();
      if (chars.trim() === '') continue;
      const style = `${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}${cell.isUnderline() ? ' text-decoration="underline"' : ''}`;
      parts.push(`<text x="${left}" y="${top + 13.5}" fill="${fg}"${style}>${escapeXml(chars)}</text>`);
    }
  }
  const [width, height] = [Math.ceil(screen.cols * CELL.width), screen.rows * CELL.height];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14"><rect width="100%" height="100%" fill="${palette.background}"/>${parts.join('')}</svg>\n`;
}
