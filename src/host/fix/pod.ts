// Edits of a static pod's manifest.
import {isScalar} from 'yaml';
import {auditFlag} from '../flags.ts';
import {podWords} from '../places/pod.ts';
import type {Arg} from '../server.ts';
import {commandArgs, scriptIndex} from '../words.ts';
import {indices, nodeAt, textAt, textsAt, type Yaml, type YamlPath} from '../yaml.ts';
import {type Edit, type Editor, isFlag} from './edit.ts';
import {isFlagEdit} from './line.ts';
import {editedScript, isEdited} from './script.ts';
import {documentOf, spliced, withEntry, withItem, withoutItem, withScalar} from './yaml-edit.ts';

export const editPod: Editor = (edit, server, files) => {
  const text = files.get(server.file);
  const container = server.path;
  if (text === undefined || container === undefined) return false;
  const yaml = documentOf(text, doc => textAt(doc, ['kind']) === 'Pod');
  const edits = server.isScript === true && (isFlagEdit(edit) || edit.kind === 'once') ? inScript : edited;
  const changed = yaml === undefined ? undefined : edits(edit, text, yaml, container);
  if (changed === undefined) return false;
  files.set(server.file, changed);
  return true;
};

/** `command: [sh, -c, "exec kube-apiserver …"]`, however the script is written down. */
function inScript(edit: Edit, text: string, yaml: Yaml, container: YamlPath): string | undefined {
  const words = podWords(yaml, container);
  const word = words[scriptIndex(words)];
  const node = word === undefined ? undefined : nodeAt(yaml, word.path);
  if (node?.range === undefined || node.range === null) return undefined;
  const [from, to] = node.range;
  const whole = (script: string) => spliced(text, from, to, script);
  const before = scriptArgs(yaml, container);
  const changed = editedScript(text.slice(from, to), edit, after => {
    const again = documentOf(whole(after), isPod);
    return again !== undefined && isEdited(before, scriptArgs(again, container), edit);
  });
  return changed === undefined ? undefined : whole(changed);
}

const scriptArgs = (yaml: Yaml, container: YamlPath): readonly Arg[] | undefined =>
  commandArgs(podWords(yaml, container))?.args;

function edited(edit: Edit, text: string, yaml: Yaml, container: YamlPath): string | undefined {
  switch (edit.kind) {
    case 'flag':
      return withFlag(text, yaml, container, edit.name, edit.value);
    case 'rename flag':
      return renamed(text, yaml, container, edit.from, edit.to);
    case 'remove flag': {
      const said = flagItem(yaml, container, edit.name);
      return said === undefined ? undefined : withoutFlag(text, yaml, said);
    }
    case 'once': {
      const [first, ...later] = flagItems(yaml, container, edit.name);
      if (first === undefined || later.length === 0) return text;
      const less = withoutFlag(text, yaml, first);
      const again = less === undefined ? undefined : documentOf(less, isPod);
      return less === undefined || again === undefined ? undefined : edited(edit, less, again, container);
    }
    case 'mount':
      return withMount(text, container, edit);
    case 'mount mode': {
      const mount = mountAt(yaml, container, edit.mountPath);
      return mount === undefined ? undefined : withEntry(text, yaml, mount, 'readOnly', edit.readOnly);
    }
    case 'remount':
      return remounted(text, yaml, container, edit);
    case 'volume':
      return withVolume(text, yaml, container, edit);
    case 'elsewhere':
    case 'write':
      return undefined;
  }
}

type Said = {readonly path: YamlPath; readonly text: string; readonly isSplit: boolean; readonly valuePath: YamlPath};

/** In the order in which kube-apiserver gets them. */
const flagItems = (yaml: Yaml, container: YamlPath, name: string): readonly Said[] =>
  ['command', 'args'].flatMap(key => {
    const items = textsAt(yaml, [...container, key]);
    return items.flatMap((item, i): Said | readonly [] => {
      if (!isFlag(item.text, name)) return [];
      const next = items[i + 1];
      // As pflag reads it: a switch never takes the next word.
      const isSplit =
        !item.text.includes('=') && auditFlag(name)?.kind !== 'switch' && next?.text.startsWith('--') === false;
      return {path: item.path, text: item.text, isSplit, valuePath: isSplit ? next!.path : item.path};
    });
  });

/** The item that counts. */
const flagItem = (yaml: Yaml, container: YamlPath, name: string): Said | undefined =>
  flagItems(yaml, container, name).at(-1);

function withoutFlag(text: string, yaml: Yaml, said: Said): string | undefined {
  const rest = said.isSplit ? withoutItem(text, yaml, said.valuePath) : text;
  const again = rest === undefined ? undefined : documentOf(rest, isPod);
  return rest === undefined || again === undefined ? undefined : withoutItem(rest, again, said.path);
}

function withFlag(text: string, yaml: Yaml, container: YamlPath, name: string, value: string): string | undefined {
  const said = flagItem(yaml, container, name);
  if (said !== undefined) {
    const node = nodeAt(yaml, said.valuePath);
    return node === undefined ? undefined : withScalar(text, node, said.isSplit ? value : `--${name}=${value}`);
  }
  // Beside the other flags: the last of the audit flags, or the last of all.
  for (const key of ['args', 'command']) {
    const list = [...container, key];
    const items = textsAt(yaml, list);
    if (!items.some(({text: item}) => item.startsWith('--')) && !(key === 'command' && items.length > 0)) continue;
    const last = items.findLastIndex(({text: item}) => item.startsWith('--audit'));
    const after = last === -1 || !items[last]!.text.includes('=') ? undefined : last;
    return withItem(text, yaml, list, `--${name}=${value}`, after);
  }
  return undefined;
}

function renamed(text: string, yaml: Yaml, container: YamlPath, from: string, to: string): string | undefined {
  const said = flagItem(yaml, container, from);
  const node = said === undefined ? undefined : nodeAt(yaml, said.path);
  if (said === undefined || !isScalar(node)) return undefined;
  const equals = said.text.indexOf('=');
  return withScalar(text, node, `--${to}${equals === -1 ? '' : said.text.slice(equals)}`);
}

const clean = (path: string): string => path.replace(/(.)\/+$/, '$1');

function mountAt(yaml: Yaml, container: YamlPath, mountPath: string): YamlPath | undefined {
  const mounts = [...container, 'volumeMounts'];
  const i = indices(yaml, mounts).findLast(
    n => clean(textAt(yaml, [...mounts, n, 'mountPath']) ?? '') === clean(mountPath),
  );
  return i === undefined ? undefined : [...mounts, i];
}

const isPod = (doc: Yaml): boolean => textAt(doc, ['kind']) === 'Pod';

/** A name that no volume has yet. */
function freeName(yaml: Yaml, wanted: string): string {
  const names = new Set(indices(yaml, VOLUMES).map(i => textAt(yaml, [...VOLUMES, i, 'name'])));
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!names.has(name)) return name;
  }
}

function withMount(text: string, container: YamlPath, edit: Edit & {kind: 'mount'}): string | undefined {
  const yaml = documentOf(text, isPod);
  if (yaml === undefined) return undefined;
  const name = freeName(yaml, edit.name);
  const mount = [
    ['mountPath', edit.mountPath],
    ['name', name],
    ...(edit.readOnly ? [['readOnly', true] as const] : []),
  ] as const;
  const first = withItem(text, yaml, [...container, 'volumeMounts'], mount);
  const again = first === undefined ? undefined : documentOf(first, isPod);
  if (first === undefined || again === undefined) return undefined;
  return withItem(first, again, VOLUMES, hostPathVolume(name, edit));
}

const VOLUMES = ['spec', 'volumes'];

const hostPathVolume = (name: string, {hostPath, type}: {readonly hostPath: string; readonly type: string}) =>
  [
    [
      'hostPath',
      [
        ['path', hostPath],
        ['type', type],
      ],
    ],
    ['name', name],
  ] as const;

const volumeNamed = (yaml: Yaml, name: string): number | undefined =>
  indices(yaml, VOLUMES).find(i => textAt(yaml, [...VOLUMES, i, 'name']) === name);

/** The new one is added before the old one goes, so that the list is never empty. */
function withVolume(text: string, yaml: Yaml, container: YamlPath, edit: Edit & {kind: 'volume'}): string | undefined {
  const mount = mountAt(yaml, container, edit.mountPath);
  const name = mount === undefined ? undefined : textAt(yaml, [...mount, 'name']);
  if (name === undefined) return undefined;
  const old = volumeNamed(yaml, name);
  const added = withItem(text, yaml, VOLUMES, hostPathVolume(name, edit));
  if (old === undefined || added === undefined) return added;
  const again = documentOf(added, isPod);
  return again === undefined ? undefined : withoutItem(added, again, [...VOLUMES, old]);
}

function remounted(text: string, yaml: Yaml, container: YamlPath, edit: Edit & {kind: 'remount'}): string | undefined {
  const mount = mountAt(yaml, container, edit.from);
  const name = mount === undefined ? undefined : textAt(yaml, [...mount, 'name']);
  const i = name === undefined ? undefined : volumeNamed(yaml, name);
  if (mount === undefined || i === undefined) return undefined;
  const volume = [...VOLUMES, i, 'hostPath'];
  const steps: readonly (readonly [YamlPath, string, string])[] = [
    [mount, 'mountPath', edit.mountPath],
    [volume, 'path', edit.hostPath],
    [volume, 'type', edit.type],
  ];
  return steps.reduce<string | undefined>((done, [path, key, value]) => {
    const doc = done === undefined ? undefined : documentOf(done, isPod);
    return done === undefined || doc === undefined ? undefined : withEntry(done, doc, path, key, value);
  }, text);
}
