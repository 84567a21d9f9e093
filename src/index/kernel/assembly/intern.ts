// Values by their bytes as they stand in the line: equal bytes have equal codes, a field. Whoever decodes them merges two
// spellings of one string.

import {forgetPieces} from './memo';
import {
  ADDED,
  ADDED_BYTES,
  ARENA,
  ARENA_BYTES,
  COUNTS,
  FIELD_COUNT,
  LAST,
  MAX_VALUES,
  OTHER_ID,
  SLOT_BITS,
  SLOTS,
} from './memory';
import {isSame} from './text';

/** No room: the line must take the other way. */
export const NO_CODE: u32 = 0xffffffff;

/** Longer values are not kept here. */
const MAX_LENGTH: u32 = 1 << 16;
/** Slots looked at for one value. Values made to collide cost this much and no more. */
const MAX_PROBES: u32 = 32;

/** Odd numbers without a pattern in their bits. */
const SPREAD_1: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;
const SPREAD_2: u64 = ((<u64>0xbf58476d) << 32) | 0x1ce4e5b9;

/** Values added in this call. */
export let added: u32 = 0;
let values: u32 = 0;
let arenaEnd: usize = ARENA;
let seed: u64 = 0;
/** All of memory is 0 yet: writing that again would have the system give its pages before they are needed. */
let isNew = true;

export function forgetAdded(): void {
  added = 0;
}

/** Forgets all values. `newSeed` should be a secret. */
export function forgetValues(newSeed: u64): void {
  if (!isNew) {
    forgetPieces();
    memory.fill(SLOTS, 0, 16 << SLOT_BITS);
    memory.fill(LAST, 0, FIELD_COUNT * 16);
    memory.fill(COUNTS, 0, FIELD_COUNT * 4);
  }
  isNew = false;
  values = 0;
  arenaEnd = ARENA;
  seed = newSeed;
}

export function isHalfFull(): bool {
  return values > <u32>MAX_VALUES / 2 || arenaEnd - ARENA > <usize>(ARENA_BYTES / 2);
}

//@inline
function mix(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * SPREAD_1;
  return product ^ (product >> 29);
}

/** 32 bits that depend on all bytes and the field. */
function hashOf(at: usize, length: u32, field: u32): u32 {
  let hash = seed ^ (((<u64>length) << 8) | <u64>field);
  let left = length;
  while (left > 8) {
    hash = mix(hash, load<u64>(at));
    at += 8;
    left -= 8;
  }
  hash = mix(hash, load<u64>(at) << ((8 - left) << 3));
  return <u32>((hash * SPREAD_2) >> 32);
}

/** Copies a value to the arena and fills the free slot at `place`; returns it, or 0 if there is no room. */
function add(place: usize, hash: u32, at: usize, length: u32, field: u32): usize {
  if (values >= <u32>MAX_VALUES || arenaEnd + length > <usize>(ARENA + ARENA_BYTES)) return 0;
  const address = arenaEnd;
  memory.copy(address, at, length);
  arenaEnd += length;
  values++;
  const code = load<u32>(COUNTS + field * 4) + 1;
  store<u32>(COUNTS + field * 4, code);
  store<u32>(place, hash);
  store<u32>(place, <u32>address, 4);
  store<u32>(place, (field << 24) | length, 8);
  store<u32>(place, code, 12);
  const entry: usize = ADDED + added * ADDED_BYTES;
  store<u32>(entry, field);
  store<u32>(entry, <u32>address, 4);
  store<u32>(entry, length, 8);
  added++;
  return place;
}

/** Tells of a value that is kept nowhere: the auditID of a row. */
export function addOther(row: u32, at: usize, length: u32): void {
  const entry: usize = ADDED + added * ADDED_BYTES;
  store<u32>(entry, OTHER_ID | row);
  store<u32>(entry, <u32>at, 4);
  store<u32>(entry, length, 8);
  added++;
}

/** The slot of a value, or 0 if there is no room for it. */
function slotOf(at: usize, length: u32, field: u32): usize {
  if (length > MAX_LENGTH) return 0;
  const hash = hashOf(at, length, field);
  const key = (field << 24) | length;
  let slot = hash & ((1 << SLOT_BITS) - 1);
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const place: usize = SLOTS + (slot << 4);
    const address = load<u32>(place, 4);
    if (address === 0) return add(place, hash, at, length, field);
    if (load<u32>(place) === hash && load<u32>(place, 8) === key && isSame(address, at, length)) return place;
    slot = (slot + 1) & ((1 << SLOT_BITS) - 1);
  }
  return 0;
}

/** The code of a value of at least one byte, or NO_CODE. */
//@inline
export function codeOf(at: usize, length: u32, field: u32): u32 {
  const last: usize = LAST + field * 16;
  if (load<u32>(last, 4) === length && isSame(load<u32>(last), at, length)) return load<u32>(last, 8);
  const place = slotOf(at, length, field);
  if (place === 0) return NO_CODE;
  const code = load<u32>(place, 12);
  store<u32>(last, load<u32>(place, 4));
  store<u32>(last, length, 4);
  store<u32>(last, code, 8);
  return code;
}
