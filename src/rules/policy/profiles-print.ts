// Rules and policies as YAML text that people edit: flow lists on one line, a comment above what it explains.
import type {Level, Stage} from '../../audit/event.ts';

/** A rule to be written; what it does not select by is absent. */
export type RuleDraft = {
  /** Comment lines above it, without their `# `. */
  readonly why: readonly string[];
  readonly level: Level;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly {
    readonly group: string;
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly Stage[];
};

export type PolicyDraft = {
  readonly why: readonly string[];
  readonly omitStages?: {readonly why: readonly string[]; readonly stages: readonly Stage[]};
  readonly omitManagedFields?: {readonly why: readonly string[]};
  readonly rules: readonly RuleDraft[];
};

/** A list that takes more is written a line an item. */
const FLOW_COLUMNS = 110;

/** JSON strings are YAML strings; characters that a terminal would obey are escaped in them. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, char =>
    Array.from({length: char.length}, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );

/** A comment ends with its line, whatever stands in it. */
const comment = (lines: readonly string[], indent: string): readonly string[] =>
  lines.map(line => `${indent}# ${line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}`.trimEnd());

function list(key: string, items: readonly string[], indent: string): readonly string[] {
  const flow = `${indent}${key}: [${items.map(quoted).join(', ')}]`;
  if (flow.length <= FLOW_COLUMNS) return [flow];
  const deeper = indent.replace('-', ' ');
  return [`${indent}${key}:`, ...items.map(item => `${deeper}  - ${quoted(item)}`)];
}

/** The rule as an item of `rules`, with its comment; every line begins with `indent`. */
export function ruleYaml(rule: RuleDraft, indent = '  '): string {
  const inner = `${indent}  `;
  const lines = [...comment(rule.why, indent), `${indent}- level: ${rule.level}`];
  for (const key of ['users', 'userGroups', 'verbs'] as const) {
    if (rule[key] !== undefined) lines.push(...list(key, rule[key], inner));
  }
  if (rule.resources !== undefined) {
    lines.push(`${inner}resources:`);
    for (const {group, resources, resourceNames} of rule.resources) {
      lines.push(`${inner}  - group: ${quoted(group)}`);
      if (resources !== undefined) lines.push(...list('resources', resources, `${inner}    `));
      if (resourceNames !== undefined) lines.push(...list('resourceNames', resourceNames, `${inner}    `));
    }
  }
  for (const key of ['namespaces', 'nonResourceURLs', 'omitStages'] as const) {
    if (rule[key] !== undefined) lines.push(...list(key, rule[key], inner));
  }
  return lines.join('\n');
}

/** A whole file, with a newline at its end. */
export function policyYaml({why, omitStages, omitManagedFields, rules}: PolicyDraft): string {
  return [
    ...comment(why, ''),
    'apiVersion: audit.k8s.io/v1',
    'kind: Policy',
    ...(omitStages === undefined ? [] : [...comment(omitStages.why, ''), ...list('omitStages', omitStages.stages, '')]),
    ...(omitManagedFields === undefined ? [] : [...comment(omitManagedFields.why, ''), 'omitManagedFields: true']),
    'rules:',
    ...rules.map(rule => ruleYaml(rule)),
    '',
  ].join('\n');
}
