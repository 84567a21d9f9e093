// Edits of lines that hold flags as a shell or systemd reads them: unit files, environment files, argument files.
import {auditFlag} from '../flags.ts';
import type {ApiServer} from '../server.ts';
import {listOf, readUnitFile} from '../systemd/unit-file.ts';
import {type Edit, type Editor, type Files, isFlag} from './edit.ts';

type FlagEdit = Edit & {kind: 'flag' | 'rename flag' | 'remove flag'};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The flag with dashes or underscores inside. */
const nameSource = (name: string): string => escaped(name).replaceAll('-', '[-_]');

const isSafe = (value: string): boolean => /^[\w./:@,+=-]*$/.test(value);

/** The line with the flag in it changed; undefined if it is not there as it was read, or ends in what is not plain. */
function changedLine(line: string, edit: FlagEdit, lead: string): string | undefined {
  const name = edit.kind === 'rename flag' ? edit.from : edit.name;
  const before = `(?<![\\w-])${escaped(lead)}`;
  if (edit.kind === 'rename flag') {
    const found = new RegExp(`${before}${nameSource(name)}(?=[=\\s'"\\\\]|$)`).exec(line);
    return found === null
      ? undefined
      : line.slice(0, found.index) + lead + edit.to + line.slice(found.index + found[0].length);
  }
  // As pflag reads it: a switch never takes the next word, and nothing takes the next flag.
  const between = auditFlag(name)?.kind === 'switch' ? '=' : '=|[ \\t]+(?!--)';
  const found = new RegExp(`${before}${nameSource(name)}(?:(${between})([\\w./:@,+=-]+)|(?==?(?:[\\s'"\\\\]|$)))`).exec(
    line,
  );
  if (found === null) return undefined;
  const after = line.slice(found.index + found[0].length);
  if (edit.kind === 'remove flag') return line.slice(0, found.index).trimEnd() + after;
  return `${line.slice(0, found.index)}${lead}${name}${found[1] ?? '='}${edit.value}${after.replace(/^=/, '')}`;
}

const linesOf = (text: string): {readonly lines: string[]; readonly eol: string} => {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {lines: text.split(eol), eol};
};

/** Changes the flag in the line where it was read. */
function changeInPlace(edit: FlagEdit, server: ApiServer, files: Files, lead: string): boolean | undefined {
  const name = edit.kind === 'rename flag' ? edit.from : edit.name;
  const arg = server.args.findLast(({text}) => isFlag(text, name));
  if (arg === undefined) return edit.kind === 'flag' ? undefined : false;
  const text = arg.at === undefined ? undefined : files.get(arg.at.file);
  if (text === undefined || arg.at?.line === undefined) return false;
  const {lines, eol} = linesOf(text);
  const line = lines[arg.at.line - 1];
  const changed = line === undefined ? undefined : changedLine(line, edit, lead);
  if (changed === undefined) return false;
  lines[arg.at.line - 1] = changed;
  files.set(arg.at.file, lines.join(eol));
  return true;
}

/** A new argument on a line of its own, at the end of the command. */
function append(word: string, server: ApiServer, files: Files): boolean {
  const file = server.form === 'unit' ? server.file : server.args.findLast(({at}) => at !== undefined)?.at?.file;
  const text = file === undefined ? undefined : files.get(file);
  if (file === undefined || text === undefined) return false;
  const exec = listOf(readUnitFile(file, text), 'ExecStart').at(-1);
  if (exec === undefined) return false;
  const {lines, eol} = linesOf(text);
  const [first, last] = [exec.span[0] - 1, exec.span[1] - 1];
  // Above the first line there is nothing that says how far its arguments stand in.
  const indent = last > first && lines[last]!.trim() !== '' ? /^\s*/.exec(lines[last]!)![0] : '  ';
  // A backslash before an empty line goes on into it.
  if (last > first && lines[last]!.trim() === '') lines.splice(last, 0, indent + word);
  else lines.splice(last, 1, `${lines[last]!.trimEnd()} \\`, (last > first ? indent : '  ') + word);
  files.set(file, lines.join(eol));
  return true;
}

/** `key`: the flag of the program that takes kube-apiserver's, where it is not kube-apiserver itself. */
export function editUnitFlag(edit: FlagEdit, server: ApiServer, files: Files, key?: string): boolean {
  if (edit.kind === 'flag' && !isSafe(edit.value)) return false;
  const lead = key === undefined ? '--' : `--${key}=`;
  const done = changeInPlace(edit, server, files, lead);
  if (done !== undefined) return done;
  return edit.kind === 'flag' && append(`${lead}${edit.name}=${edit.value}`, server, files);
}

export const editUnit: Editor = (edit, server, files) =>
  (edit.kind === 'flag' || edit.kind === 'rename flag' || edit.kind === 'remove flag') &&
  editUnitFlag(edit, server, files);

/** A flag a line. */
export const editArgsFile: Editor = (edit, server, files) => {
  if (edit.kind !== 'flag' && edit.kind !== 'rename flag' && edit.kind !== 'remove flag') return false;
  const text = files.get(server.file);
  if (text === undefined || (edit.kind === 'flag' && !isSafe(edit.value))) return false;
  const done = changeInPlace(edit, server, files, '--');
  if (done !== undefined) return done;
  if (edit.kind !== 'flag') return false;
  const {eol} = linesOf(text);
  files.set(server.file, `${text}${text === '' || text.endsWith('\n') ? '' : eol}--${edit.name}=${edit.value}${eol}`);
  return true;
};
