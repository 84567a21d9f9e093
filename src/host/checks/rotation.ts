// Checks of rotation: whether there is one, and what the flags keep at the rate at which the log grows.
import type {Facts} from '../facts.ts';
import {inForce, saidFlag} from '../read-flags.ts';
import {bytesText, DEFAULT_SIZE, hoursText, keptOf, LEAST_HOURS, MIB, rotationOf} from '../rotation.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';
import {mostBackups} from './space.ts';
import {USUAL_ROTATION} from './usual.ts';

/** What a fix makes room for. */
const WANTED_HOURS = 7 * 24;
/** Bigger files are not rotated by kube-apiserver in practice: GCE sets 2000000000 to leave it to logrotate. */
const HUGE_MIB = 1_000_000;

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
    return warning(
      '--audit-log-maxsize=0 means 100 MiB up to 1.35 and never since 1.36, and no file says which version this is',
      {
        edits,
      },
    );
  }
  if (maxSize < HUGE_MIB * MIB) return sound(`The log is rotated at ${mib(maxSize)}`);
  if (logrotate !== undefined) {
    return warning(
      `kube-apiserver does not rotate the log (--audit-log-maxsize=${size}); logrotate does, as configured in ${logrotate}`,
      {
        todo: 'copytruncate loses events between the copy and the truncation: let kube-apiserver rotate, and remove the log from that file',
        edits,
      },
    );
  }
  const found = Number.isFinite(maxSize)
    ? `--audit-log-maxsize=${size} is more than any disk holds`
    : '--audit-log-maxsize=0 has turned rotation off since 1.36';
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
    return warning(`Rotated files are kept for ${days}, however many there are`, {
      edits: rotationEdits(['audit-log-maxbackup']),
    });
  }
  const unset = KEEPS_ALL.filter(name => name !== 'audit-log-maxsize' || saidFlag(flags, name) === undefined);
  const ofVersion = version === undefined ? 'as up to 1.35; no file says which version this is' : `in ${version.text}`;
  return warning(`The number of rotated files is not limited (${ofVersion}): the disk will fill up`, {
    edits: rotationEdits(unset),
  });
}

function history(facts: Facts): Outcome | undefined {
  const {log} = facts;
  const rotation = rotationOf(facts);
  if (log?.measured === undefined || log.measured.files.length === 0 || rotation.maxSize === Number.POSITIVE_INFINITY)
    return undefined;
  const rate = log.measured.bytesPerHour;
  if (rate === undefined) return unsure('The log is too short to tell how fast it grows');
  const {hours, disk} = keptOf(rotation, rate, log.measured.packing);
  const grows = `The log grows by ${bytesText(rate)} an hour`;
  if (!Number.isFinite(hours)) return sound(`${grows}; all of it is kept, ${bytesText(rate * 24)} a day`);
  const keeps = `${grows}: the flags keep ${hoursText(hours)} of history in ${bytesText(disk)}`;
  if (hours >= LEAST_HOURS) return sound(keeps);
  const wanted = Math.max(10, Math.ceil((WANTED_HOURS * rate) / (rotation.maxSize ?? DEFAULT_SIZE)));
  const most = mostBackups(facts);
  if (most !== undefined && most <= (rotation.backups ?? 0))
    return warning(`${keeps}, less than a day, and the disk has no room for more`, {
      todo: 'Log less (audit-tui policy suggest FILE), or give the log a bigger file system',
    });
  const backups = Math.min(wanted, most ?? wanted);
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

export const ROTATION_CHECKS = [
  {
    id: 'rotation-on',
    about: 'rotation',
    question: 'Is the log rotated?',
    severity: 'failed',
    why: 'Up to 1.35, --audit-log-maxsize=0 means 100 MiB. Since 1.36 the default is 100, and 0 means never.',
    remedy: 'Set --audit-log-maxsize=100.',
    check: rotates,
  },
  {
    id: 'rotation-bounded',
    about: 'rotation',
    question: 'Is the number of kept files limited?',
    severity: 'warning',
    why: 'Up to 1.35, --audit-log-maxbackup and --audit-log-maxage default to 0, which keeps everything. Since 1.36 the defaults are 100 files and 366 days.',
    remedy:
      'Set --audit-log-maxbackup=10 and --audit-log-maxage=30, as the CIS benchmark recommends, or whatever history you need.',
    check: bounded,
  },
  {
    id: 'history',
    about: 'rotation',
    question: 'Is at least a day of history kept?',
    severity: 'warning',
    why: 'File size and number of files say nothing about hours: at a high rate, a gigabyte is an afternoon. The rate is measured from the log itself.',
    remedy: 'Keep more files, compress them, or log less (audit-tui policy simulate shows what costs most).',
    check: history,
  },
] as const satisfies readonly CheckSpec[];
