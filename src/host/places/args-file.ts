// Files that hold the arguments of kube-apiserver, one a line: microk8s.
import type {Root} from '../root.ts';
import type {Arg} from '../server.ts';
import {parseVersion} from '../version.ts';
import {shellWords} from '../words.ts';
import {readYaml, textAt} from '../yaml.ts';
import {type Look, readText} from './look.ts';

const MICROK8S = {
  file: '/var/snap/microk8s/current/args/kube-apiserver',
  snap: '/snap/microk8s/current/meta/snap.yaml',
  variables: {
    SNAP_DATA: '/var/snap/microk8s/current',
    SNAP_COMMON: '/var/snap/microk8s/common',
    SNAP: '/snap/microk8s/current',
  },
} as const;

/** Comments and `${NAME}` are as in a shell. */
export function argsOfFile(file: string, text: string, variables: Readonly<Record<string, string>>): readonly Arg[] {
  return text.split(/\r?\n/).flatMap((row, i) => {
    if (/^\s*#/.test(row)) return [];
    const expanded = row.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (all, braced: string, plain: string) => variables[braced ?? plain] ?? all,
    );
    return shellWords(expanded).map(({text: word}): Arg => ({text: word, at: {file, line: i + 1}}));
  });
}

export function lookForMicrok8s(root: Root): Look {
  const {file, snap, variables} = MICROK8S;
  const {text, unread} = readText(root, file);
  if (text === undefined) return {servers: [], unread};
  const meta = root.read(snap);
  const [yaml] = meta.ok ? readYaml(meta.value) : [];
  const version = yaml === undefined ? undefined : parseVersion(textAt(yaml, ['version']) ?? '');
  return {
    servers: [
      {
        place: 'microk8s',
        form: 'args file',
        file,
        text,
        args: argsOfFile(file, text, variables),
        restart: 'snap restart microk8s.daemon-kubelite',
        ...(version === undefined ? {} : {version}),
      },
    ],
    unread,
  };
}
