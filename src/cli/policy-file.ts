// A policy file for a command: read, or one sentence for each thing that keeps it from being loaded.
import {readFile, stat} from 'node:fs/promises';
import {visible} from '../audit/visible.ts';
import {linesOf} from '../rules/policy/explain-lines.ts';
import type {Policy} from '../rules/policy/policy.ts';
import {type ReadPolicy, readPolicy} from '../rules/policy/read.ts';
import {notUnderstood, type Understood, understood} from './context.ts';
import {expanded} from './save.ts';

/** More is no policy. */
const MOST_BYTES = 4 << 20;

/** Faults that are told at once. */
const MOST_FAULTS = 5;

export type LoadedPolicy = {
  readonly file: string;
  readonly policy: Policy;
  /** Of the whole file. */
  readonly lines: readonly string[];
  readonly text: string;
  /** What a reader should know about the file: sentences, safe for a terminal. */
  readonly notes: readonly string[];
};

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be read by this user',
  EISDIR: 'is a folder; name the file in it',
  ENOENT: 'is not there',
};

/** The text of a file that may hold a policy. Never throws for what is in the file system. */
export async function policyText(file: string): Promise<Understood<string>> {
  const path = expanded(file);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return notUnderstood(visible(`the policy ${file} ${READ_PROBLEMS.EISDIR}`));
    if (found.size > MOST_BYTES)
      return notUnderstood(visible(`the policy ${file} is larger than 4 MiB: it is no policy`));
    return understood(await readFile(path, 'utf8'));
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException;
    return notUnderstood(visible(`the policy ${file} ${READ_PROBLEMS[code] ?? `cannot be read: ${message}`}`));
  }
}

/** A policy that is sound but for a version that Kubernetes no longer reads: logs of that time were written under such. */
const isOldOnly = ({draft, faults}: ReadPolicy): boolean =>
  draft !== undefined &&
  faults.every(
    ({severity, code, message}) => severity !== 'error' || (code === 'api-version' && /v1(alpha|beta)1/.test(message)),
  );

/** Understands the text of a policy file. */
export function policyOf(text: string, file: string): Understood<LoadedPolicy> {
  const read = readPolicy(text, {file});
  const errors = read.faults.filter(({severity}) => severity === 'error');
  const place = ({at}: (typeof errors)[number]) => `${file}:${at.line}:${at.column}`;
  const policy = read.policy ?? (isOldOnly(read) ? read.draft : undefined);
  if (policy === undefined) {
    const told = errors.slice(0, MOST_FAULTS).map(fault => visible(`${place(fault)}: ${fault.message}`));
    const more = errors.length - told.length;
    const rest = more > 0 ? [`and ${more} more: audit-tui policy check tells them all`] : [];
    return notUnderstood(['the API server would not load this policy:', ...told, ...rest].join('\n  '));
  }
  const warnings = read.faults.length - errors.length;
  const notes = [
    ...(read.where === '' ? [] : [visible(`the policy is in ${read.where} of ${file}`)]),
    ...errors.map(fault => visible(`${place(fault)}: ${fault.message}; it is used all the same`)),
    ...(warnings === 0
      ? []
      : [
          visible(
            `${file} has ${warnings === 1 ? 'a warning' : `${warnings} warnings`}; see audit-tui policy check ${file}`,
          ),
        ]),
  ];
  return understood({file, policy, text, lines: linesOf(text), notes});
}

export async function loadPolicy(file: string): Promise<Understood<LoadedPolicy>> {
  const text = await policyText(file);
  return text.ok ? policyOf(text.value, file) : text;
}
