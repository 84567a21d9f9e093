// The check of space: whether the disk has room for what rotation keeps, and how much it has room for.
import type {Facts} from '../facts.ts';
import type {Edit} from '../fix/edit.ts';
import {
  bytesText,
  DEFAULT_SIZE,
  hoursText,
  keptOf,
  LEAST_HOURS,
  type Rotation,
  rotationOf,
  USUAL_PACKING,
} from '../rotation.ts';
import {isSince} from '../version.ts';
import {type CheckSpec, failed, type Outcome, sound, unsure, warning} from './check.ts';

/** A disk that is full later than that is nothing to tell of tonight. */
const FAR_HOURS = 30 * 24;

/** With --audit-log-compress, which is there since 1.20. */
const canPack = ({version}: Facts): boolean => version === undefined || isSince(version, 20);

const sizeOf = ({maxSize = DEFAULT_SIZE}: Rotation): number => (Number.isFinite(maxSize) ? maxSize : DEFAULT_SIZE);

/** Rotated files that the disk has room for beside the one that is written; at least 1. undefined where its space is not known. */
export function mostBackups(facts: Facts, isPacked = rotationOf(facts).compress): number | undefined {
  const {space, measured} = facts.log ?? {};
  if (space === undefined) return undefined;
  const size = sizeOf(rotationOf(facts));
  const one = size / (isPacked ? (measured?.packing ?? USUAL_PACKING) : 1);
  return Math.max(1, Math.floor((space.free + (measured?.bytes ?? 0) - size) / one));
}

function room(facts: Facts): Outcome | undefined {
  const {log} = facts;
  if (log?.space === undefined) return undefined;
  const {space, measured} = log;
  const free = `${bytesText(space.free)} of ${bytesText(space.total)} are free on the log’s disk`;
  const rate = measured?.bytesPerHour;
  const rotation = rotationOf(facts);
  const most = mostOf(rotation, rate, measured?.packing);
  if (most === undefined) return unsure(`${free}, but how fast the log grows is not known`);
  const left = space.free + (measured?.bytes ?? 0);
  if (most <= left) return sound(`${free}, and the log will take at most ${bytesText(most)}`);
  const when = rate === undefined ? '' : `, in ${hoursText(space.free / rate)} at this rate`;
  // That nothing bounds it is another check's; here it is whether that will be felt soon.
  if (!Number.isFinite(most) && rate !== undefined && space.free / rate > FAR_HOURS) return undefined;
  const grows = Number.isFinite(most) ? `the flags let the log grow to ${bytesText(most)}` : 'nothing limits the log';
  const found = `${free}, and ${grows}: the disk will be full${when}`;
  const remedy = {
    todo: 'If that keeps too little, give the log a file system of its own',
    edits: roomEdits(facts, rotation, left),
  };
  // A full disk loses events, and on a control plane more than that.
  return rate !== undefined && space.free / rate < LEAST_HOURS ? failed(found, remedy) : warning(found, remedy);
}

/** Compressed they take a tenth; what does not fit even so is kept no longer. */
function roomEdits(facts: Facts, rotation: Rotation, left: number): readonly Edit[] {
  const compress = rotation.compress || canPack(facts);
  const edits: Edit[] = [];
  if (compress && !rotation.compress) edits.push({kind: 'flag', name: 'audit-log-compress', value: 'true'});
  const {bytesPerHour, packing} = facts.log?.measured ?? {};
  const after = mostOf({...rotation, compress}, bytesPerHour, packing);
  const most = mostBackups(facts, compress);
  if ((after === undefined || after > left) && most !== undefined)
    edits.push({kind: 'flag', name: 'audit-log-maxbackup', value: String(most)});
  return edits;
}

/** Bytes on disk when all is kept that may be; undefined where that depends on a rate that is not known. */
function mostOf(rotation: Rotation, rate: number | undefined, packing: number | undefined): number | undefined {
  const isBounded = Number.isFinite(rotation.backups ?? Number.POSITIVE_INFINITY) && Number.isFinite(rotation.maxSize);
  if (rate === undefined && !isBounded) return undefined;
  return keptOf(rate === undefined ? {...rotation, age: Number.POSITIVE_INFINITY} : rotation, rate ?? 1, packing).disk;
}

export const SPACE_CHECKS = [
  {
    id: 'space',
    about: 'rotation',
    question: 'Does the disk have room for the log?',
    severity: 'warning',
    why: 'A full disk loses events and, on a control-plane node, may stop more than the log: etcd can be on the same disk.',
    remedy: 'Keep fewer files, compress them, or give the log a file system of its own.',
    check: room,
  },
] as const satisfies readonly CheckSpec[];
