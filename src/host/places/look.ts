// What looking at a place gives.
import type {Refusal, Root} from '../root.ts';
import type {ApiServer, Unread} from '../server.ts';
import {yamlFault} from '../yaml.ts';

export type Look = {readonly servers: readonly ApiServer[]; readonly unread: readonly Unread[]};

export const NOTHING: Look = {servers: [], unread: []};

export const both = (looks: readonly Look[]): Look => ({
  servers: looks.flatMap(({servers}) => servers),
  unread: looks.flatMap(({unread}) => unread),
});

/** How it is said of a file. */
export const REFUSAL_TEXT: Readonly<Record<Refusal, string>> = {
  absent: 'is not there',
  denied: 'cannot be read by this user',
  loop: 'is a symbolic link that leads to itself',
  'too big': 'is larger than 4 MiB, so no configuration',
  'no file': 'is not a regular file',
  failed: 'cannot be read',
};

/** The text of a file; `unread` where it is there and cannot be read. */
export function readText(root: Root, file: string): {readonly text?: string; readonly unread: readonly Unread[]} {
  const read = root.read(file);
  if (read.ok) return {text: read.value, unread: []};
  return {unread: read.why === 'absent' ? [] : [{file, why: REFUSAL_TEXT[read.why]}]};
}

/** A file that would count, and is no YAML: what reads it ignores it, or ends. `so` says which. */
export function brokenYaml(file: string, text: string | undefined, so: string): readonly Unread[] {
  const fault = text === undefined ? undefined : yamlFault(text);
  return fault === undefined ? [] : [{file, why: `is no YAML (${fault}), ${so}`, isBroken: true}];
}

/** Names in a directory; an absent one has none. */
export function readNames(
  root: Root,
  directory: string,
): {readonly names: readonly string[]; readonly unread: readonly Unread[]} {
  const listed = root.list(directory);
  if (listed.ok) return {names: listed.value, unread: []};
  return {names: [], unread: listed.why === 'absent' ? [] : [{file: directory, why: REFUSAL_TEXT[listed.why]}]};
}
