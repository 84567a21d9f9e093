// Runs every check, and says in one sentence whether auditing is on.

import {type CheckSpec, type Outcome, type Remedy, VERDICTS, type Verdict} from './checks/check.ts';
import {CHECKS, FATAL} from './checks.ts';
import {type Clock, type Facts, gather} from './facts.ts';
import {type Applied, applyEdits} from './fix/apply.ts';
import type {Edit} from './fix/edit.ts';
import {auditFlag} from './flags.ts';
import {kubeadmLines} from './kubeadm-lines.ts';
import {inForce} from './read-flags.ts';
import {ChangedRoot, type Root} from './root.ts';

export type Result = {readonly check: CheckSpec; readonly outcome: Outcome};

export type Examination = {
  readonly facts: Facts;
  /** In the order of CHECKS; those that have nothing to check are left out. */
  readonly results: readonly Result[];
};

export const examine = (root: Root, clock: Clock): Examination => check(gather(root, clock));

export function check(facts: Facts): Examination {
  // Without an API server there is nothing that could be wrong with it.
  const rows = facts.server === undefined && facts.running === undefined ? [] : CHECKS;
  const results = rows.flatMap(row => {
    const outcome = row.check(facts);
    return outcome === undefined ? [] : [{check: row, outcome: withoutMeant(outcome, facts)}];
  });
  return {facts, results};
}

/** A flag that is only misspelt is mended by its name: no other check wants it written once more. */
function withoutMeant(outcome: Outcome, {flags}: Facts): Outcome {
  const {edits = [], run: _run, ...rest} = outcome.remedy ?? {};
  const names = edits.flatMap(edit => (edit.kind === 'flag' ? [edit.name] : []));
  const meant = flags.unknown.find(({near}) => near !== undefined && names.includes(near));
  if (meant === undefined) return outcome;
  // What else a path needs depends on the path that is meant.
  const isPath = auditFlag(meant.near!)?.kind === 'path';
  const todo = `Write --${meant.near} instead of --${meant.name}, as told above, then run doctor again`;
  const others = edits.filter(edit => edit.kind !== 'flag' || edit.name !== meant.near);
  return {...outcome, remedy: {...rest, todo: rest.todo ?? todo, ...(isPath ? {} : {edits: others})}};
}

/** Whether there is an API server to examine. */
export const isFound = ({facts}: Examination): boolean => facts.server !== undefined || facts.running !== undefined;

export const count = ({results}: Examination, verdict: Verdict): number =>
  results.filter(({outcome}) => outcome.verdict === verdict).length;

/** The worst of all. */
export const worst = (examination: Examination): Verdict =>
  VERDICTS.find(verdict => count(examination, verdict) > 0) ?? 'sound';

export const isUnread = ({results}: Examination): boolean => results.some(({outcome}) => outcome.isUnread === true);

/** Everything that the faults want changed. */
const editsOf = ({results}: Examination): readonly Edit[] =>
  results.flatMap(({outcome}) => (isFault(outcome) ? (outcome.remedy?.edits ?? []) : []));

/** A fault may come to light when another is mended: so often are the checks run again. */
const ROUNDS = 5;

/** The files as they have to be for every check that a file can make sound. Nothing is written. */
export function fixOf(root: Root, examination: Examination): Applied {
  const {server, clock} = examination.facts;
  const wanted = editsOf(examination);
  // A flag that was misspelt may be all that is missing.
  const renames = wanted.filter(({kind}) => kind === 'rename flag');
  let edits = renames.length > 0 ? renames : wanted;
  let applied = applyEdits(root, server, edits);
  for (let round = 1; round < ROUNDS; round++) {
    const more = editsOf(check(gather(changed(root, applied), clock, true))).filter(
      edit => !edits.some(one => isSame(one, edit)),
    );
    if (more.length === 0) break;
    edits = [...edits, ...more];
    applied = applyEdits(root, server, edits);
  }
  return applied;
}

const changed = (root: Root, {changes}: Applied): Root =>
  new ChangedRoot(root, new Map(changes.map(({file, after}) => [file, after])));

/**
 * With what kubeadm has to know as it will be once the fix is applied: lines for what is, and others for what comes, are one
 * too many. Where nothing is to be written, `isBrief` leaves them out.
 */
export function withKubeadmLines(root: Root, examination: Examination, isBrief: boolean): Examination {
  const has = ({check: {id}, outcome}: Result) => id === KEPT && outcome.verdict === 'cannot tell';
  if (!examination.results.some(has)) return examination;
  const fix = fixOf(root, examination);
  const {server, version} = gather(changed(root, fix), examination.facts.clock, true);
  const elsewhere = server === undefined ? undefined : kubeadmLines(server, version);
  const isShown = elsewhere !== undefined && !(isBrief && fix.changes.length === 0);
  const told = ({elsewhere: _now, ...remedy}: Remedy): Remedy => (isShown ? {...remedy, elsewhere} : remedy);
  return {
    ...examination,
    results: examination.results.map(result =>
      has(result) ? {...result, outcome: {...result.outcome, remedy: told(result.outcome.remedy ?? {})}} : result,
    ),
  };
}

const KEPT = 'kubeadm-keeps';

const isSame = (a: Edit, b: Edit): boolean => JSON.stringify(a) === JSON.stringify(b);

export const isFault = ({verdict}: Outcome): boolean => verdict === 'failed' || verdict === 'warning';

const GIVEN: Readonly<Record<string, string>> = {'policy-given': 'audit-policy-file', 'log-given': 'audit-log-path'};

/** Why nothing is recorded; undefined if nothing speaks against it. One sentence without its full stop. */
export function whyOff(examination: Examination): string | undefined {
  if (!isFound(examination)) return undefined;
  const failedOf = (id: string) =>
    examination.results.find(({check: row, outcome}) => row.id === id && outcome.verdict === 'failed')?.outcome;
  for (const id of FATAL) {
    const outcome = failedOf(id);
    if (outcome === undefined) continue;
    // What the file has and the process has not is not missing: it waits for a restart.
    const {configured} = examination.facts;
    const flag = GIVEN[id];
    const isConfigured = flag !== undefined && configured !== undefined && inForce(configured, flag) !== '';
    return (isConfigured ? failedOf('running') : undefined)?.found ?? outcome.found;
  }
  return undefined;
}

/** 0 sound, 1 warnings or failures, 2 where nothing, or not all that counts, could be examined. */
export function exitCode(examination: Examination): 0 | 1 | 2 {
  if (!isFound(examination)) return 2;
  const verdict = worst(examination);
  if (verdict === 'failed' || verdict === 'warning') return 1;
  return isUnread(examination) ? 2 : 0;
}
