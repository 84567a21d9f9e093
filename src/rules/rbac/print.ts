// Roles as text that `kubectl apply -f -` takes. Names come from a log, where anybody may have written them: whatever they are,
// they stay inside their quotes, and no byte of them reaches a terminal as it is.
import {Document, isMap, isScalar, isSeq, type Node, Scalar, visit, type YAMLMap} from 'yaml';
import {counted} from '../../audit/numbers.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import {formatMicroTime} from '../../audit/time.ts';
import {isVisible, visible} from '../../audit/visible.ts';
import type {Evidence} from './access.ts';
import type {BoundRole} from './objects.ts';

/** `2026-11-20T10:02:11Z` */
const second = (time: number): string => `${formatMicroTime(time).slice(0, 19)}Z`;

/** `12 requests, 2026-11-20T09:20:00Z to 2026-11-20T10:29:12Z` */
export function evidenceText({count, from, to}: Evidence): string {
  const requests = counted(count, 'request');
  if (from === undefined || to === undefined) return requests;
  const [first, last] = [second(from), second(to)];
  return `${requests}, ${first === last ? first : `${first} to ${last}`}`;
}

/** Lists that stand on one line, if they are short. */
const ON_ONE_LINE = ['apiGroups', 'resources', 'resourceNames', 'verbs', 'nonResourceURLs'];
const LONGEST_LINE = 90;

/** What YAML takes for text whether it is quoted or not, in 1.1 and 1.2. */
const PLAIN = /^[A-Za-z][A-Za-z0-9._/-]*$/;

function quoteOddText(node: Scalar): void {
  if (typeof node.value !== 'string' || PLAIN.test(node.value)) return;
  node.type = Scalar.QUOTE_DOUBLE;
}

/** YAML's own escapes: as many digits as the letter says. */
function escapeOf(char: string): string {
  const code = char.codePointAt(0)!;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Only in quoted text can there be such characters: comments are made visible before. */
const escapeUnsafe = (yaml: string): string =>
  yaml.replace(/[^\n\x20-\x7e]/gu, char => (isVisible(char) ? char : escapeOf(char)));

function styled(document: Document): void {
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key') quoteOddText(node);
    },
    Pair: (_, {key, value}) => {
      if (!isScalar(key) || !isSeq(value) || !ON_ONE_LINE.includes(String(key.value))) return;
      const length = value.items.reduce<number>((sum, item) => sum + String((item as Scalar).value).length + 4, 0);
      value.flow = length <= LONGEST_LINE;
    },
  });
}

const comment = (lines: readonly string[]): string => lines.map(line => ` ${visible(line)}`).join('\n');

function commentRules(document: Document, {seen}: BoundRole): void {
  const rules = (document.contents as YAMLMap).get('rules');
  if (!isSeq(rules)) return;
  for (const [i, item] of rules.items.entries()) {
    const {evidence, reasons} = seen[i]!;
    if (isMap(item)) (item as Node).commentBefore = comment([evidenceText(evidence), ...reasons]);
  }
}

/** Nothing is folded: what stands in quotes stands on one line. */
const OPTIONS = {
  lineWidth: 0,
  flowCollectionPadding: false,
  blockQuote: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

const print = (document: Document): string => {
  styled(document);
  return document.toString(OPTIONS);
};

/**
 * A stream of documents.
 * @param head lines for the comment above all
 */
export function* yamlSteps(roles: readonly BoundRole[], head: readonly string[]): Steps<string> {
  const documents: string[] = [];
  for (const bound of roles) {
    yield;
    const role = new Document(bound.role, {compat: 'yaml-1.1', aliasDuplicateObjects: false});
    commentRules(role, bound);
    const binding = new Document(bound.binding, {compat: 'yaml-1.1', aliasDuplicateObjects: false});
    documents.push(escapeUnsafe(print(role)), escapeUnsafe(print(binding)));
  }
  const above = head.map(line => `# ${visible(line)}\n`).join('');
  return `${above}${documents.join('---\n')}`;
}

/** The same, all of it at once. */
export const rolesYaml = (roles: readonly BoundRole[], head: readonly string[]): string =>
  finish(yamlSteps(roles, head));

/** Annotation of a role in JSON, which has no comments: an array with an object for each rule. */
export const EVIDENCE = 'audit-tui/evidence';

const evidenceJson = ({seen}: BoundRole): string =>
  JSON.stringify(
    seen.map(({evidence: {count, from, to}, reasons}) => ({
      requests: count,
      ...(from === undefined ? {} : {first: formatMicroTime(from)}),
      ...(to === undefined ? {} : {last: formatMicroTime(to)}),
      ...(reasons.length === 0 ? {} : {besides: reasons}),
    })),
  );

/** One List. */
export function rolesJson(roles: readonly BoundRole[]): string {
  const items = roles.flatMap(bound => {
    const {role, binding} = bound;
    const annotations = {[EVIDENCE]: evidenceJson(bound)};
    return [{...role, metadata: {...role.metadata, annotations}}, binding];
  });
  return `${JSON.stringify({apiVersion: 'v1', kind: 'List', items}, null, 2)}\n`;
}
