// Checks of rotation: what the flags keep at the rate at which the log grows, and whether the disk has room for it.
import type {Facts} from '../facts.ts';
import {isOn} from '../flags.ts';
import {inForce, numberOf, saidFlag} from '../read-flags.ts';
import {isSince} from '../version.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';
import {USUAL_ROTATION} from './usual.ts';

const MIB = 2 ** 20;
/** lumberjack's default, which 0 means up to 1.35. */
const DEFAULT_MIB = 100;
/** Less history is gone before an incident of last night is looked at. */
const LEAST_HOURS = 24;
/** A disk that is full later than that is nothing to tell of tonight. */
const FAR_HOURS = 30 * 24;
/** What a fix makes room for. */
const WANTED_HOURS = 7 * 24;
/** Bigger files are not rotated by kube-apiserver in practice: GCE sets 2000000000 to leave it to logrotate. */
const HUGE_MIB = 1_000_000;

/** A part is absent where it depends on a version that is not known. */
export type Rotation = {
  /** Bytes; Infinity where nothing rotates. */
  readonly maxSize: number | undefined;
  /** Rotated files; Infinity for all. */
  readonly backups: number | undefined;
  /** Hours; Infinity for ever. */
  readonly age: number | undefined;
  readonly compress: boolean;
};

export function rotationOf({flags, version}: Pick<Facts, 'flags' | 'version'>): Rotation {
  const zeroIsAll = (value: number | undefined) => (value === 0 ? Number.POSITIVE_INFINITY : natural(value));
  const age = zeroIsAll(numberOf(flags, 'audit-log-maxage'));
  return {
    maxSize: maxSizeOf(flags, version),
    backups: zeroIsAll(numberOf(flags, 'audit-log-maxbackup')),
    age: age === undefined ? undefined : age * 24,
    compress: isOn(inForce(flags, 'audit-log-compress') ?? ''),
  };
}

/** What is negative is refused, which another check tells. */
const natural = (value: number | undefined): number | undefined =>
  value === undefined || value < 0 ? undefined : value;

/** Not set, it is 100 MiB in every version: by default up to 1.35, by the flag's own default since. */
function maxSizeOf(flags: Facts['flags'], version: Facts['version']): number | undefined {
  const said = saidFlag(flags, 'audit-log-maxsize');
  if (said === undefined) return DEFAULT_MIB * MIB;
  const size = natural(numberOf(flags, 'audit-log-maxsize'));
  if (size !== 0) return size === undefined ? undefined : size * MIB;
  if (version === undefined) return undefined;
  return isSince(version, 36) ? Number.POSITIVE_INFINITY : DEFAULT_MIB * MIB;
}

/** Of real logs at level Metadata, compressed 12 to 25 times; with bodies less. */
const USUAL_PACKING = 10;

export type Kept = {
  /** Of history. */
  readonly hours: number;
  /** Bytes on disk when everything is kept that may be. */
  readonly disk: number;
};

/** What rotation keeps of a log that grows by `rate` bytes an hour. */
export function keptOf(
  {maxSize = DEFAULT_MIB * MIB, backups = Number.POSITIVE_INFINITY, age = Number.POSITIVE_INFINITY, compress}: Rotation,
  rate: number,
  packing = USUAL_PACKING,
): Kept {
  const hours = Math.min(backups * (maxSize / rate), age);
  const rotated = Number.isFinite(hours)
    ? Math.min(backups * maxSize, hours * rate + maxSize)
    : Number.POSITIVE_INFINITY;
  return {hours, disk: maxSize + rotated / (compress ? packing : 1)};
}

export const bytesText = (bytes: number): string => {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
};

export const hoursText = (hours: number): string => {
  if (hours < 1) return `${Math.round(hours * 60)} minutes`;
  return hours < 72 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`;
};

const rotationEdits = (names: readonly (keyof typeof USUAL_ROTATION)[]) =>
  names.map(name => ({kind: 'flag' as const, name, value: USUAL_ROTATION[name]}));

const mib = (bytes: number): string => `${Math.round(bytes / MIB).toLocaleString('en-US')} MiB`;

function rotates(facts: Facts): Outcome | undefined {
  const {log, logrotate, flags} = facts;
  if (log === undefined) return undefined;
  const {maxSize} = rotationOf(facts);
  const size = inForce(flags, 'audit-log-maxsize') ?? '';
  const edits = rotationEdits(['audit-log-maxsize']);
  if (maxSize === undefined) {
    if (size !== '0') return undefined;
    return warning('--audit-log-maxsize=0 means 100 MiB up to 1.35 and never since, and no file tells the version', {
      edits,
    });
  }
  if (maxSize < HUGE_MIB * MIB) return sound(`The log is rotated at ${mib(maxSize)}`);
  if (logrotate !== undefined) {
    return warning(
      `kube-apiserver does not rotate the log (--audit-log-maxsize=${size}); logrotate does, by ${logrotate}`,
      {
        todo: 'With copytruncate events are lost between copy and cut: let kube-apiserver rotate, and take the log out of that file',
        edits,
      },
    );
  }
  const found = Number.isFinite(maxSize)
    ? `--audit-log-maxsize=${size} is more than any disk holds`
    : '--audit-log-maxsize=0 rotates nothing since 1.36';
  return failed(`${found}: the log grows until the disk is full`, {edits});
}

const KEEPS_ALL = ['audit-log-maxage', 'audit-log-maxbackup', 'audit-log-maxsize'] as const;

function bounded(facts: Facts): Outcome | undefined {
  const {log, version, logrotate, flags} = facts;
  const {maxSize, backups, age} = rotationOf(facts);
  if (log === undefined || maxSize === Number.POSITIVE_INFINITY) return undefined;
  const days = age === undefined || !Number.isFinite(age) ? undefined : `${age / 24} days`;
  if (backups !== undefined && Number.isFinite(backups)) {
    return sound(
      `At most ${backups} rotated ${backups === 1 ? 'file' : 'files'}${days === undefined ? '' : ` of ${days}`} ${backups === 1 ? 'is' : 'are'} kept`,
    );
  }
  if (logrotate !== undefined) return undefined;
  if (days !== undefined) {
    return warning(`Rotated files are kept for ${days}, however many they are`, {
      edits: rotationEdits(['audit-log-maxbackup']),
    });
  }
  const unset = KEEPS_ALL.filter(name => name !== 'audit-log-maxsize' || saidFlag(flags, name) === undefined);
  const ofVersion = version === undefined ? 'up to 1.35, and no file tells the version' : `in ${version.text}`;
  return warning(`Nothing bounds how many rotated files are kept (${ofVersion}): the disk fills up`, {
    edits: rotationEdits(unset),
  });
}

function history(facts: Facts): Outcome | undefined {
  const {log} = facts;
  const rotation = rotationOf(facts);
  if (log?.measured === undefined || log.measured.files.length === 0 || rotation.maxSize === Number.POSITIVE_INFINITY)
    return undefined;
  const rate = log.measured.bytesPerHour;
  if (rate === undefined) return unsure('The log holds too little to tell how fast it grows');
  const {hours, disk} = keptOf(rotation, rate, log.measured.packing);
  const grows = `The log grows by ${bytesText(rate)} an hour`;
  if (!Number.isFinite(hours)) return sound(`${grows}; all of it is kept, ${bytesText(rate * 24)} a day`);
  const keeps = `${grows}: the flags keep ${hoursText(hours)} of history in ${bytesText(disk)}`;
  if (hours >= LEAST_HOURS) return sound(keeps);
  const backups = Math.max(10, Math.ceil((WANTED_HOURS * rate) / (rotation.maxSize ?? DEFAULT_MIB * MIB)));
  return warning(`${keeps}, less than a day`, {
    ...(rotation.compress
      ? {}
      : {todo: 'Compressed files (--audit-log-compress) take a tenth of the space, since 1.20'}),
    edits: [
      {kind: 'flag', name: 'audit-log-maxbackup', value: String(backups)},
      ...((rotation.age ?? WANTED_HOURS) < WANTED_HOURS ? rotationEdits(['audit-log-maxage']) : []),
    ],
  });
}

function room(facts: Facts): Outcome | undefined {
  const {log} = facts;
  if (log?.space === undefined) return undefined;
  const {space, measured} = log;
  const free = `${bytesText(space.free)} of ${bytesText(space.total)} are free where the log is`;
  const rate = measured?.bytesPerHour;
  const most = mostOf(rotationOf(facts), rate, measured?.packing);
  if (most === undefined) return unsure(`${free}, and how fast the log grows is not known`);
  if (most - (measured?.bytes ?? 0) <= space.free)
    return sound(`${free}, and the log takes at most ${bytesText(most)}`);
  const when = rate === undefined ? '' : `, in ${hoursText(space.free / rate)} at this rate`;
  // That nothing bounds it is another check's; here it is whether that will be felt soon.
  if (!Number.isFinite(most) && rate !== undefined && space.free / rate > FAR_HOURS) return undefined;
  const grows = Number.isFinite(most) ? `the flags let the log grow to ${bytesText(most)}` : 'nothing bounds the log';
  const found = `${free}, and ${grows}: the disk will be full${when}`;
  const todo =
    'Keep fewer files or days, compress them (--audit-log-compress, since 1.20), or give the log a file system of its own';
  // A full disk loses events, and on a control plane more than that.
  return rate !== undefined && space.free / rate < LEAST_HOURS ? failed(found, {todo}) : warning(found, {todo});
}

/** Bytes on disk when all is kept that may be; undefined where that depends on a rate that is not known. */
function mostOf(rotation: Rotation, rate: number | undefined, packing: number | undefined): number | undefined {
  const isBounded = Number.isFinite(rotation.backups ?? Number.POSITIVE_INFINITY) && Number.isFinite(rotation.maxSize);
  if (rate === undefined && !isBounded) return undefined;
  return keptOf(rate === undefined ? {...rotation, age: Number.POSITIVE_INFINITY} : rotation, rate ?? 1, packing).disk;
}

export const ROTATION_CHECKS = [
  {
    id: 'rotation-on',
    about: 'rotation',
    title: 'the log is rotated',
    severity: 'failed',
    why: 'Up to 1.35 an --audit-log-maxsize of 0 means 100 MiB; since 1.36 the default is 100 and 0 means never.',
    remedy: 'Set --audit-log-maxsize=100.',
    check: rotates,
  },
  {
    id: 'rotation-bounded',
    about: 'rotation',
    title: 'what is kept is bounded',
    severity: 'warning',
    why: 'Up to 1.35 the defaults of --audit-log-maxbackup and --audit-log-maxage are 0, which keeps everything; since 1.36 they are 100 files and 366 days.',
    remedy:
      'Set --audit-log-maxbackup=10 and --audit-log-maxage=30, as the CIS benchmark has it, or what history is needed.',
    check: bounded,
  },
  {
    id: 'history',
    about: 'rotation',
    title: 'a day of history or more is kept',
    severity: 'warning',
    why: 'Size and number of files say nothing of hours: at a high rate a gigabyte is an afternoon. The rate is measured in the log itself.',
    remedy: 'Keep more files, compress them, or log less (audit-tui policy simulate tells what costs most).',
    check: history,
  },
  {
    id: 'space',
    about: 'rotation',
    title: 'the disk has room for it',
    severity: 'warning',
    why: 'A full disk loses events, and on a control-plane node stops more than the log: etcd may lie on the same one.',
    remedy: 'Keep fewer files, compress them, or give the log a file system of its own.',
    check: room,
  },
] as const satisfies readonly CheckSpec[];
