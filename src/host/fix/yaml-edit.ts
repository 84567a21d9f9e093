// Changes to YAML by position: what is not changed keeps its every character, comments too.
import {isCollection, isMap, isScalar, isSeq, type Node} from 'yaml';
import {nodeAt, readYaml, type Yaml, type YamlPath} from '../yaml.ts';

/** The document of `text` that `wanted` takes. */
export const documentOf = (text: string, wanted: (yaml: Yaml) => boolean): Yaml | undefined =>
  readYaml(text).find(wanted);

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** The end of the line that holds the last character of the node, without its line break. */
function endOfLine(text: string, node: Node): number {
  let last = node.range![1];
  while (last > 0 && /\s/.test(text[last - 1]!)) last--;
  const end = text.indexOf('\n', last);
  const stop = end === -1 ? text.length : end;
  return text[stop - 1] === '\r' ? stop - 1 : stop;
}

const isFlow = (text: string, node: Node): boolean => '[{'.includes(text[node.range![0]]!);

export const spliced = (text: string, from: number, to: number, put: string): string =>
  text.slice(0, from) + put + text.slice(to);

/** Words, paths and flags may stand as they are; what YAML would take for something else is quoted. */
export const scalarText = (value: string): string =>
  /^(?:--)?[A-Za-z/][\w./=:@+-]*$/.test(value) &&
  !/^(?:true|false|null|yes|no|on|off)$/i.test(value) &&
  !/:$/.test(value)
    ? value
    : JSON.stringify(value);

/** A list item or map entry, as what it holds: a text, or keys and values in their order. */
export type Item = string | readonly (readonly [key: string, value: Item | boolean])[];

const flowText = (item: Item | boolean | number): string =>
  typeof item === 'object'
    ? `{${item.map(([key, value]) => `${JSON.stringify(key)}: ${flowText(value)}`).join(', ')}}`
    : JSON.stringify(item);

/** Lines without their indentation. */
function blockLines(item: Item | boolean): readonly string[] {
  if (typeof item === 'boolean') return [String(item)];
  if (typeof item === 'string') return [scalarText(item)];
  return item.flatMap(([key, value]) => {
    const lines = blockLines(value);
    return typeof value === 'object' ? [`${key}:`, ...lines.map(line => `  ${line}`)] : [`${key}: ${lines[0]}`];
  });
}

const itemLines = (item: Item, indent: string): readonly string[] =>
  blockLines(item).map((line, i) => `${indent}${i === 0 ? '- ' : '  '}${line}`);

const insertLines = (text: string, at: number, lines: readonly string[]): string => {
  const eol = eolOf(text);
  return spliced(text, at, at, lines.map(line => eol + line).join(''));
};

/** Text with `item` at the end of the list at `path`, which is made if it is not there. undefined if that cannot be done. */
export function withItem(text: string, yaml: Yaml, path: YamlPath, item: Item, after?: number): string | undefined {
  const list = nodeAt(yaml, path);
  if (list === undefined || (isScalar(list) && list.value === null)) return withList(text, yaml, path, [item]);
  if (isScalar(list)) {
    const value = String(list.value);
    const key = columnOf(text, keyOffset(yaml, path) ?? list.range![0]);
    const lines = [value, item].flatMap(one => itemLines(one, ' '.repeat(key + 2)));
    const from = text.slice(0, list.range![0]).trimEnd().length;
    return spliced(text, from, list.range![1], eolOf(text) + lines.join(eolOf(text)));
  }
  if (!isSeq(list)) return undefined;
  if (isFlow(text, list)) return withFlow(text, list, flowText(item));
  const before = list.items[after ?? list.items.length - 1] as Node | undefined;
  if (before?.range === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, list.range![0]));
  return insertLines(text, endOfLine(text, before), itemLines(item, indent));
}

/** `, item` before the closing bracket. */
function withFlow(text: string, node: Node, item: string): string {
  const close = node.range![1] - 1;
  let end = close;
  while (end > node.range![0] && /\s/.test(text[end - 1]!)) end--;
  const isEmpty = isCollection(node) && node.items.length === 0;
  const hasComma = text[end - 1] === ',';
  return spliced(text, end, end, `${isEmpty || hasComma ? '' : ','}${isEmpty ? '' : ' '}${item}`);
}

/** Where the key of the last part of a path begins. */
function keyOffset(yaml: Yaml, path: YamlPath): number | undefined {
  const parent = nodeAt(yaml, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({key}) => isScalar(key) && key.value === path.at(-1));
  return (pair?.key as Node | undefined)?.range?.[0];
}

/** A list under a new key of its map, or under one that has no value. */
function withList(text: string, yaml: Yaml, path: YamlPath, items: readonly Item[]): string | undefined {
  const parent = nodeAt(yaml, path.slice(0, -1));
  const key = String(path.at(-1));
  if (!isMap(parent) || parent.range === undefined || parent.range === null) return undefined;
  if (isFlow(text, parent))
    return withFlow(text, parent, `${JSON.stringify(key)}: [${items.map(flowText).join(', ')}]`);
  const indent = ' '.repeat(columnOf(text, parent.range[0]));
  const lines = items.flatMap(item => itemLines(item, indent));
  const own = keyOffset(yaml, path);
  if (own !== undefined) return insertLines(text, lineEnd(text, own), lines);
  return insertLines(text, endOfLine(text, parent), [`${indent}${key}:`, ...lines]);
}

const lineEnd = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  const stop = end === -1 ? text.length : end;
  return text[stop - 1] === '\r' ? stop - 1 : stop;
};

/** Text with `key: value` in the map at `path`; maps on the way that are not there are made. A value that is there is replaced. */
export function withEntry(
  text: string,
  yaml: Yaml,
  path: YamlPath,
  key: string,
  value: string | boolean | number,
): string | undefined {
  const map = nodeAt(yaml, path);
  if (isMap(map) && map.range !== undefined && map.range !== null) {
    const old = nodeAt(yaml, [...path, key]);
    if (old !== undefined) return withScalar(text, old, value);
    if (isFlow(text, map)) return withFlow(text, map, `${JSON.stringify(key)}: ${flowText(value)}`);
    const indent = ' '.repeat(columnOf(text, map.range[0]));
    return insertLines(text, endOfLine(text, map), [`${indent}${key}: ${entryText(value)}`]);
  }
  if (map !== undefined && !(isScalar(map) && map.value === null)) return undefined;
  return withMap(text, yaml, path, [`${key}: ${entryText(value)}`]);
}

const entryText = (value: string | boolean | number): string =>
  typeof value === 'string' ? scalarText(value) : String(value);

/** `lines` under a new key, or one without a value; keys above it too. */
function withMap(text: string, yaml: Yaml, path: YamlPath, lines: readonly string[]): string | undefined {
  const parent = nodeAt(yaml, path.slice(0, -1));
  const key = String(path.at(-1));
  const inner = lines.map(line => `  ${line}`);
  if (isMap(parent) && parent.range !== undefined && parent.range !== null && !isFlow(text, parent)) {
    const indent = ' '.repeat(columnOf(text, parent.range[0]));
    const own = keyOffset(yaml, path);
    const indented = inner.map(line => indent + line);
    if (own !== undefined) return insertLines(text, lineEnd(text, own), indented);
    return insertLines(text, endOfLine(text, parent), [`${indent}${key}:`, ...indented]);
  }
  if (path.length <= 1 || (parent !== undefined && !(isScalar(parent) && parent.value === null))) return undefined;
  return withMap(text, yaml, path.slice(0, -1), [`${key}:`, ...inner]);
}

/** Text with another value in a scalar's place, quoted as it was. */
export function withScalar(text: string, node: Node, value: string | boolean | number): string | undefined {
  if (!isScalar(node) || node.range === undefined || node.range === null) return undefined;
  const [from, to] = node.range;
  const quote = text[from];
  if (typeof value === 'string' && quote === "'" && !/['\n]/.test(value)) return spliced(text, from, to, `'${value}'`);
  if (typeof value === 'string' && quote === '"') return spliced(text, from, to, JSON.stringify(value));
  return spliced(text, from, to, entryText(value));
}

/** Text without the lines of a list item; the last one leaves `[]`. */
export function withoutItem(text: string, yaml: Yaml, path: YamlPath): string | undefined {
  const list = nodeAt(yaml, path.slice(0, -1));
  const item = nodeAt(yaml, path);
  if (!isSeq(list) || item?.range === undefined || item.range === null) return undefined;
  if (isFlow(text, list)) return withoutFlow(text, list.items as readonly Node[], list.items.indexOf(item));
  if (list.items.length < 2) return emptied(text, list, '[]');
  return withoutLines(text, item.range[0], item);
}

/** Text without the line of a map's key, whose value is a scalar; the last one leaves `{}`. */
export function withoutEntry(text: string, yaml: Yaml, path: YamlPath): string | undefined {
  const own = keyOffset(yaml, path);
  const map = nodeAt(yaml, path.slice(0, -1));
  const value = nodeAt(yaml, path);
  if (own === undefined || !isMap(map) || isFlow(text, map) || !isScalar(value)) return undefined;
  return map.items.length < 2 ? emptied(text, map, '{}') : withoutLines(text, own, value);
}

function withoutLines(text: string, from: number, last: Node): string {
  const end = text.indexOf('\n', endOfLine(text, last));
  return spliced(text, lineStart(text, from), end === -1 ? text.length : end + 1, '');
}

/** An item of `[a, b]`, with the comma that follows, or the one before. */
function withoutFlow(text: string, items: readonly Node[], i: number): string {
  const [own, next, before] = [items[i]!.range!, items[i + 1]?.range, items[i - 1]?.range];
  if (next !== undefined && next !== null) return spliced(text, own[0], next[0], '');
  return spliced(text, before?.[1] ?? own[0], own[1], '');
}

/** `nothing` after the key that the collection stands under; not where a comment stands between. */
function emptied(text: string, collection: Node, nothing: '[]' | '{}'): string | undefined {
  const key = text.slice(0, collection.range![0]).trimEnd().length;
  return text[key - 1] === ':' ? spliced(text, key, endOfLine(text, collection), ` ${nothing}`) : undefined;
}
