// POLICY_CHECKS: one row a mistake that a policy can have, with why it matters and what to write. The command, its documentation
// and SARIF's rules read the rows; each has a sample that it finds something in, and one that it does not.
import {BODY_CHECKS} from './checks/bodies.ts';
import {type PolicyCheck, sampleText} from './checks/check.ts';
import {COVERAGE_CHECKS} from './checks/coverage.ts';
import {EFFECT_CHECKS} from './checks/effect.ts';
import {HIDDEN_CHECKS} from './checks/hidden.ts';
import {LOAD_CHECKS} from './checks/load.ts';
import {PAIR_CHECKS} from './checks/pairs.ts';
import {RESOURCE_CHECKS} from './checks/resources.ts';
import {SELECTOR_CHECKS} from './checks/selectors.ts';

export const POLICY_CHECKS: readonly PolicyCheck[] = [
  ...LOAD_CHECKS,
  ...EFFECT_CHECKS,
  ...COVERAGE_CHECKS,
  ...HIDDEN_CHECKS,
  ...BODY_CHECKS,
  ...SELECTOR_CHECKS,
  ...RESOURCE_CHECKS,
  ...PAIR_CHECKS,
];

const block = (text: string): string => ['```yaml', text.trimEnd(), '```'].join('\n');

/** A sentence, and lines of YAML where there are any. */
function advice(write: string): string {
  const [sentence = '', ...yaml] = write.split('\n');
  return yaml.length === 0 ? sentence : `${sentence}\n\n${block(yaml.join('\n'))}`;
}

const section = ({id, severity, title, why, write, bad, good}: PolicyCheck): string =>
  [
    `### ${id}`,
    `**${severity}**: ${title}`,
    why,
    advice(write),
    `Found in\n\n${block(bad.startsWith('- ') ? bad : sampleText(bad))}`,
    `Not in\n\n${block(good.startsWith('- ') ? good : sampleText(good))}`,
  ].join('\n\n');

/** Markdown: one row a check. */
export const policyChecksTable = (): string =>
  [
    '| Check | Severity | Finds |',
    '|---|---|---|',
    ...POLICY_CHECKS.map(({id, severity, title}) => `| [${id}](#${id}) | ${severity} | ${title} |`),
  ].join('\n');

/** Markdown: a section a check. */
export const policyChecksReference = (): string => POLICY_CHECKS.map(section).join('\n\n');
