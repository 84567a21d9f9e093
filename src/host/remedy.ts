// What a remedy means for the files that were found: the very lines, and in words what no file can be made to say.

import type {Elsewhere, Remedy} from './checks/check.ts';
import type {Facts} from './facts.ts';
import {applyEdits, type Change} from './fix/apply.ts';
import {type ChangedLine, changedLines} from './fix/diff.ts';
import {type Edit, isFlag} from './fix/edit.ts';
import type {Root} from './root.ts';
import type {ApiServer} from './server.ts';

export type FileLines = {
  readonly file: string;
  readonly isNew: boolean;
  /** Of a new file none: it is named. */
  readonly lines: readonly ChangedLine[];
};

export type Told = {
  /** Sentences. */
  readonly todo: readonly string[];
  readonly files: readonly FileLines[];
  readonly run: readonly string[];
  readonly elsewhere?: Elsewhere;
};

export function toldRemedy(
  root: Root,
  {server, running}: Facts,
  {todo, edits = [], run = [], elsewhere}: Remedy,
): Told {
  const {changes, undone} = applyEdits(root, server, edits);
  const isDone = edits.length > 0 && changes.length === 0 && undone.length === 0;
  const restart = server?.restart ?? 'the way it was started';
  const patches = server?.form === 'openshift' ? openShiftPatches(undone) : [];
  return {
    todo: [
      ...(todo === undefined ? [] : [todo]),
      ...(patches.length > 0 ? [OPERATOR] : undone.map(edit => inWords(edit, fileOf(edit, server)))),
      // Without a process the file alone was examined: it is none that could be edited.
      ...(isDone && running === undefined ? edits.map(edit => inWords(edit, fileOf(edit, server))) : []),
      ...(isDone && running !== undefined
        ? [`${server!.file} has it already: restart the API server (${restart})`]
        : []),
    ],
    files: changes.map(linesOf),
    run: [...run, ...patches],
    ...(elsewhere === undefined ? {} : {elsewhere}),
  };
}

const OPERATOR =
  'The operator of OpenShift writes manifest and flags anew: change its resources, with oc from anywhere';

/** Policies are profiles; other flags are overrides that OpenShift takes and does not support. */
function openShiftPatches(edits: readonly Edit[]): readonly string[] {
  const patch = (kind: string, spec: object) => `oc patch ${kind} cluster --type=merge -p '${JSON.stringify({spec})}'`;
  const flags = edits.flatMap(edit => (edit.kind === 'flag' ? [[edit.name, [edit.value]] as const] : []));
  const others = flags.filter(([name]) => name !== 'audit-policy-file');
  return [
    ...(others.length < flags.length ? [patch('apiserver', {audit: {profile: 'Default'}})] : []),
    ...(others.length === 0
      ? []
      : [patch('kubeapiserver', {unsupportedConfigOverrides: {apiServerArguments: Object.fromEntries(others)}})]),
  ];
}

const linesOf = (change: Change): FileLines => ({
  file: change.file,
  isNew: change.before === undefined,
  lines: change.before === undefined && change.after.split('\n').length > 12 ? [] : changedLines(change),
});

/** Where the flag stands, or where it would. */
const fileOf = (edit: Edit, server: ApiServer | undefined): string | undefined =>
  (edit.kind === 'flag' ? server?.args.findLast(({text}) => isFlag(text, edit.name))?.at?.file : undefined) ??
  server?.file;

function inWords(edit: Edit, file: string | undefined): string {
  const where =
    file === undefined ? 'to the arguments of kube-apiserver' : `to the arguments of kube-apiserver in ${file}`;
  switch (edit.kind) {
    case 'flag':
      return `Add --${edit.name}=${edit.value} ${where}`;
    case 'rename flag':
      return `Write --${edit.to} instead of --${edit.from}`;
    case 'remove flag':
      return `Remove --${edit.name}`;
    case 'once':
      return `Give --${edit.name} once: remove all but the last`;
    case 'elsewhere':
      return inWords(edit.edit, edit.server.file);
    case 'mount':
      return `Add a hostPath volume of type ${edit.type} for ${edit.hostPath}, mounted at ${edit.mountPath}${edit.readOnly ? ' with readOnly: true' : ''}`;
    case 'mount mode':
      return `Write readOnly: ${edit.readOnly} in the mount of ${edit.mountPath}`;
    case 'remount':
      return edit.from === edit.mountPath
        ? `Write type: ${edit.type} in the volume of ${edit.mountPath}`
        : `Mount the directory ${edit.hostPath} at ${edit.mountPath} instead of the file ${edit.from}`;
    case 'volume':
      return `Make the volume of ${edit.mountPath} a hostPath of type ${edit.type} with path: ${edit.hostPath}`;
    case 'write':
      return `Write ${edit.file}`;
  }
}
