// Edits of files that hold flags as YAML maps and lists of their own: kubeadm, k0s, Talos.
import {isScalar} from 'yaml';

import {indices, nodeAt, textAt, textsAt, type Yaml, type YamlPath} from '../yaml.ts';
import type {Edit, Editor, Files} from './edit.ts';
import {documentOf, spliced, withEntry, withItem, withoutEntry, withoutItem} from './yaml-edit.ts';

const ANY = () => true;

/** extraArgs as a map: k0s and Talos. */
export const editExtraArgs: Editor = (edit, {file, path}, files) => {
  const text = files.get(file);
  const yaml = text === undefined ? undefined : documentOf(text, ANY);
  if (text === undefined || yaml === undefined || path === undefined) return false;
  return put(files, file, editedMap(edit, text, yaml, path));
};

export function put(files: Files, file: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  files.set(file, text);
  return true;
}

export function editedMap(edit: Edit, text: string, yaml: Yaml, path: YamlPath): string | undefined {
  switch (edit.kind) {
    case 'flag':
      return withEntry(text, yaml, path, edit.name, edit.value);
    case 'remove flag':
      return withoutEntry(text, yaml, [...path, edit.name]);
    case 'rename flag': {
      const value = textAt(yaml, [...path, edit.from]);
      const rest = value === undefined ? undefined : withoutEntry(text, yaml, [...path, edit.from]);
      const again = rest === undefined ? undefined : documentOf(rest, ANY);
      return rest === undefined || again === undefined ? undefined : withEntry(rest, again, path, edit.to, value!);
    }
    case 'once':
      return withLast(text, path, yaml, edit.name);
    default:
      return undefined;
  }
}

/** Of a flag whose value is a list the last item, which counts. */
function withLast(text: string, path: YamlPath, yaml: Yaml, name: string): string | undefined {
  const items = textsAt(yaml, [...path, name]);
  if (items.length < 2) return items.length === 1 ? text : undefined;
  const less = withoutItem(text, yaml, items[0]!.path);
  const again = less === undefined ? undefined : documentOf(less, ANY);
  return less === undefined || again === undefined ? undefined : withLast(less, path, again, name);
}

/** A ClusterConfiguration, also where it is a text in a ConfigMap. */
export const editKubeadm: Editor = (edit, {file, path}, files) => {
  const text = files.get(file);
  if (text === undefined) return false;
  if (path === undefined) return put(files, file, editedConfig(edit, text));
  const outer = documentOf(text, doc => isScalar(nodeAt(doc, path)));
  const node = outer === undefined ? undefined : nodeAt(outer, path);
  if (!isScalar(node) || node.range === undefined || node.range === null) return false;
  return put(files, file, editedBlock(edit, text, node.range[0], node.range[1]));
};

/** [from, to) is a block scalar: its lines lose their indentation for the edit and get it back. */
function editedBlock(edit: Edit, text: string, from: number, to: number): string | undefined {
  if (text[from] !== '|') return undefined;
  const start = text.indexOf('\n', from) + 1;
  const lines = text.slice(start, to).split('\n');
  const indent = /^ */.exec(lines.find(line => line.trim() !== '') ?? '')![0];
  const inner = lines
    .map(line => line.slice(Math.min(indent.length, line.length - line.trimStart().length)))
    .join('\n');
  const changed = editedConfig(edit, inner);
  if (changed === undefined) return undefined;
  const outer = changed
    .split('\n')
    .map(line => (line === '' ? '' : indent + line))
    .join('\n');
  return spliced(text, start, to, outer);
}

const API = ['apiServer'];
const ARGS = [...API, 'extraArgs'];
const VOLUMES = [...API, 'extraVolumes'];

const isConfig = (doc: Yaml): boolean => textAt(doc, ['kind']) === 'ClusterConfiguration';

/** v1beta4 and later have a list. */
const hasList = (yaml: Yaml): boolean => !/v1beta[1-3]$/.test(textAt(yaml, ['apiVersion']) ?? '');

function editedConfig(edit: Edit, text: string): string | undefined {
  const yaml = documentOf(text, isConfig);
  if (yaml === undefined) return undefined;
  switch (edit.kind) {
    case 'mount': {
      const {name, hostPath, mountPath, readOnly, type} = edit;
      const volume = [
        ['name', name],
        ['hostPath', hostPath],
        ['mountPath', mountPath],
        ['readOnly', readOnly],
        ['pathType', type],
      ] as const;
      return withItem(text, yaml, VOLUMES, volume);
    }
    case 'mount mode':
    case 'remount': {
      const at = edit.kind === 'remount' ? edit.from : edit.mountPath;
      const i = indices(yaml, VOLUMES).find(n => textAt(yaml, [...VOLUMES, n, 'mountPath']) === at);
      if (i === undefined) return undefined;
      const changes: readonly (readonly [string, string | boolean])[] =
        edit.kind === 'remount'
          ? [
              ['mountPath', edit.mountPath],
              ['hostPath', edit.hostPath],
              ['pathType', edit.type],
            ]
          : [['readOnly', edit.readOnly]];
      return changes.reduce<string | undefined>((done, [key, value]) => {
        const doc = done === undefined ? undefined : documentOf(done, isConfig);
        return done === undefined || doc === undefined ? undefined : withEntry(done, doc, [...VOLUMES, i], key, value);
      }, text);
    }
    default:
      return hasList(yaml) ? editedList(edit, text, yaml) : editedMap(edit, text, yaml, ARGS);
  }
}

function editedList(edit: Edit, text: string, yaml: Yaml): string | undefined {
  const find = (name: string) => indices(yaml, ARGS).findLast(i => textAt(yaml, [...ARGS, i, 'name']) === name);
  switch (edit.kind) {
    case 'flag': {
      const i = find(edit.name);
      if (i !== undefined) return withEntry(text, yaml, [...ARGS, i], 'value', edit.value);
      return withItem(text, yaml, ARGS, [
        ['name', edit.name],
        ['value', edit.value],
      ]);
    }
    case 'rename flag': {
      const i = find(edit.from);
      return i === undefined ? undefined : withEntry(text, yaml, [...ARGS, i], 'name', edit.to);
    }
    case 'remove flag': {
      const i = find(edit.name);
      return i === undefined ? undefined : withoutItem(text, yaml, [...ARGS, i]);
    }
    case 'once': {
      const all = indices(yaml, ARGS).filter(i => textAt(yaml, [...ARGS, i, 'name']) === edit.name);
      if (all.length < 2) return text;
      const less = withoutItem(text, yaml, [...ARGS, all[0]!]);
      const again = less === undefined ? undefined : documentOf(less, isConfig);
      return less === undefined || again === undefined ? undefined : editedList(edit, less, again);
    }
    default:
      return undefined;
  }
}
