// Reading configuration as YAML with the places of its values. Nothing here throws for what a file holds.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';

export type YamlPath = readonly (string | number)[];

export type Yaml = {
  readonly doc: Document;
  /** Line of an offset, from 1. */
  readonly line: (offset: number) => number;
};

/** None where the parser gives up, as on what is nested too deeply. */
function documentsOf(text: string, lines: LineCounter): readonly Document[] {
  try {
    const options = {lineCounter: lines, logLevel: 'silent', uniqueKeys: false, prettyErrors: false} as const;
    const docs = parseAllDocuments(text, options);
    return Array.isArray(docs) ? (docs as Document[]) : [];
  } catch {
    return [];
  }
}

/** Every document of a file that holds a map; none if it is no YAML. */
export function readYaml(text: string): readonly Yaml[] {
  const lines = new LineCounter();
  return documentsOf(text, lines)
    .filter(({contents, errors}) => isMap(contents) && errors.length === 0)
    .map(doc => ({doc, line: offset => lines.linePos(offset).line}));
}

/** What keeps a text from being YAML, with its place: `17:1, Tabs are not allowed as indentation`. undefined if it is YAML. */
export function yamlFault(text: string): string | undefined {
  const lines = new LineCounter();
  const [error] = documentsOf(text, lines).flatMap(({errors}) => errors);
  if (error === undefined) return undefined;
  const {line, col} = lines.linePos(error.pos[0]);
  return `${line}:${col}, ${error.message.replace(/\s+/g, ' ').trim()}`;
}

/** As it is written: of an alias the alias itself, but what lies behind one on the way is found. */
export function nodeAt({doc}: Yaml, path: YamlPath): Node | undefined {
  let node: unknown = doc.contents;
  for (const key of path) {
    const parent = resolved(doc, node);
    if (!isCollection(parent)) return undefined;
    node = parent.get(key, true);
  }
  return isNode(node) ? node : undefined;
}

/** What an alias stands for; undefined where it stands for nothing, or for itself. */
function resolved(doc: Document, node: unknown): unknown {
  if (!isAlias(node)) return node;
  try {
    return node.resolve(doc);
  } catch {
    return undefined;
  }
}

const valueAt = (yaml: Yaml, path: YamlPath): unknown => resolved(yaml.doc, nodeAt(yaml, path));

/** A scalar as text, numbers and booleans too; undefined if there is none. */
export function textAt(yaml: Yaml, path: YamlPath): string | undefined {
  const node = valueAt(yaml, path);
  return isScalar(node) ? scalarText(node.value) : undefined;
}

const scalarText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

export type Located = {readonly text: string; readonly line: number; readonly path: YamlPath};

/** The scalars of a list, or the one that stands where a list may. */
export function textsAt(yaml: Yaml, path: YamlPath): readonly Located[] {
  const node = valueAt(yaml, path);
  if (isScalar(node)) {
    const text = scalarText(node.value);
    return text === undefined ? [] : [{text, line: yaml.line(nodeAt(yaml, path)?.range?.[0] ?? 0), path}];
  }
  if (!isSeq(node)) return [];
  return node.items.flatMap((item, i) => {
    const value = resolved(yaml.doc, item);
    const text = isScalar(value) ? scalarText(value.value) : undefined;
    if (text === undefined) return [];
    return [{text, line: yaml.line((item as Node).range?.[0] ?? 0), path: [...path, i]}];
  });
}

/** Keys and scalar values of a map; a value that is a list gives an entry for each. */
export function entriesAt(yaml: Yaml, path: YamlPath): readonly (Located & {readonly key: string})[] {
  const node = valueAt(yaml, path);
  if (!isMap(node)) return [];
  return node.items.flatMap(({key}: Pair) => {
    const name = isScalar(key) ? scalarText(key.value) : undefined;
    if (name === undefined) return [];
    return textsAt(yaml, [...path, name]).map(value => ({key: name, ...value}));
  });
}

/** How many items a list has. */
export function lengthAt(yaml: Yaml, path: YamlPath): number {
  const node = valueAt(yaml, path);
  return isSeq(node) ? node.items.length : 0;
}

export const indices = (yaml: Yaml, path: YamlPath): readonly number[] => [...Array(lengthAt(yaml, path)).keys()];
