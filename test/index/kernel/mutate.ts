// Damage to events: to their structure before they are encoded, and to the bytes of the line.
import type {Random} from '../../../scripts/samples/random.ts';
import {encode, goString, json, KEYS, type Pair, text, time} from './generate.ts';

/** All objects in an event that are kept as pairs, itself included. */
function objectsIn(pairs: Pair[]): Pair[][] {
  return [pairs, ...pairs.flatMap(({value}) => (typeof value === 'string' ? [] : objectsIn(value)))];
}

/** The same key in another spelling. */
const respell = (key: string, random: Random) => {
  const at = random.int(0, Math.max(0, key.length - 1));
  return `${key.slice(0, at)}\\u${(key.charCodeAt(at) || 0x61).toString(16).padStart(4, '0')}${key.slice(at + 1)}`;
};

const anyValue = (random: Random) =>
  random.pick([
    () => json(random, 2),
    () => goString(text(random)),
    () => time(random),
    () => '{}',
    () => '[]',
    () => 'null',
  ])();

/** Changes one object of the event. */
export function mutateTree(event: Pair[], random: Random): void {
  const pairs = random.pick(objectsIn(event));
  const at = random.int(0, Math.max(0, pairs.length - 1));
  const other = random.int(0, pairs.length);
  const pair = pairs[at];
  const kind = random.int(0, 7);
  if (kind === 0 || pair === undefined) pairs.splice(other, 0, {key: random.pick(KEYS), value: anyValue(random)});
  else if (kind === 1) pairs.splice(other, 0, {key: pair.key, value: anyValue(random)});
  else if (kind === 2) pairs.splice(other, 0, {...pair});
  else if (kind === 3) pairs.splice(other, 0, ...pairs.splice(at, 1));
  else if (kind === 4) pairs.splice(at, 1);
  else if (kind === 5) pair.key = random.chance(0.5) ? random.pick(KEYS) : respell(pair.key, random);
  else if (kind === 6) pair.value = anyValue(random);
  else pairs.splice(other, 0, {key: respell(pair.key, random), value: anyValue(random)});
}

const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u007f',
  '\\u0026',
  '\\u12',
  '\\x',
  '\\/',
  '\\"',
  '""',
  '{}',
  '[]',
  'null',
  '0',
  '-',
  '.',
  'e',
  'Z',
  '/',
  '?',
  '\ufeff',
  '\u2028',
  ',"verb":"delete"',
  ',"level":"None"',
  ',"annotations":{"authorization.k8s.io/decision":"forbid"}',
  ',"code":500',
  ',"requestReceivedTimestamp":"2026-11-20T10:02:11.310000Z","stageTimestamp":"2026-11-20T10:02:11.310250Z"',
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"',
].map(piece => Buffer.from(piece));
const BYTES = [0x80, 0xc3, 0xe2, 0xff, 0xf0].map(byte => Buffer.from([byte]));

/** Changes the bytes of a line in one place. */
export function mutateBytes(line: Buffer, other: Buffer, random: Random): Buffer {
  // Half of the places are near what gives the line its structure.
  const any = random.int(0, line.length);
  const quote = line.indexOf(0x22, any);
  const at = random.chance(0.5) && quote !== -1 ? Math.min(line.length, quote + random.int(0, 3)) : any;
  const [before, after] = [line.subarray(0, at), line.subarray(at)];
  switch (random.int(0, 12)) {
    case 0: {
      const flipped = Buffer.from(line);
      if (at < flipped.length) flipped[at]! ^= 1 << random.int(0, 7);
      return flipped;
    }
    case 1:
      return Buffer.concat([before, after.subarray(random.int(1, 3))]);
    case 2:
      return Buffer.concat([before, random.pick(PIECES), after]);
    case 3:
      return Buffer.concat([before, random.pick(random.chance(0.5) ? BYTES : PIECES), after.subarray(1)]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, other.subarray(random.int(0, other.length))]);
    case 6:
      return Buffer.concat([before, other]);
    case 7: {
      const from = random.int(0, at);
      return Buffer.concat([before, line.subarray(from)]);
    }
    case 8:
      return Buffer.concat([line, other]);
    default: {
      // One character for another of its kind: the line stays what it was, with another value.
      const byte = line[at] ?? 0;
      const [low, high] = byte >= 0x30 && byte <= 0x39 ? [0x30, 0x39] : [0x61, 0x66];
      const changed = Buffer.from(line);
      if ((byte | 0x20) >= 0x61 || byte === low || byte <= 0x39) changed[at] = random.int(low, high);
      return changed;
    }
  }
}

export const lineOf = (event: Pair[]): Buffer => Buffer.from(encode(event));
