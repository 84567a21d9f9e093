// Variables of a service: Environment= settings, then the files of EnvironmentFile=, which win (systemd.exec(5), v257).

import {REFUSAL_TEXT} from '../places/look.ts';
import type {Root} from '../root.ts';
import type {Unread} from '../server.ts';
import {listOf, type Setting} from './unit-file.ts';
import {specified, splitValue, type Variable} from './words.ts';

export type Environment = {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly files: readonly string[];
  readonly unread: readonly Unread[];
};

export function environmentOf(root: Root, settings: readonly Setting[], unit: string): Environment {
  const variables = new Map<string, Variable>();
  for (const {value, file, lines} of listOf(settings, 'Environment')) {
    for (const {text, start} of splitValue(value)) {
      const [, name, given] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
      if (name !== undefined)
        variables.set(name, {value: specified(given!, unit), at: {file, line: lines[start] ?? 1}});
    }
  }
  const files: string[] = [];
  const unread: Unread[] = [];
  for (const {value} of listOf(settings, 'EnvironmentFile')) {
    const isOptional = value.startsWith('-');
    const wanted = specified(isOptional ? value.slice(1) : value, unit).replace(/^"(.*)"$/, '$1');
    for (const file of globbed(root, wanted)) {
      const read = root.read(file);
      if (read.ok) {
        files.push(file);
        for (const [name, variable] of readEnvironmentFile(file, read.value)) variables.set(name, variable);
      } else if (!(isOptional && read.why === 'absent')) unread.push({file, why: REFUSAL_TEXT[read.why]});
    }
  }
  return {variables, files, unread};
}

/** `*`, `?` and `[a-z]` as glob(7) has them, in one part of a path. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/\*|\?|\[[!^]?[^\]]+\]|[\s\S]/gu, part => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return /\w/.test(part) ? part : `\\u{${part.codePointAt(0)!.toString(16)}}`;
  });
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    // A class that holds nothing, such as [z-a], matches nothing.
    return /(?!)/;
  }
}

/** A pattern in the last part of a path; anything else is the path itself. */
function globbed(root: Root, path: string): readonly string[] {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (!/[*?[]/.test(name)) return [path];
  const listed = root.list(path.slice(0, slash) || '/');
  if (!listed.ok) return [];
  const regex = globOf(name);
  return listed.value.filter(one => regex.test(one)).map(one => `${path.slice(0, slash)}/${one}`);
}

/**
 * Lines of NAME=VALUE, with comments, quotes, and values that go on after a backslash or inside quotes. As systemd's
 * parse_env_file (v257): in double quotes a backslash escapes only `"`, `\`, `` ` ``, `$`; without quotes any character.
 */
export function readEnvironmentFile(file: string, text: string): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let i = 0;
  let line = 1;
  const toLineEnd = () => {
    while (i < source.length && source[i] !== '\n') i++;
  };
  while (i < source.length) {
    if (source[i] === '\n') {
      line++;
      i++;
      continue;
    }
    if (/\s/.test(source[i]!)) {
      i++;
      continue;
    }
    if (source[i] === '#' || source[i] === ';') {
      toLineEnd();
      continue;
    }
    const at = line;
    const equals = source.indexOf('=', i);
    const end = source.indexOf('\n', i);
    if (equals === -1 || (end !== -1 && end < equals)) {
      toLineEnd();
      continue;
    }
    const name = source
      .slice(i, equals)
      .trim()
      .replace(/^export\s+/, '');
    const read = readValue(source, equals + 1);
    line += source.slice(i, read.end).split('\n').length - 1;
    i = read.end;
    const lines = read.lines.map(number => number + at);
    if (/^[A-Za-z_]\w*$/.test(name)) variables.set(name, {value: read.value, at: {file, line: at}, lines});
  }
  return variables;
}

/** `lines`: of each character of the value, how many lines below the first it stands. */
type Read = {readonly value: string; readonly end: number; readonly lines: readonly number[]};

function readValue(source: string, from: number): Read {
  let value = '';
  const lines: number[] = [];
  let line = 0;
  let quote = '';
  // Blanks at the end of an unquoted value are none of it.
  let kept = 0;
  let i = from;
  const add = (text: string) => {
    for (let n = 0; n < text.length; n++) lines.push(line);
    value += text;
  };
  while (i < source.length && /[ \t]/.test(source[i]!)) i++;
  for (; i < source.length; i++) {
    const char = source[i]!;
    if (quote === '' && char === '\n') break;
    if (char === '\\' && quote !== "'") {
      const next = source[++i];
      if (next === '\n') line++;
      if (next === undefined || next === '\n') continue;
      add(quote === '"' && !'"\\`$'.includes(next) ? `\\${next}` : next);
      kept = value.length;
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      kept = value.length;
    } else if (char === quote) {
      quote = '';
      kept = value.length;
    } else {
      add(char);
      if (char === '\n') line++;
      if (quote !== '' || !/\s/.test(char)) kept = value.length;
    }
  }
  return {value: value.slice(0, kept), end: i, lines: lines.slice(0, kept)};
}
