// Names of rotated logs: what lumberjack, which is in the API server, and logrotate and kubelet make of the name of a log.
import {type Micros, parseMicroTime} from '../audit/time.ts';

type Kind = 'time' | 'number' | 'date';

export type RotatedName = {
  /** The name of the log that it was. */
  readonly live: string;
  readonly kind: Kind;
  /** Of two names of one log and kind, the one with the greater age was rotated earlier. */
  readonly age: number;
  /** The end of its content, where the name says it to the second and in UTC. */
  readonly rotatedAt?: Micros;
  /** Past the compression's ending. */
  readonly plainName: string;
};

const PACKED = /\.(?:gz|zst|bz2|xz)$/;

const TIME = String.raw`(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})`;
const DATE = String.raw`(\d{4}-?\d\d-?\d\d(?:[-_.T]?\d{2,10})?)`;
const EXTENSION = String.raw`(\.[A-Za-z]\w*)`;

/** natefinch/lumberjack v2.2.1: `<stem>-<time in UTC><ext>`. */
const LUMBERJACK = new RegExp(`^(.+)-${TIME}(\\.[^.]*)?$`);
/** logrotate: `<name>.1`, and with `extension`: `<stem>.1<ext>`. */
const NUMBER = [/^(.+)\.(\d{1,4})$/, new RegExp(`^(.+)\\.(\\d{1,4})${EXTENSION}$`)];
/** logrotate's dateext, `<name>-20261120`, also with a time, in the zone of the machine; kubelet's `0.log.20261120-100211`. */
const DATED = [new RegExp(`^(.+)[-.]${DATE}$`), new RegExp(`^(.+)[-.]${DATE}${EXTENSION}$`)];

/** Of several kinds in one set, those first are taken to be newer. */
const KINDS: readonly Kind[] = ['time', 'number', 'date'];

export const withoutPacking = (name: string): string => name.replace(PACKED, '');

/** What a file name says of a rotation; undefined for all others. */
export function rotatedName(name: string): RotatedName | undefined {
  const plainName = withoutPacking(name);
  return lumberjackName(plainName) ?? numberedName(plainName) ?? datedName(plainName);
}

function lumberjackName(plainName: string): RotatedName | undefined {
  const match = LUMBERJACK.exec(plainName);
  if (match === null) return undefined;
  const [, stem, day, hour, minute, second, extension = ''] = match;
  const rotatedAt = parseMicroTime(`${day}T${hour}:${minute}:${second}Z`);
  if (rotatedAt === undefined) return undefined;
  return {live: stem! + extension, kind: 'time', age: -rotatedAt, rotatedAt, plainName};
}

function numberedName(plainName: string): RotatedName | undefined {
  const match = firstMatch(NUMBER, plainName);
  if (match === undefined) return undefined;
  return {live: match[1]! + (match[3] ?? ''), kind: 'number', age: Number(match[2]), plainName};
}

function datedName(plainName: string): RotatedName | undefined {
  const match = firstMatch(DATED, plainName);
  if (match === undefined) return undefined;
  const digits = match[2]!.replace(/\D/g, '');
  const [month, day] = [Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return {live: match[1]! + (match[3] ?? ''), kind: 'date', age: -Number(digits.padEnd(18, '0')), plainName};
}

const firstMatch = (patterns: readonly RegExp[], text: string): RegExpExecArray | undefined => {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  return undefined;
};

/** Order of rotated files of one log: newest first. */
export const compareAge = (a: RotatedName, b: RotatedName): number =>
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.age - b.age || (a.plainName < b.plainName ? -1 : 1);

export type Rotation = RotatedName & {
  readonly name: string;
  /** The compressed file beside it. It may be half-written, and holds nothing else. */
  readonly twin?: string;
};

/**
 * What was rotated from the log called `live` among the files called `names`: newest first, each once. Of a plain file and a
 * compressed one of the same name the plain one is taken: until it is removed the other may not be whole.
 */
export function rotationsOf(live: string, names: readonly string[]): readonly Rotation[] {
  const found = new Map<string, Rotation>();
  for (const name of [...names].sort()) {
    const rotated = rotatedName(name);
    if (rotated === undefined || rotated.live !== live) continue;
    const {plainName} = rotated;
    const plain = found.get(plainName);
    // The plain name sorts before the one with an ending.
    found.set(plainName, plain === undefined ? {...rotated, name} : {...plain, twin: name});
  }
  return [...found.values()].sort(compareAge);
}
