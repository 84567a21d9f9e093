// Checks of the API server itself: that what is configured is what runs, and that its flags are ones it takes.

import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {auditFlag, isOn, valueFault} from '../flags.ts';
import {type Flags, inForce, numberOf, saidFlag} from '../read-flags.ts';
import {isSince} from '../version.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';

/** The last value of each flag that was said. */
const said = (flags: Flags): ReadonlyMap<string, string> => new Map(flags.said.map(({name, value}) => [name, value]));

const dashed = (names: readonly string[]): string => names.map(name => `--${name}`).join(', ');

/** Flags whose value is not the same in both. */
function differences(one: Flags, other: Flags): readonly string[] {
  const [a, b] = [said(one), said(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter(name => a.get(name) !== b.get(name)).sort();
}

function runs({running, server, configured, flags, now}: Facts): Outcome {
  if (running === undefined) {
    return unsure(
      now === undefined
        ? 'There are no processes to look at in a copy of a node'
        : 'No kube-apiserver process is seen: none runs here, or this user may not see it',
    );
  }
  if (running.args === undefined)
    return unsure(`Process ${running.pid} (${running.program}) does not show its arguments`);
  if (server === undefined || configured === undefined) {
    return unsure(`Process ${running.pid} runs, but what starts it was not found: its own flags are checked`);
  }
  const differ = differences(flags, configured);
  if (differ.length === 0) return sound(`Process ${running.pid} runs with the audit flags that are configured`);
  return failed(
    `${server.file} was changed and process ${running.pid} not restarted: it runs with other values of ${dashed(differ)}`,
    {
      todo: `Restart the API server: ${server.restart}`,
    },
  );
}

function known({flags}: Facts): Outcome {
  if (flags.unknown.length === 0) return sound('Every audit flag is one that kube-apiserver has');
  const [first] = flags.unknown;
  const {name, near} = first!;
  const more = flags.unknown.length - 1;
  return failed(
    `kube-apiserver has no flag --${name}, and does not start with it${near === undefined ? '' : `; did you mean --${near}?`}${more > 0 ? ` (and ${more} more)` : ''}`,
    {
      edits: flags.unknown.map(
        (flag): Edit =>
          flag.near === undefined || saidFlag(flags, flag.near) !== undefined
            ? {kind: 'remove flag', name: flag.name}
            : {kind: 'rename flag', from: flag.name, to: flag.near},
      ),
    },
  );
}

/** Of one backend, what kube-apiserver checks across its flags. */
function backendFaults(flags: Flags, prefix: 'log' | 'webhook'): readonly string[] {
  const own = (name: string) => `audit-${prefix}-${name}`;
  const faults: string[] = [];
  if (inForce(flags, own('mode')) === 'batch') {
    const throttled = isOn(inForce(flags, own('batch-throttle-enable')) ?? '');
    const positive = [
      'batch-buffer-size',
      'batch-max-size',
      ...(throttled ? ['batch-throttle-qps', 'batch-throttle-burst'] : []),
    ];
    faults.push(
      ...positive
        .filter(name => !(Number(inForce(flags, own(name))) > 0))
        .map(name => `--${own(name)} must be positive in batch mode`),
    );
  }
  const [event, batch] = [
    numberOf(flags, own('truncate-max-event-size')),
    numberOf(flags, own('truncate-max-batch-size')),
  ];
  if (isOn(inForce(flags, own('truncate-enabled')) ?? '') && event !== undefined && batch !== undefined) {
    if (event === 0) faults.push(`--${own('truncate-max-event-size')} must be positive`);
    if (batch < event)
      faults.push(`--${own('truncate-max-batch-size')} must be at least --${own('truncate-max-event-size')}`);
  }
  return faults;
}

function valid({flags, version}: Facts): Outcome {
  const single = [...said(flags)].flatMap(([name, value]) => {
    const flag = auditFlag(name)!;
    if (version !== undefined && flag.until !== undefined && isSince(version, flag.until + 1)) {
      return [`--${name} is gone since 1.${flag.until + 1}`];
    }
    if (version !== undefined && flag.since !== undefined && !isSince(version, flag.since)) {
      return [`--${name} is there since 1.${flag.since} only`];
    }
    return valueFault(flag, value) ?? [];
  });
  const faults = [
    ...single,
    ...(inForce(flags, 'audit-log-path') === '' ? [] : backendFaults(flags, 'log')),
    ...(inForce(flags, 'audit-webhook-config-file') === '' ? [] : backendFaults(flags, 'webhook')),
  ];
  if (faults.length === 0) return sound('Every audit flag has a value that kube-apiserver takes');
  return failed(`kube-apiserver refuses this and does not start: ${faults.join('; ')}`, {
    todo: 'Give the flag a value of the kind that is named, or remove it',
  });
}

function kept({found, server, configured}: Facts): Outcome | undefined {
  const other = found.others.find(({place}) => place === 'kubeadm');
  if (other === undefined || server?.place !== 'static-pod' || configured === undefined) return undefined;
  const theirs = new Set(other.args.map(({text}) => /^--([^=]+)/.exec(text)?.[1]));
  const lost = [...new Set(configured.said.map(({name}) => name))].filter(name => !theirs.has(name));
  if (lost.length === 0) return sound(`${other.file} has the audit flags of the manifest`);
  return warning(
    `${other.file} has no ${dashed(lost)}: kubeadm upgrade writes the manifest anew from it, without them`,
    {
      todo: `Put them under apiServer.extraArgs of ${other.file} and of the ConfigMap kubeadm-config, with their extraVolumes`,
    },
  );
}

function quiet({serverLog}: Facts): Outcome | undefined {
  if (serverLog === undefined) return undefined;
  const [first, ...more] = serverLog.symptoms;
  if (first === undefined)
    return sound(`The API server's own log tells of no trouble with auditing (${serverLog.file})`);
  const also = more.length === 0 ? '' : ` Also: ${more.map(({means}) => means).join(' ')}`;
  return failed(`${first.means}${also} It is in ${serverLog.file}: ${first.line.trim().slice(0, 400)}`);
}

export const SERVER_CHECKS = [
  {
    id: 'running',
    about: 'server',
    title: 'what is configured is what runs',
    severity: 'failed',
    why: 'Flags are read at the start only: a manifest or unit that was edited since says nothing of what runs.',
    remedy:
      'Restart the API server. kubelet does that itself when the manifest changes; if it has not, look at its log.',
    check: runs,
  },
  {
    id: 'flags-known',
    about: 'server',
    title: 'every audit flag exists',
    severity: 'failed',
    why: 'With a flag that it does not know kube-apiserver ends before it listens, and is started again and again.',
    remedy: 'Write the flag as it is spelled; the nearest one is named.',
    check: known,
  },
  {
    id: 'flags-valid',
    about: 'server',
    title: 'the values of audit flags are taken',
    severity: 'failed',
    why: 'kube-apiserver refuses negative numbers, unknown modes and formats, batches without a size, and limits that contradict each other.',
    remedy: 'Give the flag a value of the kind that is named.',
    check: valid,
  },
  {
    id: 'kubeadm-keeps',
    about: 'server',
    title: 'kubeadm keeps the flags',
    severity: 'warning',
    why: 'kubeadm upgrade writes the manifest anew from its configuration. Flags that stand in the manifest alone are gone then, and nothing says so.',
    remedy: 'Put flags and volumes into ClusterConfiguration as well: extraArgs and extraVolumes of apiServer.',
    check: kept,
  },
  {
    id: 'server-log',
    about: 'server',
    title: 'the API server tells of no trouble',
    severity: 'failed',
    why: 'A policy that is refused, a log that can not be created, a full disk and dropped events are told in the API server’s own log and nowhere else.',
    remedy: 'The sentence says what the message means.',
    check: quiet,
  },
] as const satisfies readonly CheckSpec[];
