// What the rotation flags mean, and what they keep of a log that grows: hours of history, bytes on disk.
import type {Facts} from './facts.ts';
import {isOn} from './flags.ts';
import {inForce, numberOf, saidFlag} from './read-flags.ts';
import {isSince} from './version.ts';

export const MIB = 2 ** 20;
/** lumberjack's default in bytes, which 0 means up to 1.35. */
export const DEFAULT_SIZE = 100 * MIB;
/** Less history is gone before an incident of last night is looked at. */
export const LEAST_HOURS = 24;

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
  if (said === undefined) return DEFAULT_SIZE;
  const size = natural(numberOf(flags, 'audit-log-maxsize'));
  if (size !== 0) return size === undefined ? undefined : size * MIB;
  if (version === undefined) return undefined;
  return isSince(version, 36) ? Number.POSITIVE_INFINITY : DEFAULT_SIZE;
}

/** Of real logs at level Metadata, compressed 12 to 25 times; with bodies less. */
export const USUAL_PACKING = 10;

export type Kept = {
  /** Of history. */
  readonly hours: number;
  /** Bytes on disk when everything is kept that may be. */
  readonly disk: number;
};

/** What rotation keeps of a log that grows by `rate` bytes an hour. */
export function keptOf(
  {maxSize = DEFAULT_SIZE, backups = Number.POSITIVE_INFINITY, age = Number.POSITIVE_INFINITY, compress}: Rotation,
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
