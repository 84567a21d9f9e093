// Edits of lines that hold flags as a shell or systemd reads them: unit files, environment files, argument files.
import type {ApiServer, Arg} from '../server.ts';
import {listOf, readUnitFile, type Setting} from '../systemd/unit-file.ts';
import {commandWords} from '../systemd/words.ts';
import {commandArgs} from '../words.ts';
import {type Edit, type Editor, type Files, isFlag} from './edit.ts';
import {changedLine, type FlagEdit, isChanged, isFlagEdit, isSafe} from './line.ts';
import {editedScript, isEdited} from './script.ts';

export const linesOf = (text: string): {readonly lines: string[]; readonly eol: string} => {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {lines: text.split(eol), eol};
};

/** `KUBE_ARGS="--v=2"`, as environment files have it and a unit's own variables; not `audit_log_maxage=7` of a line that goes on. */
const isVariable = (line: string): boolean => /^\s*(?:export\s+)?(?:(?!ExecStart=)[A-Z]\w*=|\w+=["']?--)/.test(line);

/** Changes the flag in the line where an argument was read. */
function changeAt({at}: Arg, edit: FlagEdit, files: Files, lead?: string, isFirst?: boolean): boolean {
  const text = at === undefined ? undefined : files.get(at.file);
  if (text === undefined || at?.line === undefined) return false;
  const {lines, eol} = linesOf(text);
  const line = lines[at.line - 1];
  const changed = line === undefined ? undefined : changedLine(line, edit, lead, isFirst);
  if (changed === undefined || !(isVariable(line!) || isChanged(line!, changed, edit, isFirst))) return false;
  lines[at.line - 1] = changed;
  files.set(at.file, lines.join(eol));
  return true;
}

/** undefined where a flag that is to be set is not there. */
export function changeInPlace(edit: FlagEdit, server: ApiServer, files: Files, lead?: string): boolean | undefined {
  const name = edit.kind === 'rename flag' ? edit.from : edit.name;
  const arg = server.args.findLast(({text}) => isFlag(text, name));
  if (arg === undefined) return edit.kind === 'flag' ? undefined : false;
  return changeAt(arg, edit, files, lead);
}

/** Takes every one but the last away. */
function keepLast(name: string, server: ApiServer, files: Files): boolean {
  const more = server.args.filter(({text}) => isFlag(text, name)).slice(0, -1);
  const trial: Files = new Map(files);
  if (!more.every(arg => changeAt(arg, {kind: 'remove flag', name}, trial, '--', true))) return false;
  for (const [file, text] of trial) files.set(file, text);
  return true;
}

export const execOf = (file: string, text: string): Setting | undefined =>
  listOf(readUnitFile(file, text), 'ExecStart').at(-1);

/** A new argument on a line of its own, at the end of the command. */
export function append(word: string, server: ApiServer, files: Files): boolean {
  const file = server.form === 'unit' ? server.file : server.args.findLast(({at}) => at !== undefined)?.at?.file;
  const text = file === undefined ? undefined : files.get(file);
  if (file === undefined || text === undefined) return false;
  const exec = execOf(file, text);
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

/** The arguments that the command of a unit gives, with variables left as they are; undefined if it starts something else. */
function argsOf(file: string, text: string): readonly Arg[] | undefined {
  const exec = execOf(file, text);
  const words = exec === undefined ? [] : commandWords(`:${exec.value}`, file, new Map(), () => ({file}));
  return commandArgs(words)?.args;
}

/** A flag that a variable of the unit or of an environment file gives, in the one line that has it. */
function changeVariable(edit: FlagEdit, exec: Setting, files: Files): boolean {
  const found = [...files].flatMap(([file, text]) => {
    const {lines, eol} = linesOf(text);
    return lines.flatMap((line, i) => {
      if (/^\s*[#;]/.test(line) || (file === exec.file && i + 1 >= exec.span[0] && i + 1 <= exec.span[1])) return [];
      const changed = changedLine(line, edit);
      return changed === undefined ? [] : [{file, text: lines.with(i, changed).join(eol)}];
    });
  });
  const [only] = found;
  if (only === undefined || found.length > 1) return false;
  files.set(only.file, only.text);
  return true;
}

/** `ExecStart=/bin/sh -c "exec kube-apiserver …"`, over several lines or one. */
function editUnitScript(edit: Edit, {file, args}: ApiServer, files: Files): boolean {
  const text = files.get(file);
  const exec = text === undefined ? undefined : execOf(file, text);
  if (text === undefined || exec === undefined || (!isFlagEdit(edit) && edit.kind !== 'once')) return false;
  // What a variable gives the script is not in its text, and comes after what would be put into it.
  const name = edit.kind === 'rename flag' ? edit.from : edit.name;
  const own = (argsOf(file, text) ?? []).filter(({text: word}) => isFlag(word, name)).length;
  if (args.filter(({text: word}) => isFlag(word, name)).length > own)
    return isFlagEdit(edit) && changeVariable(edit, exec, files);
  const {lines, eol} = linesOf(text);
  const [first, last] = [exec.span[0] - 1, exec.span[1]];
  const whole = (script: string) => [...lines.slice(0, first), script, ...lines.slice(last)].join(eol);
  const before = argsOf(file, text);
  const changed = editedScript(lines.slice(first, last).join(eol), edit, after =>
    isEdited(before, argsOf(file, whole(after)), edit),
  );
  if (changed === undefined) return false;
  files.set(file, whole(changed));
  return true;
}

export const editUnit: Editor = (edit, server, files) => {
  // Of a script it is not known in which of its lines a word stands.
  if (server.isScript === true) return editUnitScript(edit, server, files);
  if (edit.kind === 'once') return keepLast(edit.name, server, files);
  if (!isFlagEdit(edit) || (edit.kind === 'flag' && !isSafe(edit.value))) return false;
  const done = changeInPlace(edit, server, files);
  if (done !== undefined) return done;
  return edit.kind === 'flag' && append(`--${edit.name}=${edit.value}`, server, files);
};

/** A flag a line. */
export const editArgsFile: Editor = (edit, server, files) => {
  if (edit.kind === 'once') return keepLast(edit.name, server, files);
  if (!isFlagEdit(edit)) return false;
  const text = files.get(server.file);
  if (text === undefined || (edit.kind === 'flag' && !isSafe(edit.value))) return false;
  const done = changeInPlace(edit, server, files);
  if (done !== undefined) return done;
  if (edit.kind !== 'flag') return false;
  const {eol} = linesOf(text);
  files.set(server.file, `${text}${text === '' || text.endsWith('\n') ? '' : eol}--${edit.name}=${edit.value}${eol}`);
  return true;
};
