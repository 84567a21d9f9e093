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
      `${policy.nodePath} contains a policy inside something else (${where}): the API server expects the policy itself`,
      {
        todo: 'Put only the policy into the file',
      },
    );
  }
  const errors = faults.filter(({severity}) => severity === 'error');
  const place = (fault: (typeof faults)[number]) =>
    `${policy.nodePath}:${fault.at.line}:${fault.at.column}: ${fault.message}`;
  const todo = `Correct it; "audit-tui policy check ${policy.nodePath}" shows every fault with its place`;
  if (errors[0] !== undefined) {
    return failed(`The API server rejects this policy and does not start: ${place(errors[0])}${more(errors.length)}`, {
      todo,
    });
  }
  if (faults[0] !== undefined) return warning(`${place(faults[0])}${more(faults.length)}`, {todo});
  const rules = loaded?.rules.length ?? 0;
  return sound(`The API server can load the policy, which has ${rules} ${rules === 1 ? 'rule' : 'rules'}`);
}

const more = (count: number): string => (count > 1 ? ` (and ${count - 1} more)` : '');

function records({policy}: Facts): Outcome | undefined {
  const loaded = policy?.read?.policy;
  if (policy === undefined || loaded === undefined) return undefined;
  const why = recordsNothing(loaded);
  if (why === undefined) return sound('The policy has rules that record events');
  return failed(`The policy records nothing: ${why}`, {
    todo: `Write rules into ${policy.nodePath}, or start from another policy, then restart the API server`,
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
  if (first === undefined) return sound('Every rule of the policy does what it appears to do');
  const place = `${policy.nodePath}:${first.at.line}:${first.at.column}`;
  return warning(`${place}: ${first.message.replace(/\.$/, '')}${more(found.length)}`, {
    todo: `"audit-tui policy check ${policy.nodePath}" lists each with its place, why it matters and what to write`,
  });
}

function inEffect({policy, running, server}: Facts): Outcome | undefined {
  if (policy?.stat?.ok !== true || policy.stat.value.kind !== 'file') return undefined;
  if (running?.startedAt === undefined) {
    return unsure('The API server reads the policy at startup, and when it was started is not known');
  }
  const {mtimeMs} = policy.stat.value;
  const started = timeText(running.startedAt);
  if (mtimeMs <= running.startedAt) return sound(`The policy was not changed since the API server started, ${started}`);
  return warning(
    `${policy.nodePath} was changed ${timeText(mtimeMs)}, after the API server started, ${started}: the older version is in force`,
    {
      todo: `Restart the API server: ${server?.restart ?? 'the policy is read only at startup; kubectl apply cannot load it'}`,
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
      `${policy.nodePath} can be written by others than its owner (mode ${octal}), who could decide what is recorded`,
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
    question: 'Is the policy valid?',
    severity: 'failed',
    why: 'An error in the policy keeps the API server from starting. An unknown field is ignored, which makes its rule match more than it seems to.',
    remedy: 'Correct what is named; audit-tui policy check lists everything.',
    check: valid,
  },
  {
    id: 'policy-records',
    about: 'policy',
    question: 'Does the policy record anything?',
    severity: 'failed',
    why: 'The first rule that matches decides. If the first rule has level None and no selectors, as in the policy that RKE2 writes, nothing is recorded.',
    remedy: 'Put rules before it, or start from the output of audit-tui policy init.',
    check: records,
  },
  {
    id: 'policy-meant',
    about: 'policy',
    question: 'Does the policy do what it appears to do?',
    severity: 'warning',
    why: 'The API server accepts rules that never decide, selectors that match nothing and names that do not exist, without a message.',
    remedy: 'See what audit-tui policy check says about it.',
    check: meant,
  },
  {
    id: 'policy-in-force',
    about: 'policy',
    question: 'Is the policy on disk the one in force?',
    severity: 'warning',
    why: 'The policy is read once, at startup. The kubelet does not restart the API server when a mounted file changes, and kubectl apply cannot load a policy: the API has no such kind.',
    remedy: 'Restart the API server after editing the policy.',
    check: inEffect,
  },
  {
    id: 'policy-guarded',
    about: 'policy',
    question: 'Can only root change the policy?',
    severity: 'warning',
    why: 'Whoever can write to the policy decides what is recorded from the next start on.',
    remedy: 'chown root, chmod go-w.',
    check: guarded,
  },
] as const satisfies readonly CheckSpec[];
