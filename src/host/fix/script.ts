// Edits of a script that starts kube-apiserver, `exec kube-apiserver --v=2 1>>log`, in the text of the file that holds it.
import type {Arg} from '../server.ts';
import {type Edit, isFlag} from './edit.ts';
import {changedLine, isFlagEdit, isSafe} from './line.ts';

/** The word that starts it, by whatever path; not a file of its own such as kube-apiserver.log. */
const PROGRAM = /(?<![\w.-])kube-apiserver(?:-v?\d[\w.+-]*)?(?=[\s\\]|$)|(?<=hyperkube\s+)apiserver(?=[\s\\]|$)/g;

/** `isSo`: what `after` has to give when it is read again, so that a script with more in it than a command is left alone. */
export function editedScript(source: string, edit: Edit, isSo: (after: string) => boolean): string | undefined {
  const candidates = [...changes(source, edit)];
  return candidates.find(isSo);
}

function* changes(source: string, edit: Edit): Generator<string> {
  if (edit.kind === 'once') {
    let text = source;
    for (;;) {
      const less = changedLine(text, {kind: 'remove flag', name: edit.name}, '--', true);
      if (less === undefined) return;
      yield less;
      text = less;
    }
  }
  if (!isFlagEdit(edit) || (edit.kind === 'flag' && !isSafe(edit.value))) return;
  const changed = changedLine(source, edit);
  if (changed !== undefined) yield changed;
  if (edit.kind !== 'flag') return;
  for (const match of source.matchAll(PROGRAM)) {
    const end = match.index + match[0].length;
    yield `${source.slice(0, end)} --${edit.name}=${edit.value}${source.slice(end)}`;
  }
}

/** Whether the arguments are those of before with the edit made, and nothing else. Neither is there where nothing starts it. */
export function isEdited(before: readonly Arg[] | undefined, after: readonly Arg[] | undefined, edit: Edit): boolean {
  if (before === undefined || after === undefined) return false;
  const words = (args: readonly Arg[]) => args.map(({text}) => text);
  const others = (args: readonly Arg[], name: string) => words(args.filter(({text}) => !isFlag(text, name)));
  const same = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((word, i) => word === other[i]);
  const saidIn = (args: readonly Arg[], name: string) => words(args.filter(({text}) => isFlag(text, name)));
  const said = (name: string) => saidIn(after, name);
  switch (edit.kind) {
    case 'flag':
      return (
        said(edit.name).at(-1) === `--${edit.name}=${edit.value}` &&
        said(edit.name).length === Math.max(1, saidIn(before, edit.name).length) &&
        same(others(before, edit.name), others(after, edit.name))
      );
    case 'remove flag':
      return said(edit.name).length === 0 && same(others(before, edit.name), words(after));
    case 'once':
      return said(edit.name).length === 1 && same(others(before, edit.name), others(after, edit.name));
    case 'rename flag':
      return said(edit.from).length === 0 && same(others(before, edit.from), others(after, edit.to));
    default:
      return false;
  }
}
