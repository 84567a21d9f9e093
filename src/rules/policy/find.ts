// Where in a file the policy is: it is the file, or it stands in a ConfigMap, a kops or RKE cluster, a machine configuration,
// as a part of the YAML or as text in it.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type {PolicyFault} from './fault.ts';
import {insideOf, isText, type Locate, locator, type OffsetMap} from './position.ts';

/** A policy before it is read. */
export type Candidate = {
  readonly document: Document;
  readonly root: Node;
  readonly locate: Locate;
  /** '' is the file itself, else the way to it: `data["audit-policy.yaml"]`. */
  readonly where: string;
};

/** A word of another configuration that tells where its policy is. */
export type Mention = {readonly path: string; readonly start: number; readonly end: number};

type Text = {readonly file: string; readonly text: string; readonly map: OffsetMap; readonly where: string};

/** What closes what is opened so. */
const CLOSING: Readonly<Record<string, string>> = {'"': '"', "'": "'", '[': ']', '{': '}'};

/** Text in text in text is as deep as anyone nests. */
const DEEPEST_TEXT = 3;
/** Nodes of a file that are looked at. */
const MOST_NODES = 1_000_000;

export const parsedDocuments = (text: string): readonly Document.Parsed[] => {
  // As the API server's YAML reader: YAML 1.1 without numbers such as 12:30, of which the last of several equal keys counts.
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags: tags => tags.filter(tag => typeof tag === 'string' || !('format' in tag) || tag.format !== 'TIME'),
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return 'empty' in documents ? [] : documents;
};

const field = (map: YAMLMap, name: string): Node | undefined => {
  for (const {key, value} of map.items) {
    if (isScalar(key) && key.value === name) return (value ?? undefined) as Node | undefined;
  }
  return undefined;
};

export const textField = (map: YAMLMap, name: string): string => {
  const value = field(map, name);
  return isScalar(value) && typeof value.value === 'string' ? value.value : '';
};

/** Whether a map is meant to be an audit policy, though it may be wrong. */
export function looksLikePolicy(map: YAMLMap): boolean {
  const apiVersion = textField(map, 'apiVersion');
  const kind = textField(map, 'kind');
  if (kind === 'Policy' && (apiVersion === '' || apiVersion.startsWith('audit'))) return true;
  if (kind !== '' && kind !== 'Policy') return false;
  const rules = field(map, 'rules');
  return isSeq(rules) && rules.items.some(rule => isMap(rule) && rule.has('level'));
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;
const under = (path: string, key: string): string =>
  PLAIN_KEY.test(key) ? (path === '' ? key : `${path}.${key}`) : `${path}[${JSON.stringify(key)}]`;

const mayHoldPolicy = (text: string) => text.includes('rules') && text.includes('level') && /[\n{]/.test(text);

const BASE64 = /^[A-Za-z0-9+/\s]{80,}={0,2}\s*$/;

/** A policy in the data of a Secret, or in a file asset of kops: all of it stands where its text begins. */
function fromBase64(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return mayHoldPolicy(decoded) ? decoded : undefined;
}

/** What is found in a file, and how it says where its policy is. */
export class Search {
  readonly candidates: Candidate[] = [];
  readonly mentions: Mention[] = [];
  /** Texts that are meant to be policies, and are no YAML. */
  readonly broken: {readonly where: string; readonly fault: PolicyFault}[] = [];
  #nodes = 0;

  /** Every document of `text`. */
  documents(documents: readonly Document[], text: Text, depth: number): void {
    for (const document of documents) this.#node(document, document.contents as Node | null, text, text.where, depth);
  }

  #node(document: Document, node: Node | null, text: Text, path: string, depth: number): void {
    if (node === null || isAlias(node) || ++this.#nodes > MOST_NODES) return;
    if (isMap(node)) {
      if (looksLikePolicy(node)) {
        this.candidates.push({document, root: node, locate: locator(text.file, text.map), where: path});
        return;
      }
      // kubeadm since v1beta4: {name: audit-policy-file, value: PATH}.
      if (textField(node, 'name') === 'audit-policy-file') this.#mention(field(node, 'value') ?? null, text);
      for (const {key, value} of node.items as readonly {key: Node; value: Node | null}[]) {
        const name = isScalar(key) ? String(key.value) : '?';
        if (name === 'audit-policy-file' || name === 'auditPolicyFile') this.#mention(value, text);
        this.#node(document, value, text, under(path, name), depth);
      }
    } else if (isSeq(node)) {
      for (const [i, item] of (node.items as Node[]).entries())
        this.#node(document, item, text, `${path}[${i}]`, depth);
    } else if (isText(node)) this.#text(node, text, path, depth);
  }

  #mention(node: Node | null, text: Text): void {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string' || node?.range == null) return;
    this.mentions.push({path: value, start: text.map(node.range[0]), end: text.map(node.range[1])});
  }

  #text(node: Parameters<typeof insideOf>[1], text: Text, path: string, depth: number): void {
    const {value, range} = node;
    const argument = /^(?:--)?audit-policy-file=(.+)$/.exec(value);
    if (argument !== null && range != null)
      this.mentions.push({path: argument[1]!, start: text.map(range[0]), end: text.map(range[1])});
    if (depth >= DEEPEST_TEXT) return;
    const decoded = fromBase64(value);
    if (decoded !== undefined) this.#inner(decoded, () => text.map(range?.[0] ?? 0), text, path, depth);
    else if (mayHoldPolicy(value)) {
      const inner = insideOf(text.text, node);
      this.#inner(value, offset => text.map(inner(offset)), text, path, depth);
    }
  }

  #inner(value: string, map: OffsetMap, {file}: Text, path: string, depth: number): void {
    const documents = parsedDocuments(value);
    // Other text may be anything; this is meant to be a policy.
    if (/apiVersion:\s*["']?audit\.k8s\.io/.test(value)) {
      const locate = locator(file, map);
      const fault = documents.map(document => yamlFault(document, value, locate)).find(found => found !== undefined);
      if (fault !== undefined) {
        this.broken.push({where: path, fault});
        return;
      }
    }
    this.documents(documents, {file, text: value, map, where: path}, depth + 1);
  }
}

/** Where a quote or a bracket is opened that nothing closes: the innermost one. */
function unclosed(document: Document, text: string): number | undefined {
  let found: number | undefined;
  visit(document, {
    Node(_, node) {
      if (!isNode(node) || node.range == null) return;
      const [start, end] = node.range;
      const closing = CLOSING[text[start] ?? ''];
      if (closing !== undefined && (end - start < 2 || text[end - 1] !== closing)) found = start;
    },
  });
  return found;
}

/** The very thing that the parser stumbled over: not the spaces before it, nor the end of what was never closed. */
function faultRange(document: Document.Parsed, text: string): readonly [start: number, end: number] {
  const {message, pos} = document.errors[0]!;
  const [start, end] = pos;
  const opened = /closing|end with a [\]}]/.test(message) ? unclosed(document, text) : undefined;
  if (opened !== undefined) return [opened, opened + 1];
  let at = start;
  while (text[at] === ' ') at++;
  return [at, Math.max(end, at + 1)];
}

/** The first thing in a text that is no YAML. */
export function yamlFault(document: Document.Parsed, text: string, locate: Locate): PolicyFault | undefined {
  const [error] = document.errors;
  if (error === undefined) return undefined;
  const [start, end] = faultRange(document, text);
  const said = /call stack/.test(error.message) ? 'nested too deeply' : error.message.replace(/\s+/g, ' ').trim();
  const message = `failed decoding: yaml: ${said}`;
  return {code: 'not-yaml', severity: 'error', field: '', message, at: locate(start, end)};
}
