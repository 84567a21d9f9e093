// SGR sequences as numbers: two cells look the same if their characters and their style numbers are the same.

/** Bold, dim, italic, underline, blink, inverse, hidden, strike: 1 to 9 switch on, and these switch off. */
const OFF: Readonly<Record<number, readonly number[]>> = {
  22: [1, 2],
  23: [3],
  24: [4],
  25: [5, 6],
  27: [7],
  28: [8],
  29: [9],
};

/** What is switched on, and colours as the parameters that set them; '' is the terminal's own. */
type Style = {readonly on: readonly number[]; readonly fg: string; readonly bg: string};

const PLAIN: Style = {on: [], fg: '', bg: ''};

/** 38 and 48 are followed by `5;n` or `2;r;g;b`. */
const EXTENDED: Readonly<Record<number, number>> = {5: 1, 2: 3};

const paramsOf = ({on, fg, bg}: Style): string => [...on, fg, bg].filter(part => part !== '').join(';');

/** `style` after the parameters of one SGR sequence; undefined if one of them is not known here. */
function applied(style: Style, params: string): Style | undefined {
  const codes = params === '' ? [0] : params.split(';').map(Number);
  let {on, fg, bg} = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 0) ({on, fg, bg} = PLAIN);
    else if (code >= 1 && code <= 9) on = on.includes(code) ? on : [...on, code].sort((a, b) => a - b);
    else if (OFF[code] !== undefined) on = on.filter(each => !OFF[code]!.includes(each));
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) fg = String(code);
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) bg = String(code);
    else if (code === 39) fg = '';
    else if (code === 49) bg = '';
    else if (code === 38 || code === 48) {
      const more = EXTENDED[codes[at + 1] ?? -1];
      if (more === undefined || at + 1 + more >= codes.length) return undefined;
      const colour = codes.slice(at, at + 2 + more).join(';');
      if (code === 38) fg = colour;
      else bg = colour;
      at += 1 + more;
    } else return undefined;
  }
  return {on, fg, bg};
}

/** Styles there may be at a time. */
const MOST = 0x7fff;

/** A class because styles and what was learnt of sequences grow together. Number 0 is plain text. */
export class Styles {
  readonly #styles: Style[] = [PLAIN];
  readonly #params: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);
  /** Of each style: what a sequence makes of it, -1 if that is not known. */
  readonly #after: Map<string, number>[] = [new Map()];

  /** The style after one more SGR sequence with these parameters; -1 if it cannot be told. */
  after(style: number, params: string): number {
    const known = this.#after[style]!.get(params);
    if (known !== undefined) return known;
    const next = applied(this.#styles[style]!, params);
    const number = next === undefined ? -1 : this.#numberOf(next);
    this.#after[style]!.set(params, number);
    return number;
  }

  /** What makes `to` of `from`. */
  change(from: number, to: number): string {
    if (to === 0) return '\x1b[m';
    return `\x1b[${from === 0 ? '' : '0;'}${this.#params[to]!}m`;
  }

  #numberOf(style: Style): number {
    const params = paramsOf(style);
    const known = this.#numbers.get(params);
    if (known !== undefined) return known;
    const number = this.#styles.length;
    if (number > MOST) return -1;
    this.#styles.push(style);
    this.#params.push(params);
    this.#after.push(new Map());
    this.#numbers.set(params, number);
    return number;
  }
}
