// Checks of the API server itself: that what is configured is what runs, and that its flags are ones it takes.
import {dirname} from 'node:path/posix';
import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {auditFlag, isOn, valueFault} from '../flags.ts';
import {type Flags, inForce, numberOf, saidFlag} from '../read-flags.ts';
import {isSince} from '../version.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';
import {USUAL_ROTATION} from './usual.ts';

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

type FlagFault = {readonly why: string; readonly edit: Edit};

/** A value that is taken: of rotation the usual one, else the default. */
const usualValue = (name: string): string =>
  (USUAL_ROTATION as Readonly<Record<string, string>>)[name] ?? auditFlag(name)?.fallback ?? '';

const toUsual = (name: string): Edit => ({kind: 'flag', name, value: usualValue(name)});

/** Of one backend, what kube-apiserver checks across its flags. */
function backendFaults(flags: Flags, prefix: 'log' | 'webhook'): readonly FlagFault[] {
  const own = (name: string) => `audit-${prefix}-${name}`;
  const faults: FlagFault[] = [];
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
        .map(name => ({why: `--${own(name)} must be positive in batch mode`, edit: positiveEdit(own, name)})),
    );
  }
  const [event, batch] = [
    numberOf(flags, own('truncate-max-event-size')),
    numberOf(flags, own('truncate-max-batch-size')),
  ];
  if (isOn(inForce(flags, own('truncate-enabled')) ?? '') && event !== undefined && batch !== undefined) {
    const [eventFlag, batchFlag] = [own('truncate-max-event-size'), own('truncate-max-batch-size')];
    if (event === 0) faults.push({why: `--${eventFlag} must be positive`, edit: toUsual(eventFlag)});
    if (batch < event)
      faults.push({
        why: `--${batchFlag} must be at least --${eventFlag}`,
        edit: {kind: 'flag', name: batchFlag, value: String(Math.max(event, Number(usualValue(batchFlag))))},
      });
  }
  return faults;
}

/** A throttle without a rate has no default that would be taken: it is switched off. */
const positiveEdit = (own: (name: string) => string, name: string): Edit =>
  Number(usualValue(own(name))) > 0
    ? toUsual(own(name))
    : {kind: 'flag', name: own('batch-throttle-enable'), value: 'false'};

function valid({flags, version}: Facts): Outcome {
  const single = [...said(flags)].flatMap(([name, value]): FlagFault | readonly [] => {
    const flag = auditFlag(name)!;
    const gone: Edit = {kind: 'remove flag', name};
    if (version !== undefined && flag.until !== undefined && isSince(version, flag.until + 1)) {
      return {why: `--${name} is gone since 1.${flag.until + 1}`, edit: gone};
    }
    if (version !== undefined && flag.since !== undefined && !isSince(version, flag.since)) {
      return {why: `--${name} is there since 1.${flag.since} only`, edit: gone};
    }
    const why = valueFault(flag, value);
    return why === undefined ? [] : {why, edit: toUsual(name)};
  });
  const faults = [
    ...single,
    ...(inForce(flags, 'audit-log-path') === '' ? [] : backendFaults(flags, 'log')),
    ...(inForce(flags, 'audit-webhook-config-file') === '' ? [] : backendFaults(flags, 'webhook')),
  ];
  if (faults.length === 0) return sound('Every audit flag has a value that kube-apiserver takes');
  return failed(`kube-apiserver refuses this and does not start: ${faults.map(({why}) => why).join('; ')}`, {
    edits: faults.map(({edit}) => edit),
  });
}

/** kubelet reads every file of the directory, whatever its ending: a copy that was kept there is a second pod of the same name. */
function alone({found, server}: Facts): Outcome | undefined {
  if (server?.place !== 'static-pod') return undefined;
  const others = found.others.filter(
    ({place, file}) => place === 'static-pod' && dirname(file) === dirname(server.file),
  );
  if (others.length === 0) return sound(`${server.file} is the only manifest of an API server in its directory`);
  const files = others.map(({file}) => file);
  return warning(
    `kubelet runs ${files.join(', ')} as well as ${server.file}, whatever its ending: of pods of one name either may run`,
    {todo: 'Keep copies elsewhere', run: files.map(file => `mv ${file} /root/`)},
  );
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
    id: 'manifest-alone',
    about: 'server',
    title: 'there is one manifest of the API server',
    severity: 'warning',
    why: 'kubelet reads every file of its manifest directory, a .bak too. Of two pods of one name it runs either, so that an edit seems to have no effect.',
    remedy: 'Move copies out of the directory.',
    check: alone,
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
