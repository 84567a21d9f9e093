// Edits of k3s and RKE2: kube-apiserver-arg in config.yaml, its drop-ins, or on the command line of their unit.
import type {ApiServer} from '../server.ts';
import {nodeAt, textsAt, type Yaml} from '../yaml.ts';
import {type Edit, type Editor, type Files, isFlag} from './edit.ts';
import {argsIn, type FlagEdit, isFlagEdit, isSafe} from './line.ts';
import {put} from './maps.ts';
import {append, changeInPlace, execOf} from './unit.ts';
import {documentOf, withEntry, withItem, withoutItem, withScalar} from './yaml-edit.ts';

const ANY = () => true;
const KEY = 'kube-apiserver-arg';

type ArgEdit = FlagEdit | (Edit & {kind: 'once'});

const nameOf = (edit: ArgEdit): string => (edit.kind === 'rename flag' ? edit.from : edit.name);

/** Flags on the command line hide those of the file, and a later file those of an earlier: one that is there is changed there. */
export const editRancher: Editor = (edit, server, files) => {
  if (edit.kind !== 'once' && !isFlagEdit(edit)) return false;
  const name = nameOf(edit);
  // RKE2 has a key of its own for the policy.
  const isOwn = (text: string) => server.place === 'rke2' && isFlag(text, 'audit-policy-file');
  const said = server.args.findLast(({text, at}) => at !== undefined && isFlag(text, name))?.at;
  const last = server.args.findLast(({text, at}) => at !== undefined && !isOwn(text))?.at;
  if (edit.kind === 'once' && said !== undefined && /\.ya?ml$/.test(said.file)) return keepLast(name, server, files);
  const file = (said ?? (isOwn(`--${name}`) ? undefined : last))?.file ?? server.file;
  if (file !== server.file && !/\.ya?ml$/.test(file)) return editCommand(edit, server, files);
  const text = files.get(file);
  if (text === undefined) return false;
  const yaml = documentOf(text, ANY);
  const isKey =
    isOwn(`--${name}`) && (said === undefined || (yaml !== undefined && nodeAt(yaml, [name]) !== undefined));
  if (isKey) return edit.kind === 'flag' && put(files, file, withTop(text, yaml, name, edit.value));
  return put(files, file, editedArgs(edit, text, yaml));
};

const isOnlyComments = (text: string): boolean => text.split(/\r?\n/).every(line => /^\s*(?:#.*)?$/.test(line));

/** With lines at its end. */
function withLines(text: string, lines: readonly string[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${lines.map(line => line + eol).join('')}`;
}

/** A key at the top; the file may be empty yet. */
function withTop(text: string, yaml: Yaml | undefined, key: string, value: string): string | undefined {
  if (yaml !== undefined) return withEntry(text, yaml, [], key, value);
  return isOnlyComments(text) ? withLines(text, [`${key}: ${value}`]) : undefined;
}

function editedArgs(edit: ArgEdit, text: string, yaml: Yaml | undefined): string | undefined {
  const name = nameOf(edit);
  if (yaml === undefined) {
    if (edit.kind !== 'flag' || !isOnlyComments(text)) return undefined;
    return withLines(text, [`${KEY}:`, `- ${edit.name}=${edit.value}`]);
  }
  const key = nodeAt(yaml, [`${KEY}+`]) === undefined ? KEY : `${KEY}+`;
  const all = textsAt(yaml, [key]).filter(({text: item}) => isFlag(item.startsWith('--') ? item : `--${item}`, name));
  const said = all.at(-1);
  if (said === undefined)
    return edit.kind === 'flag' ? withItem(text, yaml, [key], `${name}=${edit.value}`) : undefined;
  const node = nodeAt(yaml, said.path);
  if (node === undefined) return undefined;
  const dashes = said.text.startsWith('--') ? '--' : '';
  const equals = said.text.indexOf('=');
  switch (edit.kind) {
    case 'flag':
      return withScalar(text, node, `${dashes}${name}=${edit.value}`);
    case 'remove flag':
      return withoutItem(text, yaml, said.path);
    case 'rename flag':
      return withScalar(text, node, `${dashes}${edit.to}${equals === -1 ? '' : said.text.slice(equals)}`);
    case 'once':
      return undefined;
  }
}

/** A drop-in with a plus adds to the list of another file: each may have the flag. */
function keepLast(name: string, {args}: ApiServer, files: Files): boolean {
  const places = args.flatMap(({text, at}) => (at !== undefined && isFlag(text, name) ? [at.file] : []));
  const trial: Files = new Map(files);
  for (const file of places.slice(0, -1)) {
    const text = trial.get(file);
    const yaml = text === undefined ? undefined : documentOf(text, ANY);
    const first = [KEY, `${KEY}+`]
      .flatMap(key => (yaml === undefined ? [] : textsAt(yaml, [key])))
      .find(({text: item}) => isFlag(item.startsWith('--') ? item : `--${item}`, name));
    const less = first === undefined ? undefined : withoutItem(text!, yaml!, first.path);
    if (less === undefined) return false;
    trial.set(file, less);
  }
  for (const [file, text] of trial) files.set(file, text);
  return true;
}

/** `--kube-apiserver-arg=audit-…` in the unit, in one word or two, with quotes or without. */
function editCommand(edit: ArgEdit, server: ApiServer, files: Files): boolean {
  if (edit.kind === 'flag' && !isSafe(edit.value)) return false;
  const args = server.args.filter(({text}) => isFlag(text, nameOf(edit)));
  if (edit.kind === 'once' || edit.kind === 'remove flag') {
    const file = args.at(-1)?.at?.file;
    const text = file === undefined ? undefined : files.get(file);
    if (file === undefined || text === undefined) return false;
    const often = edit.kind === 'once' ? args.length - 1 : args.length;
    let less: string | undefined = text;
    for (let i = 0; i < often && less !== undefined; i++) less = withoutWords(less, edit.name);
    // One in other quotes stays, and then another one may have gone.
    const argsOf = (one: string) => argsIn(execOf(file, one)?.value ?? '');
    const isSaid = (arg: string) => isFlag(arg, edit.name);
    const old = argsOf(text);
    const kept = edit.kind === 'once' ? old.findLastIndex(isSaid) : -1;
    const wanted = old.filter((arg, i) => !isSaid(arg) || i === kept);
    const isSo = less !== undefined && argsOf(less).join('\n') === wanted.join('\n');
    return isSo && put(files, file, less);
  }
  // RKE2's own flag may have its value in the next word.
  const isOwn = server.place === 'rke2' && nameOf(edit) === 'audit-policy-file';
  const done = changeInPlace(edit, server, files, isOwn ? '--' : '(?:--)?');
  if (done !== undefined) return done;
  return edit.kind === 'flag' && append(`--${KEY}=${edit.name}=${edit.value}`, server, files);
}

/** Without the first one. What joins the lines stays, so that no line is another one's. */
function withoutWords(text: string, name: string): string | undefined {
  const flag = `(?:--)?${name.replaceAll('-', '[-_]')}(?:=[\\w./:@,+=-]*)?`;
  const joint = '(?<joint>[ \\t]+\\\\\\r?\\n[ \\t]*|[ \\t]+)';
  const words = `(['"]?)--${KEY}(?:=${flag}\\1|\\1${joint}(['"]?)${flag}\\3)(?=[ \\t\\r\\n]|$)`;
  const found = new RegExp(`(?<=[ \\t]|^)${words}`, 'm').exec(text);
  if (found === null) return undefined;
  const line = /\\(\r?\n)/.exec(found.groups?.joint ?? '');
  return (
    text.slice(0, found.index) +
    (line === null ? '' : line[0]) +
    text.slice(found.index + found[0].length).replace(/^[ \t]+(?=\\)/, '')
  );
}
