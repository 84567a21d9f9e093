// Pieces of lines that come again and again: who asks, from where and with what, and why it was allowed. A piece that stands
// in a line byte for byte as it stood in an earlier one needs no reading: the codes of its fields are remembered.
//
// A piece must end itself: whatever follows it, its bytes are read the same. A table has 512 places of 1024 bytes, and a piece may
// be in either of two: its length, a tag, the codes of three fields, then at 32 its bytes.
import {MEMO_BYTES, MEMOS} from './memory';
import {isSame} from './text';

const PLACES: u32 = 512;
const PLACE_BITS: u32 = 10;
const HEAD: u32 = 32;
const MAX_LENGTH: u32 = 1024 - 32 - 16;

export const USERS: usize = MEMOS;
export const CLIENTS: usize = MEMOS + 524288;
export const REASONS: usize = MEMOS + 1048576;

/** Which of two places the next piece takes. */
let turn: u32 = 0;

export function forgetPieces(): void {
  memory.fill(MEMOS, 0, MEMO_BYTES);
}

/** Depends on 32 bytes at `at`. */
//@inline
export function hashOf32(at: usize): u64 {
  const a = load<u64>(at) ^ (load<u64>(at, 8) * 0x2545f491);
  const b = load<u64>(at, 16) ^ (load<u64>(at, 24) * 0x27d4eb2f);
  const product = (a ^ (b << 1) ^ (b >> 29)) * 0x165667b19e3779;
  return product ^ (product >> 31);
}

//@inline
function placeOf(table: usize, hash: u64): usize {
  return table + ((<u32>hash & (PLACES - 1)) << PLACE_BITS);
}

//@inline
function holds(place: usize, tag: u32, at: usize): bool {
  return load<u32>(place, 4) === tag && load<u32>(place) !== 0 && isSame(place + HEAD, at, load<u32>(place));
}

/** The place that holds what is at `at`, or 0. */
//@inline
export function recall(table: usize, hash: u64, at: usize): usize {
  const place = placeOf(table, hash);
  const tag = <u32>(hash >> 32);
  if (holds(place, tag, at)) return place;
  return holds(place ^ (1 << PLACE_BITS), tag, at) ? place ^ (1 << PLACE_BITS) : 0;
}

//@inline
export function lengthOf(place: usize): u32 {
  return load<u32>(place);
}

/** The code of the nth of its fields. */
//@inline
export function codeIn(place: usize, n: u32): u32 {
  return load<u32>(place + 8 + n * 4);
}

/** Remembers the piece [at, at + length). Longer pieces are not remembered. */
export function remember(table: usize, hash: u64, at: usize, length: u32, a: u32, b: u32, c: u32): void {
  if (length > MAX_LENGTH) return;
  turn ^= 1 << PLACE_BITS;
  const place = placeOf(table, hash) ^ turn;
  memory.copy(place + HEAD, at, length);
  store<u32>(place, length);
  store<u32>(place, <u32>(hash >> 32), 4);
  store<u32>(place, a, 8);
  store<u32>(place, b, 12);
  store<u32>(place, c, 16);
}
