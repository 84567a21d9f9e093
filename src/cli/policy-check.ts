// `audit-tui policy check`: what the API server would say of a policy file, and what it would not.
import {visible, visibleJson} from '../audit/visible.ts';
import {sarif} from '../export/sarif.ts';
import {nearest} from '../query/nearest.ts';
import {type CheckedPolicy, checkPolicy, type PolicyFinding} from '../rules/policy/check.ts';
import {POLICY_CHECKS} from '../rules/policy/checks.ts';
import {minorOf} from '../rules/policy/versions.ts';
import {choiceFlag, notUnderstood, type Understood, understood} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';
import {checkedText} from './policy-check-text.ts';
import {policyText} from './policy-file.ts';
import {VERSION} from './version.ts';

export const CHECK_FORMATS = ['text', 'json', 'sarif'] as const;

type Checked = {readonly file: string; readonly text: string; readonly policies: readonly CheckedPolicy[]};

/** A finding for programs: places as numbers, lines and columns from 1. */
const record = ({check, severity, file, where, at, ruleIndex, title, message, why, write}: PolicyFinding) => ({
  file,
  line: at.line,
  column: at.column,
  endColumn: at.column + at.length,
  severity,
  check,
  ruleIndex,
  ...(where === '' ? {} : {where}),
  title,
  message,
  why,
  write,
});

/** Standard input may be one: a ConfigMap comes through a pipe. */
async function textOf(file: string, io: Io): ReturnType<typeof policyText> {
  if (file !== '-') return policyText(file);
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return understood(Buffer.concat(chunks).toString('utf8'));
}

/** Checks that are left out. What keeps the API server from starting is told in any case. */
function skippedChecks(names: string | undefined): Understood<ReadonlySet<string>> {
  const skipped = (names ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  for (const name of skipped) {
    const check = POLICY_CHECKS.find(({id}) => id === name);
    if (check?.severity === 'error') return notUnderstood(`--skip: ${name} is an error, which is always told`);
    if (check !== undefined) continue;
    const near = nearest(
      name,
      POLICY_CHECKS.map(({id}) => id),
    );
    return notUnderstood(`--skip: there is no check "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  return understood(new Set(skipped));
}

const without = (policies: readonly CheckedPolicy[], skipped: ReadonlySet<string>): readonly CheckedPolicy[] =>
  policies.map(policy => ({...policy, findings: policy.findings.filter(({check}) => !skipped.has(check))}));

function printed(checked: readonly Checked[], format: (typeof CHECK_FORMATS)[number], io: Io): string {
  const findings = checked.flatMap(({policies}) => policies.flatMap(policy => policy.findings));
  if (format === 'text')
    return checked.map(({file, text, policies}) => checkedText(file, text, policies, io.out.columns)).join('\n');
  const json =
    format === 'sarif' ? sarif(findings, POLICY_CHECKS, VERSION) : `${JSON.stringify(findings.map(record), null, 2)}\n`;
  return io.out.isTerminal ? visibleJson(json) : json;
}

export async function policyCheck(args: ParsedArgs, io: Io): Promise<number> {
  const format = choiceFlag(args, 'output', CHECK_FORMATS);
  if (!format.ok) return complain(visible(format.message), io);
  const version = args.flags.get('kubernetes-version');
  if (version !== undefined && minorOf(version) === undefined)
    return complain(visible(`--kubernetes-version takes a version such as 1.30, not "${version}"`), io);

  const skipped = skippedChecks(args.flags.get('skip'));
  if (!skipped.ok) return complain(visible(skipped.message), io);

  const checked: Checked[] = [];
  let isUnread = false;
  for (const file of args.positionals) {
    const text = await textOf(file, io);
    if (!text.ok) {
      isUnread = true;
      await complain(text.message, io);
      continue;
    }
    const options = {file: file === '-' ? 'stdin' : file, ...(version === undefined ? {} : {version})};
    checked.push({
      file: options.file,
      text: text.value,
      policies: without(checkPolicy(text.value, options), skipped.value),
    });
  }
  if (checked.length > 0) await io.out.write(printed(checked, format.value, io));

  const severities = new Set(checked.flatMap(({policies}) => policies.flatMap(p => p.findings.map(f => f.severity))));
  if (isUnread || severities.has('error')) return EXIT.error;
  return severities.has('warning') ? EXIT.none : EXIT.found;
}
