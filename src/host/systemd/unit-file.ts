// The syntax of unit files, as systemd.syntax(7) and systemd 257's conf-parser have it: sections, comments, continued lines.

export type Setting = {
  readonly section: string;
  readonly key: string;
  /** Continued lines joined by a blank each. */
  readonly value: string;
  readonly file: string;
  /** Of each character of `value`, its line in the file, from 1. */
  readonly lines: readonly number[];
  /** Lines of the file that it takes, from 1: [first, last]. */
  readonly span: readonly [number, number];
};

/** A comment between continued lines belongs to neither. */
const COMMENT = /^\s*[#;]/;

export function readUnitFile(file: string, text: string): readonly Setting[] {
  const settings: Setting[] = [];
  const rows = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  let section = '';
  for (let i = 0; i < rows.length; i++) {
    if (COMMENT.test(rows[i]!) || rows[i]!.trim() === '') continue;
    const first = i;
    let joined = '';
    const lines: number[] = [];
    for (; i < rows.length; i++) {
      const row = rows[i]!;
      if (i > first && COMMENT.test(row)) continue;
      const goesOn = row.endsWith('\\');
      const part = goesOn ? `${row.slice(0, -1)} ` : row;
      joined += part;
      for (let n = 0; n < part.length; n++) lines.push(i + 1);
      if (!goesOn) break;
    }
    const last = Math.min(i, rows.length - 1) + 1;
    const heading = /^\s*\[(.+)\]\s*$/.exec(joined);
    if (heading !== null) {
      section = heading[1]!;
      continue;
    }
    const match = /^(\s*([^=]+?)\s*=\s*)([\s\S]*?)\s*$/.exec(joined);
    if (match === null) continue;
    const start = match[1]!.length;
    const value = match[3]!;
    settings.push({
      section,
      key: match[2]!,
      value,
      file,
      lines: lines.slice(start, start + value.length),
      span: [first + 1, last],
    });
  }
  return settings;
}

/** The values of a setting that a list collects: an empty one takes back those before. */
export function listOf(settings: readonly Setting[], key: string): readonly Setting[] {
  let list: Setting[] = [];
  for (const setting of settings) {
    if (setting.section !== 'Service' || setting.key !== key) continue;
    if (setting.value === '') list = [];
    else list.push(setting);
  }
  return list;
}
