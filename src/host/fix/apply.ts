// From the edits that checks want to changed files, and to what still has to be done by hand.
import type {Root} from '../root.ts';
import type {ApiServer} from '../server.ts';
import type {Edit, Editor, Files} from './edit.ts';
import {editExtraArgs, editKubeadm} from './maps.ts';
import {editPod} from './pod.ts';
import {editRancher} from './rancher.ts';
import {editRke1} from './rke1.ts';
import {editArgsFile, editUnit} from './unit.ts';

const EDITORS: Readonly<Record<ApiServer['form'], Editor>> = {
  pod: editPod,
  kubeadm: editKubeadm,
  unit: editUnit,
  rancher: editRancher,
  'args file': editArgsFile,
  'extra args': editExtraArgs,
  rke1: editRke1,
  openshift: () => false,
};

export type Change = {
  readonly file: string;
  /** Absent for a new file. */
  readonly before?: string;
  readonly after: string;
};

export type Applied = {
  readonly changes: readonly Change[];
  /** What the file could not be made to say: it is told in words. */
  readonly undone: readonly Edit[];
};

const keyOf = (edit: Edit): string => JSON.stringify(edit);

/** Files that the server's configuration was read from, as they are. */
function filesOf(root: Root, server: ApiServer): Files {
  const names = [
    server.file,
    ...server.args.flatMap(({at}) => (at === undefined ? [] : [at.file])),
    ...(server.isScript === true ? (server.also ?? []) : []),
  ];
  return new Map(
    [...new Set(names)].flatMap(file => {
      const read = root.read(file);
      if (read.ok) return [[file, read.value] as const];
      return file === server.file && read.why === 'absent' ? [[file, ''] as const] : [];
    }),
  );
}

/** Nothing is written. The same edit, wanted by several checks, is made once; edits change nothing that is so already. */
export function applyEdits(root: Root, server: ApiServer | undefined, edits: readonly Edit[]): Applied {
  const files: Files = server === undefined ? new Map() : filesOf(root, server);
  const before = new Map(files);
  const undone: Edit[] = [];
  for (const edit of new Map(edits.map(one => [keyOf(one), one])).values()) {
    if (edit.kind === 'write') {
      // What somebody wrote is not written over.
      if (!root.stat(edit.file).ok) files.set(edit.file, edit.text);
    } else if (edit.kind === 'elsewhere') {
      for (const [file, text] of filesOf(root, edit.server)) {
        if (files.has(file)) continue;
        files.set(file, text);
        before.set(file, text);
      }
      if (!EDITORS[edit.server.form](edit.edit, edit.server, files)) undone.push(edit);
    } else if (server === undefined || !EDITORS[server.form](edit, server, files)) undone.push(edit);
  }
  const changes = [...files].flatMap(([file, after]): readonly Change[] => {
    const old = before.get(file);
    if (old === after) return [];
    const isNew = old === undefined || (old === '' && !root.read(file).ok);
    return [{file, after, ...(isNew ? {} : {before: old})}];
  });
  // What a changed file names has to be there before it: kubelet restarts the API server as soon as the manifest changes.
  return {changes: changes.toSorted((a, b) => Number(a.before !== undefined) - Number(b.before !== undefined)), undone};
}
