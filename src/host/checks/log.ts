// Checks of the log itself: being written, read by nobody else, and as JSON.
import {shellWord} from '../../audit/shell-word.ts';
import {formatMicroTime, formatTook} from '../../audit/time.ts';
import type {Facts} from '../facts.ts';
import {inForce} from '../read-flags.ts';
import {type CheckSpec, failed, type Outcome, sound, unread, unsure, warning} from './check.ts';

/** An API server without a request for so long is rare: leases alone come every few seconds. */
const QUIET_MS = 10 * 60_000;

function written(facts: Facts): Outcome | undefined {
  const {log, running, now, policy} = facts;
  if (log?.nodePath === undefined || log.measured === undefined) return undefined;
  const {files, last} = log.measured;
  if (log.stat?.ok === false && log.stat.why === 'denied') {
    return unread(`${log.nodePath} cannot be examined by this user: run audit-tui with sudo`);
  }
  const restart = {
    todo: 'Look at the other checks first; if they are sound, restart the API server and look at its own log',
  };
  if (files.length === 0) {
    const found = `${log.nodePath} does not exist`;
    if (now !== undefined && running?.args !== undefined)
      return failed(`${found}, although the API server runs with that path`, restart);
    return unsure(`${found} yet: nothing has been recorded so far`);
  }
  if (files.every(({size}) => size === 0)) {
    if (policy === undefined) return unsure(`${log.nodePath} is empty, as it remains without a policy`);
    return failed(`${log.nodePath} is empty: nothing has been recorded`, restart);
  }
  if (last === undefined) {
    const denied = files.some(({size}) => size > 0) && log.isReadable === false;
    if (denied) return unread(`${log.nodePath} cannot be read by this user: run audit-tui with sudo`);
    return warning(`${log.nodePath} does not end with an audit event`, {
      todo: `Look at what writes to it: "audit-tui ${log.nodePath}" counts what is not an event`,
    });
  }
  const at = `${formatMicroTime(last).slice(0, 19).replace('T', ' ')}Z`;
  if (now === undefined) return unsure(`The last event is from ${at}; a copy cannot tell whether more follow`);
  const age = now - last / 1000;
  if (age < QUIET_MS) return sound(`The last event is ${formatTook(Math.max(0, age) * 1000)} old`);
  return warning(
    `The last event is ${formatTook(age * 1000)} old (${at}): nothing is recorded any more, or the policy records little`,
    restart,
  );
}

function guarded({log}: Facts): Outcome | undefined {
  if (log?.stat?.ok !== true || log.stat.value.kind !== 'file') return undefined;
  const {mode} = log.stat.value;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o007) === 0) return sound(`${log.nodePath} cannot be read by other users (mode ${octal})`);
  return warning(
    `${log.nodePath} can be read by every user of the node (mode ${octal}), and may contain bodies and tokens`,
    {
      run: [`chmod o-rwx ${shellWord(log.nodePath!)}`],
    },
  );
}

function format({flags, log}: Facts): Outcome | undefined {
  if (log === undefined || inForce(flags, 'audit-log-format') !== 'legacy') return undefined;
  return warning(
    '--audit-log-format is legacy: lines without bodies, annotations and reasons, whatever the policy says',
    {
      edits: [{kind: 'flag', name: 'audit-log-format', value: 'json'}],
    },
  );
}

export const LOG_CHECKS = [
  {
    id: 'log-written',
    about: 'log',
    question: 'Is the log being written?',
    severity: 'failed',
    why: 'All flags may be right and still nothing is recorded: another API server is running, the disk was full, SELinux forbids it, or a collector moved the file away.',
    remedy: 'Look at the age of the last event, then at the API server’s own log.',
    check: written,
  },
  {
    id: 'log-guarded',
    about: 'log',
    question: 'Is the log kept from other users?',
    severity: 'warning',
    why: 'Bodies contain secrets, and even without them a log shows who has which rights. kube-apiserver has created it with mode 0600 since 1.20.',
    remedy: 'chmod o-rwx; give a log shipper access through a group.',
    check: guarded,
  },
  {
    id: 'log-format',
    about: 'log',
    question: 'Is the log written as JSON?',
    severity: 'warning',
    why: 'The legacy format is one line of text per stage, without bodies and annotations.',
    remedy: 'Set --audit-log-format=json, or remove the flag.',
    check: format,
  },
] as const satisfies readonly CheckSpec[];
