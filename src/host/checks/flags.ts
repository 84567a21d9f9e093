// Checks of the audit flags themselves: that each exists, has a value that is taken, and is given once.
// As kubernetes/apiserver pkg/server/options/audit.go validates them on the release branches up to 1.36.
import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {auditFlag, isOn, rangeFault, typeFault} from '../flags.ts';
import {type Flags, inForce, numberOf, type SaidFlag, saidFlag} from '../read-flags.ts';
import {isSince, type Version} from '../version.ts';
import {type CheckSpec, failed, type Outcome, sound, warning} from './check.ts';
import {USUAL_ROTATION} from './usual.ts';

/** The last value of each flag that was said. */
export const said = (flags: Flags): ReadonlyMap<string, string> =>
  new Map(flags.said.map(({name, value}) => [name, value]));

function known({flags}: Facts): Outcome {
  if (flags.unknown.length === 0) return sound('Every audit flag exists');
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

type Prefix = 'log' | 'webhook';

const BACKENDS: readonly Prefix[] = ['log', 'webhook'];
/** The flag that switches a backend on. Without it nothing else of the backend is validated. */
const SWITCH = {log: 'audit-log-path', webhook: 'audit-webhook-config-file'} as const;

/** Of one backend, what is checked of each value, and across them. Sizes are checked whether they are used or not. */
function backendFaults(flags: Flags, prefix: Prefix, version: Version | undefined): readonly FlagFault[] {
  const own = (name: string) => `audit-${prefix}-${name}`;
  const faults: FlagFault[] = [...said(flags)].flatMap(([name, value]): FlagFault | readonly [] => {
    const flag = auditFlag(name)!;
    if (!name.startsWith(own('')) || typeFault(flag, value) !== undefined) return [];
    const why = rangeFault(flag, value);
    if (why !== undefined) return {why, edit: toUsual(name)};
    const isOld = name === own('version') && value !== flag.fallback && version !== undefined && isSince(version, 24);
    return isOld ? {why: `--${name} can only be ${flag.fallback} since 1.24, not "${value}"`, edit: toUsual(name)} : [];
  });
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
  const [eventFlag, batchFlag] = [own('truncate-max-event-size'), own('truncate-max-batch-size')];
  const [event, batch] = [numberOf(flags, eventFlag), numberOf(flags, batchFlag)];
  if (event === undefined || batch === undefined) return faults;
  if (event <= 0) faults.push({why: `--${eventFlag} must be positive`, edit: toUsual(eventFlag)});
  else if (batch < event)
    faults.push({
      why: `--${batchFlag} must be at least --${eventFlag}`,
      edit: {kind: 'flag', name: batchFlag, value: String(Math.max(event, Number(usualValue(batchFlag))))},
    });
  return faults;
}

/** A throttle without a rate has no default that would be taken: it is switched off. */
const positiveEdit = (own: (name: string) => string, name: string): Edit =>
  Number(usualValue(own(name))) > 0
    ? toUsual(own(name))
    : {kind: 'flag', name: own('batch-throttle-enable'), value: 'false'};

/** What is refused whichever backend is on. */
function parserFaults(flags: Flags, version: Version | undefined): readonly FlagFault[] {
  return [...said(flags)].flatMap(([name, value]): FlagFault | readonly [] => {
    const flag = auditFlag(name)!;
    const gone: Edit = {kind: 'remove flag', name};
    if (version !== undefined && flag.until !== undefined && isSince(version, flag.until + 1)) {
      return {why: `--${name} was removed in 1.${flag.until + 1}`, edit: gone};
    }
    if (version !== undefined && flag.since !== undefined && !isSince(version, flag.since)) {
      return {why: `--${name} exists only since 1.${flag.since}`, edit: gone};
    }
    const why = typeFault(flag, value);
    return why === undefined ? [] : {why, edit: toUsual(name)};
  });
}

const reasons = (faults: readonly FlagFault[]): string => faults.map(({why}) => why).join('; ');
const editsOf = (faults: readonly FlagFault[]): readonly Edit[] => faults.map(({edit}) => edit);

function valid({flags, version}: Facts): Outcome {
  const isBackendOn = (prefix: Prefix) => inForce(flags, SWITCH[prefix]) !== '';
  const faults = [
    ...parserFaults(flags, version),
    ...BACKENDS.filter(isBackendOn).flatMap(prefix => backendFaults(flags, prefix, version)),
  ];
  if (faults.length > 0)
    return failed(`kube-apiserver rejects this and does not start: ${reasons(faults)}`, {edits: editsOf(faults)});
  const off = BACKENDS.filter(prefix => !isBackendOn(prefix));
  const idle = off.flatMap(prefix => backendFaults(flags, prefix, version));
  if (idle.length === 0) return sound('kube-apiserver accepts the value of every audit flag');
  const switches = off.filter(prefix => backendFaults(flags, prefix, version).length > 0).map(prefix => SWITCH[prefix]);
  return warning(
    `kube-apiserver starts, because it ignores this without --${switches.join(' and --')}, but will reject it once that is set: ${reasons(idle)}`,
    {edits: editsOf(idle)},
  );
}

/** Of flags that a distribution gives and a file gives again only the file's count: that is what they are for. */
function once({server, configured, flags}: Facts): Outcome | undefined {
  const all = server === undefined ? flags.said : (configured ?? flags).said.filter(({at}) => at !== undefined);
  if (all.length === 0) return undefined;
  const byName = new Map<string, SaidFlag[]>();
  for (const flag of all) byName.set(flag.name, [...(byName.get(flag.name) ?? []), flag]);
  const twice = [...byName].filter(([, list]) => list.length > 1);
  if (twice.length === 0) return sound('No audit flag is given twice');
  const told = twice.map(([name, list]) => {
    const lines = list.map(({value, at}) => (at?.line === undefined ? value : `${value} in line ${at.line}`));
    return `--${name} (${lines.join(', ')})`;
  });
  return warning(`Only the last value counts of a flag given more than once: ${told.join('; ')}`, {
    edits: twice.map(([name]): Edit => ({kind: 'once', name})),
  });
}

export const FLAG_CHECKS = [
  {
    id: 'flags-known',
    about: 'server',
    question: 'Does every audit flag exist?',
    severity: 'failed',
    why: 'With an unknown flag, kube-apiserver exits before it listens, and is restarted again and again.',
    remedy: 'Correct the spelling; the report suggests the nearest flag.',
    check: known,
  },
  {
    id: 'flags-valid',
    about: 'server',
    question: 'Are the values of the audit flags accepted?',
    severity: 'failed',
    why: 'kube-apiserver rejects values that are not numbers where numbers are expected and, for a backend that is on, negative rotation limits, unknown modes and formats, batches without a size, and contradictory limits.',
    remedy: 'Give the flag a value of the kind that the report names.',
    check: valid,
  },
  {
    id: 'flags-once',
    about: 'server',
    question: 'Is every audit flag given only once?',
    severity: 'warning',
    why: 'If a flag is given twice, kube-apiserver uses the last one without a message, so editing the first one has no effect.',
    remedy: 'Keep the last one: it is the one in force.',
    check: once,
  },
] as const satisfies readonly CheckSpec[];
