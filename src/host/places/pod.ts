// A manifest of a static pod that runs kube-apiserver: its arguments, and what its volumes make of paths.
import {join} from 'node:path/posix';
import {isMap, isScalar} from 'yaml';
import {mapPath} from '../mounts.ts';
import type {Root} from '../root.ts';
import type {ApiServer, Arg, Mount} from '../server.ts';
import {imageVersion, programVersion} from '../version.ts';
import {commandArgs} from '../words.ts';
import {indices, nodeAt, readYaml, textAt, textsAt, type Yaml, type YamlPath} from '../yaml.ts';

/** What the manifest has of a server; who looked for it adds the rest. */
export type Pod = Pick<ApiServer, 'form' | 'text' | 'args' | 'version' | 'mounts' | 'path' | 'also' | 'isScript'>;

/** undefined if the text holds no pod that runs kube-apiserver. */
export function podOf(root: Root, file: string, text: string): Pod | undefined {
  for (const yaml of readYaml(text)) {
    if (textAt(yaml, ['kind']) !== 'Pod') continue;
    for (const i of indices(yaml, ['spec', 'containers'])) {
      const found = containerOf(root, file, yaml, ['spec', 'containers', i]);
      if (found !== undefined) return {...found, text};
    }
  }
  return undefined;
}

function containerOf(root: Root, file: string, yaml: Yaml, path: YamlPath): Pod | undefined {
  const words = podWords(yaml, path).map(
    ({text, line}): Arg => ({text, at: line === undefined ? {file} : {file, line}}),
  );
  const found = commandArgs(words);
  if (found === undefined) return undefined;
  const mounts = mountsOf(yaml, path);
  const {args, also} = withOpenShiftConfig(root, found.args, mounts);
  const version = imageVersion(textAt(yaml, [...path, 'image']) ?? '') ?? programVersion(found.program);
  return {
    form: also.length > 0 ? 'openshift' : 'pod',
    ...(found.isScript ? {isScript: true} : {}),
    args,
    mounts,
    path,
    also,
    ...(version === undefined ? {} : {version}),
  };
}

/** The words of a container's command, in their order, each with its path and the line where its text begins, if it has lines. */
export const podWords = (
  yaml: Yaml,
  container: YamlPath,
): readonly {readonly text: string; readonly line?: number; readonly path: YamlPath}[] =>
  (['command', 'args'] as const).flatMap(key =>
    textsAt(yaml, [...container, key]).map(({text, line, path}) => {
      const node = nodeAt(yaml, path);
      const type = isScalar(node) ? node.type : undefined;
      // The text of a block begins below its | or >.
      if (type === 'BLOCK_LITERAL') return {text, line: line + 1, path};
      return type === 'PLAIN' || !text.includes('\n') ? {text, line, path} : {text, path};
    }),
  );

/** Kinds of volumes other than hostPath are named by their key. */
function sourceOf(yaml: Yaml, name: string): Mount['source'] {
  for (const i of indices(yaml, ['spec', 'volumes'])) {
    const volume = ['spec', 'volumes', i];
    if (textAt(yaml, [...volume, 'name']) !== name) continue;
    const path = textAt(yaml, [...volume, 'hostPath', 'path']);
    if (path !== undefined) return {kind: 'host', path, type: textAt(yaml, [...volume, 'hostPath', 'type']) ?? ''};
    const node = nodeAt(yaml, volume);
    const keys = isMap(node) ? node.items.map(({key}) => String(key)) : [];
    return {kind: 'other', what: keys.find(key => key !== 'name') ?? 'emptyDir'};
  }
  return {kind: 'other', what: name, isMissing: true};
}

function mountsOf(yaml: Yaml, container: YamlPath): readonly Mount[] {
  return indices(yaml, [...container, 'volumeMounts']).flatMap(i => {
    const at = [...container, 'volumeMounts', i];
    const mountPath = textAt(yaml, [...at, 'mountPath']);
    if (mountPath === undefined) return [];
    const source = sourceOf(yaml, textAt(yaml, [...at, 'name']) ?? '');
    const subPath = textAt(yaml, [...at, 'subPath']) ?? textAt(yaml, [...at, 'subPathExpr']);
    return [
      {
        mountPath,
        readOnly: textAt(yaml, [...at, 'readOnly']) === 'true',
        source:
          source.kind === 'host' && subPath !== undefined
            ? {...source, path: join(source.path, subPath), type: ''}
            : source,
      },
    ];
  });
}

/** OpenShift gives its flags as `apiServerArguments` of a file of its own. */
function withOpenShiftConfig(
  root: Root,
  args: readonly Arg[],
  mounts: readonly Mount[],
): {readonly args: readonly Arg[]; readonly also: readonly string[]} {
  const config = args
    .find(({text}) => text.startsWith('--openshift-config='))
    ?.text.slice('--openshift-config='.length);
  if (config === undefined) return {args, also: []};
  const mapped = mapPath(config, mounts);
  const read = mapped.kind === 'node' ? root.read(mapped.path) : undefined;
  if (mapped.kind !== 'node' || read?.ok !== true) return {args, also: []};
  const [yaml] = readYaml(read.value);
  const node = yaml === undefined ? undefined : nodeAt(yaml, ['apiServerArguments']);
  if (yaml === undefined || !isMap(node)) return {args, also: []};
  const given = node.items.flatMap(({key}) =>
    textsAt(yaml, ['apiServerArguments', String(key)]).map(
      ({text, line}): Arg => ({text: `--${String(key)}=${text}`, at: {file: mapped.path, line}}),
    ),
  );
  return {args: [...given, ...args], also: [mapped.path]};
}
