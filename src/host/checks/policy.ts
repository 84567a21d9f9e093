// Checks of what the policy says: valid, recording something, meaning what it seems to, and the one that is in force.
import {shellWord} from '../../audit/shell-word.ts';
import {formatMicroTime} from '../../audit/time.ts';
import type {Facts} from '../facts.ts';
import {recordsNothing} from '../policy.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';
import {INIT} from './usual.ts';

function valid({policy}: Facts): Outcome | undefined {
  if (policy?.read === undefined) return undefined;
  const {faults, policy: loaded, where} = policy.read;
  if (where !== '') {
    return failed(
      `${policy.nodePath} holds a policy inside something else (${where}): the API server wants the policy itself`,
      {
        todo: 'Put the policy alone into the file',
      },
    );
  }
  const errors = faults.filter(({severity}) => severity === 'error');
  const place = (fault: (typeof faults)[number]) =>
    `${policy.nodePath}:${fault.at.line}:${fault.at.column}: ${fault.message}`;
  const todo = `Mend it; "audit-tui policy check ${policy.nodePath}" shows every fault with its place`;
  if (errors[0] !== undefined) {
    return failed(`The API server refuses this policy and does not start: ${place(errors[0])}${more(errors.length)}`, {
      todo,
    });
  }
  if (faults[0] !== undefined) return warning(`${place(faults[0])}${more(faults.length)}`, {todo});
  const rules = loaded?.rules.length ?? 0;
  return sound(`The policy is one that the API server loads, with ${rules} ${rules === 1 ? 'rule' : 'rules'}`);
}

const more = (count: number): string => (count > 1 ? ` (and ${count - 1} more)` : '');

function records({policy}: Facts): Outcome | undefined {
  const loaded = policy?.read?.policy;
  if (policy === undefined || loaded === undefined) return undefined;
  const why = recordsNothing(loaded);
  if (why === undefined) return sound('The policy has rules that record something');
  return failed(`The policy records nothing: ${why}`, {
    todo: `Write rules into ${policy.nodePath}, or begin with another policy, then restart the API server`,
    run: [
      `cp -p ${shellWord(policy.nodePath!)} ${shellWord(`${policy.nodePath}.old`)}`,
      `${INIT} > ${shellWord(policy.nodePath!)}`,
    ],
  });
}

/** What keeps it from being loaded, or from recording anything, other checks tell. */
function meant({policy}: Facts): Outcome | undefined {
  const loaded = policy?.read?.policy;
  if (policy === undefined || loaded === undefined || recordsNothing(loaded) !== undefined) return undefined;
  if (policy.read!.faults.length > 0) return undefined;
  const found = (policy.findings ?? []).filter(({severity}) => severity !== 'info');
  const [first] = found;
  if (first === undefined) return sound('No rule of the policy is other than it looks');
  const place = `${policy.nodePath}:${first.at.line}:${first.at.column}`;
  return warning(`${place}: ${first.message.replace(/\.$/, '')}${more(found.length)}`, {
    todo: `"audit-tui policy check ${policy.nodePath}" shows each with its place, why it matters and what to write`,
  });
}

function inEffect({policy, running, server}: Facts): Outcome | undefined {
  if (policy?.stat?.ok !== true || policy.stat.value.kind !== 'file') return undefined;
  if (running?.startedAt === undefined) {
    return unsure('The API server reads the policy when it starts, and when that was is not known');
  }
  const {mtimeMs} = policy.stat.value;
  const started = timeText(running.startedAt);
  if (mtimeMs <= running.startedAt) return sound(`The policy was not changed since the API server started, ${started}`);
  return warning(
    `${policy.nodePath} was changed ${timeText(mtimeMs)}, after the API server started, ${started}: the older one is in force`,
    {
      todo: `Restart the API server: ${server?.restart ?? 'the policy is read at the start only; kubectl apply can not load it'}`,
    },
  );
}

/** `2026-11-20 10:02:11Z`. */
export const timeText = (ms: number): string =>
  `${formatMicroTime(Math.floor(ms) * 1000)
    .slice(0, 19)
    .replace('T', ' ')}Z`;

function guarded({policy, now}: Facts): Outcome | undefined {
  if (policy?.stat?.ok !== true || policy.stat.value.kind !== 'file') return undefined;
  const {mode, uid} = policy.stat.value;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o022) !== 0) {
    return warning(
      `${policy.nodePath} may be written by others than its owner (mode ${octal}): they decide what is recorded`,
      {
        run: [`chmod go-w ${shellWord(policy.nodePath!)}`],
      },
    );
  }
  // In a copy, files belong to whoever made it.
  if (now !== undefined && uid !== 0) {
    return warning(`${policy.nodePath} belongs to user ${uid}, who decides what is recorded`, {
      run: [`chown root ${shellWord(policy.nodePath!)}`],
    });
  }
  return sound(`Only the owner may change ${policy.nodePath} (mode ${octal})`);
}

export const POLICY_CHECKS = [
  {
    id: 'policy-valid',
    about: 'policy',
    title: 'the policy is valid',
    severity: 'failed',
    why: 'A policy with an error keeps the API server from starting; a field that it does not know is ignored, which makes a rule wider than it looks.',
    remedy: 'Mend what is named; audit-tui policy check shows all of it.',
    check: valid,
  },
  {
    id: 'policy-records',
    about: 'policy',
    title: 'the policy records something',
    severity: 'failed',
    why: 'The first rule that matches decides. A first rule of level None without selectors, as RKE2 writes it, records nothing.',
    remedy: 'Write rules before it, or begin with the output of audit-tui policy init.',
    check: records,
  },
  {
    id: 'policy-meant',
    about: 'policy',
    title: 'the policy does what it seems to',
    severity: 'warning',
    why: 'The API server takes rules that never decide, selectors that match nothing and names that do not exist, and says nothing.',
    remedy: 'Look at what audit-tui policy check says of it.',
    check: meant,
  },
  {
    id: 'policy-in-force',
    about: 'policy',
    title: 'the policy on disk is the one in force',
    severity: 'warning',
    why: 'The policy is read once, at the start. kubelet does not restart the API server when a mounted file changes, and kubectl apply can not load a policy: the API has no such kind.',
    remedy: 'Restart the API server after an edit of the policy.',
    check: inEffect,
  },
  {
    id: 'policy-guarded',
    about: 'policy',
    title: 'only root may change the policy',
    severity: 'warning',
    why: 'Whoever may write to the policy decides what is recorded from the next start on.',
    remedy: 'chown root, chmod go-w.',
    check: guarded,
  },
] as const satisfies readonly CheckSpec[];
